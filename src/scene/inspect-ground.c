/* SPDX-License-Identifier: MIT
 *
 * What letters stand on. Where only rectangles lie below them it is computed; where a
 * picture file does, what is below is drawn and read.
 */
#include "scene/inspect.h"

#include "tallycast/draw/picture.h"

#include <string.h>

#define MAX_EDGES  48 /* in a direction; a layout has five, and time is bounded */
#define SQUARE     8
#define FULL       255.0
#define WHITE_Y    235
#define BLACK_Y    16
#define NEUTRAL_UV 128

/* One place: its colour over white video and over black, and how much hides the video.
 */
typedef struct {
  double over[2][3];
  double alpha;
} Stack;

static const Stack board_below = {{{0, 0, 0}, {0, 0, 0}}, 1};
static const Stack video_below = {{{FULL, FULL, FULL}, {0, 0, 0}}, 0};

static void
cover (Stack *self, TcColour colour, guint8 opacity)
{
  const double rgb[3] = {colour.r, colour.g, colour.b};
  double a = colour.a / FULL * opacity / FULL;

  for (int i = 0; i < 2; i++)
    for (int c = 0; c < 3; c++)
      self->over[i][c] += (rgb[c] - self->over[i][c]) * a;
  self->alpha += (1 - self->alpha) * a;
}

static TcColour
colour_of (const double rgb[3])
{
  return (TcColour){(guint8)(rgb[0] + 0.5), (guint8)(rgb[1] + 0.5),
                    (guint8)(rgb[2] + 0.5), 255};
}

static void
judge (TcGroundResult *self, const Stack *stack, TcColour letters)
{
  for (int i = 0; i < 2; i++) {
    TcColour ground = colour_of (stack->over[i]);
    Stack above = *stack;
    double contrast;

    cover (&above, letters, 255);
    contrast = tc_colour_contrast (colour_of (above.over[i]), ground);
    if (contrast < self->contrast) {
      self->contrast = contrast;
      self->ground = ground;
    }
  }
  self->alpha = MIN (self->alpha, stack->alpha);
}

/* --- rectangles --- */

