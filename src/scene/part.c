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

static void
draw_list (const TcPart *self, TcCanvas *canvas)
{
  g_auto (GStrv) lines = g_strsplit (self->text, "\n", -1);
  TcTextPlace place = self->place;

  for (guint i = 0; lines[i] != NULL; i++, place.centre_y += self->pitch_px)
    tc_canvas_text (canvas, lines[i], place, &self->text_style, NULL);
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
    case TC_PART_LIST:
      draw_list (self, canvas);
      break;
    case TC_PART_IMAGE:
      tc_canvas_image (canvas, self->image, whole, self->image_fit);
      break;
  }
  return tc_canvas_to_sprite (canvas);
}
