/* SPDX-License-Identifier: MIT
 *
 * `tallycast render` as a program: what it writes, what it refuses and how it says so.
 */
#include "../support/golden.h"
#include "../support/probe.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define RATE 25

typedef struct {
  char *dir, *out, *err;
  int status;
} Run;

static void
run_open (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  run->dir = g_dir_make_tmp ("tc-render-XXXXXX", NULL);
  run->out = g_build_filename (run->dir, "out.png", NULL);
}

/* How many files are in the folder; removes them. */
static guint
take_files (Run *run)
{
  g_autoptr (GDir) dir = g_dir_open (run->dir, 0, NULL);
  const char *name;
  guint n = 0;

  for (; (name = g_dir_read_name (dir)) != NULL; n++) {
    g_autofree char *path = g_build_filename (run->dir, name, NULL);

    g_unlink (path);
  }
  return n;
}

static void
run_close (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  take_files (run);
  g_rmdir (run->dir);
  g_free (run->dir);
  g_free (run->out);
  g_free (run->err);
}

/* The suppressed leaks of GStreamer's libraries are told by the slow unwinder only (see
 * tests/tools/run-test). */
#define SCRIPT                                                                  \
  "case \"$*\" in *.mp4*) export ASAN_OPTIONS=fast_unwind_on_malloc=0;; esac; " \
  "[ $0 = 0 ] || { trap '' XFSZ; ulimit -f $0; }; exec \"$@\""

/* @arguments: words; "@/" is the test's folder, "@OUT" out.png in it. @limit_kb: no
 * file may become larger, as if the disk were full; 0: as large as it likes. Runs in
 * the top folder. */
static void
render_limited (Run *run, const char *arguments, int limit_kb)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("TC_BUILD"), "tallycast", NULL);
  g_autofree char *folder = g_strconcat (run->dir, "/", NULL);
  g_autofree char *limit = g_strdup_printf ("%d", limit_kb);
  g_autoptr (GString) line = g_string_new (arguments);
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  int wait_status = 0;

  g_string_replace (line, "@OUT", "@/out.png", 0);
  g_string_replace (line, "@/", folder, 0);
  g_auto (GStrv) words = g_strsplit (g_strchomp (line->str), " ", -1);
  g_strv_builder_add_many (argv, "bash", "-c", SCRIPT, limit, program, "render", NULL);
  g_strv_builder_addv (argv, (const char **)words);
  g_auto (GStrv) all = g_strv_builder_end (argv);
  g_clear_pointer (&run->err, g_free);
  g_spawn_sync (g_getenv ("TC_TOP"), all, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                &run->err, &wait_status, &error);
  g_assert_no_error (error);
  run->status = g_spawn_check_wait_status (wait_status, &error)
                    ? 0
                    : (error->domain == G_SPAWN_EXIT_ERROR ? error->code : -1);
}

static void
render (Run *run, const char *arguments)
{
  render_limited (run, arguments, 0);
}

/* The same, and it must go well without a word. */
static void
render_well (Run *run, const char *arguments)
{
  render (run, arguments);
  g_assert_cmpstr (run->err, ==, "");
  g_assert_cmpint (run->status, ==, 0);
}

static char *
file_of (const Run *run, const char *name)
{
  return g_build_filename (run->dir, name, NULL);
}

static gboolean
is_same_file (const Run *run, const char *name, const char *other)
{
  g_autofree char *path = file_of (run, name);
  g_autofree char *other_path = file_of (run, other);
  g_autofree char *bytes = NULL;
  g_autofree char *other_bytes = NULL;
  gsize n;
  gsize n_other;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_true (g_file_get_contents (other_path, &other_bytes, &n_other, NULL));
  return n == n_other && memcmp (bytes, other_bytes, n) == 0;
}

/* What a tool of ffmpeg prints. */
static char *
ask (char *command)
{
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  char *err = NULL;
  int status = 0;

  g_assert_true (g_shell_parse_argv (command, NULL, &argv, &error));
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status,
                &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s: %s", command, err);
  g_free (err);
  g_free (command);
  return out;
}

