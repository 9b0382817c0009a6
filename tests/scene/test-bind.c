/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static TcBind
bind_of (TcSnapshot *snapshot)
{
  return (TcBind){.snapshot = snapshot,
                  .mono_ns = BASE_NS,
                  .age_since_ns = BASE_NS,
                  .wall_us = snapshot->time_us,
                  .change_ns = G_MAXINT64};
}

typedef struct {
  const char *text, *rows, *zh, *en; /* zh NULL: the text is not shown */
} TextCase;

static const TextCase text_cases[] = {
    {"plain", NULL, "plain", "plain"},
    {"第${current.order}位", NULL, "第3位", "第3位"},
    {"${current.name}", NULL, "住房和城乡建设委员会", "住房和城乡建设委员会"},
    {"${current.category}", NULL, "区级部门", "区级部门"},
    {"${current.order|number}/${current.of|number}", NULL, "3/12", "3/12"},
    {"${current.order|rank}", NULL, "第3名", "3rd"},
    {"${current.limit_s|duration}", NULL, "08:00", "08:00"},
    {"${clock.now|date:time}", NULL, "09:58:40", "09:58:40"},
    {"${clock.now|date:minute}", NULL, "09:58", "09:58"},
    {"${clock.now|date:day}", NULL, "11月23日", "23 Nov"},
    {"${scoring.aggregate}", NULL, "92.35", "92.35"},
    {"${scoring.missing}", NULL, "6", "6"},
    {"${agenda.done} ${agenda.left}", NULL, "2 2", "2 2"},
    {"${row.name} ${row.weight|number:percent} ${row.score}", "scoring.groups",
     "人大代表 30% 93.10", "人大代表 30% 93.10"},
    {"${notice.text}", NULL, NULL, NULL},
    {"${draw.title}", NULL, NULL, NULL},
    {"x ${scoring.published} y", NULL, NULL, NULL},
};

static void
test_texts (void)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-open");

  for (guint i = 0; i < G_N_ELEMENTS (text_cases); i++) {
    const TextCase *c = &text_cases[i];
    TcBind bind = bind_of (snapshot);
    g_autoptr (GError) error = NULL;
    g_autoptr (TcTemplate) template = tc_template_new (c->text, c->rows, &error);

    g_assert_no_error (error);
    for (int en = 0; en < 2; en++) {
      g_autofree char *text = NULL;

      bind.is_english = en;
      text = tc_template_text (template, &bind);
      g_assert_cmpstr (text, ==, en ? c->en : c->zh);
    }
  }
}

/* A machine in another zone than the meeting's, or in none, tells the meeting's time.
 */
static void
test_zone (void)
{
  static const struct {
    int utc_offset_s; /* of the backend's time */
    const char *text;
  } cases[] = {
      {8 * 3600, "23 Nov 09:58:40"},
      {-(9 * 3600 + 1800), "22 Nov 16:28:40"},
      {0, "23 Nov 07:43:40"}, /* it counts in UTC: this machine's */
  };
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-open");
  g_autofree char *before = g_strdup (g_getenv ("TZ"));
  g_autoptr (TcTemplate) template =
      tc_template_new ("${clock.now|date:day} ${clock.now|date:time}", NULL, NULL);
  TcBind bind = bind_of (snapshot);

  g_assert_cmpint (snapshot->utc_offset_s, ==, 8 * 3600);
  bind.is_english = TRUE;
  g_setenv ("TZ", "Asia/Kathmandu", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = NULL;

    snapshot->utc_offset_s = cases[i].utc_offset_s;
    text = tc_template_text (template, &bind);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
  g_setenv ("TZ", before, TRUE);
}

typedef struct {
  const char *text, *rows, *error;
} BadCase;

static const BadCase bad_texts[] = {
    {"${curent.name}", NULL,
     "unknown path 'curent.name' (did you mean 'current.name'?)"},
    {"${row.name}", NULL, "unknown path 'row.name'"},
    {"${row.score}", "draw.picks", "unknown path 'row.score'"},
    {"${current.name", NULL, "'${' without '}'"},
    {"${current.order|numbr}", NULL,
     "unknown formatter 'numbr' (did you mean 'number'?)"},
    {"${current.name|duration}", NULL, "does not fit"},
    {"${clock.now}", NULL, "needs a formatter"},
    {"${scoring.aggregate|number}", NULL, "as published: it takes no formatter"},
    {"${row.score|number:percent}", "scoring.groups", "as published"},
    {"${scoring.groups}", NULL, "needs a formatter"},
};

static void
test_bad_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tc_template_new (bad_texts[i].text, bad_texts[i].rows, &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
    if (strstr (error->message, bad_texts[i].error) == NULL) {
      g_test_message ("%s: said '%s'", bad_texts[i].text, error->message);
      g_test_fail ();
    }
  }
}

