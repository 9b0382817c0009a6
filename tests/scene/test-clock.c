/* SPDX-License-Identifier: MIT */
#include "resolved.h"

#define CLOCK(more) \
  "  - {id: c, type: clock, size: count, colour: on_paper, at: [0, 100], " more "}\n"
#define BREAK \
  CLOCK ("show: countdown, of: phase.until, warn_colour: alert_paper, warn_s: 60")

/* break.json: 10:42:05, until 10:50. */
static void
test_countdown (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    gint64 ms;
    const char *text;
    gint64 change_ms;
  } cases[] = {
      {0, "07:55", 1000},        {1, "07:55", 999},       {999, "07:55", 1},
      {1000, "07:54", 1000},     {414000, "01:01", 1000}, {415000, "01:00", 1000},
      {474000, "00:01", 1000},   {474999, "00:01", 1},    {475000, "即将开始", -1},
      {9000000, "即将开始", -1},
  };

  resolved_show (self, BREAK, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    resolved_at (self, cases[i].ms);
    g_assert_cmpstr (resolved_text (self, "/c"), ==, cases[i].text);
    if (cases[i].change_ms >= 0)
      g_assert_cmpint (resolved_change_ms (self), ==, cases[i].change_ms);
    else
      g_assert_cmpint (self->bind.change_ns, ==, G_MAXINT64);
  }
  self->bind.is_english = TRUE;
  resolved_at (self, 475000);
  g_assert_cmpstr (resolved_text (self, "/c"), ==, "Starting soon");
}

static TcColour
colour_of (const Resolved *self)
{
  return resolved_part (self, "/c")->text_style.colour;
}

static void
test_warning (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  TcColour calm = tc_theme_must_fill (self->theme, "on_paper").top;
  TcColour warn = tc_theme_must_fill (self->theme, "alert_paper").top;
  TcColour seen;

  resolved_show (self, BREAK, 414000);
  seen = colour_of (self);
  g_assert_cmpint (memcmp (&seen, &calm, sizeof calm), ==, 0);
  resolved_at (self, 415000); /* 60 s left */
  seen = colour_of (self);
  g_assert_cmpint (memcmp (&seen, &warn, sizeof warn), ==, 0);
  resolved_at (self, 475000);
  seen = colour_of (self);
  g_assert_cmpint (memcmp (&seen, &warn, sizeof warn), ==, 0);
}

/* Words of its own, and all of them in the room. */
static void
test_over (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (
      self,
      CLOCK ("show: countdown, of: phase.until, width: 512, floor: 96, over: "
             "{zh: 即将恢复, en: Back in a moment}"),
      475000);
  g_assert_cmpstr (resolved_text (self, "/c"), ==, "即将恢复");
  self->bind.is_english = TRUE;
  resolved_at (self, 475000);
  g_assert_cmpstr (resolved_text (self, "/c"), ==, "Back in a moment");
  g_assert_cmpint (resolved_part (self, "/c")->place.w, <=, 512);
}

/* The backend's clock is ten minutes wrong, and so is its `phase_until`. */
static void
test_backends_clock (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  self->snapshot->time_us += 600 * G_USEC_PER_SEC;
  self->snapshot->phase_until_us += 600 * G_USEC_PER_SEC;
  resolved_show (self, BREAK, 0);
  g_assert_cmpstr (resolved_text (self, "/c"), ==, "07:55");
}

static void
test_unknown (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  self->snapshot->phase_until_us = 0;
  resolved_show (self, BREAK, 0);
  g_assert_null (resolved_part (self, "/c"));
}

/* By the wall clock: the moment that is nearest, also over midnight. */
static void
test_written (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *now, *until, *text;
  } cases[] = {
      {"2026-11-23T10:42:05+08:00", "10:50", "07:55"},
      {"2026-11-23T10:42:05+08:00", "10:42", "即将开始"},
      {"2026-11-23T10:42:05+08:00", "9:00", "即将开始"},
      {"2026-11-23T10:42:05+08:00", "12:00", "1:17:55"},
      {"2026-11-23T23:50:00+08:00", "00:10", "20:00"},
      {"2026-11-24T00:30:00+08:00", "00:10", "即将开始"},
      {"2026-11-24T00:05:00+08:00", "23:50", "即将开始"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *layer =
        g_strdup_printf (CLOCK ("show: countdown, until: \"%s\""), cases[i].until);
    g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 (cases[i].now, NULL);

    self->bind.wall_us = g_date_time_to_unix (now) * G_USEC_PER_SEC;
    self->bind.mono_ns = BASE_NS;
    resolved_show (self, layer, 0);
    g_assert_cmpstr (resolved_text (self, "/c"), ==, cases[i].text);
  }
}

static void
test_time (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self, CLOCK ("show: time"), 0);
  g_assert_cmpstr (resolved_text (self, "/c"), ==, "10:42");
  g_assert_cmpint (resolved_change_ms (self), ==, 55000);
  resolved_show (self, CLOCK ("show: time, seconds: true"), 0);
  g_assert_cmpstr (resolved_text (self, "/c"), ==, "10:42:05");
  g_assert_cmpint (resolved_change_ms (self), ==, 1000);
}

/* phase_since is 10:36. */
static void
test_elapsed (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_show (self, CLOCK ("show: elapsed, of: phase.since"), 0);
  g_assert_cmpstr (resolved_text (self, "/c"), ==, "06:05");
  resolved_at (self, 3600000);
  g_assert_cmpstr (resolved_text (self, "/c"), ==, "1:06:05");
  self->snapshot->phase_since_us = self->snapshot->phase_until_us; /* ahead */
  resolved_at (self, 0);
  g_assert_cmpstr (resolved_text (self, "/c"), ==, "00:00");
}

static const BadLayers bad[] = {
    {CLOCK ("show: countdown"), "either 'of' or 'until'"},
    {CLOCK ("show: countdown, of: phase.until, until: \"10:50\""),
     "either 'of' or 'until'"},
    {CLOCK ("show: countdown, until: \"25:00\""), "as in \"10:50\""},
    {CLOCK ("show: countdown, until: \"noon\""), "as in \"10:50\""},
    {CLOCK ("show: elapsed"), "needs 'of'"},
    {CLOCK ("show: time, of: phase.since"), "neither 'of' nor 'until'"},
    {CLOCK ("show: countdown, of: current.order"), "another kind of value"},
    {CLOCK ("show: countdown, of: phase.until, over: \"${scoring.aggregate}\""),
     "shows no score"},
};

static void
test_bad (Resolved *self, gconstpointer data G_GNUC_UNUSED)
{
  resolved_refuse (self, bad, G_N_ELEMENTS (bad));
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  TEST ("/scene/clock/counts-down-and-never-below-zero", "break", test_countdown);
  TEST ("/scene/clock/warns-when-little-is-left", "break", test_warning);
  TEST ("/scene/clock/says-in-its-own-words-that-it-has-run-out", "break", test_over);
  TEST ("/scene/clock/a-wrong-backend-clock-cancels", "break", test_backends_clock);
  TEST ("/scene/clock/an-unknown-moment-shows-nothing", "break", test_unknown);
  TEST ("/scene/clock/a-written-time-is-the-nearest-one", "break", test_written);
  TEST ("/scene/clock/tells-the-time-of-day", "break", test_time);
  TEST ("/scene/clock/tells-elapsed-time", "break", test_elapsed);
  TEST ("/scene/clock/bad-clocks-are-refused", "break", test_bad);
  return g_test_run ();
}
