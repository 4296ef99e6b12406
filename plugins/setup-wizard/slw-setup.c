/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "slw-setup.h"

#include "slw-setup-cli.h"

#define STATE_POLL_SECONDS 2

static void
setup_free (gpointer data)
{
  SlwSetup *setup = data;

  g_free (setup->state);
  g_free (setup->user);
  g_free (setup->domain_uid);
  g_free (setup->last_lines);
  g_clear_pointer (&setup->tags, g_ptr_array_unref);
  g_free (setup);
}

SlwSetup *
slw_setup_of_talk (SlwTalk *talk)
{
  SlwSetup *setup = talk->work;

  if (setup == NULL) {
    setup = g_new0 (SlwSetup, 1);
    setup->settings = (const SlwSetupSettings *) talk->settings;
    talk->work = setup;
    talk->free_work = setup_free;
  }
  return setup;
}

const char *
slw_setup_find_host (SlwTalk *talk)
{
  const SlwFacts *facts = slw_server_get_facts (talk->main);
  const char *name = talk->settings->external_url;

  if (name == NULL && facts != NULL)
    name = slw_facts_get (facts, "host.fqdn");
  return name != NULL ? name : slw_server_get_address (talk->main);
}

gboolean
slw_setup_is_planning (SlwTalk *talk)
{
  return talk->no_api || slw_step_run_is_assuming (talk->run);
}

static gboolean
on_state (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  g_autofree char *text = slw_answer_dup_string (talk->answer, error);

  if (text == NULL) {
    g_prefix_error (error, "state of the platform: ");
    return FALSE;
  }
  g_free (setup->state);
  setup->state = slw_text_escape (text, -1);
  return slw_talk_go (talk, g_steal_pointer (&setup->then));
}

gboolean
slw_setup_ask_state (SlwTalk *talk, SlwTalkFunc then, const char *assumed)
{
  SlwRequest *request
      = slw_talk_send (talk, SLW_EFFECT_READ, "GET", slw_talk_path ("system", "installation", "state", NULL),
                       "ask for the state of the platform", on_state);

  request->flags = SLW_REQUEST_ANONYMOUS;
  request->assumed = g_strdup_printf ("\"%s\"", assumed);
  slw_setup_of_talk (talk)->then = then;
  return TRUE;
}

static gboolean look (SlwTalk *talk, GError **error);

static gboolean
on_look (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);
  g_autofree char *reason = NULL;

  if (g_str_equal (setup->state, SLW_SETUP_RUNNING)) {
    setup->waited = 0;
    return slw_talk_go (talk, g_steal_pointer (&setup->then_running));
  }
  if (setup->waited < talk->settings->api_timeout) {
    setup->waited += STATE_POLL_SECONDS;
    reason = g_strdup_printf ("the platform is in state %s", setup->state);
    return slw_talk_wait (talk, STATE_POLL_SECONDS, reason, look);
  }
  g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
               "%u s after its set-up the platform on %s is in state %s%s%s; look at "
               "/var/log/bm/core.log and /var/log/bm-cli/cli.log there",
               setup->waited, slw_server_get_name (talk->main), setup->state,
               setup->last_lines != NULL ? ", and bm-cli said: " : "",
               setup->last_lines != NULL ? setup->last_lines : "");
  return FALSE;
}

static gboolean
look (SlwTalk *talk, GError **error)
{
  return slw_setup_ask_state (talk, on_look, SLW_SETUP_RUNNING);
}

gboolean
slw_setup_await_running (SlwTalk *talk, SlwTalkFunc then)
{
  slw_setup_of_talk (talk)->then_running = then;
  return slw_talk_go (talk, look);
}

/* A platform that runs was set up by us, where the marker says that its passwords are still throw-away ones, or by somebody. */
static gboolean
on_marker (SlwTalk *talk, GError **error)
{
  SlwSetup *setup = slw_setup_of_talk (talk);

  setup->may_set = slw_result_get_status (talk->result) == 0;
  return slw_talk_go (talk, g_steal_pointer (&setup->then));
}

gboolean
slw_setup_look_for_marker (SlwTalk *talk, SlwTalkFunc then)
{
  static const char *const argv[] = { "test", "-e", SLW_SETUP_CLI_MARKER, NULL };
  SlwAction *action = slw_action_new_exec (SLW_EFFECT_READ, "look whether an earlier set-up was interrupted", argv);

  slw_setup_of_talk (talk)->then = then;
  slw_action_set_server (action, talk->main);
  slw_action_expect (action, 1);
  return slw_talk_act (talk, action, on_marker);
}
