/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <slipway/slipway.h>

#include <string.h>

#define WATCH_TYPE_STEP (watch_step_get_type ())
G_DECLARE_FINAL_TYPE (WatchStep, watch_step, WATCH, STEP, GObject)

/**
 * WatchStep:
 *
 * The provider of `service.watch`: asks each service once, and has those that answer watched by the core.
 */
struct _WatchStep {
  GObject parent_instance;
  guint interval;
  guint timeout;
  char *tls;
  char *certificate;
  char *external_url;
  char *page;
};

enum {
  PROP_INTERVAL = 1,
  PROP_TIMEOUT,
  PROP_TLS,
  PROP_CERTIFICATE,
  PROP_EXTERNAL_URL,
  PROP_PAGE,
};

/* Asked in this order; what answers at the first of its ports is not asked at the next one. */
static const struct {
  const char *service;
  guint port; /* 0: https */
  const char *greeting;
  const char *goodbye;
} questions[] = {
  { "https", 0, NULL, NULL },
  { "smtp", 25, "220", "QUIT\r\n" },
  { "imap", 143, "* OK", "a LOGOUT\r\n" },
  { "imap", 1143, "* OK", "a LOGOUT\r\n" }, /* cyrus behind a proxy, BlueMind 4 */
};

/* What is kept between two calls. */
typedef struct {
  char **wanted;
  guint at;         /* the question that was asked last */
  gboolean fetched; /* the certificate, if there is one */
  char *pin;
  GPtrArray *watched; /* names of services */
  GString *ports;     /* service:port of each of them */
} Look;

static void watch_step_init_interface (SlwStepInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (
    WatchStep, watch_step, G_TYPE_OBJECT, 0, G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, watch_step_init_interface))

static void
look_free (gpointer data)
{
  Look *look = data;

  g_strfreev (look->wanted);
  g_free (look->pin);
  g_ptr_array_unref (look->watched);
  g_string_free (look->ports, TRUE);
  g_free (look);
}

/* --- the actions --- */

static SlwAction *
make_fetch (WatchStep *self)
{
  const char *argv[] = { "sed",
                         "-n",
                         "-e",
                         "/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p",
                         "-e",
                         "/^-----END CERTIFICATE-----/q",
                         self->certificate,
                         NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_READ, "read the certificate of the login page", argv);

  slw_action_expect (action, 1);
  slw_action_expect (action, 2); /* GNU sed's for a file that is not there */
  slw_action_set_output_limit (action, 64 * 1024);
  return action;
}

/* The name in the address, as in what users type; the connection goes to the server's own address. */
static char *
make_url (WatchStep *self, SlwServer *server)
{
  const SlwFacts *facts = slw_server_get_facts (server);
  const char *name = self->external_url;

  if (name == NULL && facts != NULL)
    name = slw_facts_get (facts, "host.fqdn");
  if (name == NULL
      || strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") != strlen (name))
    name = slw_server_get_address (server);
  return g_strdup_printf (strchr (name, ':') != NULL ? "https://[%s]%s" : "https://%s%s", name, self->page);
}

static SlwAction *
make_https (WatchStep *self, SlwServer *server, const Look *look)
{
  static const int redirections[] = { 301, 302, 303, 307, 308 };
  g_autofree char *url = make_url (self, server);
  SlwAction *action = slw_action_new_http (SLW_EFFECT_READ, "does https answer?", "GET", url);

  slw_action_set_connect_to (action, slw_server_get_address (server));
  if (look->pin != NULL)
    slw_action_set_tls_pin (action, look->pin);
  slw_action_add_header (action, "Accept", "text/html");
  /* a connection that was kept is served by a web server that takes no new ones any more */
  slw_action_add_header (action, "Connection", "close");
  for (guint i = 0; i < G_N_ELEMENTS (redirections); i++)
    slw_action_expect (action, redirections[i]);
  return action;
}

static SlwAction *
make_question (WatchStep *self, SlwServer *server, const Look *look)
{
  SlwAction *action;

  if (questions[look->at].port == 0) {
    action = make_https (self, server, look);
  } else {
    g_autofree char *label = g_strdup_printf ("does %s answer?", questions[look->at].service);

    action = slw_action_new_connect (label, questions[look->at].port, questions[look->at].greeting,
                                     questions[look->at].goodbye);
  }
  slw_action_set_timeout (action, self->timeout);
  return action;
}

/* The first time no answer is an answer, whatever it looks like. */
static SlwAction *
make_first_question (WatchStep *self, SlwServer *server, const Look *look)
{
  SlwAction *action = make_question (self, server, look);

  slw_action_expect (action, SLW_STATUS_NO_ANSWER);
  slw_action_expect (action, 1);
  for (int status = 400; questions[look->at].port == 0 && status < 600; status++)
    slw_action_expect (action, status);
  return action;
}

/* --- the step --- */

static Look *
look_new (SlwStepRun *run, GError **error)
{
  static const char *const all[] = { "https", "smtp", "imap", NULL };
  g_auto (GStrv) wanted = slw_step_run_dup_param_list (run, "services");
  Look *look;

  for (guint i = 0; wanted[i] != NULL; i++) {
    if (g_strv_contains (all, wanted[i]))
      continue;
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "Param.services: “%s” is none of https, smtp and imap",
                 wanted[i]);
    return NULL;
  }
  look = g_new0 (Look, 1);
  look->wanted = wanted[0] != NULL ? g_steal_pointer (&wanted) : g_strdupv ((char **) all);
  look->watched = g_ptr_array_new ();
  look->ports = g_string_new (NULL);
  slw_step_run_set_data (run, look, look_free);
  return look;
}