/* The least size: what is claimed of a motion does not depend on how large it is. */
#define SIZE  "--size 320x180 "
#define SMALL "-o @OUT " SIZE

/* --- one picture --- */

/* In the middle of a draw: names roll; without a roster the pick stands at once. */
static void
test_reel (Run *run, gconstpointer data G_GNUC_UNUSED)
{
#define DRAW                                                                         \
  "draw --data tests/data/draw.json --data tests/data/draw-next.json@1 --at 3 " SIZE \
  "-o "

  render (run, DRAW "@/rolls.png --roster tests/data/roster.json");
  g_assert_cmpint (run->status, ==, 0);
  render (run, DRAW "@/stands.png");
  g_assert_cmpint (run->status, ==, 0);
  g_assert_false (is_same_file (run, "rolls.png", "stands.png"));
#undef DRAW
}

/* What a phone in front of the picture reads, through 4:2:0 and all. */
static void
test_qr (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *read = NULL;

  render_well (run, "draw --data tests/data/draw.json --at 2 -o @OUT --size 1920x1080");
  read = ask (g_strdup_printf ("zbarimg --quiet --raw %s", run->out));
  g_assert_cmpstr (g_strchomp (read), ==, "https://example.org/draw/d1");
}

static void
test_picture (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *want =
      g_build_filename (g_getenv ("TC_TOP"), "tests/reference/scene-score.png", NULL);
  g_autofree char *prefix =
      g_build_filename (g_getenv ("TC_BUILD"), "tests/render", NULL);
  g_autofree char *wrong = NULL;

  render_well (run, "score --data tests/data/scoring-open.json --at 2 -o @OUT "
                    "--size 640x360");
  wrong = tc_golden_compare_files (want, run->out, prefix, TC_GOLDEN_LIMIT);
  g_assert_cmpstr (wrong, ==, NULL);
}

/* --at: before the plate has come there is less of it. */
static void
test_at (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  const char *words = "unit --data tests/data/presenting.json " SIZE;
  g_autofree char *early = g_strconcat (words, "--at 0.08 -o @/early.png", NULL);
  g_autofree char *late = g_strconcat (words, "--at 2 -o @/late.png", NULL);
  g_autofree char *again = g_strconcat (words, "-o @/again.png", NULL);

  render_well (run, early);
  render_well (run, late);
  render_well (run, again);
  g_assert_false (is_same_file (run, "early.png", "late.png"));
  g_assert_true (is_same_file (run, "late.png", "again.png"));
}

/* After a day only the last seconds are lived through. */
static void
test_day (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  gint64 start_us = g_get_monotonic_time ();

  render_well (run, "unit --data tests/data/presenting.json --at 86400 " SMALL);
  g_test_message ("%.1f s", (double)(g_get_monotonic_time () - start_us) / 1e6);
  render_well (run, "slate --at 86400 " SMALL);
}

/* --- motion --- */

/* Documents, takes and ages at their times: a report, its scoring opens, the take to
 * the score, an interruption by the unit and back, then the score is published. */
#define STORY                                                                       \
  "unit --data tests/data/presenting.json --data tests/data/scoring-open.json@0.8 " \
  "--data tests/data/scoring-published.json@1.8 --then score@0.8 --then unit@1.0 "  \
  "--then score@1.2 --age late@2 --camera #405060 --language en " SIZE

static void
test_frames (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  static const int looked_at[] = {1, 5, 21, 27, 33, 47, 52};

  render_well (run, STORY "--from 0 --to 2.4 -o @/f-%03d.png");
  for (guint i = 0; i < G_N_ELEMENTS (looked_at); i++) {
    int k = looked_at[i];
    g_autofree char *still =
        g_strdup_printf (STORY "--at %.2f -o @OUT", (double)(k - 1) / RATE);
    g_autofree char *frame = g_strdup_printf ("f-%03d.png", k);

    render_well (run, still);
    if (!is_same_file (run, frame, "out.png")) {
      g_test_message ("%s is not what --at %.2f gives", frame, (double)(k - 1) / RATE);
      g_test_fail ();
    }
  }
  g_assert_cmpuint (take_files (run), ==, 60 + 1);
}

