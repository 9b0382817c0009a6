/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/flash_meter.h"
#include "tallycast/draw/picture.h"

#define W 64
#define H 36

/* Luma 16 to 235 as relative luminance: 0, 0.21 (half the code range), 1. */
#define BLACK 16
#define GREY  126
#define WHITE 235

/* @share of the picture, from the left, is at @luma; the rest is black. */
static void
fill (TcPicture *picture, double share, int luma)
{
  tc_picture_fill (picture, BLACK, 128, 128);
  for (int y = 0; y < H; y++)
    for (int x = 0; x < (int)(W * share); x++)
      picture->plane[0][y * picture->stride[0] + x] = (guint8)luma;
}

/* Two states in turn, @half ticks each, for three seconds. Returns: the worst second.
 */
static int
worst_of (double share, int dark, int bright, int half)
{
  g_autoptr (TcPicture) picture = tc_picture_new (W, H);
  g_autoptr (TcFlashMeter) meter = tc_flash_meter_new ((TcRate){25, 1});

  for (int tick = 0; tick < 75; tick++) {
    fill (picture, share, tick / half % 2 == 0 ? dark : bright);
    tc_flash_meter_add (meter, picture);
  }
  return tc_flash_meter_worst (meter);
}

static void
test_counts (void)
{
  static const struct {
    double share;
    int dark, bright, half, changes;
  } cases[] = {
      {1.0, BLACK, WHITE, 1, 25}, /* each tick */
      {1.0, BLACK, WHITE, 5, 5},  /* two and a half flashes a second */
      {1.0, BLACK, WHITE, 4, 7},  /* over three */
      {0.25, BLACK, WHITE, 5, 5}, /* a quarter counts */
      {0.2, BLACK, WHITE, 5, 0},  /* less does not */
      {1.0, BLACK, 80, 5, 0},     /* 0.077: under a tenth */
      {1.0, BLACK, GREY, 5, 5},
      {1.0, 215, WHITE, 5, 0}, /* the darker one over 0.8 */
      {1.0, BLACK, WHITE, 100, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    int worst =
        worst_of (cases[i].share, cases[i].dark, cases[i].bright, cases[i].half);

    if (worst != cases[i].changes) {
      g_test_message ("case %u: %d changes, not %d", i, worst, cases[i].changes);
      g_test_fail ();
    }
  }
}

/* A slow rise of many small steps is one change, and its way back another. */
static void
test_ramps (void)
{
  g_autoptr (TcPicture) picture = tc_picture_new (W, H);
  g_autoptr (TcFlashMeter) meter = tc_flash_meter_new ((TcRate){25, 1});

  for (int tick = 0; tick < 24; tick++) {
    int level = tick < 12 ? tick : 23 - tick;

    fill (picture, 1.0, BLACK + level * 19);
    tc_flash_meter_add (meter, picture);
  }
  g_assert_cmpint (tc_flash_meter_worst (meter), ==, 2);
}

/* Quarters that flash one after the other are no worse than one of them. */
static void
test_places (void)
{
  g_autoptr (TcPicture) picture = tc_picture_new (W, H);
  g_autoptr (TcFlashMeter) meter = tc_flash_meter_new ((TcRate){25, 1});

  for (int tick = 0; tick < 75; tick++) {
    fill (picture, 0, BLACK);
    for (int y = 0; y < H; y++)
      for (int x = 0; x < W / 4; x++)
        picture->plane[0][y * picture->stride[0] + x + tick / 3 % 4 * (W / 4)] = WHITE;
    tc_flash_meter_add (meter, picture);
  }
  g_assert_cmpint (tc_flash_meter_worst (meter), <=, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/flash-meter/counts-changes-of-a-quarter", test_counts);
  g_test_add_func ("/draw/flash-meter/a-ramp-is-one-change", test_ramps);
  g_test_add_func ("/draw/flash-meter/each-place-counts-its-own", test_places);
  return g_test_run ();
}