static gboolean
is_watched (const Look *look, const char *service)
{
  return g_ptr_array_find_with_equal_func (look->watched, service, g_str_equal, NULL);
}

static void
take_certificate (Look *look, const SlwResult *last)
{
  const char *pem = slw_result_get_output (last);

  look->fetched = TRUE;
  if (slw_result_get_status (last) == 0 && strstr (pem, "-----BEGIN CERTIFICATE-----") != NULL)
    look->pin = g_strdup (pem);
}

/* By an earlier process of the run, at this port: it was up then, so that it is down now. */
static gboolean
was_watched (SlwStepRun *run, const char *port)
{
  const char *earlier = slw_step_run_get_earlier (run, "ports");
  g_auto (GStrv) ports = g_strsplit (earlier != NULL ? earlier : "", " ", -1);

  return g_strv_contains ((const char *const *) ports, port);
}

static void
take_answer (WatchStep *self, SlwStepRun *run, Look *look, const SlwResult *last)
{
  g_autoptr (SlwAction) question = make_question (self, slw_step_run_get_server (run), look);
  const char *service = questions[look->at].service;
  g_autofree char *port = g_strdup_printf ("%s:%u", service, questions[look->at].port);

  if (slw_action_is_expected (question, slw_result_get_status (last)))
    slw_step_run_watch (run, service, question, self->interval);
  else if (was_watched (run, port))
    slw_step_run_watch_down (run, service, question, self->interval);
  else
    return;
  g_ptr_array_add (look->watched, (gpointer) service);
  g_string_append_printf (look->ports, "%s%s", look->ports->len > 0 ? " " : "", port);
}

static gboolean
is_due (WatchStep *self, const Look *look, guint at)
{
  const char *service = questions[at].service;

  if (!g_strv_contains ((const char *const *) look->wanted, service) || is_watched (look, service))
    return FALSE;
  /* without the certificate that it should show, its answer is nobody's */
  return questions[at].port != 0 || look->pin != NULL || !look->fetched || g_str_equal (self->tls, "system");
}

static SlwDirective *
finish (SlwStepRun *run, const Look *look)
{
  g_autoptr (GString) watched = g_string_new (NULL);
  g_autoptr (GString) silent = g_string_new (NULL);
  g_autofree char *summary = NULL;

  for (guint i = 0; look->wanted[i] != NULL; i++) {
    GString *list = is_watched (look, look->wanted[i]) ? watched : silent;

    g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", look->wanted[i]);
  }
  slw_step_run_set_output (run, "watched", watched->str);
  slw_step_run_set_output (run, "silent", silent->str);
  slw_step_run_set_output (run, "ports", look->ports->str);
  if (silent->len > 0)
    slw_step_run_add_note (run, "no answer now, so no downtime can be measured: %s", silent->str);
  if (slw_step_run_get_ceiling (run) < SLW_EFFECT_MUTATE)
    summary = g_strdup_printf ("%s; watched only while something is changed", watched->len > 0 ? watched->str : "none");
  else
    summary = g_strdup_printf ("watched: %s", watched->len > 0 ? watched->str : "none");
  return slw_directive_done (summary);
}

