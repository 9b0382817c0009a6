/* SPDX-License-Identifier: MIT
 *
 * From one camera to another, as the public sees it: what two flat pictures become,
 * tick by tick, also when the next take comes in the middle.
 */
#include "scene/cameras.h"

#include "tallycast/draw/picture.h"
#include "tallycast/draw/placer.h"

#define WIDTH  64
#define HEIGHT 36
#define TICKS  8 /* of a dissolve */
#define MOVE   16

static const TcRect whole = {0, 0, WIDTH, HEIGHT};
static const TcRect small = {8, 8, 24, 14};

/* Cameras by their ids: a is black, b white, and so on between. */
static const guint8 lumas[] = {16, 235, 90, 180, 50};

typedef struct {
  TcCameras cameras;
  TcPlacer *placer;
  TcPicture *sources[G_N_ELEMENTS (lumas)], *to;
  gint64 tick;
  gboolean is_still, is_at_once, is_push;
  TcMix mix; /* of the push that was taken last */
} Stand;

static void
stand_open (Stand *self, gconstpointer data G_GNUC_UNUSED)
{
  self->placer = tc_placer_new (WIDTH);
  self->to = tc_picture_new (WIDTH, HEIGHT);
  for (guint i = 0; i < G_N_ELEMENTS (lumas); i++) {
    self->sources[i] = tc_picture_new (WIDTH, HEIGHT);
    tc_picture_fill (self->sources[i], lumas[i], 128, 128);
  }
}

static void
stand_close (Stand *self, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (lumas); i++)
    tc_picture_free (self->sources[i]);
  tc_picture_free (self->to);
  tc_placer_free (self->placer);
}

static TcPlacement
camera (char id, TcRect rect)
{
  return (TcPlacement){.camera = {id, '\0'}, .rect = rect};
}

static void
take_all (Stand *self, const TcPlacement *wanted, guint n)
{
  TcCamerasTiming timing = {.tick = self->tick,
                            .ticks = MOVE,
                            .ease = {0.4F, 0, 0.2F, 1},
                            .mix_end = self->tick - 1 + TICKS,
                            .mix_ease = TC_EASE_LINEAR,
                            .is_still = self->is_still,
                            .is_push = self->is_push,
                            .is_take = TRUE,
                            .is_at_once = self->is_at_once,
                            .width = WIDTH,
                            .height = HEIGHT};

  if (self->mix.kind == TC_MIX_PUSH && self->tick < self->mix.start + MOVE)
    timing.before = self->mix;
  self->mix = (TcMix){.kind = TC_MIX_NONE};
  if (self->is_push) {
    timing.mix_end = self->tick - 1 + MOVE;
    self->mix = (TcMix){TC_MIX_PUSH, self->tick - 1, MOVE, TC_EASE_LINEAR, -WIDTH, 0};
  }
  tc_cameras_update (&self->cameras, wanted, n, &timing);
}

static void
take (Stand *self, char id, TcRect rect)
{
  TcPlacement wanted = camera (id, rect);

  take_all (self, &wanted, 1);
}

/* The picture of the next tick. Returns: luma at @x, @y. */
static int
look (Stand *self, int x, int y)
{
  g_autoptr (TcShot) shot = tc_shot_new (0);
  const TcPicture *sources[TC_SHOT_MAX_PLACEMENTS];
  TcPlacing placing;

  tc_cameras_prune (&self->cameras, self->tick);
  shot->mix = self->mix;
  shot->n_placements = self->cameras.n;
  for (guint i = 0; i < self->cameras.n; i++) {
    shot->placements[i] = self->cameras.cameras[i].placement;
    sources[i] = self->sources[shot->placements[i].camera[0] - 'a'];
  }
  placing = tc_shot_place (shot, self->tick, WIDTH, HEIGHT);
  tc_placer_draw (self->placer, shot, self->tick, &placing, sources, self->to);
  self->tick++;
  return self->to->plane[0][y * self->to->stride[0] + x];
}

