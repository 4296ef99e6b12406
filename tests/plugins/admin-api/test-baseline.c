/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "admin-api/slw-baseline.h"

#include <string.h>

#define SURVEY                                                                                  \
  "now 2026-11-22 07:00:00\nepoch 1795331904\nbmctl 0\nanswers 25 220 x\nelasticsearch green\n" \
  "log 11 500 /var/log/bm/core.log\nerrors 2 0\n"

static SlwBaseline *
make (const char *survey)
{
  static const char *const tags[] = { "bm/core", "mail/smtp", NULL };
  SlwBaseline *self = slw_baseline_new ();
  SlwBaselineServer *server = slw_baseline_get_server (self, "main", TRUE);

  self->state = g_strdup ("CORE_STATE_RUNNING");
  self->software = g_strdup ("4.1.47224");
  self->https = TRUE;
  server->tags = g_strdupv ((char **) tags);
  server->domains = 3;
  server->survey = survey != NULL ? slw_survey_parse (survey) : NULL;
  return self;
}

static void
test_back_and_forth (void)
{
  g_autoptr (SlwBaseline) first = make (SURVEY);
  g_autofree char *text = slw_baseline_to_text (first);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlwBaseline) second = slw_baseline_parse (text, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  again = slw_baseline_to_text (second);
  g_assert_cmpstr (again, ==, text);
  g_assert_null (strchr (text, '\n'));
  g_assert_null (second->database);
  g_assert_true (second->https);
}

static void
test_large_numbers (void)
{
  g_autoptr (SlwBaseline) first
      = make ("now 2026-11-22 07:00:00\nepoch 1795331904\nlog 900719925474099 900719925474098 /a\n");
  g_autofree char *text = slw_baseline_to_text (first);
  g_autoptr (SlwBaseline) second = slw_baseline_parse (text, NULL);
  const SlwSurveyLog *log = g_ptr_array_index (slw_baseline_get_server (second, "main", FALSE)->survey->logs, 0);

  g_assert_cmpuint (log->inode, ==, 900719925474099);
  g_assert_cmpuint (log->size, ==, 900719925474098);
}

static void
compare (const char *before, const char *after, guint wanted, gboolean passes, const char *first)
{
  g_autoptr (SlwBaseline) old = make (before);
  g_autoptr (SlwBaseline) new = make (after);
  gboolean may_pass = FALSE;
  g_autoptr (GPtrArray) worse = slw_baseline_compare (slw_baseline_get_server (old, "main", FALSE),
                                                      slw_baseline_get_server (new, "main", FALSE), &may_pass);

  g_assert_cmpuint (worse->len, ==, wanted);
  g_assert_cmpint (may_pass, ==, passes);
  g_assert_true (wanted == 0 || g_str_has_prefix (g_ptr_array_index (worse, 0), first));
}

#define NEW "now 2026-11-22 07:40:00\nepoch 1795334304\n"
#define WELL "bmctl 0\nanswers 25 220 x\nelasticsearch green\n"
#define LOG "log 11 900 /var/log/bm/core.log\n"

static void
test_compare (void)
{
  compare (SURVEY, SURVEY, 0, FALSE, NULL);
  compare (SURVEY, NEW WELL, 0, FALSE, NULL);
  compare (SURVEY, NEW WELL LOG "errors 9 2\n", 0, FALSE, NULL);
  compare (SURVEY, NEW WELL LOG "errors 0 3\nafter z\n", 1, FALSE, "/var/log/bm/core.log has 3 errors");
  compare (SURVEY, NEW WELL "log 1 1 /other.log\nerrors 0 1\n", 1, FALSE, "/other.log has 1 errors");
  compare (SURVEY, NEW "bmctl 0\nelasticsearch green\n", 1, TRUE, "SMTP gives no greeting on port 25");
  compare (SURVEY, NEW "bmctl 1\nanswers 25 220\nelasticsearch green\n", 1, TRUE, "bmctl status ended with status 1");
  compare (SURVEY, NEW "bmctl 0\nanswers 25 220\nelasticsearch red\n", 1, TRUE, "Elasticsearch was green and is red");
  compare (SURVEY, NEW, 3, TRUE, "SMTP");
  compare (NEW "map /etc/postfix/transport\n", NEW, 1, TRUE, "postfix has lost its table /etc/postfix/transport");
  compare (NEW, NEW "map /etc/postfix/transport\n", 0, FALSE, NULL);
  /* what was bad before is not worse */
  compare (NEW "bmctl 1\n", NEW "bmctl 1\n", 0, FALSE, NULL);
  compare (NULL, NEW, 0, FALSE, NULL);
}

