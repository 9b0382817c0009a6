/* SPDX-License-Identifier: MIT
 *
 * What the public saw at a moment: in words, and drawn again as the pictures that were
 * looked at and stored (tests/reference) have it, and to the byte as `render` draws the
 * same documents and takes.
 */
#include "../support/golden.h"
#include "verify-log.h"

#define GOLDEN_WIDTH 640
#define SAME         ((TcGoldenLimit){8, 0}) /* no digit of the clock, either */

/* --- what the public saw ---------------------------------------------------------- */

/* NULL: it is the picture of tests/reference/scene-NAME.png; else what is wrong. */
static char *
compare_seen (Fixture *self, const char *name)
{
  g_autofree char *file = g_strdup_printf ("scene-%s.png", name);
  g_autofree char *stem = g_strdup_printf ("verify-%s", name);
  g_autofree char *want = g_test_build_filename (G_TEST_DIST, "reference", file, NULL);
  g_autofree char *out = g_test_build_filename (G_TEST_BUILT, stem, NULL);
  g_autofree char *seen = g_build_filename (self->dir, "seen.png", NULL);

  return tc_golden_compare_files (want, seen, out, SAME);
}

/* The moments of test-golden's pictures, out of a log: 2 s after the take. */
static void
test_golden (Fixture *self, gconstpointer width G_GNUC_UNUSED)
{
  static const struct {
    const char *scene, *document;
    int at_s;
  } moments[] = {{"unit", "presenting.json", 0},
                 {"score", "scoring-open.json", 4},
                 {"end", "end.json", 8}};

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++) {
    show_document (self, moments[i].document, moments[i].at_s);
    take (self, moments[i].scene, "scene", moments[i].at_s);
  }
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++) {
    int frame = (moments[i].at_s + 2) * FPS;
    g_autofree char *verify =
        g_strdup_printf ("verify @LOG --at %d -o @/seen.png", frame);
    g_autofree char *taken =
        g_strdup_printf ("scene %s, since frame %d, taken by mei, organizer",
                         moments[i].scene, moments[i].at_s * FPS);

    run_well (self, verify);
    assert_says (self->out, taken);
    assert_says (self->out, "epoch 01J9ZKR4T7");
    g_autofree char *wrong = compare_seen (self, moments[i].scene);
    g_assert_cmpstr (wrong, ==, NULL);
  }
  g_autofree char *told_apart = compare_seen (self, "break");
  g_assert_nonnull (told_apart);
}

/* In the middle of a ballot's count, and of a take. */
static void
test_moving (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const char *const render = "render unit --data tests/data/presenting.json --data "
                             "tests/data/scoring-open.json@2 --then score@3 --data "
                             "tests/data/scoring-published.json@8 --size 320x180";
  static const char *const moments[] = {"78", "204"};

  show_document (self, "presenting.json", 0);
  take (self, "unit", "scene", 0);
  show_document (self, "scoring-open.json", 2);
  take (self, "score", "scene", 3);
  show_document (self, "scoring-published.json", 8);
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++) {
    double s = g_ascii_strtod (moments[i], NULL) / FPS;
    g_autofree char *verify =
        g_strdup_printf ("verify @LOG --at %s -o @/seen.png", moments[i]);
    g_autofree char *again = g_strdup_printf ("%s --at %.2f -o @/drawn.png", render, s);

    run_well (self, verify);
    run_well (self, again);
    assert_same_picture (self, "seen.png", "drawn.png");
  }
  run_well (self, "verify @LOG --at 100");
  assert_says (self->out, "scene score");
  assert_says (self->out, "phase scoring, unit u17");
}

static char *
replaced (const char *text, const char *from, const char *to)
{
  GString *changed = g_string_new (text);

  g_assert_cmpuint (g_string_replace (changed, from, to, 1), ==, 1);
  return g_string_free (changed, FALSE);
}

/* The backend says at second 4 that a score may not be seen: it goes at once, though
 * the document that says so takes effect at second 8. */
static void
test_taken_back (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *open = read_data ("scoring-open.json");
  g_autofree char *newer = replaced (open, "\"revision\": 412", "\"revision\": 413");
  g_autofree char *sealed = replaced (newer, "\"live\"", "\"after_publish\"");
  g_autofree char *path = g_build_filename (self->dir, "sealed.json", NULL);

  show_text (self, open, 0, NULL);
  take (self, "score", "cut", 0);
  show_text (self, open, 4, json_pack ("{s:b}", "retracted", TRUE));
  show_text (self, sealed, 8, json_pack ("{s:i}", "waited_ms", 4000));
  g_assert_true (g_file_set_contents (path, sealed, -1, NULL));
  run_well (self, "verify @LOG --at 75 -o @/seen.png");
  run_well (self,
            "render score --data tests/data/scoring-open.json --at 3 --size 320x180 "
            "--transition cut -o @/drawn.png");
  assert_same_picture (self, "seen.png", "drawn.png");
  run_well (self, "verify @LOG --at 175 -o @/without.png");
  assert_other_picture (self, "without.png", "drawn.png");
  run_well (self, "verify @LOG --at 300 -o @/seen.png");
  run_well (self,
            "render score --data tests/data/scoring-open.json --data "
            "@/sealed.json@8 --at 12 --size 320x180 --transition cut -o @/drawn.png");
  assert_same_picture (self, "seen.png", "drawn.png");
  assert_other_picture (self, "without.png", "drawn.png");
}