/* --from cuts the same motion: nothing begins anew. */
static void
test_from (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  render_well (run, STORY "--to 1.6 -o @/whole-%d.png");
  render_well (run, STORY "--from 0.88 --to 1.6 -o @/part-%d.png");
  g_assert_true (is_same_file (run, "whole-23.png", "part-1.png"));
  g_assert_true (is_same_file (run, "whole-40.png", "part-18.png"));
  g_assert_cmpuint (take_files (run), ==, 40 + 18);
}

/* What comes later does not show before; when all is settled the way does not show. */
static void
test_take (Run *run, gconstpointer data G_GNUC_UNUSED)
{
#define DATA "--data tests/data/scoring-open.json " SIZE
  render_well (run, "unit " DATA "--then score@1 --at 0.96 -o @/before.png");
  render_well (run, "unit " DATA "--at 0.96 -o @/alone.png");
  render_well (run, "unit " DATA "--then score@1 --at 1.08 -o @/in-it.png");
  render_well (run, "unit " DATA "--at 1.08 -o @/not-in-it.png");
  render_well (run, "unit " DATA "--then score@1 --at 5 -o @/after.png");
  render_well (run, "score " DATA "--at 5 -o @/always.png");
  g_assert_true (is_same_file (run, "before.png", "alone.png"));
  g_assert_false (is_same_file (run, "in-it.png", "not-in-it.png"));
  g_assert_true (is_same_file (run, "after.png", "always.png"));

  render_well (run,
               "unit " DATA "--then score@1 --transition cut --at 1.0 -o @/cut.png");
  render_well (run, "score " DATA "--transition cut --at 1.0 -o @/cut-always.png");
  g_assert_true (is_same_file (run, "cut.png", "cut-always.png"));
  render_well (run, "unit " DATA "--then slate@1 --at 1 -o @/slate.png");
  render_well (run, "slate " DATA "-o @/slate-always.png");
  g_assert_true (is_same_file (run, "slate.png", "slate-always.png"));
  render_well (run, "unit " DATA "--then slate@1 --then score@1.4 --at 5 -o @/out.png");
  g_assert_true (is_same_file (run, "out.png", "always.png"));
#undef DATA
}

static void
test_news (Run *run, gconstpointer data G_GNUC_UNUSED)
{
#define WORDS "score " SIZE "--data tests/data/scoring-open.json"
  render_well (run, WORDS "@0 --data tests/data/scoring-corrected.json@2.00 "
                          "--data tests/data/scoring-published.json@1 "
                          "--at 0.96 -o @/before.png");
  render_well (run, WORDS " --at 0.96 -o @/first.png");
  g_assert_true (is_same_file (run, "before.png", "first.png"));
  render_well (run, WORDS " --age stale@1 --at 0.96 -o @/not-old.png");
  render_well (run, WORDS " --age stale@1 --at 1.6 -o @/old.png");
  render_well (run, WORDS " --age fresh --at 1.6 -o @/fresh.png");
  g_assert_true (is_same_file (run, "not-old.png", "first.png"));
  g_assert_false (is_same_file (run, "old.png", "fresh.png"));
#undef WORDS
}

