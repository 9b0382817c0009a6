/* SPDX-License-Identifier: MIT
 *
 * When a person is told, on a clock made by hand.
 */
#include "tallycast/control/alerts.h"

#include "tallycast/core/clock.h"

#include <string.h>

#define TIME "2026-11-23T10:42:07+08:00"

typedef struct {
  TcAlerts *alerts;
  GString *told; /* "begun ID" or "over ID", one a line, since the last look at it */
  json_t *last;
  gint64 now_ns;
} Fixture;

static void
on_tell (gpointer data, json_t *message)
{
  Fixture *f = data;
  const char *state, *id;

  g_assert_cmpint (json_unpack (message, "{s:s, s:s}", "state", &state, "id", &id), ==,
                   0);
  g_string_append_printf (f->told, "%s%s %s", f->told->len > 0 ? "\n" : "", state, id);
  json_decref (f->last);
  f->last = json_deep_copy (message);
}

static void
open_with (Fixture *f, gboolean with_notes)
{
  f->alerts = tc_alerts_new (with_notes, on_tell, f);
  f->told = g_string_new (NULL);
  f->now_ns = 1000 * TC_NS_PER_S;
}

static void
set_up (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  open_with (f, FALSE);
}

static void
tear_down (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  tc_alerts_free (f->alerts);
  json_decref (f->last);
  g_string_free (f->told, TRUE);
}

/* @seconds looks, a second apart, at alarms "ID LEVEL" (may be none, NULL-terminated).
 * Returns: what was told. */
static char *
look (Fixture *f, int seconds, const char *const *alarms)
{
  json_t *list = json_array ();

  for (; *alarms != NULL; alarms++) {
    g_auto (GStrv) words = g_strsplit (*alarms, " ", 2);
    json_array_append_new (
        list,
        json_pack ("{s:s, s:s, s:s, s:{s:s, s:s, s:s}, s:{s:s, s:s, s:s}}", "id",
                   words[0], "kind",
                   strcmp (words[0], "alerts") == 0 ? "alert_failed" : "output_lost",
                   "level", words[1], "zh", "what", "推流断开 9 秒", "public",
                   "观众看不到。", "todo", "打电话。", "en", "what", "Lost for 9 s",
                   "public", "Viewers see nothing.", "todo", "call."));
  }
  for (int i = 0; i < seconds; i++) {
    f->now_ns += TC_NS_PER_S;
    tc_alerts_look (f->alerts, list, f->now_ns, TIME);
  }
  json_decref (list);
  char *told = g_strdup (f->told->str);
  g_string_set_size (f->told, 0);
  return told;
}

#define LOOK(seconds, expected, ...)                     \
  G_STMT_START                                           \
  {                                                      \
    const char *const alarms_[] = {__VA_ARGS__, NULL};   \
    g_autofree char *told_ = look (f, seconds, alarms_); \
    g_assert_cmpstr (told_, ==, expected);               \
  }                                                      \
  G_STMT_END
#define NOTHING NULL

static void
test_once (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  LOOK (1, "", "output:public act");
  LOOK (1, "begun output:public", "output:public act");
  LOOK (600, "", "output:public act");
  LOOK (9, "", NOTHING);
  LOOK (1, "over output:public", NOTHING);
  LOOK (600, "", NOTHING);
  LOOK (2, "begun output:public", "output:public act");
}

static void
test_moment (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  for (int i = 0; i < 100; i++) {
    LOOK (1, "", "output:public act");
    LOOK (1, "", NOTHING);
  }
}

/* It comes and goes, and is gone longer than it takes to tell that: still one message a
 * minute. */
static void
test_flapping (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  guint n = 0;

  for (int second = 0; second < 600; second += 20) {
    g_autofree char *begun =
        look (f, 5, (const char *const[]){"output:public act", NULL});
    g_autofree char *over = look (f, 15, (const char *const[]){NULL});
    n += *begun != '\0';
    g_assert_true (*over == '\0' || strcmp (over, "over output:public") == 0);
  }
  g_assert_cmpuint (n, >=, 5);
  g_assert_cmpuint (n, <=, 10);
}

/* A gap shorter than TC_ALERTS_GONE_MS is none. */
static void
test_gap (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  LOOK (2, "begun output:public", "output:public act");
  for (int i = 0; i < 20; i++) {
    LOOK (9, "", NOTHING);
    LOOK (30, "", "output:public act");
  }
}

static void
test_worse (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  LOOK (9, "", "disk note");
  LOOK (2, "begun disk", "disk act");
}

static void
test_notes (Fixture *f, gconstpointer data)
{
  tear_down (f, data);
  *f = (Fixture){NULL};
  open_with (f, TRUE);
  LOOK (2, "begun disk", "disk note");
  LOOK (2, "begun disk", "disk act");
}

static void
test_own (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  LOOK (9, "", "alerts act");
}

static void
test_several (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  LOOK (2, "begun sound\nbegun output:public", "sound act", "output:public act");
  LOOK (11, "over sound", "output:public act");
}

static void
test_bound (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GPtrArray) many = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *told = NULL;
  guint n = 1;

  for (int i = 0; i < 3 * TC_ALERTS_MAX; i++)
    g_ptr_array_add (many, g_strdup_printf ("file:%d act", i));
  g_ptr_array_add (many, NULL);
  told = look (f, 5, (const char *const *)many->pdata);
  for (const char *c = told; *c != '\0'; c++)
    n += *c == '\n';
  g_assert_cmpuint (n, ==, TC_ALERTS_MAX);
}

static void
test_message (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  const char *time, *kind, *zh, *en, *what;

  LOOK (2, "begun output:public", "output:public act");
  g_assert_cmpint (json_unpack (f->last, "{s:s, s:s, s:{s:s, s:s}, s:{s:s}}", "time",
                                &time, "kind", &kind, "text", "zh", &zh, "en", &en,
                                "en", "what", &what),
                   ==, 0);
  g_assert_cmpstr (time, ==, TIME);
  g_assert_cmpstr (kind, ==, "output_lost");
  g_assert_cmpstr (zh, ==, "推流断开 9 秒。观众看不到。要做：打电话。");
  g_assert_cmpstr (en, ==, "Lost for 9 s. Viewers see nothing. Do: call.");
  g_assert_cmpstr (what, ==, "Lost for 9 s");
  LOOK (10, "over output:public", NOTHING);
  g_assert_cmpint (
      json_unpack (f->last, "{s:{s:s, s:s}}", "text", "zh", &zh, "en", &en), ==, 0);
  g_assert_cmpstr (zh, ==, "已恢复：推流断开 9 秒");
  g_assert_cmpstr (en, ==, "Over: Lost for 9 s");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
      {"/control/alerts/begin-and-end-are-told-once", test_once},
      {"/control/alerts/what-is-there-for-a-moment-is-not-told", test_moment},
      {"/control/alerts/what-comes-and-goes-is-told-once-a-minute", test_flapping},
      {"/control/alerts/a-short-gap-is-no-end", test_gap},
      {"/control/alerts/what-becomes-worse-is-told", test_worse},
      {"/control/alerts/notes-are-told-to-who-wants-them", test_notes},
      {"/control/alerts/an-alert-that-failed-is-no-alert", test_own},
      {"/control/alerts/each-has-its-own-end", test_several},
      {"/control/alerts/there-is-a-most", test_bound},
      {"/control/alerts/a-message-says-all-in-one-line", test_message},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