static SlwDirective *
ask_next (WatchStep *self, SlwStepRun *run, Look *look, guint from)
{
  for (guint at = from; at < G_N_ELEMENTS (questions); at++) {
    if (!is_due (self, look, at))
      continue;
    look->at = at;
    if (questions[at].port == 0 && !look->fetched && !g_str_equal (self->tls, "system"))
      return slw_directive_act (make_fetch (self));
    return slw_directive_act (make_first_question (self, slw_step_run_get_server (run), look));
  }
  return finish (run, look);
}

static SlwDirective *
watch_step_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  WatchStep *self = WATCH_STEP (step);
  Look *look = slw_step_run_get_data (run);

  if (look == NULL) {
    if (!g_str_equal (self->tls, "pinned") && !g_str_equal (self->tls, "system")) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "setting tls: “%s” is neither pinned nor system", self->tls);
      return NULL;
    }
    look = look_new (run, error);
    return look != NULL ? ask_next (self, run, look, 0) : NULL;
  }
  if (questions[look->at].port == 0 && !look->fetched && !g_str_equal (self->tls, "system")) {
    take_certificate (look, last);
    return ask_next (self, run, look, look->at);
  }
  take_answer (self, run, look, last);
  return ask_next (self, run, look, look->at + 1);
}

static void
watch_step_init_interface (SlwStepInterface *iface)
{
  iface->next = watch_step_next;
}

/* --- the settings --- */

static char **
find_text (WatchStep *self, guint id)
{
  switch (id) {
  case PROP_TLS:
    return &self->tls;
  case PROP_CERTIFICATE:
    return &self->certificate;
  case PROP_EXTERNAL_URL:
    return &self->external_url;
  default:
    return &self->page;
  }
}

static void
watch_step_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  WatchStep *self = WATCH_STEP (object);

  if (id == PROP_INTERVAL) {
    self->interval = g_value_get_uint (value);
  } else if (id == PROP_TIMEOUT) {
    self->timeout = g_value_get_uint (value);
  } else {
    g_free (*find_text (self, id));
    *find_text (self, id) = g_value_dup_string (value);
  }
}

static void
watch_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  WatchStep *self = WATCH_STEP (object);

  if (id == PROP_INTERVAL)
    g_value_set_uint (value, self->interval);
  else if (id == PROP_TIMEOUT)
    g_value_set_uint (value, self->timeout);
  else
    g_value_set_string (value, *find_text (self, id));
}

static void
watch_step_finalize (GObject *object)
{
  WatchStep *self = WATCH_STEP (object);

  g_free (self->tls);
  g_free (self->certificate);
  g_free (self->external_url);
  g_free (self->page);
  G_OBJECT_CLASS (watch_step_parent_class)->finalize (object);
}

#define FLAGS (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS)

static void
install_text (GObjectClass *klass, guint id, const char *name, const char *blurb, const char *value)
{
  g_object_class_install_property (klass, id, g_param_spec_string (name, NULL, blurb, value, FLAGS));
}

static void
watch_step_class_init (WatchStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = watch_step_set_property;
  object_class->get_property = watch_step_get_property;
  object_class->finalize = watch_step_finalize;
  g_object_class_install_property (
      object_class, PROP_INTERVAL,
      g_param_spec_uint ("interval", NULL, "seconds from one question to a service to the next", 1, 3600, 1, FLAGS));
  g_object_class_install_property (object_class, PROP_TIMEOUT,
                                   g_param_spec_uint ("timeout", NULL,
                                                      "seconds after which a service without an answer counts as down",
                                                      1, 60, 5, FLAGS));
  install_text (object_class, PROP_TLS, "tls",
                "how to know the web server: pinned (the certificate that it has on its disk, read over ssh) or system "
                "(the certificate authorities of this machine)",
                "pinned");
  install_text (object_class, PROP_CERTIFICATE, "certificate", "file of that certificate on the server",
                "/etc/ssl/certs/bm_cert.pem");
  install_text (object_class, PROP_EXTERNAL_URL, "external-url",
                "host name by which users reach the platform; by default the server's own", NULL);
  install_text (object_class, PROP_PAGE, "page", "path of the page that is asked for", "/login/");
}

static void
watch_step_class_finalize (WatchStepClass *klass)
{
}

static void
watch_step_init (WatchStep *self)
{
}

static void
register_types (GTypeModule *module)
{
  watch_step_register_type (module);
}

static const SlwProvide provides[] = {
  { "service.watch", watch_step_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("service-watch", "0.1.0", .register_types = register_types, .provides = provides);
