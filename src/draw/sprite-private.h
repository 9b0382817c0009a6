/* SPDX-License-Identifier: MIT
 *
 * draw/sprite-private.h - what sprite.c makes and blend.c reads
 */
#pragma once

#include "tallycast/draw/sprite.h"

#include <pthread.h>
#include <stdatomic.h>

G_BEGIN_DECLS

typedef enum {
  TC_RUN_MIXED,
  TC_RUN_OPAQUE, /* 255-A is 0 */
  TC_RUN_FLAT,   /* one colour, one alpha */
} TcRunKind;

/** A stretch of one row that is not transparent. */
typedef struct {
  int from, to; /* columns [from, to) */
  TcRunKind kind;
} TcRun;

/** The runs of all rows: those of row r are runs[first[r]] .. runs[first[r + 1] - 1].
 */
typedef struct {
  TcRun *runs;
  guint *first;
} TcRuns;

/** @na: 255-A, @h rows of @w. @colours: as many planes that belong to it, NULL for
 * none. */
void tc_runs_init (TcRuns *self,
                   const guint8 *na,
                   const guint8 *const colours[2],
                   int w,
                   int h);
/** The same where each row is one colour. @column_na: of any column. FALSE: too narrow,
 * nothing is done. */
gboolean tc_runs_init_even (TcRuns *self, const guint8 *column_na, int w, int h);
void tc_runs_clear (TcRuns *self);

/** The half-size planes for one parity of the box's corner (X, Y). Sample (0, 0) lies
 * at frame chroma (floor (X / 2), floor (Y / 2)). Rows are w bytes apart. */
typedef struct {
  int w, h;
  guint8 *u, *v, *na; /* one allocation, owned by u */
  TcRuns runs;
} TcHalf;

/** Of a stack: what tc_sprite_new_stack was given. */
typedef struct {
  int n, pitch, top;
  int tallest;     /* of the rows' heights */
  TcSprite **rows; /* owned references; NULL: empty */
} TcStack;

void tc_stack_free (TcStack *self);
/** tc_sprite_prepare for the stack at (@x, @y). */
void tc_stack_prepare (TcStack *self, int x, int y);
/** Where row @i begins. */
int tc_stack_y (const TcStack *self, int i);
/** Rows [@from, @to) may reach into @clip; the others do not. */
void tc_stack_range (const TcStack *self, TcRect clip, int *from, int *to);

struct TcSprite {
  atomic_int refs;
  int w, h;
  TcRect box; /* what is not transparent; w = h = 0: nothing */
  /* box.h rows of box.w; one allocation, owned by y. Without u and v
   * (tc_sprite_half_begin) the sprite lies at even numbers only. */
  guint8 *y, *na, *u, *v;
  gboolean has_even_rows; /* each is one colour: u and v have one sample a row */
  TcRuns runs;
  TcStack *stack; /* NULL for all but a stack, which has no planes of its own */

  pthread_mutex_t lock;       /* guards: making of half[] */
  _Atomic (TcHalf *) half[4]; /* by parity of the box's corner: x & 1 | (y & 1) << 1 */
};

/** Without planes. Returns: (transfer full). */
TcSprite *tc_sprite_alloc (int w, int h, TcRect box);
/** When y and na are there. */
void tc_sprite_init_runs (TcSprite *self);
void tc_half_free (TcHalf *self);

/** The half-size planes for the box's corner at (@x, @y) of the frame; made if needed.
 */
const TcHalf *tc_sprite_half (TcSprite *self, int x, int y);

/** A sprite of @w x @h from planes that were composited at the place where it will lie:
 * premultiplied colours and 255-A of @box, which lies on even numbers. Returns:
 * (transfer full): to be filled by bands, then finished. */
TcSprite *tc_sprite_half_begin (int w, int h, TcRect box);
/** Copies a band of an even number of rows, as wide as the box, from its row @row on.
 */
void tc_sprite_half_add (TcSprite *self,
                         int row,
                         const TcPicture *colour,
                         const TcPicture *rest);
void tc_sprite_half_finish (TcSprite *self);

/** Builds a sprite from surfaces that each hold a part of it. */
typedef struct {
  int w, h;
  TcRect area;            /* where anything may be; the rest is transparent */
  guint8 *y, *na, *u, *v; /* of the area, one allocation, owned by y */
} TcSpriteBuild;

/** FALSE with TC_ERROR_DATA: see tc_sprite_new_painted. */
gboolean tc_sprite_check_size (int w, int h, GError **error);
/** @area: within w x h; w or h 0: nothing. */
gboolean
tc_sprite_build_init (TcSpriteBuild *self, int w, int h, TcRect area, GError **error);
/** Takes over @surface (flushed ARGB32) as the part with its corner at (@x, @y). */
void tc_sprite_build_add (TcSpriteBuild *self, cairo_surface_t *surface, int x, int y);
/** Returns: (transfer full); the build is cleared. */
TcSprite *tc_sprite_build_finish (TcSpriteBuild *self);

/** A sprite @w wide whose columns are all as the one of @column, which is 1 wide.
 * Returns: (transfer full). */
TcSprite *tc_sprite_widen (const TcSprite *column, int w);
/** The part of @a that lies in @b, or all zero. */
TcRect tc_rect_cut (TcRect a, TcRect b);

G_END_DECLS
