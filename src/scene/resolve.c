/* SPDX-License-Identifier: MIT */
#include "scene/layer.h"
#include "scene/reel.h"
#include "tallycast/core/clock.h"

/* In both languages, on every picture, where no other layer reaches: the programme's
 * sign ends at 816, the live mark begins at 1560. */
void
tc_resolve_rehearsal (TcResolve *self)
{
  TcTextSpec spec = {.text = "REHEARSAL 彩排",
                     .x = TC_SCENE_WIDTH / 2,
                     .centre = 84,
                     .width = 272,
                     .is_bold = TRUE,
                     .align = TC_ALIGN_CENTRE,
                     .fit = TC_FIT_NONE,
                     .colour = tc_theme_must_fill (self->theme, "on_accent").top};

  self->row = -1;
  self->group = g_strdup ("rehearsal");
  tc_theme_px (self->theme, "label", &spec.size_px, NULL);
  tc_resolve_add_rect (self, "plate", (TcRect){824, 56, 272, 56},
                       tc_theme_must_fill (self->theme, "accent"), TC_MOTION_STILL);
  tc_resolve_add_text (self, "text", &spec);
  ((TcPart *)g_ptr_array_index (self->parts, self->parts->len - 1))->motion =
      TC_MOTION_STILL;
  g_clear_pointer (&self->group, g_free);
}

void
tc_resolve_scene (TcResolve *self)
{
  self->edges = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->row = -1;
  self->group = g_strdup ("");
  self->bind->beside_score = self->scene->has_score;
  self->bind->reel_ns =
      tc_reel_ms (&self->scene->reel, self->bind->snapshot, self->rate) * TC_NS_PER_MS;
  for (guint i = 0; i < self->scene->layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (self->scene->layers, i);
    gboolean is_hidden = self->hidden != NULL && !layer->has_score &&
                         g_hash_table_contains (self->hidden, layer->id);

    if (is_hidden || !tc_layer_is_on (self, layer))
      continue;
    tc_layer_resolve (self, layer);
    if (layer->kind == &tc_layer_group || layer->kind == &tc_layer_score)
      self->block++;
  }
  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->edges, g_hash_table_unref);
}
