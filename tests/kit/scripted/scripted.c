/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A real plugin whose steps do what the pipeline's parameters say, line by line; see README.md. */
#include <slipway/slipway.h>

#include <string.h>

#define SCRIPTED_TYPE_STEP (scripted_step_get_type ())
G_DECLARE_FINAL_TYPE (ScriptedStep, scripted_step, SCRIPTED, STEP, GObject)

struct _ScriptedStep {
  GObject parent_instance;
  char *refuse_change;
  char *refuse_step;
  guint gate;
};

enum {
  PROP_REFUSE_CHANGE = 1,
  PROP_REFUSE_STEP,
};

/* What came by output (), of one step run. */
typedef struct {
  guint lines;
  gsize longest;
} Seen;

static void scripted_step_init_step (SlwStepInterface *iface);
static void scripted_step_init_client (SlwBusClientInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (ScriptedStep,
                                scripted_step,
                                G_TYPE_OBJECT,
                                0,
                                G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_STEP, scripted_step_init_step)
                                    G_IMPLEMENT_INTERFACE_DYNAMIC (SLW_TYPE_BUS_CLIENT, scripted_step_init_client))

static void
scripted_step_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  ScriptedStep *self = SCRIPTED_STEP (object);
  char **text = id == PROP_REFUSE_CHANGE ? &self->refuse_change : &self->refuse_step;

  g_free (*text);
  *text = g_value_dup_string (value);
}

static void
scripted_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  ScriptedStep *self = SCRIPTED_STEP (object);

  g_value_set_string (value, id == PROP_REFUSE_CHANGE ? self->refuse_change : self->refuse_step);
}

static void
scripted_step_finalize (GObject *object)
{
  ScriptedStep *self = SCRIPTED_STEP (object);

  g_free (self->refuse_change);
  g_free (self->refuse_step);
  G_OBJECT_CLASS (scripted_step_parent_class)->finalize (object);
}

static void
scripted_step_class_init (ScriptedStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = scripted_step_set_property;
  object_class->get_property = scripted_step_get_property;
  object_class->finalize = scripted_step_finalize;
  g_object_class_install_property (
      object_class, PROP_REFUSE_CHANGE,
      g_param_spec_string ("refuse-change", NULL, "Server on which the gate forbids the first change", NULL, flags));
  g_object_class_install_property (
      object_class, PROP_REFUSE_STEP,
      g_param_spec_string ("refuse-step", NULL, "Step that the gate does not let start", NULL, flags));
}

static void
scripted_step_class_finalize (ScriptedStepClass *klass)
{
}

static void
scripted_step_init (ScriptedStep *self)
{
}

static void
set_input (SlwAction *action, const char *text)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  slw_action_set_stdin (action, content);
}

static gboolean
set_option (SlwAction *action, SlwStepRun *run, const char *name, const char *value)
{
  if (g_str_equal (name, "expect"))
    slw_action_expect (action, (int) g_ascii_strtoll (value, NULL, 10));
  else if (g_str_equal (name, "timeout"))
    slw_action_set_timeout (action, (guint) g_ascii_strtoull (value, NULL, 10));
  else if (g_str_equal (name, "assume"))
    slw_action_assume (action, 0, value);
  else if (g_str_equal (name, "on"))
    slw_action_set_server (action, slw_platform_find_server (slw_step_run_get_platform (run), value));
  else if (g_str_equal (name, "input"))
    set_input (action, value);
  else if (g_str_equal (name, "secret"))
    slw_action_set_secret_result (action);
  else
    return g_str_equal (name, "root");
  return TRUE;
}

/* EFFECT [OPTION[=VALUE]…] -- COMMAND; as the user who logs in unless told otherwise, so that it works without root. */
static SlwDirective *
act (SlwStepRun *run, SlwEffect effect, const char *rest, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (rest, "-- ", 2);
  g_auto (GStrv) options = g_strsplit (parts[0], " ", -1);
  const char *argv[] = { "sh", "-c", parts[1], NULL };
  g_autofree char *label = g_strdup_printf ("line %u", slw_step_run_get_stage (run));
  g_autoptr (SlwAction) action = slw_action_new_exec (effect, label, argv);

  if (!g_strv_contains ((const char *const *) options, "root"))
    slw_action_set_unprivileged (action);
  for (guint i = 0; options[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (options[i], "=", 2);

    if (*options[i] == '\0' || set_option (action, run, pair[0], pair[1] != NULL ? pair[1] : ""))
      continue;
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "there is no option %s", options[i]);
    return NULL;
  }
  return slw_directive_act (g_steal_pointer (&action));
}

static void
add_finding (SlwStepRun *run, const char *rest)
{
  static const char *const names[] = { "info", "medium", "high", "inhibitor" };
  g_auto (GStrv) words = g_strsplit (rest, " ", 2);
  g_auto (GStrv) texts = g_strsplit (words[1], " | ", 2);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (words[0], names[i]))
      slw_step_run_add_finding (run, (SlwSeverity) i, "scripted.finding", texts[0], texts[1]);
  }
}