/* A keyer goes at its second, comes again, and nothing else does. */
static void
test_keyer (Run *run, gconstpointer data G_GNUC_UNUSED)
{
#define WORDS "unit " SIZE "--data tests/data/presenting.json "
  render_well (run, WORDS "--at 1.96 -o @/on.png");
  render_well (run, WORDS "--keyer clock=off@2 --at 1.96 -o @/before.png");
  render_well (run, WORDS "--keyer clock=off@2 --at 4 -o @/off.png");
  render_well (run, WORDS "--keyer clock=off --at 4 -o @/never.png");
  render_well (run, WORDS "--at 4 -o @/always.png");
  render_well (run, WORDS "--keyer clock=off --keyer clock=on@1 --at 4 -o @/again.png");
  g_assert_true (is_same_file (run, "before.png", "on.png"));
  g_assert_true (is_same_file (run, "off.png", "never.png"));
  g_assert_false (is_same_file (run, "off.png", "always.png"));
  g_assert_true (is_same_file (run, "again.png", "always.png"));
#undef WORDS
}

/* Of @clip against the frames from the one numbered @first on: the worst. */
static double
luma_psnr (const Run *run, const char *clip, const char *frames, int first)
{
  g_autofree char *out = ask (g_strdup_printf (
      "ffmpeg -nostdin -v error -i %s/%s -start_number %d -i %s/%s -lavfi "
      "\"[0:v]scale=in_color_matrix=bt709:in_range=tv:out_range=pc,format=gray[a];"
      "[1:v]scale=out_color_matrix=bt709:out_range=pc,format=gray[b];"
      "[a][b]psnr=stats_file=-\" -f null -",
      run->dir, clip, first, run->dir, frames));
  g_auto (GStrv) lines = g_strsplit (g_strchomp (out), "\n", -1);
  double worst = INFINITY;

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *psnr = strstr (lines[i], "psnr_y:");

    g_assert_nonnull (psnr);
    worst = MIN (worst, g_ascii_strtod (psnr + strlen ("psnr_y:"), NULL));
  }
  g_assert_cmpuint (g_strv_length (lines), >, 1);
  return worst;
}

static void
test_clip (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = file_of (run, "out.mp4");
  TestProbe probe;
  double psnr, late_psnr;

  render_well (run, STORY "--to 2 -o @/out.mp4");
  render_well (run, STORY "--to 2 -o @/f-%04d.png");
  g_assert_true (test_probe (path, &probe));
  g_assert_cmpint (probe.n_video, ==, 2 * RATE);
  g_assert_cmpint (probe.n_audio, ==, 0);
  g_assert_true (probe.begins_with_key);
  g_assert_cmpfloat (probe.first_video_s, ==, 0);
  g_assert_cmpfloat (fabs (probe.last_video_s - 49.0 / RATE), <, 1e-3);
  g_assert_cmpfloat (fabs (probe.max_video_gap_s - 1.0 / RATE), <, 1e-3);

  psnr = luma_psnr (run, "out.mp4", "f-%04d.png", 1);
  late_psnr = luma_psnr (run, "out.mp4", "f-%04d.png", 2);
  g_test_message ("worst frame: %.1f dB; one frame off: %.1f dB", psnr, late_psnr);
  g_assert_cmpfloat (psnr, >, 38);
  g_assert_cmpfloat (late_psnr, <, 30);
}

static void
test_rate (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = file_of (run, "out.mp4");
  TestProbe probe;

  render_well (run, "unit --data tests/data/presenting.json " SIZE "--fps 50 "
                    "--from 0.5 --to 1 -o @/out.mp4");
  g_assert_true (test_probe (path, &probe));
  g_assert_cmpint (probe.n_video, ==, 25);
  g_assert_cmpfloat (fabs (probe.last_video_s - 24.0 / 50), <, 1e-3);
  render_well (run, "unit --data tests/data/presenting.json " SIZE "--at 2 "
                    "--fps 50 -o @/50.png");
  render_well (run, "unit --data tests/data/presenting.json " SIZE "--at 2 "
                    "-o @/25.png");
  g_assert_true (is_same_file (run, "50.png", "25.png"));
}

static char *
packet_sums (const Run *run, const char *clip)
{
  return ask (g_strdup_printf (
      "ffmpeg -nostdin -v error -i %s/%s -c copy -f framemd5 -", run->dir, clip));
}