static void
settle (Stand *self, char id, TcRect rect)
{
  self->is_at_once = TRUE;
  take (self, id, rect);
  self->is_at_once = FALSE;
  g_assert_cmpint (look (self, rect.x + rect.w / 2, rect.y + rect.h / 2), ==,
                   lumas[id - 'a']);
}

/* --- a dissolve --- */

static void
test_dissolve (Stand *self, gconstpointer data G_GNUC_UNUSED)
{
  settle (self, 'a', whole);
  take (self, 'b', whole);
  for (int i = 1; i <= TICKS + 2; i++) {
    int expected = 16 + (235 - 16) * MIN (i, TICKS) / TICKS;
    int now = look (self, 9, 9);

    g_assert_cmpint (ABS (now - expected), <=, 1);
  }
  g_assert_cmpuint (self->cameras.n, ==, 1);
}

/* Whatever comes in the middle, and how often: no pixel goes further in a tick than a
 * dissolve of its whole range, and one more that is still under way. */
static void
test_no_jump (Stand *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const ways[] = {"aba",  "abab",   "abc",   "abca",  "abcb",
                                     "abcd", "abcdab", "babac", "abcde", "edcbabcde"};
  const int bound = 2 * (235 - 16) / TICKS + 2;

  for (guint w = 0; w < G_N_ELEMENTS (ways); w++)
    for (int every = 1; every <= TICKS; every++) {
      const char *way = ways[w];
      gsize n = strlen (way);
      int before;

      self->cameras.n = 0;
      settle (self, way[0], whole);
      before = lumas[way[0] - 'a'];
      for (gsize k = 1; k < n; k++) {
        take (self, way[k], whole);
        for (int i = 0; i < (k + 1 < n ? every : TICKS + 1); i++) {
          int now = look (self, 20, 20);

          if (ABS (now - before) > bound) {
            g_test_message ("%s every %d: %d to %d at take %d", way, every, before, now,
                            (int)k);
            g_test_fail ();
          }
          before = now;
        }
      }
      g_assert_cmpint (before, ==, lumas[way[n - 1] - 'a']);
      g_assert_cmpuint (self->cameras.n, ==, 1);
    }
}

/* On the way to another place the two are one over the other, at each tick. */
static void
test_moves_together (Stand *self, gconstpointer data G_GNUC_UNUSED)
{
  settle (self, 'a', whole);
  take (self, 'b', small);
  for (int i = 1; i <= MOVE; i++) {
    TcShot shot = {.n_placements = 2};
    TcPlacing placing;

    tc_cameras_prune (&self->cameras, self->tick);
    if (i >= TICKS) {
      g_assert_cmpuint (self->cameras.n, ==, 1);
      look (self, 0, 0);
      continue;
    }
    g_assert_cmpuint (self->cameras.n, ==, 2);
    for (int k = 0; k < 2; k++)
      shot.placements[k] = self->cameras.cameras[k].placement;
    placing = tc_shot_place (&shot, self->tick, WIDTH, HEIGHT);
    g_assert_cmpuint (placing.n, ==, 2);
    g_assert_cmpmem (&placing.placed[0].rect, sizeof (TcRect), &placing.placed[1].rect,
                     sizeof (TcRect));
    look (self, 0, 0);
  }
  look (self, 0, 0);
  g_assert_cmpint (look (self, 20, 14), ==, 235);
  g_assert_cmpint (look (self, 60, 30), ==, 16); /* the background */
}

/* --- after a push --- */

/* A push takes both along; a take in the middle or after it goes on from where they
 * are: no pixel turns from a camera's luma to the background's or back but where an
 * edge passes, which moves by a few pixels a tick. */