static void
set_output (SlwStepRun *run, const SlwResult *last, const char *rest)
{
  g_auto (GStrv) words = g_strsplit (rest, " ", 2);
  g_autofree char *text = g_strdup (last != NULL ? slw_result_get_output (last) : "");

  slw_step_run_set_output (run, words[0], words[1] != NULL ? words[1] : g_strstrip (text));
}

static void
set_seen (SlwStepRun *run, const char *name)
{
  const Seen *seen = slw_step_run_get_data (run);
  g_autofree char *text = seen != NULL ? g_strdup_printf ("%u lines, longest %u", seen->lines, (guint) seen->longest)
                                       : g_strdup ("nothing");

  slw_step_run_set_output (run, name, text);
}

/* What ends a step run or leaves the provider; FALSE with no error for a line that does not. */
static gboolean
leave (SlwStepRun *run,
       const SlwResult *last,
       const char *verb,
       const char *rest,
       SlwDirective **directive,
       GError **error)
{
  static const char *const effects[] = { "READ", "CACHE", "MUTATE", "DESTROY" };

  for (guint i = 0; i < G_N_ELEMENTS (effects); i++) {
    if (g_str_equal (verb, effects[i])) {
      *directive = act (run, (SlwEffect) i, rest, error);
      return TRUE;
    }
  }
  if (g_str_equal (verb, "WAIT"))
    *directive = slw_directive_wait ((guint) g_ascii_strtoull (rest, NULL, 10), "for the time to pass");
  else if (g_str_equal (verb, "DONE"))
    *directive = slw_directive_done (rest);
  else if (g_str_equal (verb, "FAIL") || (g_str_equal (verb, "JUDGE") && slw_result_get_status (last) != 0))
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_FAILED, rest);
  else if (g_str_equal (verb, "VERIFY"))
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_VERIFY, rest);
  else
    return FALSE;
  return TRUE;
}

static void
note (SlwStepRun *run, const SlwResult *last, const char *verb, const char *rest)
{
  if (g_str_equal (verb, "OUTPUT"))
    set_output (run, last, rest);
  else if (g_str_equal (verb, "SEEN"))
    set_seen (run, rest);
  else if (g_str_equal (verb, "NOTE"))
    slw_step_run_add_note (run, "%s", rest);
  else if (g_str_equal (verb, "PROGRESS"))
    slw_step_run_set_progress (run, g_ascii_strtod (rest, NULL), "under way");
  else if (g_str_equal (verb, "FINDING"))
    add_finding (run, rest);
  else if (g_str_equal (verb, "HIDE"))
    slw_secret_unref (slw_secret_new (rest, -1));
}

static SlwDirective *
scripted_step_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  while (TRUE) {
    guint stage = slw_step_run_get_stage (run) + 1;
    g_autofree char *name = g_strdup_printf ("%u", stage);
    const char *line = slw_step_run_get_param (run, name);
    g_auto (GStrv) words = NULL;
    const char *rest;
    SlwDirective *directive = NULL;

    if (line == NULL)
      return slw_directive_done ("all lines done");
    slw_step_run_set_stage (run, stage);
    words = g_strsplit (line, " ", 2);
    rest = words[1] != NULL ? words[1] : "";
    if (leave (run, last, words[0], rest, &directive, error))
      return directive;
    note (run, last, words[0], rest);
  }
}

static void
scripted_step_output (SlwStep *step, SlwStepRun *run, const char *line)
{
  Seen *seen = slw_step_run_get_data (run);

  if (seen == NULL) {
    seen = g_new0 (Seen, 1);
    slw_step_run_set_data (run, seen, g_free);
  }
  seen->lines++;
  seen->longest = MAX (seen->longest, strlen (line));
}

static void
scripted_step_init_step (SlwStepInterface *iface)
{
  iface->next = scripted_step_next;
  iface->output = scripted_step_output;
}

static gboolean
on_gate (SlwGatePoint point, SlwStepRun *run, gpointer user_data, GError **error)
{
  ScriptedStep *self = user_data;

  if (point == SLW_GATE_CHANGE
      && g_strcmp0 (self->refuse_change, slw_server_get_name (slw_step_run_get_server (run))) != 0)
    return TRUE;
  if (point == SLW_GATE_STEP && g_strcmp0 (self->refuse_step, slw_step_run_get_step (run)) != 0)
    return TRUE;
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_REFUSED, "not today");
  return FALSE;
}

static void
scripted_step_attach (SlwBusClient *client, SlwBus *bus)
{
  SCRIPTED_STEP (client)->gate = slw_bus_add_gate (bus, SLW_GATE_POLICY, 0, "scripted", on_gate, client, NULL);
}

static void
scripted_step_detach (SlwBusClient *client, SlwBus *bus)
{
  slw_bus_remove_gate (bus, SCRIPTED_STEP (client)->gate);
}

static void
scripted_step_init_client (SlwBusClientInterface *iface)
{
  iface->attach = scripted_step_attach;
  iface->detach = scripted_step_detach;
}

static const SlwProvide provides[] = {
  { "scripted.do", scripted_step_get_type, SLW_RANK_PRIMARY },
  { NULL, NULL, 0 },
};

SLW_PLUGIN_DEFINE ("scripted",
                   "1",
                   .register_types = scripted_step_register_type,
                   .provides = provides,
                   .get_bus_client_type = scripted_step_get_type);
