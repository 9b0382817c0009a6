/* SPDX-License-Identifier: MIT
 *
 * qr: an address for phones, black on white in every theme, because many readers take
 * nothing else. Without a text, or with one that is too long for its rect, it is not
 * there.
 */
#include "scene/layer.h"

#define MIN_SIDE    64
#define SMALL_WIDTH 1280 /* a programme below that is not made smaller on its way */

typedef struct {
  TcLayer base;
  TcWords words;
  TcRect rect; /* with the quiet zone */
} QrLayer;

#define AT(field) G_STRUCT_OFFSET (QrLayer, field)

static const TcLayerKey keys[] = {
    {"text", TC_KEY_WORDS, AT (words), .is_required = TRUE, .help = "the address"},
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE,
     .help = "as wide as high, quiet zone included"},
    {NULL},
};

static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  const QrLayer *self = (const QrLayer *)layer;

  if (self->rect.w != self->rect.h || self->rect.w < MIN_SIDE)
    return tc_yaml_fail (tc_yaml_get (map, "rect"), error,
                         "a QR code is as wide as high, at least %d", MIN_SIDE);
  if (!tc_words_have_score (&self->words))
    return TRUE;
  reader->has_score = TRUE;
  return tc_yaml_fail (map, error, "a score in a QR code would have no mark");
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const QrLayer *self = (const QrLayer *)layer;
  g_autofree char *text =
      tc_template_text (tc_words_pick (resolve, &self->words), resolve->bind);
  TcPart *part;

  if (text == NULL || *text == '\0')
    return;
  part = tc_resolve_add (resolve, layer->id, TC_PART_QR, TC_MOTION_TEXT);
  part->rect = tc_resolve_rect (resolve, self->rect);
  part->qr_style = (TcQrStyle){{0, 0, 0, 255}, {255, 255, 255, 255}, 0};
  if (resolve->width < SMALL_WIDTH)
    part->qr_style.min_module_px = TC_QR_MIN_SMALL_PX;
  part->key = g_strdup_printf ("q %d %s", part->rect.w, text);
  part->text = g_steal_pointer (&text);
}

const TcLayerKind tc_layer_qr = {
    .name = "qr",
    .size = sizeof (QrLayer),
    .keys = keys,
    .finish = finish,
    .resolve = resolve,
};