static void
test_push_then_mix (Stand *self, gconstpointer data G_GNUC_UNUSED)
{
  static const TcRect right = {36, 8, 24, 14};
  static const TcRect places[] = {{8, 8, 24, 14}, {36, 8, 24, 14}, {0, 0, 64, 36}};

  for (guint to = 0; to < G_N_ELEMENTS (places); to++)
    for (int at = 1; at < MOVE + 3; at++) {
      g_autoptr (TcPicture) before = tc_picture_new (WIDTH, HEIGHT);
      int n = 0;

      self->cameras.n = 0;
      settle (self, 'b', small);
      self->is_push = TRUE;
      take (self, 'b', right);
      self->is_push = FALSE;
      for (int i = 0; i < at; i++)
        look (self, 0, 0);
      tc_picture_copy (before, self->to);
      take (self, 'b', places[to]);
      look (self, 0, 0);
      for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
          int i = y * before->stride[0] + x;

          n += abs (before->plane[0][i] - self->to->plane[0][i]) > 60;
        }
      /* Edges: 14 rows of up to 6 columns on each side, growing to the whole. */
      g_assert_cmpint (n, <=, 24 * 14 / 2);
      for (int i = 0; i < MOVE + 1; i++)
        look (self, 0, 0);
      g_assert_cmpuint (self->cameras.n, ==, 1);
      g_assert_cmpint (look (self, places[to].x + places[to].w / 2, places[to].y + 6),
                       ==, 235);
    }
}

/* --- nothing moves --- */

/* Reduced motion: each camera fades in its place. */
static void
test_still (Stand *self, gconstpointer data G_GNUC_UNUSED)
{
  const TcPlacement two[] = {camera ('a', whole), camera ('b', small)};

  self->is_still = TRUE;
  for (int is_two = 0; is_two < 2; is_two++) {
    settle (self, 'a', whole);
    if (is_two)
      take_all (self, two, 2);
    else
      take (self, 'a', small);
    for (int i = 0; i <= TICKS; i++) {
      look (self, 0, 0);
      for (guint k = 0; k < self->cameras.n; k++) {
        const TcPlacement *placement = &self->cameras.cameras[k].placement;
        g_assert_cmpint (placement->ticks, ==, 0);
      }
    }
    g_assert_cmpuint (self->cameras.n, ==, is_two ? 2 : 1);
  }
}

/* And an interruption turns it round without a jump: the picture of the same camera in
 * two places is one of two. */
static void
test_still_no_jump (Stand *self, gconstpointer data G_GNUC_UNUSED)
{
  const int bound = (235 - 16) * 2 / TICKS + 2; /* the one goes while the other comes */

  self->is_still = TRUE;
  for (int every = 1; every <= TICKS; every++) {
    int before = 235;

    settle (self, 'b', whole);
    for (int k = 0; k < 5; k++) {
      take (self, 'b', k % 2 == 0 ? small : whole);
      for (int i = 0; i < every; i++) {
        int now = look (self, 50, 30); /* beside the small one */

        g_assert_cmpint (ABS (now - before), <=, bound);
        before = now;
      }
    }
    for (int i = 0; i <= TICKS; i++)
      before = look (self, 50, 30);
    g_assert_cmpint (before, ==, 16);
  }
}

/* A board stays until the camera that comes back hides it. */
static void
test_covered (Stand *self, gconstpointer data G_GNUC_UNUSED)
{
  gint64 tick;

  settle (self, 'a', small);
  tick = self->tick;
  take (self, 'b', whole);
  g_assert_cmpint (tc_cameras_covered (&self->cameras, WIDTH, HEIGHT), ==,
                   tick - 1 + MOVE);
  self->is_still = TRUE;
  settle (self, 'a', small);
  tick = self->tick;
  take (self, 'b', whole);
  g_assert_cmpint (tc_cameras_covered (&self->cameras, WIDTH, HEIGHT), ==,
                   tick - 1 + TICKS);
}

#define ADD(name, func) \
  g_test_add ("/scene/cameras/" name, Stand, NULL, stand_open, func, stand_close)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one-gives-way-to-another-in-a-dissolve", test_dissolve);
  ADD ("a-take-in-the-middle-jumps-nowhere", test_no_jump);
  ADD ("two-that-mix-move-as-one", test_moves_together);
  ADD ("what-a-push-brought-does-not-jump", test_push_then_mix);
  ADD ("reduced-motion-moves-none", test_still);
  ADD ("reduced-motion-turns-round-without-a-jump", test_still_no_jump);
  ADD ("a-board-stays-until-it-is-hidden", test_covered);
  return g_test_run ();
}
