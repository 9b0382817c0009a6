/* SPDX-License-Identifier: MIT */
#include "scene/part.h"

void
tc_part_free (TcPart *self)
{
  g_free (self->id);
  g_free (self->key);
  g_free (self->row_id);
  g_free (self->text);
  g_free (self);
}

TcSprite *
tc_part_draw (const TcPart *self, GError **error)
{
  g_autoptr (TcCanvas) canvas = tc_canvas_new (self->rect.w, self->rect.h, error);
  TcRect whole = {0, 0, self->rect.w, self->rect.h};

  if (canvas == NULL)
    return NULL;
  switch (self->kind) {
    case TC_PART_RECT:
      tc_canvas_rect (canvas, whole, &self->style);
      break;
    case TC_PART_DASHES:
      tc_canvas_dashes (canvas, whole, self->dash_px, self->gap_px, self->style.fill);
      break;
    case TC_PART_TEXT:
      tc_canvas_text (canvas, self->text, self->place, &self->text_style, NULL);
      break;
    case TC_PART_IMAGE:
      tc_canvas_image (canvas, self->image, whole, self->image_fit);
      break;
  }
  return tc_canvas_to_sprite (canvas);
}
