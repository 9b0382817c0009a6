/* SPDX-License-Identifier: MIT
 *
 * How texts fit. Resolving tells of each text when it is placed; what it stands on is
 * looked at when the whole picture is known.
 */
#include "scene/inspect.h"

#include <string.h>

#define DEFAULT_PITCH 1.0625 /* as in draw/text.c */

/* How far letters reach from the baseline, in sizes. */
typedef struct {
  double up, down;
} Reach;

/* Noto Sans CJK: figures, Latin letters with and without descenders, the box of a
 * Chinese character; what other scripts need at most. */
static const Reach figure_reach = {0.78, 0.02};
static const Reach descender_reach = {0.81, 0.24};
static const Reach wide_reach = {0.88, 0.12};
static const Reach other_reach = {1.00, 0.40};
#define DESCENDERS "gjpqyQJ,;()[]{}|/@_$"

typedef struct {
  TcInspectedText text;
  const TcPart *part; /* borrowed; NULL: nothing is shown */
  TcTextPlace place;
} Fate;

static void
clear_fate (Fate *self)
{
  g_free (self->text.id);
  g_free (self->text.text);
}

static char *
id_of (const TcResolve *resolve, const TcTextFate *fate)
{
  const char *group = *resolve->group != '\0' ? resolve->group : NULL;

  if (fate->part != NULL)
    return g_strdup (*fate->part->id == '/' ? fate->part->id + 1 : fate->part->id);
  return group != NULL ? g_strdup_printf ("%s/%s", group, fate->id)
                       : g_strdup (fate->id);
}

static void
on_text (TcResolve *resolve, const TcTextFate *told)
{
  TcTextCollector *self = resolve->on_text_data;
  Fate fate = {
      .text = {.id = id_of (resolve, told),
               .text = g_strdup (told->spec->text),
               .is_keyer = self->is_keyer,
               .style = *told->style,
               .place_w = told->place.w,
               .found = told->result},
      .part = told->part,
      .place = told->place,
  };

  if (told->spec->text == NULL || *told->spec->text == '\0')
    clear_fate (&fate); /* not one that does not fit: there is none */
  else
    g_array_append_val (self->fates, fate);
}

void
tc_text_collector_init (TcTextCollector *self)
{
  self->fates = g_array_new (FALSE, FALSE, sizeof (Fate));
  g_array_set_clear_func (self->fates, (GDestroyNotify)clear_fate);
  self->is_keyer = FALSE;
}

void
tc_text_collector_clear (TcTextCollector *self)
{
  g_clear_pointer (&self->fates, g_array_unref);
}

void
tc_text_collector_listen (TcTextCollector *self, TcResolve *resolve)
{
  resolve->on_text = on_text;
  resolve->on_text_data = self;
}

static Reach
reach_of (const char *text)
{
  Reach reach = {0, 0};

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    const Reach *own = c < 0x80 && strchr (DESCENDERS, (char)c)    ? &descender_reach
                       : c < 0x250 || (c >= 0x2010 && c <= 0x2040) ? &figure_reach
                       : g_unichar_iswide (c)                      ? &wide_reach
                                                                   : &other_reach;

    if (g_unichar_isspace (c))
      continue;
    reach.up = MAX (reach.up, own->up);
    reach.down = MAX (reach.down, own->down);
  }
  return reach;
}

/* Where the letters are: their advance in width, what such letters reach in height. */
static TcRect
box_of (const Fate *self)
{
  const TcTextStyle *style = &self->text.style;
  const TcTextResult *found = &self->text.found;
  int wanted = style->baseline_of_px > 0 ? style->baseline_of_px : style->size_px;
  int centre =
      self->part->kind == TC_PART_LIST /* one of its lines, where it was told */
          ? self->place.centre_y
          : self->part->rect.y + self->part->place.centre_y;
  int baseline = centre + tc_text_baseline_px (wanted);
  Reach reach = reach_of (self->text.text);
  int top = baseline - (int)(reach.up * found->size_px + 0.5);
  int pitch = style->line_pitch_px > 0 ? style->line_pitch_px
                                       : (int)(DEFAULT_PITCH * found->size_px + 0.5);
  int w = MIN (found->width_px, self->text.place_w);
  int x = self->place.x;

  if (style->fit == TC_FIT_NONE)
    w = found->width_px;
  if (style->align == TC_ALIGN_RIGHT)
    x += self->text.place_w - w;
  else if (style->align == TC_ALIGN_CENTRE)
    x += (self->text.place_w - w) / 2;
  return (TcRect){x, top, w,
                  baseline + (int)(reach.down * found->size_px + 0.5) - top +
                      (found->n_lines - 1) * pitch};
}

static void
look_at (Fate *self, const TcGround *ground)
{
  TcInspectedText *text = &self->text;
  TcGroundResult result;
  guint index;

  /* A layer may have taken its text out again. */
  if (self->part == NULL || !g_ptr_array_find (ground->parts, self->part, &index))
    return;
  text->box = box_of (self);
  text->is_moving = self->part->crawl_px != 0;
  if (self->part->window.w > 0)
    text->box = tc_ground_meet (text->box, self->part->window);
  result = tc_ground_look (ground, index, text->box, text->style.colour);
  text->contrast = result.contrast;
  text->ground = result.ground;
  text->has_plate = result.alpha >= TC_INSPECT_PLATE_ALPHA;
}

void
tc_text_collector_finish (TcTextCollector *self, const TcGround *ground, GArray *texts)
{
  for (guint i = 0; i < self->fates->len; i++) {
    Fate *fate = &g_array_index (self->fates, Fate, i);

    look_at (fate, ground);
    g_array_append_val (texts, fate->text);
    fate->text.id = fate->text.text = NULL; /* the list has them now */
  }
  g_array_set_size (self->fates, 0);
}
