/* SPDX-License-Identifier: MIT */
#include "parts.h"

#include <string.h>

#include "scene/part.h"
#include "scene/seen.h"
#include "snapshot.h"
#include "tallycast/core/clock.h"
#include "tallycast/core/error.h"

#define MONO_NS              (1000 * TC_NS_PER_S)
#define MAX_DRAWN_PX         (1920 * 1080) /* what is larger takes long, no more */
#define N_DRAWN              3
#define MAX_PARTS_OF_A_LAYER 512

static gboolean
part_shows (const TcPart *part, const char *text)
{
  if (part->text != NULL && strstr (part->text, text) != NULL)
    return TRUE;
  for (guint i = 0; i < part->n_bindings; i++)
    if (part->bindings[i].text != NULL && strstr (part->bindings[i].text, text) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
shows (const GPtrArray *parts, const char *text)
{
  for (guint i = 0; i < parts->len; i++)
    if (part_shows (g_ptr_array_index (parts, i), text))
      return TRUE;
  return FALSE;
}

static void
assert_honest (const GPtrArray *parts, const TcSnapshot *s)
{
  gboolean has_aggregate = shows (parts, TC_TEST_AGGREGATE);
  gboolean has_groups = shows (parts, TC_TEST_GROUP_SCORE);
  gboolean has_ranking = shows (parts, TC_TEST_RANKING_SCORE);

  if (s->restored)
    g_assert_false (has_aggregate || has_groups || has_ranking);
  if (s->scoring.id == NULL)
    g_assert_false (has_aggregate || has_groups);
  if ((has_aggregate || has_groups) && shows (parts, TC_TEST_CURRENT_NAME)) {
    g_assert_true (s->scoring.subject_is_unit);
    g_assert_cmpstr (s->scoring.subject_unit, ==, s->current.unit);
  }
}

static void
draw_some (const GPtrArray *parts, TcTestRandom *random)
{
  for (guint i = 0; parts->len > 0 && i < N_DRAWN; i++) {
    const TcPart *part =
        g_ptr_array_index (parts, tc_test_random_range (random, 0, (int)parts->len));
    g_autoptr (GError) error = NULL;
    TcSprite *sprite;

    if ((gint64)part->rect.w * part->rect.h > MAX_DRAWN_PX)
      continue;
    sprite = tc_part_draw (part, &error);
    if (sprite == NULL)
      g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
    tc_sprite_unref (sprite);
  }
}

/* A word of the file may be in the text by itself. */
static gboolean
says_itself (const char *said)
{
  static const char *const words[] = {TC_TEST_AGGREGATE, TC_TEST_GROUP_SCORE,
                                      TC_TEST_RANKING_SCORE, TC_TEST_CURRENT_NAME};

  for (guint i = 0; said != NULL && i < G_N_ELEMENTS (words); i++)
    if (strstr (said, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* A first snapshot, and another as news. */
static TcSnapshot *
see_two (TcSeen *seen, TcTestRandom *random)
{
  g_autoptr (TcSnapshot) before = tc_test_snapshot (random);
  TcSnapshot *now = tc_test_snapshot (random);

  tc_seen_init (seen);
  tc_seen_note (seen, before, MONO_NS);
  tc_seen_note (seen, now, MONO_NS + TC_NS_PER_S);
  return now;
}

static TcBind
any_bind (const TcScene *scene,
          TcSnapshot *snapshot,
          const TcSeen *seen,
          TcTestRandom *random)
{
  gint64 mono_ns = MONO_NS + tc_test_random_range (random, 0, 100) * TC_NS_PER_S / 7;
  gint64 age_ns = tc_test_random_range (random, 0, 100000) * TC_NS_PER_S;

  snapshot->receipt_mono_ns = mono_ns - age_ns;
  return (TcBind){
      .snapshot = snapshot,
      .age = snapshot->restored ? TC_AGE_STALE
                                : (TcAge)tc_test_random_range (random, 0, 3),
      .age_since_ns = mono_ns - age_ns,
      .mono_ns = mono_ns,
      .wall_us = snapshot->time_us + age_ns / 1000,
      .is_english = tc_test_random_range (random, 0, 2) == 0,
      .is_live = tc_test_random_range (random, 0, 2) == 0,
      .surface = scene->surface,
      .keyers_on = tc_test_random (random) & 15,
      .seen = seen,
      .scene_ns = MONO_NS,
      .change_ns = G_MAXINT64,
  };
}

static void
assert_whole (const GPtrArray *parts)
{
  g_assert_cmpuint (parts->len, <=, TC_SCENE_MAX_PARTS + MAX_PARTS_OF_A_LAYER);
  for (guint i = 0; i < parts->len; i++) {
    const TcPart *part = g_ptr_array_index (parts, i);

    g_assert_nonnull (part->id);
    g_assert_nonnull (part->key);
    g_assert_true (g_utf8_validate (part->key, -1, NULL));
    g_assert_true (!tc_part_is_text (part) || part->text != NULL);
  }
}

void
tc_test_parts (const TcScene *scene,
               const TcTheme *theme,
               const char *said,
               TcTestRandom *random)
{
  static const int widths[] = {160, 640, 1920};
  TcSeen seen;
  g_autoptr (TcSnapshot) snapshot = see_two (&seen, random);
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tc_part_free);
  TcBind bind = any_bind (scene, snapshot, &seen, random);
  TcResolve resolve = {
      .scene = scene,
      .theme = theme,
      .bind = &bind,
      .width = widths[tc_test_random_range (random, 0, G_N_ELEMENTS (widths))],
      .rate = {25, 1},
      .parts = parts,
  };

  tc_resolve_scene (&resolve);
  assert_whole (parts);
  if (!says_itself (said))
    assert_honest (parts, snapshot);
  draw_some (parts, random);
  tc_seen_clear (&seen);
}