/* The container says when it was made; the packets are the same. */
static void
test_same (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  render_well (run, STORY "--to 1.2 -o @/1.mp4");
  render_well (run, STORY "--to 1.2 -o @/2.mp4");
  first = packet_sums (run, "1.mp4");
  second = packet_sums (run, "2.mp4");
  g_assert_cmpstr (first, ==, second);
  render_well (run, "unit --at 1 " SIZE "-o @/no-data-0.png");
  render_well (run, "unit --at 1 " SIZE "-o @/no-data-1.png");
  g_assert_true (is_same_file (run, "no-data-0.png", "no-data-1.png"));
}

/* --- what goes wrong --- */

static const struct {
  const char *arguments;
  int status;
  const char *error;
} refusals[] = {
    {"-o @OUT", 64, "SCENE is missing"},
    {"score", 64, "-o OUT.png is missing"},
    {"scor " SMALL, 64, "no scene 'scor' (did you mean 'score'?)"},
    {"score -o @OUT --size 640", 64, "must be WIDTHxHEIGHT"},
    {"score -o @OUT --size 641x361", 64, "must be WIDTHxHEIGHT, both even"},
    {"score -o @OUT --size 640x480", 78, "16:9"},
    {"score --at -1 " SMALL, 64, "--at must be"},
    {"score --age old " SMALL, 64, "must be fresh, late or stale"},
    {"score --keyer clock " SMALL, 64, "--keyer clock: must be NAME=on or NAME=off"},
    {"score --keyer =on " SMALL, 64, "--keyer =on: must be NAME=on or NAME=off"},
    {"score --keyer clok=on " SMALL, 64, "no keyer 'clok'"},
    {"score --keyer clock=on@-1 " SMALL, 64, "--keyer clock=on@-1: seconds are 0"},
    {"score --theme azzure " SMALL, 78, "no theme 'azzure'"},
    {"score --data nowhere.json " SMALL, 65, "nowhere.json: error: cannot read it"},
    {"score --data overlays/score.yaml " SMALL, 65, "overlays/score.yaml:1:1: error: "},
    {"score --camera nowhere.png " SMALL, 65, "nowhere.png"},
    {"score --camera #12 " SMALL, 64, "a colour is #RRGGBB"},
    {"score --overlays nowhere " SMALL, 78, "nowhere"},
    {"score --colour red " SMALL, 64, "--colour"},
    {"draw --roster nowhere.json " SMALL, 65, "nowhere.json: error: cannot read it"},
    {"draw --roster tests/data/draw.json " SMALL, 65,
     "tests/data/draw.json:1:1: error: "},
    {"score --fps 0 " SMALL, 64, "--fps 0: must be 5 to 60"},
    {"score -o @/out.jpg", 64, "out.jpg: must end in .png or .mp4"},
    {"score --to 1 " SMALL, 64, "-o must be a .mp4, or frames-%04d.png"},
    {"score --from 1 " SMALL, 64, "--from needs --to"},
    {"score -o @/out.mp4", 64, "--to SECONDS is missing"},
    {"score -o @/f-%d.png", 64, "--to SECONDS is missing"},
    {"score --to 1 -o @/f-%d-%d.png", 64, "numbered by one %d"},
    {"score --to 1 -o @/f-%s.png", 64, "numbered by one %d"},
    {"score --to 1 -o @/f-%99d.png", 64, "numbered by one %d"},
    {"score --to 1 -o @/f-%n.png", 64, "numbered by one %d"},
    {"score --to 1 --at 1 -o @/out.mp4", 64, "--at is for one picture"},
    {"score --to 1 --from 1 -o @/out.mp4", 64, "--to must be after --from"},
    {"score --to 1 --from -1 -o @/out.mp4", 64, "must be 0 to 86400 seconds"},
    {"score --to 601 -o @/out.mp4", 64, "at most 600 apart"},
    {"score --to 90000 --from 89999 -o @/out.mp4", 64, "must be 0 to 86400 seconds"},
    {"score --then resul@1 " SMALL, 64, "no scene 'resul' (did you mean 'result'?)"},
    {"score --then unit@-1 " SMALL, 64, "--then unit@-1: seconds are 0 to 86400"},
    {"score --data a.json@inf " SMALL, 64, "--data a.json@inf: seconds are 0 to 86400"},
    {"score --data a.json@1x " SMALL, 65, "a.json@1x: error: cannot read it"},
    {"score --data tests/data/scoring-open.json@1 --data "
     "tests/data/standby.json@2 " SMALL,
     65, "tests/data/standby.json"},
    {"score --transition wipe " SMALL, 64, "--transition wipe: must be scene, write,"},
    {"score --to 1 -o @/nowhere/out.mp4", 69,
     "nowhere/out.mp4: cannot be written: No such file or directory"},
    {"score -o @/nowhere/out.png", 69, "cannot be written: No such file or directory"},
    {"score --to 1 -o @/nowhere/out%d.png", 69,
     "cannot be written: No such file or directory"},
};

