/* SPDX-License-Identifier: MIT
 *
 * A director at a clock of its own: the tests move time by themselves and look at the
 * parts it resolved.
 */
#pragma once

#include "scene/state.h"
#include "tallycast/core/error.h"
#include "tallycast/feed/rules.h"

#include <string.h>

#define FPS     25
#define BASE_NS (1000 * TC_NS_PER_S)

typedef struct {
  gint64 mono_ns, wall_us; /* wall_us: at BASE_NS */
  const char *theme;       /* NULL: azure */
  TcDirector *director;
} Show;

G_GNUC_UNUSED static gint64
show_mono_ns (gpointer data)
{
  return ((Show *)data)->mono_ns;
}

G_GNUC_UNUSED static gint64
show_wall_us (gpointer data)
{
  return ((Show *)data)->wall_us + (((Show *)data)->mono_ns - BASE_NS) / 1000;
}

G_GNUC_UNUSED static gint64
show_tick_ns (gpointer data G_GNUC_UNUSED, gint64 tick)
{
  return BASE_NS + tick * TC_NS_PER_S / FPS;
}

G_GNUC_UNUSED static gint64
show_next_tick (gpointer data)
{
  return (((Show *)data)->mono_ns - BASE_NS) * FPS / TC_NS_PER_S;
}

G_GNUC_UNUSED static char *
overlays_dir (void)
{
  return g_build_filename (g_getenv ("TC_TOP"), "overlays", NULL);
}

/* The sample's roster, in the document's language. */
G_GNUC_UNUSED static TcRoster *
load_roster (const char *name)
{
  const char *file = g_str_has_suffix (name, "-en") ? "roster-en.json" : "roster.json";
  g_autofree char *path =
      g_build_filename (g_getenv ("TC_TOP"), "tests/data", file, NULL);
  g_autofree char *bytes = NULL;
  TcFault *fault = NULL;
  TcRoster *roster;
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  roster = tc_roster_parse (bytes, n, NULL, &fault);
  g_assert_nonnull (roster);
  return roster;
}

/* As feed hands it on: parsed and judged. */
G_GNUC_UNUSED static TcSnapshot *
load_snapshot (TcRules *rules, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path =
      g_build_filename (g_getenv ("TC_TOP"), "tests/data", file, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (TcDocument) document = NULL;
  TcFault *fault = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  document = tc_document_parse (bytes, n, &fault);
  g_assert_null (fault);
  g_assert_nonnull (document);
  g_assert_cmpint (tc_rules_judge (rules, &document, FALSE, &fault), ==,
                   TC_VERDICT_NEW);
  document->snapshot->receipt_mono_ns = BASE_NS;
  document->snapshot->roster = load_roster (name);
  return tc_snapshot_ref (document->snapshot);
}

G_GNUC_UNUSED static TcSnapshot *
snapshot_of (const char *name)
{
  g_autoptr (TcRules) rules = tc_rules_new ();

  return load_snapshot (rules, name);
}

/* @dir: NULL for the shipped scenes. */
G_GNUC_UNUSED static void
show_open (Show *show,
           const char *dir,
           const char *language,
           int width,
           const char *scene)
{
  g_autofree char *shipped = overlays_dir ();
  TcClock clock = {show_mono_ns, show_wall_us, show};
  g_autoptr (GError) error = NULL;
  TcStageOptions options = {
      .overlays_dir = dir != NULL ? dir : shipped,
      .language = language,
      .theme = show->theme,
      .width = width,
      .height = width * 9 / 16,
      .rate = {FPS, 1},
      .scene = scene,
      .clock = &clock,
      .ticks = {show_next_tick, show_tick_ns, show},
  };

  show->mono_ns = BASE_NS;
  show->director = tc_director_new (&options, &error);
  g_assert_no_error (error);
  tc_director_set_age (show->director, TC_AGE_FRESH, BASE_NS);
}

G_GNUC_UNUSED static void
show_close (Show *show)
{
  tc_director_free (show->director);
}

/* Takes the sample's time as the programme's. */
G_GNUC_UNUSED static void
show_data (Show *show, TcSnapshot *snapshot)
{
  if (show->wall_us == 0)
    show->wall_us = snapshot->time_us;
  tc_director_set_snapshot (show->director, snapshot);
}

G_GNUC_UNUSED static TcShot *
show_at (Show *show, gint64 tick)
{
  show->mono_ns = show_tick_ns (NULL, tick);
  tc_director_prepare (show->director, tick);
  return tc_director_compose (show->director, tick);
}

G_GNUC_UNUSED static TcStageAnswer
show_do (Show *show, TcStageCommandKind kind, const char *name, gboolean on)
{
  TcStageCommand command = {.kind = kind, .name = name, .on = on};
  TcStageAnswer answer;

  tc_director_command (show->director, &command, &answer);
  return answer;
}

G_GNUC_UNUSED static void
show_take (Show *show, const char *scene)
{
  g_assert_cmpint (show_do (show, TC_STAGE_PREVIEW, scene, FALSE).kind, ==,
                   TC_STAGE_DONE);
  g_assert_cmpint (show_do (show, TC_STAGE_TAKE, NULL, FALSE).kind, ==, TC_STAGE_DONE);
}

/* The same for a scene that the rules forbid now: as if it had been there before. */
G_GNUC_UNUSED static void
show_put (Show *show, const char *scene)
{
  TcStageCommand command = {.kind = TC_STAGE_TAKE, .was_done = TRUE};
  TcStageAnswer answer;

  show_do (show, TC_STAGE_PREVIEW, scene, FALSE);
  tc_director_command (show->director, &command, &answer);
  g_assert_cmpint (answer.kind, ==, TC_STAGE_DONE);
}

/* The part as it was resolved last, or NULL. */
G_GNUC_UNUSED static const TcPart *
show_part (const Show *show, guint deck, const char *id)
{
  const GPtrArray *parts = show->director->decks[deck].parts;

  for (guint i = 0; i < parts->len; i++) {
    const TcPart *part = g_ptr_array_index (parts, i);

    if (strcmp (part->id, id) == 0)
      return part;
  }
  return NULL;
}

/* Its text, or NULL. */
G_GNUC_UNUSED static const char *
show_text (const Show *show, const char *id)
{
  const TcPart *part = show_part (show, TC_DECK_SCENE, id);

  return part != NULL ? part->text : NULL;
}

/* Whether any text of the scene on air contains @needle. */
G_GNUC_UNUSED static gboolean
show_says (const Show *show, const char *needle)
{
  const GPtrArray *parts = show->director->decks[TC_DECK_SCENE].parts;

  for (guint i = 0; i < parts->len; i++) {
    const TcPart *part = g_ptr_array_index (parts, i);

    if (part->text != NULL && strstr (part->text, needle) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* The item on a bus, the one that stays; NULL. */
G_GNUC_UNUSED static const TcBusItem *
show_item (const Show *show, guint deck, const char *id)
{
  const GPtrArray *items = show->director->decks[deck].bus.items;

  for (guint i = 0; i < items->len; i++) {
    const TcBusItem *item = g_ptr_array_index (items, i);

    if (strcmp (item->id, id) == 0 && item->gone == G_MAXINT64)
      return item;
  }
  return NULL;
}

/* The fixture of most tests: a clean picture, a unit on stage. */
G_GNUC_UNUSED static void
open_unit (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("presenting");

  show_open (show, NULL, "zh-CN", 640, "clean");
  show_data (show, snapshot);
  tc_shot_unref (show_at (show, 0));
}

G_GNUC_UNUSED static void
close_unit (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  show_close (show);
}