static void
test_forget_imap (void)
{
  g_autoptr (SlwBaseline) self = make (NEW "answers 25 220 x\nanswers 143 * OK\nanswers 1143 * OK\n");
  SlwBaselineServer *server = slw_baseline_get_server (self, "main", FALSE);
  g_autoptr (SlwBaseline) blind = make (NULL);

  g_assert_true (slw_baseline_forget_imap (server));
  g_assert_cmpuint (g_strv_length (server->survey->answers), ==, 1);
  g_assert_cmpstr (server->survey->answers[0], ==, "25");
  g_assert_false (slw_baseline_forget_imap (server));
  g_assert_false (slw_baseline_forget_imap (slw_baseline_get_server (blind, "main", FALSE)));
}

static void
test_tags_and_domains (void)
{
  g_autoptr (SlwBaseline) old = make (NULL);
  g_autoptr (SlwBaseline) new = make (NULL);
  SlwBaselineServer *after = slw_baseline_get_server (new, "main", FALSE);
  gboolean may_pass = FALSE;
  g_autoptr (GPtrArray) worse = NULL;

  g_clear_pointer (&after->tags, g_strfreev);
  after->domains = -1;
  worse = slw_baseline_compare (slw_baseline_get_server (old, "main", FALSE), after, &may_pass);
  g_assert_cmpuint (worse->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (worse, 0), ==, "it lost the tag bm/core");
  g_assert_false (may_pass);
}

static void
test_hostile (void)
{
  static const char *const bad[]
      = { "", "{}", "[]", "{\"baseline\":2}", "{\"baseline\":\"1\"}", "nonsense", "{\"baseline\":1" };
  static const char *const odd[] = {
    "{\"baseline\":1}", "{\"baseline\":1,\"servers\":3}", "{\"baseline\":1,\"servers\":[1,{},{\"name\":3}]}",
    "{\"baseline\":1,\"servers\":[{\"name\":\"a\",\"now\":\"x\",\"logs\":[{\"file\":\"x\"},{}],\"epoch\":1e300}]}"
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (slw_baseline_parse (bad[i], &error));
    g_assert_nonnull (error);
  }
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SlwBaseline) self = slw_baseline_parse (odd[i], &error);
    g_assert_no_error (error);
    g_assert_nonnull (self);
  }
}

static void
test_arguments (void)
{
  g_autoptr (SlwBaseline) self = make (SURVEY);
  SlwBaselineServer *server = slw_baseline_get_server (self, "main", FALSE);
  g_autoptr (GPtrArray) first = slw_baseline_make_arguments (server, "2026-11-22 07:30:00");
  g_autoptr (GPtrArray) second = slw_baseline_make_arguments (server, "");

  g_assert_cmpuint (first->len, ==, 7);
  g_assert_cmpstr (g_ptr_array_index (first, 2), ==, "2026-11-22 07:30:00");
  g_assert_cmpstr (g_ptr_array_index (first, 3), ==, "/var/log/bm/core.log");
  g_assert_cmpstr (g_ptr_array_index (second, 2), ==, "2026-11-22 07:00:00");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/baseline/back-and-forth", test_back_and_forth);
  g_test_add_func ("/baseline/large-numbers", test_large_numbers);
  g_test_add_func ("/baseline/compare", test_compare);
  g_test_add_func ("/baseline/forget-imap", test_forget_imap);
  g_test_add_func ("/baseline/tags-and-domains", test_tags_and_domains);
  g_test_add_func ("/baseline/hostile", test_hostile);
  g_test_add_func ("/baseline/arguments", test_arguments);
  return g_test_run ();
}