static void
test_refusals (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    const char *end;

    render (run, refusals[i].arguments);
    end = strchr (run->err, '\n');
    if (run->status != refusals[i].status ||
        strstr (run->err, refusals[i].error) == NULL || end == NULL || end[1] != '\0') {
      g_test_message ("%s: %d, %s", refusals[i].arguments, run->status, run->err);
      g_test_fail ();
    }
    g_assert_cmpuint (take_files (run), ==, 0);
  }
}

/* The disk is full in the middle: one line, and what was there before is as it was. */
static void
test_full (Run *run, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const lines[] = {
      STORY "--to 2 -o @/1.mp4",
      STORY "--at 2 -o @/1.png",
      STORY "--to 2 -o @/%d.png",
  };
  static const int limits_kb[] = {8, 8, 16};

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *old = file_of (run, i == 0 ? "1.mp4" : "1.png");
    g_autofree char *kept = NULL;

    g_assert_true (g_file_set_contents (old, "old", -1, NULL));
    render_limited (run, lines[i], limits_kb[i]);
    if (run->status != 69 ||
        strstr (run->err, "cannot be written: File too large\n") == NULL) {
      g_test_message ("%s: %d, %s", lines[i], run->status, run->err);
      g_test_fail ();
    }
    g_assert_true (g_file_get_contents (old, &kept, NULL, NULL));
    g_assert_cmpstr (kept, ==, "old");
    g_assert_cmpuint (take_files (run), ==, 1);
  }
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Run *run, gconstpointer data);
  } tests[] = {
      {"/app/render/draws-what-the-stage-draws", test_picture},
      {"/app/render/a-roster-makes-the-reel-roll", test_reel},
      {"/app/render/a-phone-reads-the-draws-address", test_qr},
      {"/app/render/at-is-a-moment-of-the-motion", test_at},
      {"/app/render/a-day-later-is-soon-drawn", test_day},
      {"/app/render/each-frame-of-a-motion-is-the-still-of-its-moment", test_frames},
      {"/app/render/from-cuts-a-motion-and-changes-nothing", test_from},
      {"/app/render/a-take-shows-from-its-moment-on", test_take},
      {"/app/render/news-show-from-their-moment-on", test_news},
      {"/app/render/a-keyer-goes-and-comes-at-its-moment", test_keyer},
      {"/app/render/an-mp4-has-the-same-frames", test_clip},
      {"/app/render/fps-is-the-rate", test_rate},
      {"/app/render/the-same-words-give-the-same-pictures", test_same},
      {"/app/render/refusals-are-one-clear-line", test_refusals},
      {"/app/render/a-full-disk-leaves-no-half-a-file", test_full},
  };

  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Run, NULL, run_open, tests[i].test, run_close);
  return g_test_run ();
}
