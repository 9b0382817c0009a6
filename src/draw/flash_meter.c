/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/flash_meter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS       (TC_FLASH_COLUMNS * TC_FLASH_ROWS)
#define MAX_PER_S    120 /* ticks */
#define LUMA_BLACK   16
#define LUMA_RANGE   219
#define SRGB_KNEE    0.03928 /* WCAG 2.2, relative luminance */
#define SRGB_SLOPE   12.92
#define SRGB_OFFSET  0.055
#define SRGB_GAMMA   2.4
#define MAX_SAMPLING 8 /* pixels of a field and direction */

/* One field: the extremes since its last change, and when it changed. */
typedef struct {
  double low, high;
  int direction;             /* of the last change: 1 brighter, -1 darker, 0 none yet */
  guint8 changed[MAX_PER_S]; /* by tick, the last second */
  int n;                     /* of them */
} Field;

struct TcFlashMeter {
  int per_second, at, worst;
  gboolean is_running;
  double luminance[256]; /* by luma */
  Field fields[FIELDS];
};

TcFlashMeter *
tc_flash_meter_new (TcRate rate)
{
  TcFlashMeter *self = g_new0 (TcFlashMeter, 1);

  self->per_second = CLAMP ((rate.num + rate.den - 1) / rate.den, 1, MAX_PER_S);
  for (int i = 0; i < 256; i++) {
    double v = CLAMP ((double)(i - LUMA_BLACK) / LUMA_RANGE, 0, 1);

    self->luminance[i] = v <= SRGB_KNEE
                             ? v / SRGB_SLOPE
                             : pow ((v + SRGB_OFFSET) / (1 + SRGB_OFFSET), SRGB_GAMMA);
  }
  return self;
}

void
tc_flash_meter_free (TcFlashMeter *self)
{
  g_free (self);
}

/* Of a grid of the field's pixels: what is wanted is its mean. */
static double
luminance_of (const TcFlashMeter *self, const TcPicture *picture, int field)
{
  int column = field % TC_FLASH_COLUMNS;
  int row = field / TC_FLASH_COLUMNS;
  int left = picture->width * column / TC_FLASH_COLUMNS;
  int right = picture->width * (column + 1) / TC_FLASH_COLUMNS;
  int top = picture->height * row / TC_FLASH_ROWS;
  int bottom = picture->height * (row + 1) / TC_FLASH_ROWS;
  int step_x = MAX ((right - left) / MAX_SAMPLING, 1);
  int step_y = MAX ((bottom - top) / MAX_SAMPLING, 1);
  double sum = 0;
  int n = 0;

  for (int y = top; y < bottom; y += step_y)
    for (int x = left; x < right; x += step_x, n++)
      sum += self->luminance[picture->plane[0][(gsize)y * picture->stride[0] + x]];
  return n > 0 ? sum / n : 0;
}

/* TRUE: with @now the field has gone up (down) by a change since it went the other way.
 */
static gboolean
has_changed (Field *field, double now)
{
  gboolean is_up = now - field->low >= TC_FLASH_CHANGE && field->low < TC_FLASH_DARK &&
                   field->direction <= 0;
  gboolean is_down = field->high - now >= TC_FLASH_CHANGE && now < TC_FLASH_DARK &&
                     field->direction >= 0;

  field->low = MIN (field->low, now);
  field->high = MAX (field->high, now);
  if (!is_up && !is_down)
    return FALSE;
  field->direction = is_up ? 1 : -1;
  field->low = field->high = now;
  return TRUE;
}

static void
note (Field *field, int at, gboolean is_change)
{
  field->n += (is_change ? 1 : 0) - field->changed[at];
  field->changed[at] = is_change ? 1 : 0;
}

static int
by_most (gconstpointer a, gconstpointer b)
{
  return *(const int *)b - *(const int *)a;
}

int
tc_flash_meter_add (TcFlashMeter *self, const TcPicture *picture)
{
  int counts[FIELDS];
  int changes;

  for (int i = 0; i < FIELDS; i++) {
    Field *field = &self->fields[i];
    double now = luminance_of (self, picture, i);

    if (!self->is_running)
      field->low = field->high = now;
    note (field, self->at, has_changed (field, now));
    counts[i] = field->n;
  }
  self->is_running = TRUE;
  self->at = (self->at + 1) % self->per_second;
  qsort (counts, FIELDS, sizeof *counts, by_most);
  changes = counts[(int)(FIELDS * TC_FLASH_AREA) - 1];
  self->worst = MAX (self->worst, changes);
  return changes;
}

int
tc_flash_meter_worst (const TcFlashMeter *self)
{
  return self->worst;
}
