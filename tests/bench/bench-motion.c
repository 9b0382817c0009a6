/* SPDX-License-Identifier: MIT
 *
 * A whole programme at 1080p50 by the clock, but for decoder and encoder: what render
 * and ticker cost while everything moves (moving.yaml: a reel of 77 names, a crawl and
 * a count), and how late ticks are while heavy scenes are taken, most of them in the
 * middle of another take. Nothing is asserted: figures are printed.
 */
#include "../scene/house.h"
#include "../support/figures.h"
#include "../support/programme.h"

#include <stdio.h>
#include <stdlib.h>

#include "tallycast/core/process.h"

#define RATE          50 /* frames a second */
#define MOTION_S      60
#define SETTLE_S      2
#define EVALUATORS    999
#define NEW_BALLOTS   7  /* a second */
#define PICK_EVERY_S  7  /* the reel takes 6.1 s */
#define QUOTA         40 /* not reached */
#define N_TAKES       200
#define MIN_PAUSE_MS  60 /* between takes: boards move for 640 ms */
#define MORE_PAUSE_MS 400

/* --- what the backend would say --- */

typedef struct {
  TcRules *rules;
  TcRoster *roster;
  json_t *document;
  int revision;
} News;

static json_t *
read_json (const char *name)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("TC_TOP"), "tests/data", name, NULL);
  json_t *json = json_load_file (path, 0, NULL);

  g_assert_nonnull (json);
  return json;
}

static void
news_init (News *self, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);

  self->rules = tc_rules_new ();
  self->roster = load_roster (name);
  self->document = read_json (file);
  self->revision = 1000;
}

static void
news_clear (News *self)
{
  tc_rules_free (self->rules);
  tc_roster_unref (self->roster);
  json_decref (self->document);
}

/* The document as it is now, on its way to the picture. */
static void
news_send (News *self, TcStage *stage)
{
  g_autofree char *text = NULL;
  g_autoptr (TcDocument) document = NULL;
  TcFault *fault = NULL;

  json_object_set_new (self->document, "revision", json_integer (++self->revision));
  text = json_dumps (self->document, JSON_COMPACT);
  document = tc_document_parse (text, strlen (text), &fault);
  g_assert_nonnull (document);
  g_assert_cmpint (tc_rules_judge (self->rules, &document, FALSE, &fault), ==,
                   TC_VERDICT_NEW);
  document->snapshot->receipt_mono_ns = tc_clock_mono_ns (tc_clock_system ());
  document->snapshot->roster = tc_roster_ref (self->roster);
  tc_stage_set_age (stage, TC_AGE_FRESH, document->snapshot->receipt_mono_ns);
  tc_stage_set_snapshot (stage, document->snapshot);
}

static void
set_ballots (News *self, int cast)
{
  json_object_set_new (
      self->document, "scoring",
      json_pack ("{s:s, s:{s:s, s:s, s:i}, s:s, s:s, s:i, s:i, s:{s:i, s:i}}", "id",
                 "s1", "subject", "kind", "unit", "unit", "u17", "count", 1, "state",
                 "open", "visibility", "after_publish", "scale", 100, "decimals", 2,
                 "ballots", "cast", cast % EVALUATORS, "eligible", EVALUATORS));
}

static void
add_pick (News *self)
{
  json_t *draw = json_array_get (json_object_get (self->document, "draws"), 0);
  json_t *picks = json_object_get (draw, "picks");
  guint n = (guint)json_array_size (picks);
  const TcRosterUnit *unit = &self->roster->units[(n * 13 + 2) % self->roster->n_units];

  json_object_set_new (draw, "quota", json_integer (QUOTA));
  json_array_append_new (picks, json_pack ("{s:i, s:s, s:s, s:s}", "order", (int)n + 1,
                                           "id", unit->id, "name", unit->name,
                                           "category", unit->category));
}

/* --- figures --- */

static int
seconds_of (const char *name, int without)
{
  const char *text = g_getenv (name);

  return text != NULL ? MAX (atoi (text), 1) : without;
}

/* --- everything moves --- */

static void
house_open_moving (House *house)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("TC_TOP"), "tests/bench/moving.yaml", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  house_open (house);
  house_write (house, "moving.yaml", text);
}