static gboolean
do_meet (TcRect a, TcRect b)
{
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

TcRect
tc_ground_meet (TcRect a, TcRect b)
{
  int x = MAX (a.x, b.x);
  int y = MAX (a.y, b.y);

  return (TcRect){x, y, MAX (MIN (a.x + a.w, b.x + b.w) - x, 0),
                  MAX (MIN (a.y + a.h, b.y + b.h) - y, 0)};
}

static TcRect
shown_rect (const TcPart *part)
{
  TcRect rect = part->rect;

  if (part->clip.w > 0)
    rect = (TcRect){rect.x + part->clip.x, rect.y + part->clip.y, part->clip.w,
                    part->clip.h};
  if (part->shown_px >= 0)
    rect.w = MIN (rect.w, part->shown_px);
  if (part->window.w > 0)
    rect = tc_ground_meet (rect, part->window);
  return rect;
}

static gboolean
is_in (TcRect rect, int x, int y)
{
  return x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
}

static TcColour
fill_at (const TcPart *part, int y)
{
  const TcRectStyle *style = &part->style;
  double t = (double)(y - part->rect.y) / MAX (part->rect.h - 1, 1);
  TcColour a = style->fill;
  TcColour b = style->fill_end;

  if (!style->is_gradient)
    return a;
  return (TcColour){
      (guint8)(a.r + (b.r - a.r) * t + 0.5), (guint8)(a.g + (b.g - a.g) * t + 0.5),
      (guint8)(a.b + (b.b - a.b) * t + 0.5), (guint8)(a.a + (b.a - a.a) * t + 0.5)};
}

static TcRect
inner_rect (const TcPart *part)
{
  int line = part->style.outline_px;

  return (TcRect){part->rect.x + line, part->rect.y + line, part->rect.w - 2 * line,
                  part->rect.h - 2 * line};
}

static void
cover_with_parts (const TcGround *self,
                  guint n_parts,
                  gboolean is_under,
                  int x,
                  int y,
                  Stack *stack)
{
  for (guint i = 0; i < n_parts; i++) {
    const TcPart *part = g_ptr_array_index (self->parts, i);

    if (part->is_under != is_under ||
        (part->kind != TC_PART_RECT && part->kind != TC_PART_DASHES) ||
        !is_in (shown_rect (part), x, y))
      continue;
    cover (stack, fill_at (part, y), part->opacity);
    if (part->style.outline_px > 0 && !is_in (inner_rect (part), x, y))
      cover (stack, part->style.outline, part->opacity);
  }
}

static Stack
stack_at (const TcGround *self, guint n_parts, int x, int y)
{
  Stack stack = board_below;

  cover_with_parts (self, n_parts, TRUE, x, y, &stack);
  for (guint i = 0; i < self->n_placements; i++)
    if (is_in (self->placements[i].rect, x, y))
      stack = video_below;
  cover_with_parts (self, n_parts, FALSE, x, y, &stack);
  return stack;
}

/* Where what is below changes, in one direction. */
typedef struct {
  int from, to;
  int at[MAX_EDGES];
  guint n;
} Edges;

static void
add_edge (Edges *self, int at)
{
  if (at > self->from && at < self->to && self->n < MAX_EDGES)
    self->at[self->n++] = at;
}

static void
add_rect (Edges *xs, Edges *ys, TcRect rect)
{
  add_edge (xs, rect.x);
  add_edge (xs, rect.x + rect.w);
  add_edge (ys, rect.y);
  add_edge (ys, rect.y + rect.h);
}

static int
compare_ints (const void *a, const void *b)
{
  return *(const int *)a - *(const int *)b;
}

static void
close_edges (Edges *self)
{
  qsort (self->at, self->n, sizeof *self->at, compare_ints);
}

static int
edge (const Edges *self, guint i)
{
  return i == 0 ? self->from : i > self->n ? self->to : self->at[i - 1];
}

static void
find_edges (const TcGround *self, guint n_parts, TcRect box, Edges *xs, Edges *ys)
{
  *xs = (Edges){.from = box.x, .to = box.x + box.w};
  *ys = (Edges){.from = box.y, .to = box.y + box.h};
  for (guint i = 0; i < self->n_placements; i++)
    add_rect (xs, ys, self->placements[i].rect);
  for (guint i = 0; i < n_parts; i++) {
    const TcPart *part = g_ptr_array_index (self->parts, i);
    TcRect rect = shown_rect (part);

    if (tc_part_is_text (part) || !do_meet (rect, box))
      continue;
    add_rect (xs, ys, rect);
    if (part->style.outline_px > 0)
      add_rect (xs, ys, inner_rect (part));
  }
  close_edges (xs);
  close_edges (ys);
}

/* --- picture files --- */

static gboolean
has_picture (const TcGround *self, guint n_parts, TcRect box)
{
  for (guint i = 0; i < n_parts; i++) {
    const TcPart *part = g_ptr_array_index (self->parts, i);

    if ((part->kind == TC_PART_IMAGE || part->kind == TC_PART_SVG ||
         part->kind == TC_PART_QR) &&
        do_meet (part->rect, box))
      return TRUE;
  }
  return FALSE;
}

static TcSprite *
sprite_of (const TcGround *self, const TcPart *part)
{
  TcSprite *sprite = g_hash_table_lookup (self->sprites, part->key);

  if (sprite == NULL && (sprite = tc_part_draw (part, NULL)) != NULL)
    g_hash_table_insert (self->sprites, g_strdup (part->key), sprite);
  return sprite;
}

static void
blend_parts (const TcGround *self,
             guint n_parts,
             gboolean is_under,
             TcRect box,
             TcPicture *picture)
{
  for (guint i = 0; i < n_parts; i++) {
    const TcPart *part = g_ptr_array_index (self->parts, i);
    TcRect shown = shown_rect (part);
    TcPose pose = {part->rect.x - box.x,
                   part->rect.y - box.y,
                   {shown.x - part->rect.x, shown.y - part->rect.y, shown.w, shown.h},
                   part->opacity};
    TcSprite *sprite;

    if (part->is_under != is_under || tc_part_is_text (part) || !do_meet (shown, box))
      continue;
    sprite = sprite_of (self, part);
    if (sprite != NULL)
      tc_blend (picture, sprite, &pose);
  }
}

/* A camera's part of the picture, all white or all black. */
static void
fill_camera (TcPicture *picture, TcRect rect, guint8 y)
{
  const guint8 yuv[3] = {y, NEUTRAL_UV, NEUTRAL_UV};

  for (int plane = 0; plane < 3; plane++) {
    int shift = plane > 0 ? 1 : 0;

    for (int row = rect.y >> shift; row < (rect.y + rect.h) >> shift; row++)
      memset (picture->plane[plane] + (gsize)row * (gsize)picture->stride[plane] +
                  (rect.x >> shift),
              yuv[plane], (gsize)(rect.w >> shift));
  }
}

/* What is below @box. */
static TcPicture *
draw_below (const TcGround *self, guint n_parts, TcRect box, guint8 video_y)
{
  TcPicture *picture = tc_picture_new (box.w, box.h);

  blend_parts (self, n_parts, TRUE, box, picture);
  for (guint i = 0; i < self->n_placements; i++) {
    TcRect camera = tc_ground_meet (self->placements[i].rect, box);

    camera.x -= box.x;
    camera.y -= box.y;
    fill_camera (picture, camera, video_y);
  }
  blend_parts (self, n_parts, FALSE, box, picture);
  return picture;
}

/* Sums of the squares that rows [@y, @y + SQUARE) have. */
static void
add_rows (const TcPicture *picture, int y, guint32 *row, double (*sums)[3])
{
  for (int j = y; j < MIN (y + SQUARE, picture->height); j++) {
    tc_picture_row_rgb (picture, j, row);
    for (int x = 0; x < picture->width; x++)
      for (int c = 0; c < 3; c++)
        sums[x / SQUARE][c] += row[x] >> (16 - 8 * c) & 0xff;
  }
}

static void
judge_pixels (TcGroundResult *result,
              const TcPicture *white,
              const TcPicture *black,
              TcColour letters)
{
  int w = white->width;
  int n = (w + SQUARE - 1) / SQUARE;
  g_autofree guint32 *row = g_new (guint32, w);

  for (int y = 0; y < white->height; y += SQUARE) {
    g_autofree double (*light)[3] = g_malloc0_n ((gsize)n, sizeof *light);
    g_autofree double (*dark)[3] = g_malloc0_n ((gsize)n, sizeof *dark);
    int rows = MIN (SQUARE, white->height - y);

    add_rows (white, y, row, light);
    add_rows (black, y, row, dark);
    for (int i = 0; i < n; i++) {
      double area = (double)rows * MIN (SQUARE, w - i * SQUARE);
      Stack stack = {.alpha = 1};

      for (int c = 0; c < 3; c++) {
        stack.over[0][c] = light[i][c] / area;
        stack.over[1][c] = dark[i][c] / area;
        stack.alpha =
            MIN (stack.alpha, 1 - (stack.over[0][c] - stack.over[1][c]) / FULL);
      }
      judge (result, &stack, letters);
    }
  }
}

static void
look_at_pixels (const TcGround *self,
                guint n_parts,
                TcRect box,
                TcColour letters,
                TcGroundResult *result)
{
  TcRect even = {box.x & ~1, box.y & ~1, 0, 0};

  even.w = CLAMP ((box.x + box.w - even.x + 1) & ~1, 2, TC_PICTURE_MAX_SIDE);
  even.h = CLAMP ((box.y + box.h - even.y + 1) & ~1, 2, TC_PICTURE_MAX_SIDE);
  g_autoptr (TcPicture) white = draw_below (self, n_parts, even, WHITE_Y);
  g_autoptr (TcPicture) black = draw_below (self, n_parts, even, BLACK_Y);
  judge_pixels (result, white, black, letters);
}

TcGroundResult
tc_ground_look (const TcGround *self, guint n_parts, TcRect box, TcColour colour)
{
  TcGroundResult result = {.contrast = G_MAXDOUBLE, .alpha = 1};
  Edges xs;
  Edges ys;

  if (has_picture (self, n_parts, box)) {
    look_at_pixels (self, n_parts, box, colour, &result);
    return result;
  }
  find_edges (self, n_parts, box, &xs, &ys);
  for (guint i = 0; i <= xs.n; i++)
    for (guint j = 0; j <= ys.n; j++) {
      int x = (edge (&xs, i) + edge (&xs, i + 1)) / 2;
      int top = edge (&ys, j);
      int bottom = edge (&ys, j + 1) - 1;
      Stack stack = stack_at (self, n_parts, x, top);

      judge (&result, &stack, colour);
      stack = stack_at (self, n_parts, x, bottom);
      judge (&result, &stack, colour);
    }
  return result;
}