/* The operator says who is on stage; what comes from disk shows no score. */
static void
test_by_hand (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *roster = read_data ("roster.json");
  g_autofree char *text = read_data ("presenting.json");
  g_autofree char *open = read_data ("scoring-open.json");
  g_autoptr (GBytes) bytes = g_bytes_new (roster, strlen (roster));
  char hash[TC_SHA256_CHARS];

  tc_asrun_sha256 (roster, strlen (roster), hash);
  tc_asrun_keep (self->log, bytes);
  show_text (self, text, 0, json_pack ("{s:s}", "roster", hash));
  take (self, "unit", "cut", 0);
  show_text (self, text, 4, json_pack ("{s:s, s:s}", "roster", hash, "manual", "u05"));
  show_text (self, open, 8, json_pack ("{s:b}", "restored", TRUE));
  take (self, "score", "cut", 8);
  run_well (self, "verify @LOG --at 75 -o @/before.png");
  run_well (self, "verify @LOG --at 175 -o @/by-hand.png");
  assert_says (self->out, "(picked by hand)");
  assert_other_picture (self, "before.png", "by-hand.png");
  run_well (self, "verify @LOG --at 300 -o @/restored.png");
  run_well (self,
            "render score --data tests/data/scoring-open.json --at 4 --size 320x180 "
            "-o @/score.png");
  assert_other_picture (self, "restored.png", "score.png");
}

/* The backend gives the same revision again, with another time: other bytes. What was
 * published before the restart is still what a correction is measured by. */
static void
test_restart (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = read_data ("scoring-published.json");
  g_autofree char *again = replaced (first, "10:01:20", "10:01:30");
  g_autofree char *other = replaced (again, "\"revision\": 421", "\"revision\": 422");
  g_autofree char *changed =
      replaced (other, "\"aggregate\": \"92.", "\"aggregate\": \"91.");
  g_autofree char *path = g_build_filename (self->dir, "changed.json", NULL);

  show_text (self, first, 0, NULL);
  g_clear_pointer (&self->log, tc_asrun_free);
  begin_run (self);
  show_text (self, again, 0, NULL);
  take (self, "result", "cut", 0);
  show_text (self, changed, 4, NULL);
  g_assert_true (g_file_set_contents (path, changed, -1, NULL));
  run_well (self, "verify @LOG --at 75");
  assert_says (self->out, "run 2, frame 75");
  run_well (self, "verify @LOG --at 200 -o @/seen.png");
  run_well (self,
            "render result --data tests/data/scoring-published.json --data "
            "@/changed.json@4 --at 8 --size 320x180 --transition cut -o @/drawn.png");
  assert_same_picture (self, "seen.png", "drawn.png");
}

/* What is on the disk now is another scene: the log has the one of then. */
static void
test_old_scene (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *scene = g_build_filename (self->dir, "unit.yaml", NULL);
  const char *const changed[] = {scene, NULL};

  show_document (self, "presenting.json", 0);
  take (self, "unit", "cut", 0);
  g_assert_true (g_file_set_contents (scene, "title: Empty\nlayers: []\n", -1, NULL));
  move_to (self, 10);
  tc_asrun_keep_files (self->log, next_frame (self), self->dir, changed, NULL);
  settle (self);
  run_well (self, "verify @LOG --at 200 -o @/before.png");
  run_well (self, "verify @LOG --at 350 -o @/after.png");
  run_well (self, "render unit --data tests/data/presenting.json --at 8 --size 320x180 "
                  "--transition cut -o @/drawn.png");
  assert_same_picture (self, "before.png", "drawn.png");
  g_autofree char *path = g_build_filename (self->dir, "after.png", NULL);
  g_autofree char *other = g_build_filename (self->dir, "before.png", NULL);
  GStatBuf after, before;
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpint (g_stat (other, &before), ==, 0);
  g_assert_cmpint (after.st_size, <, before.st_size);
}

static void
test_moments (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show_document (self, "presenting.json", 0);
  take (self, "unit", "scene", 2);
  move_to (self, 10);
  note (self, NULL, FALSE, json_pack ("{s:s}", "kind", "close"));
  run_well (self, "verify @LOG --at 40");
  assert_says (self->out, "scene clean, since the start");
  run (self, "verify @LOG --at 2026-11-22T10:00:00+08:00");
  g_assert_cmpint (self->status, ==, 65);
  assert_says (self->err, "nothing was on the air then, yet");
  run (self, "verify @LOG --at 2026-11-23T12:00:00+08:00");
  g_assert_cmpint (self->status, ==, 65);
  assert_says (self->err, "run 1 ended at frame 250");
  run (self, "verify @LOG --at tomorrow");
  g_assert_cmpint (self->status, ==, 64);
  run (self, "verify @LOG --at 5 --run 2");
  assert_says (self->err, "there is no run 2");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE); /* of the stored pictures */
  g_test_init (&argc, &argv, NULL);
#define TEST(name, func) \
  g_test_add ("/app/verify/" name, Fixture, NULL, set_up, func, tear_down)
  g_test_add ("/app/verify/a-picture-is-the-one-that-was-looked-at", Fixture,
              GINT_TO_POINTER (GOLDEN_WIDTH), set_up, test_golden, tear_down);
  TEST ("a-moving-picture-is-drawn-again", test_moving);
  TEST ("a-score-that-was-taken-back-is-gone", test_taken_back);
  TEST ("who-was-picked-by-hand-is-shown-by-hand", test_by_hand);
  TEST ("a-restart-forgets-nothing-that-was-published", test_restart);
  TEST ("scenes-are-those-of-then", test_old_scene);
  TEST ("a-moment-is-a-frame-or-a-time", test_moments);
#undef TEST
  return g_test_run ();
}
