/* SPDX-License-Identifier: MIT
 *
 * How texts fit. Resolving tells of each text when it is placed; what it stands on is
 * looked at when the whole picture is known.
 */
#include "scene/inspect.h"

#include <string.h>

#define OUTLINE_PX    2      /* a line that is seen */
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

static TcRect
place_of (const TcTextFate *told)
{
  int h = told->style->size_px;

  return (TcRect){told->place.x, told->place.centre_y - h / 2, told->place.w, h};
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
               .place = place_of (told),
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

/* Where the letters are: their advance in width, what such letters reach in height. Of
 * a list it is one of its lines, where it was told to end. */
static TcRect
box_of (const Fate *self)
{
  const TcPart *part = self->part;
  gboolean is_line = part->kind == TC_PART_LIST;
  const TcTextStyle *style = is_line ? &self->text.style : &part->text_style;
  const TcTextResult *found = &self->text.found;
  int wanted = style->baseline_of_px > 0 ? style->baseline_of_px : style->size_px;
  int baseline =
      (is_line ? self->place.centre_y : part->rect.y + part->place.centre_y) +
      tc_text_baseline_px (wanted);
  int x = is_line ? self->place.x : part->rect.x + part->place.x;
  int room = is_line ? self->place.w : part->place.w;
  int w = style->fit == TC_FIT_NONE ? found->width_px : MIN (found->width_px, room);
  int pitch = style->line_pitch_px > 0 ? style->line_pitch_px
                                       : (int)(DEFAULT_PITCH * found->size_px + 0.5);
  Reach reach = reach_of (self->text.text);
  int top = baseline - (int)(reach.up * found->size_px + 0.5);
  int bottom = baseline + (int)(reach.down * found->size_px + 0.5);

  if (style->align == TC_ALIGN_RIGHT)
    x += room - w;
  else if (style->align == TC_ALIGN_CENTRE)
    x += (room - w) / 2;
  return (TcRect){x, top, w, bottom - top + (found->n_lines - 1) * pitch};
}

/* What crawls passes all of its window's width, what rolls all of its height. */
static TcRect
seen_box (const TcPart *part, TcRect box)
{
  if (part->window.w <= 0)
    return box;
  if (part->crawl_px != 0)
    return (TcRect){part->window.x, box.y, part->window.w, box.h};
  return tc_ground_meet (box, part->window);
}

static TcColour
colour_of (const TcPart *part)
{
  TcColour colour = part->text_style.colour;

  colour.a = (guint8)(colour.a * part->opacity / 255);
  return colour;
}

/* Letters with a line around them are read against that line, whatever lies behind it.
 */
static void
look_at_outline (TcInspectedText *text, const TcPart *part)
{
  const TcTextStyle *style = &part->text_style;
  double contrast = tc_colour_contrast (style->colour, style->outline);

  if (style->outline_px < OUTLINE_PX || style->outline.a < 255 ||
      style->colour.a < 255 || contrast <= text->contrast)
    return;
  text->contrast = contrast;
  text->ground = style->outline;
}

static void
look_below (TcInspectedText *text, const TcGround *ground, guint index)
{
  const TcPart *part = g_ptr_array_index (ground->parts, index);
  TcGroundResult result = tc_ground_look (ground, index, text->box, colour_of (part));

  text->contrast = result.contrast;
  text->ground = result.ground;
  text->has_plate = result.alpha >= TC_INSPECT_PLATE_ALPHA;
  look_at_outline (text, part);
}

static void
look_at (Fate *self, const TcGround *ground)
{
  TcInspectedText *text = &self->text;
  guint index;

  /* A layer may have taken its text out again. */
  if (self->part == NULL || !g_ptr_array_find (ground->parts, self->part, &index))
    return;
  text->is_moving = self->part->crawl_px != 0 || self->part->roll.n > 0;
  text->box = seen_box (self->part, box_of (self));
  if (text->box.w > 0)
    look_below (text, ground, index);
}

/* --- lists: each line by itself, all of them where they pass --- */

static gboolean
is_told (const TcTextCollector *self, const TcPart *part)
{
  for (guint i = 0; i < self->fates->len; i++)
    if (g_array_index (self->fates, Fate, i).part == part)
      return TRUE;
  return FALSE;
}

static void
add_lines (const TcGround *ground, guint index, GArray *texts)
{
  const TcPart *part = g_ptr_array_index (ground->parts, index);
  g_auto (GStrv) lines = g_strsplit (part->text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    TcInspectedText text = {.style = part->text_style,
                            .place = part->rect,
                            .is_moving = TRUE,
                            .box = part->window.w > 0 ? part->window : part->rect};

    if (*lines[i] == '\0')
      continue;
    text.id = g_strdup_printf ("%s.%u", *part->id == '/' ? part->id + 1 : part->id, i);
    text.text = g_strdup (lines[i]);
    text.found = tc_text_measure (lines[i], part->place.w, &part->text_style);
    look_below (&text, ground, index);
    g_array_append_val (texts, text);
  }
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
  for (guint i = 0; i < ground->parts->len; i++) {
    const TcPart *part = g_ptr_array_index (ground->parts, i);

    if (part->kind == TC_PART_LIST && !is_told (self, part))
      add_lines (ground, i, texts);
  }
  g_array_set_size (self->fates, 0);
}
