/* SPDX-License-Identifier: MIT */
#include "scene/part.h"

#include "tallycast/core/log.h"

void
tc_part_free (TcPart *self)
{
  g_free (self->id);
  g_free (self->key);
  g_free (self->row_id);
  g_free (self->text);
  for (guint i = 0; i < self->n_bindings; i++)
    g_free ((char *)self->bindings[i].text);
  g_free (self->bindings);
  g_free (self);
}

gboolean
tc_part_is_text (const TcPart *self)
{
  return self->kind == TC_PART_TEXT || self->kind == TC_PART_LIST;
}

/* --- keys --- */

static guint32
word (TcColour c)
{
  return (guint32)c.a << 24 | (guint32)c.r << 16 | (guint32)c.g << 8 | c.b;
}

void
tc_part_set_rect_key (TcPart *part)
{
  const TcRectStyle *s = &part->style;

  g_free (part->key);
  part->key = g_strdup_printf (
      "r %dx%d %08x %08x %d %d %d %08x %d %d", part->rect.w, part->rect.h,
      word (s->fill), word (s->fill_end), s->is_gradient + 2 * s->is_across,
      s->radius_px, s->outline_px, word (s->outline), part->dash_px, part->gap_px);
}

void
tc_part_set_text_key (TcPart *self)
{
  const TcTextStyle *s = &self->text_style;

  g_free (self->key);
  self->key = g_strdup_printf (
      "t %d %dx%d %d %d %d %08x %d %08x %d %d %d %d %d %d %d %s %s", self->pitch_px,
      self->rect.w, self->rect.h, s->is_bold, s->size_px, s->floor_px, word (s->colour),
      s->outline_px, word (s->outline), s->baseline_of_px, s->align, s->fit,
      s->max_lines, s->line_pitch_px, self->place.x, self->place.w, s->lang,
      self->text);
}

/* --- a list --- */

int
tc_part_centre_of_line (const TcTextStyle *style)
{
  int size = MAX (style->size_px, style->baseline_of_px);

  return (size * 4 / 5 + 3 + style->outline_px) & ~1;
}

TcSprite *
tc_part_stack (const TcPart *self, TcPartDrawLine draw, gpointer data)
{
  g_auto (GStrv) lines = g_strsplit (self->text, "\n", -1);
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tc_sprite_unref);
  int centre = tc_part_centre_of_line (&self->text_style);
  TcPart line = {.kind = TC_PART_TEXT,
                 .id = self->id,
                 .text_style = self->text_style,
                 .rect = {0, 0, self->rect.w, 2 * centre},
                 .place = self->place};

  line.place.centre_y = centre;
  for (guint i = 0; lines[i] != NULL; i++) {
    line.text = lines[i];
    tc_part_set_text_key (&line);
    g_ptr_array_add (rows, draw (data, &line));
  }
  g_free (line.key);
  return tc_sprite_new_stack (rows, self->pitch_px, self->place.centre_y - centre,
                              self->rect.w, self->rect.h);
}

static TcSprite *
draw_line (gpointer data G_GNUC_UNUSED, const TcPart *line)
{
  return tc_part_draw (line, NULL);
}

gboolean
tc_part_paint (const TcPart *self, TcCanvas *canvas, GError **error)
{
  TcRect whole = {0, 0, self->rect.w, self->rect.h};

  if (self->kind == TC_PART_QR)
    return tc_canvas_qr (canvas, self->text, whole, &self->qr_style, error);
  return tc_canvas_svg (canvas, self->svg, whole, self->bindings, self->n_bindings,
                        error);
}

/* An address too long for its room, a drawing that fails: the part stays transparent,
 * is told once (the sprite is kept), and the picture goes on. */
static void
draw_or_hide (const TcPart *self, TcCanvas *canvas)
{
  g_autoptr (GError) error = NULL;

  if (!tc_part_paint (self, canvas, &error))
    tc_log (TC_LOG_WARN, "scene", "'%s' is not shown: %s", self->id, error->message);
}

TcSprite *
tc_part_draw (const TcPart *self, GError **error)
{
  g_autoptr (TcCanvas) canvas = NULL;
  TcRect whole = {0, 0, self->rect.w, self->rect.h};

  if (self->kind == TC_PART_RECT)
    return tc_plate_new (whole.w, whole.h, &self->style, error);
  if (self->kind == TC_PART_LIST)
    return tc_part_stack (self, draw_line, NULL);
  canvas = tc_canvas_new (whole.w, whole.h, error);
  if (canvas == NULL)
    return NULL;
  switch (self->kind) {
    case TC_PART_QR:
    case TC_PART_SVG:
      draw_or_hide (self, canvas);
      break;
    case TC_PART_RECT: /* above */
      break;
    case TC_PART_DASHES:
      tc_canvas_dashes (canvas, whole, self->dash_px, self->gap_px, self->style.fill);
      break;
    case TC_PART_TEXT:
      tc_canvas_text (canvas, self->text, self->place, &self->text_style, NULL);
      break;
    case TC_PART_LIST: /* above */
      break;
    case TC_PART_IMAGE:
      tc_canvas_image (canvas, self->image, whole, self->image_fit);
      break;
  }
  return tc_canvas_to_sprite (canvas);
}
