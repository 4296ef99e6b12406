/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A server whose packages lag: the upgrade runs over all storage servers at once, so one that was forgotten would end up with
 * data that its programs do not know. Every server of the platform file is asked, not only those that take part in the run.
 */
#include "slw-lag.h"

#include "slw-verify-text.h"
#include "slw-version.h"

static gboolean
is_redhat (SlwServer *server)
{
  const SlwFacts *facts = slw_server_get_facts (server);

  return facts != NULL && g_strcmp0 (slw_facts_get (facts, "os.family"), "redhat") == 0;
}

SlwAction *
slw_lag_make_query (SlwServer *server, const char *package)
{
  const char *deb[] = { "dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}\n", package, NULL };
  const char *rpm[] = { "rpm", "-q", "--qf", "installed %{VERSION}\n", package, NULL };
  g_autofree char *label = g_strdup_printf ("ask for the version of %s", package);
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_READ, label, is_redhat (server) ? rpm : deb);

  slw_action_set_server (action, server);
  slw_action_expect (action, 1);
  return action;
}

static gboolean ask_next (SlwTalk *talk, GError **error);

static SlwServer *
get_asked (SlwTalk *talk)
{
  SlwWork *work = talk->work;
  GPtrArray *servers = slw_platform_get_servers (slw_step_run_get_platform (talk->run));

  return work->asked < servers->len ? g_ptr_array_index (servers, work->asked) : NULL;
}

/* What runs nothing of BlueMind may be in the platform file, too. */
static gboolean
must_have_node (SlwServer *server)
{
  return slw_server_has_role (server, "main") || slw_server_has_role (server, "mailbox")
         || slw_server_has_role (server, "edge");
}

static gboolean
refuse (SlwTalk *talk, const char *version, GError **error)
{
  SlwWork *work = talk->work;
  const char *name = slw_server_get_name (get_asked (talk));

  if (version == NULL)
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
                 "bm-node is not installed on %s: an installation or an update broke off there; repeat it first", name);
  else
    g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
                 "the packages of %s are of %s, those of %s of %s: bring all servers to one version first", name,
                 version, slw_server_get_name (talk->main), work->main_version);
  return FALSE;
}

static gboolean
on_node (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  g_autofree char *version = slw_package_version_parse (slw_result_get_output (talk->result));

  if (version == NULL ? must_have_node (get_asked (talk)) : slw_version_compare (version, work->main_version) != 0)
    return refuse (talk, version, error);
  work->asked++;
  return ask_next (talk, error);
}

static gboolean
ask_next (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;
  SlwServer *server = get_asked (talk);

  if (server == NULL)
    return slw_talk_go (talk, g_steal_pointer (&work->then_lag));
  return slw_talk_act (talk, slw_lag_make_query (server, "bm-node"), on_node);
}

static gboolean
on_core (SlwTalk *talk, GError **error)
{
  SlwWork *work = talk->work;

  g_free (work->main_version);
  work->main_version = slw_package_version_parse (slw_result_get_output (talk->result));
  if (work->main_version != NULL)
    return ask_next (talk, error);
  g_set_error (error, SLW_ERROR, SLW_ERROR_REFUSED,
               "bm-core is not installed on %s: its packages have to be installed or updated first",
               slw_server_get_name (talk->main));
  return FALSE;
}

gboolean
slw_lag_refuse (SlwTalk *talk, SlwTalkFunc then, GError **error)
{
  SlwWork *work = slw_work_get (talk, error);

  if (work == NULL)
    return FALSE;
  work->then_lag = then;
  work->asked = 0;
  return slw_talk_act (talk, slw_lag_make_query (talk->main, "bm-core"), on_core);
}
