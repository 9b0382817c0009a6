/* SPDX-License-Identifier: MIT */
#include "scene/sprites.h"

#include "scene/bus.h"
#include "tallycast/core/error.h"
#include "tallycast/core/log.h"

typedef struct {
  TcSprite *sprite;
  gint64 px;
  guint round; /* asked for last */
} Kept;

static void
kept_free (Kept *self)
{
  tc_sprite_unref (self->sprite);
  g_free (self);
}

void
tc_sprites_init (TcSprites *self)
{
  *self = (TcSprites){.by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                       (GDestroyNotify)kept_free),
                      .kept = TC_SPRITES_KEPT};
}

void
tc_sprites_clear (TcSprites *self)
{
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_clear_pointer (&self->refusal, g_free);
}

void
tc_sprites_begin (TcSprites *self)
{
  self->round++;
  self->n_refused = 0;
  g_clear_pointer (&self->refusal, g_free);
}

/* Drops what was not asked for in the last @rounds. */
static void
drop_older (TcSprites *self, guint rounds)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Kept *kept = value;

    if (self->round - kept->round <= rounds)
      continue;
    self->px -= kept->px;
    g_hash_table_iter_remove (&iter);
  }
}

/* A scene is composed each second at least: what is wrong with it is told once. */
void
tc_sprites_end (TcSprites *self)
{
  if (self->n_refused > 0 && !self->is_told)
    tc_log (TC_LOG_ERROR, "scene", "%u of the picture's parts are not drawn: %s",
            self->n_refused, self->refusal);
  self->is_told = self->n_refused > 0;
  drop_older (self, self->kept);
}

static gboolean
make_room (TcSprites *self, gint64 px, GError **error)
{
  if (self->px + px > TC_SPRITES_MAX_PX)
    drop_older (self, 0);
  if (self->px + px <= TC_SPRITES_MAX_PX)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "more than %d pixels in one picture",
               TC_SPRITES_MAX_PX);
  return FALSE;
}

static TcSprite *
refuse (TcSprites *self, const TcPart *part, const GError *error)
{
  if (self->n_refused++ == 0)
    self->refusal = g_strdup_printf ("'%s': %s", part->id, error->message);
  return NULL;
}

typedef TcSprite *(*Draw) (const TcPart *part, GError **error);

static TcSprite *
get (TcSprites *self, const char *key, const TcPart *part, gint64 px, Draw draw)
{
  Kept *kept = g_hash_table_lookup (self->by_key, key);
  g_autoptr (GError) error = NULL;
  TcSprite *sprite;

  if (kept == NULL) {
    sprite = make_room (self, px, &error) ? draw (part, &error) : NULL;
    if (sprite == NULL)
      return refuse (self, part, error);
    self->n_drawn++;
    self->px += px;
    kept = g_new (Kept, 1);
    *kept = (Kept){sprite, px, 0};
    g_hash_table_insert (self->by_key, g_strdup (key), kept);
  }
  kept->round = self->round;
  return kept->sprite;
}

static TcSprite *
get_line (gpointer data, const TcPart *line)
{
  TcSprite *sprite =
      get (data, line->key, line, (gint64)line->rect.w * line->rect.h, tc_part_draw);

  return sprite != NULL ? tc_sprite_ref (sprite) : NULL;
}

/* Its lines are asked for each round, so that names that roll again another time are
 * not drawn again. */
static TcSprite *
get_list (TcSprites *self, const TcPart *part)
{
  g_autoptr (TcSprite) stack = tc_part_stack (part, get_line, self);
  Kept *kept = g_hash_table_lookup (self->by_key, part->key);

  if (kept == NULL) {
    kept = g_new (Kept, 1);
    *kept = (Kept){g_steal_pointer (&stack), 0, 0};
    g_hash_table_insert (self->by_key, g_strdup (part->key), kept);
  }
  kept->round = self->round;
  return kept->sprite;
}

TcSprite *
tc_sprites_get (TcSprites *self, const TcPart *part)
{
  if (part->kind == TC_PART_LIST)
    return get_list (self, part);
  return get (self, part->key, part, (gint64)part->rect.w * part->rect.h, tc_part_draw);
}

TcSprite *
tc_sprites_get_strip (TcSprites *self, const TcPart *text)
{
  const TcTextStyle *s = &text->text_style;
  TcRect size = tc_strip_size (text);
  g_autofree char *key = g_strdup_printf (
      "strip %dx%d %d %d %d %02x%02x%02x%02x %s", size.w, size.h, s->is_bold,
      s->size_px, s->baseline_of_px, s->colour.r, s->colour.g, s->colour.b, s->colour.a,
      s->family != NULL ? s->family : "");

  return get (self, key, text, (gint64)size.w * size.h, tc_strip_draw);
}