static void
bench_motion (void)
{
  House house;
  News news;
  int motion_s = seconds_of ("MOTION_S", MOTION_S);
  TestProgrammeOptions options = {.fps = RATE, .scene = "moving"};
  TestProgramme *programme;
  TcTickerStats before;
  TcTickerStats after;
  double render_s;
  double ticker_s;

  house_open_moving (&house);
  options.overlays_dir = house.dir;
  programme = test_programme_new (&options);
  news_init (&news, "draw");
  tc_ticker_start (programme->ticker);
  set_ballots (&news, 0);
  news_send (&news, programme->stage);
  g_usleep (SETTLE_S * G_USEC_PER_SEC);

  tc_ticker_get_stats (programme->ticker, &before);
  render_s = test_programme_cpu_s ("tc-render");
  ticker_s = test_programme_cpu_s ("tc-ticker");
  for (int second = 0; second < motion_s; second++) {
    set_ballots (&news, (second + 1) * NEW_BALLOTS);
    if (second % PICK_EVERY_S == 0)
      add_pick (&news);
    news_send (&news, programme->stage);
    g_usleep (G_USEC_PER_SEC);
  }
  render_s = test_programme_cpu_s ("tc-render") - render_s;
  ticker_s = test_programme_cpu_s ("tc-ticker") - ticker_s;
  tc_ticker_get_stats (programme->ticker, &after);

  figures_row ("reel, crawl, count 1080p50: render and ticker", "5 %", "%.2f %%",
               (render_s + ticker_s) / motion_s * 100);
  figures_row ("the same: missed ticks", "0", "%u",
               (guint)(after.missed - before.missed));
  printf ("# %d s, %u ticks of %.2f ms, render %.2f %%; late %u, latest %.1f ms, %s\n",
          motion_s, (guint)(after.ticks - before.ticks),
          ticker_s * 1000 / MAX ((double)(after.ticks - before.ticks), 1),
          render_s / motion_s * 100, (guint)(after.late - before.late),
          (double)after.max_late_ns / TC_NS_PER_MS, after.scheduling);
  test_programme_free (programme);
  news_clear (&news);
  house_close (&house);
}

/* --- takes --- */

typedef struct {
  TestProgramme *programme;
  double worst_ms, sum_ms; /* from command to shot; the render thread's */
  guint n_behind;          /* shots that came after the tick they begin with */
  gint64 next;             /* when the last shot came: the tick it is in time for */
  int n_answers;           /* atomic */
  gint64 asked_ns;         /* when the take under way was asked for */
} Takes;

static void
on_shot (gpointer data, const TcShot *shot G_GNUC_UNUSED)
{
  Takes *self = data;

  if (self->programme)
    self->next = tc_ticker_next_tick (self->programme->ticker);
}

static void
on_answer (gpointer data, const TcStageAnswer *answer)
{
  Takes *self = data;
  double ms =
      (double)(tc_clock_mono_ns (tc_clock_system ()) - self->asked_ns) / TC_NS_PER_MS;

  g_assert_cmpint (answer->kind, ==, TC_STAGE_DONE);
  self->sum_ms += ms;
  self->worst_ms = MAX (self->worst_ms, ms);
  self->n_behind += self->next > answer->tick;
  g_atomic_int_inc (&self->n_answers);
}

static void
take (Takes *self, int n)
{
  static const char *const scenes[] = {"result", "ranking", "draw",
                                       "break",  "score",   "unit"};
  static const TcStageTransition transitions[] = {TC_STAGE_FADE, TC_STAGE_PUSH,
                                                  TC_STAGE_FADE, TC_STAGE_WRITE};
  TcStageCommand preview = {.kind = TC_STAGE_PREVIEW,
                            .name = scenes[n * 5 % (int)G_N_ELEMENTS (scenes)]};
  TcStageCommand command = {.kind = TC_STAGE_TAKE,
                            .transition =
                                transitions[n / 3 % (int)G_N_ELEMENTS (transitions)]};

  tc_stage_command (self->programme->stage, &preview, NULL, NULL);
  g_usleep (MIN_PAUSE_MS * 1000 / 2); /* the preview is drawn, as a crew looks first */
  self->asked_ns = tc_clock_mono_ns (tc_clock_system ());
  tc_stage_command (self->programme->stage, &command, on_answer, self);
  while (g_atomic_int_get (&self->n_answers) <= n)
    g_usleep (1000);
}

static void
bench_takes (void)
{
  News news;
  Takes takes = {.worst_ms = 0};
  TestProgrammeOptions options = {
      .fps = RATE, .scene = "clean", .shot = on_shot, .data = &takes};
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  TcTickerStats stats;

  takes.programme = test_programme_new (&options);
  news_init (&news, "scoring-published");
  tc_ticker_start (takes.programme->ticker);
  news_send (&news, takes.programme->stage);
  g_usleep (SETTLE_S * G_USEC_PER_SEC);
  for (int n = 0; n < N_TAKES; n++) {
    take (&takes, n);
    g_usleep ((gulong)g_rand_int_range (random, MIN_PAUSE_MS * 500,
                                        (MIN_PAUSE_MS + MORE_PAUSE_MS) * 1000));
  }
  tc_ticker_get_stats (takes.programme->ticker, &stats);
  figures_row ("200 takes of heavy scenes 1080p50: late ticks", "0", "%u",
               (guint)(stats.late + stats.missed));
  figures_row ("the same: latest tick", "", "%.1f ms",
               (double)stats.max_late_ns / TC_NS_PER_MS);
  figures_row ("the same: shots behind their first tick", "0", "%u", takes.n_behind);
  printf ("# from a take to its shot %.1f ms, at worst %.1f; longest tick %.1f ms\n",
          takes.sum_ms / N_TAKES, takes.worst_ms,
          (double)stats.max_work_ns / TC_NS_PER_MS);
  test_programme_free (takes.programme);
  news_clear (&news);
}

int
main (int argc, char **argv)
{
  tc_process_init ();
  gst_init (&argc, &argv);
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  bench_motion ();
  bench_takes ();
  return 0;
}