static const struct {
  const char *test;
  gboolean holds;
} tests[] = {
    {"current.order == 3", TRUE},
    {"current.order != 3", FALSE},
    {"current.order > 2", TRUE},
    {"current.order >= 4", FALSE},
    {"current.order < 4", TRUE},
    {"current.order <= 2", FALSE},
    {"scoring.state == open", TRUE},
    {"scoring.state != open", FALSE},
    {"rehearsal == false", TRUE},
    {"rehearsal == true", FALSE},
    {"notice.text exists", FALSE},
    {"notice.text absent", TRUE},
    {"draw.quota > 0", FALSE},
    {"draw.quota != 5", FALSE},
    {"current.elapsed_s >= 700", TRUE},
    {"current.over == true", TRUE},
    {"scoring.aggregate exists", TRUE},
    {"data.age == fresh", TRUE},
    {"meeting.title == 2026年度绩效评议", TRUE},
};

static void
test_predicates (void)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-open");

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    TcBind bind = bind_of (snapshot);
    g_autoptr (GError) error = NULL;
    g_autoptr (TcTest) test = tc_test_new (tests[i].test, NULL, &error);

    g_assert_no_error (error);
    if (tc_test_holds (test, &bind) != tests[i].holds) {
      g_test_message ("'%s' is %s", tests[i].test, tests[i].holds ? "false" : "true");
      g_test_fail ();
    }
  }
}

static const BadCase bad_tests[] = {
    {"current.order", NULL, "is not \"path operator literal\""},
    {"current.ordr == 3", NULL, "did you mean 'current.order'?"},
    {"current.order = 3", NULL, "unknown operator '='"},
    {"current.order == three", NULL, "is not a whole number"},
    {"current.name > a", NULL, "is text"},
    {"rehearsal == yes", NULL, "is not true or false"},
    {"notice.text exists now", NULL, "take no literal"},
    {"current.order ==", NULL, "take no literal"},
    {"scoring.aggregate == 100.00", NULL, "only exists and absent"},
};

static void
test_bad_predicates (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_tests); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tc_test_new (bad_tests[i].text, NULL, &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
    if (strstr (error->message, bad_tests[i].error) == NULL) {
      g_test_message ("%s: said '%s'", bad_tests[i].text, error->message);
      g_test_fail ();
    }
  }
}

/* Weights are decimal text; a third of a per cent must not appear or vanish. */
static void
test_percent (void)
{
  static const char *const cases[][2] = {
      {"0.4", "40%"}, {"0.125", "12.5%"},   {"1", "100%"},   {"0", "0%"},
      {"0.05", "5%"}, {"0.3333", "33.33%"}, {"0.10", "10%"}, {"0.5000", "50%"}};
  g_autoptr (TcTemplate) template =
      tc_template_new ("${row.weight|number:percent}", "scoring.groups", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TcSnapshot) snapshot = snapshot_of ("scoring-open");
    TcBind bind = bind_of (snapshot);
    g_autofree char *text = NULL;

    g_free (snapshot->scoring.groups[0].weight);
    snapshot->scoring.groups[0].weight = g_strdup (cases[i][0]);
    text = tc_template_text (template, &bind);
    g_assert_cmpstr (text, ==, cases[i][1]);
  }
}

/* The backend's clock is ten minutes wrong; `time` and `started` are both by it. */
static void
test_elapsed (void)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("presenting");
  g_autoptr (TcTemplate) template =
      tc_template_new ("${current.elapsed_s|duration}", NULL, NULL);
  TcBind bind = bind_of (snapshot);
  g_autofree char *at_receipt = NULL;
  g_autofree char *later = NULL;
  g_autofree char *hours = NULL;

  bind.wall_us += 600 * G_USEC_PER_SEC;
  at_receipt = tc_template_text (template, &bind);
  g_assert_cmpstr (at_receipt, ==, "05:10");
  g_assert_cmpint (bind.change_ns, ==, BASE_NS + TC_NS_PER_S);
  bind.mono_ns += 169 * TC_NS_PER_S + 900 * TC_NS_PER_MS;
  later = tc_template_text (template, &bind);
  g_assert_cmpstr (later, ==, "07:59");
  bind.mono_ns = BASE_NS + 3600 * TC_NS_PER_S;
  hours = tc_template_text (template, &bind);
  g_assert_cmpstr (hours, ==, "1:05:10");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/bind/texts-take-values-of-the-snapshot", test_texts);
  g_test_add_func ("/scene/bind/times-are-the-meetings-on-any-machine", test_zone);
  g_test_add_func ("/scene/bind/bad-texts-are-refused-with-the-nearest",
                   test_bad_texts);
  g_test_add_func ("/scene/bind/predicates-hold-as-they-say", test_predicates);
  g_test_add_func ("/scene/bind/bad-predicates-are-refused", test_bad_predicates);
  g_test_add_func ("/scene/bind/percent-never-rounds", test_percent);
  g_test_add_func ("/scene/bind/elapsed-runs-by-the-backends-own-clock", test_elapsed);
  return g_test_run ();
}
