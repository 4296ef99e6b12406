/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "talker.h"

static void test_talker_step_init (SlwStepInterface *iface);
G_DEFINE_TYPE_WITH_CODE (TestTalker,
                         test_talker,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (SLW_TYPE_STEP, test_talker_step_init))

static SlwDirective *
test_talker_next (SlwStep *step, SlwStepRun *run, const SlwResult *last, GError **error)
{
  TestTalker *self = TEST_TALKER (step);
  SlwTalk *talk = slw_talk_of_run (run, &self->settings, self->start, error);

  return talk != NULL ? slw_talk_next (talk, last, error) : NULL;
}

static void
test_talker_step_init (SlwStepInterface *iface)
{
  iface->next = test_talker_next;
}

static void
test_talker_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  g_assert_true (slw_talk_settings_set (&TEST_TALKER (object)->settings, id, value));
  g_assert_false (slw_talk_settings_set (&TEST_TALKER (object)->settings, SLW_TALK_N_PROPS, value));
}

static void
test_talker_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_assert_true (slw_talk_settings_get (&TEST_TALKER (object)->settings, id, value));
  g_assert_false (slw_talk_settings_get (&TEST_TALKER (object)->settings, SLW_TALK_N_PROPS, value));
}

static void
test_talker_finalize (GObject *object)
{
  slw_talk_settings_clear (&TEST_TALKER (object)->settings);
  G_OBJECT_CLASS (test_talker_parent_class)->finalize (object);
}

static void
test_talker_class_init (TestTalkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = test_talker_set_property;
  object_class->get_property = test_talker_get_property;
  object_class->finalize = test_talker_finalize;
  slw_talk_settings_install (object_class);
}

static void
test_talker_init (TestTalker *self)
{
}

SlwHarness *
test_talker_new_harness (SlwTalkFunc start, const char *first_setting, ...)
{
  SlwHarness *h = slw_harness_new ();
  g_autoptr (TestTalker) talker = NULL;
  va_list args;

  va_start (args, first_setting);
  talker = TEST_TALKER (g_object_new_valist (TEST_TYPE_TALKER, first_setting, args));
  va_end (args);
  talker->start = start;
  slw_harness_set_provider (h, SLW_STEP (talker));
  slw_harness_add_server (h, "main", "198.18.0.10", "main", "host.fqdn=main.example.test\n");
  slw_harness_add_server (h, "shard", "198.18.0.11", "mailbox", NULL);
  slw_harness_begin (h, "test.talk", "shard");
  return h;
}

void
test_talker_expect_certificate (SlwHarness *h)
{
  slw_harness_expect_exec (h, SLW_EFFECT_READ, "sed *bm_cert.pem");
  slw_harness_answer (h, 0, "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n", NULL);
}

void
test_talker_expect_token (SlwHarness *h)
{
  slw_harness_expect_get (h, "/etc/bm/bm-core.tok");
  slw_harness_answer (h, 0, "planted-token-for-talk\n", NULL);
}
