/* SPDX-License-Identifier: MIT
 *
 * Every name of the roster in every place where a scene shows one.
 *
 * The places are found by a name that nobody has; all names are then fitted into each
 * place without resolving the scene again: 4,096 names in all shipped scenes take two
 * to four seconds. What a long name does to its neighbours is looked at with the widest
 * few.
 */
#include "app/check-case.h"
#include "app/check-part.h"
#include "app/check-width.h"

#include <string.h>

#define PROBE      "甲乙丙丁戊己庚辛"
#define N_WIDEST   3
#define UNKNOWN_PX 100
#define MAX_TOLD   20

/* A place where a name stands. */
typedef struct {
  guint scene;
  const char *scene_name; /* borrowed */
  gboolean is_english;
  TcInspectedText text;  /* id and text owned */
  char *before, *after;  /* what stands around the name */
  const TcCheckCase *of; /* where it was found; borrowed */
} Slot;

/* A unit's name, and the short one that stands in for it where it would be cut. */
typedef struct {
  TcCheckName full, other; /* other.name NULL: it has none */
  gboolean is_wrong;
} Name;

typedef struct {
  TcCheck *check;
  TcCheckResult *result;
  GPtrArray *slots;   /* (element-type Slot) */
  GHashTable *keys;   /* set: of slots */
  GPtrArray *moments; /* (element-type Moment) that show a name */
  Name *names;        /* widest first */
  guint n_names;
} Run;

typedef struct {
  guint scene;
  gboolean is_english;
  const TcCheckCase *of;
} Moment;

/* --- places --- */

static void
slot_free (Slot *self)
{
  g_free (self->text.id);
  g_free (self->text.text);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

static char *
slot_key (guint scene, gboolean is_english, const TcInspectedText *text)
{
  const TcTextStyle *s = &text->style;
  g_autofree char *layer = tc_check_layer (text->id);

  return g_strdup_printf ("%u %d %s %d %d %d %d %d %d %s", scene, is_english, layer,
                          text->place.w, s->size_px, s->floor_px, s->fit, s->is_bold,
                          s->max_lines, text->text);
}

static gboolean
add_slot (Run *self,
          guint scene,
          gboolean is_english,
          const TcCheckCase *of,
          const TcInspectedText *text)
{
  const GPtrArray *scenes = tc_inspector_scenes (self->check->inspector);
  const char *at = strstr (text->text, PROBE);
  g_autofree char *key = NULL;
  g_autofree char *layer = NULL;
  Slot *slot;

  if (at == NULL)
    return FALSE;
  key = slot_key (scene, is_english, text);
  if (g_hash_table_contains (self->keys, key))
    return FALSE;
  slot = g_new0 (Slot, 1);
  slot->scene = scene;
  slot->scene_name =
      text->is_keyer ? "always" : ((TcScene *)g_ptr_array_index (scenes, scene))->name;
  slot->is_english = is_english;
  slot->of = of;
  slot->text = *text;
  slot->text.id = g_strdup (text->id);
  slot->text.text = g_strdup (text->text);
  slot->before = g_strndup (text->text, (gsize)(at - text->text));
  slot->after = g_strdup (at + strlen (PROBE));
  layer = tc_check_layer (text->id);
  g_hash_table_add (self->check->name_layers,
                    g_strconcat (slot->scene_name, " ", layer, NULL));
  g_hash_table_add (self->keys, g_steal_pointer (&key));
  g_ptr_array_add (self->slots, slot);
  return TRUE;
}

/* A drawing shrinks a name until it fits: what it does to the widest tells of all. */
static gboolean
add_drawing (Run *self, guint scene, gboolean is_english, const TcInspectedBox *box)
{
  if (box->texts == NULL || strstr (box->texts, PROBE) == NULL)
    return FALSE;
  return g_hash_table_add (
      self->keys, g_strdup_printf ("drawing %u %d %s", scene, is_english, box->id));
}

/* The widest names are looked at in moments that brought a new place. */
static void
find_slots_in (Run *self, guint scene, const TcCheckCase *of, const TcCheckCase *probe)
{
  for (int is_english = 0; is_english < 2; is_english++) {
    TcInspectMoment moment = {probe->snapshot, probe->age, probe->age_s,
                              probe->since_s,  is_english, probe->is_news};
    g_autoptr (TcInspection) found =
        tc_inspector_look (self->check->inspector, scene, &moment);
    gboolean is_new = FALSE;

    for (guint i = 0; i < found->texts->len; i++)
      is_new |= add_slot (self, scene, is_english, of,
                          &g_array_index (found->texts, TcInspectedText, i));
    for (guint i = 0; i < found->boxes->len; i++)
      is_new |= add_drawing (self, scene, is_english,
                             &g_array_index (found->boxes, TcInspectedBox, i));
    if (is_new) {
      Moment *own = g_new (Moment, 1);

      *own = (Moment){scene, is_english, of};
      g_ptr_array_add (self->moments, own);
    }
  }
}

static void
find_slots (Run *self)
{
  const GPtrArray *scenes = tc_inspector_scenes (self->check->inspector);

  for (guint k = 0; k < self->check->cases->len; k++) {
    const TcCheckCase *of = g_ptr_array_index (self->check->cases, k);
    TcCheckCase *probe;

    if (of->age != TC_AGE_FRESH || of->is_assumed)
      continue;
    probe = tc_check_case_copy (of, "");
    tc_check_case_name_units (probe, PROBE);
    for (guint i = 0; i < scenes->len; i++)
      if (tc_check_wants_scene (self->check,
                                ((TcScene *)g_ptr_array_index (scenes, i))->name))
        find_slots_in (self, i, of, probe);
    tc_check_case_free (probe);
  }
}

/* --- names --- */

static int
widest_first (gconstpointer a, gconstpointer b)
{
  return ((const Name *)b)->full.width_px[1] - ((const Name *)a)->full.width_px[1];
}

/* A missing character is missing everywhere: told once. */
static void
tell_unknown (Run *self, Name *name, const TcCheckName *of, const char *family)
{
  TcInspectedText nowhere = {.id = (char *)"",
                             .style = {.family = family, .size_px = UNKNOWN_PX}};
  TcCheckFit fit = {
      .text = &nowhere,
      .shown = of->name,
      .found = {.size_px = UNKNOWN_PX, .n_lines = 1, .n_unknown = of->n_unknown},
      .is_name = TRUE};

  if (of->n_unknown > 0)
    name->is_wrong |= tc_check_fit (self->result, &fit);
}

static void
measure_names (Run *self)
{
  const TcRoster *roster = self->check->roster;
  const char *family = tc_theme_family (tc_inspector_theme (self->check->inspector));

  self->n_names = roster->n_units;
  self->names = g_new0 (Name, roster->n_units);
  for (guint i = 0; i < roster->n_units; i++) {
    Name *name = &self->names[i];

    tc_check_name_init (&name->full, roster->units[i].name, family);
    tell_unknown (self, name, &name->full, family);
    if (roster->units[i].short_name == NULL)
      continue;
    tc_check_name_init (&name->other, roster->units[i].short_name, family);
    tell_unknown (self, name, &name->other, family);
  }
  qsort (self->names, self->n_names, sizeof *self->names, widest_first);
}

/* --- every name in a place --- */

/* The widest name that does not fit is shown where it does not. */
static void
offer_picture (Run *self, const Slot *slot, const char *name)
{
  TcCheckCase *of = tc_check_case_copy (slot->of, "");
  TcCheckPicture picture = {.scene = (char *)slot->scene_name,
                            .index = slot->scene,
                            .is_english = slot->is_english,
                            .of = of,
                            .name = (char *)name,
                            .worth = TC_CHECK_WEIGHT_ERROR};

  tc_check_case_name_units (of, name);
  tc_check_offer_picture (self->check, &picture);
  tc_check_case_free (of);
}

static gboolean
is_wrong (TcTextResult found)
{
  return found.is_cut || found.n_lines == 0;
}

/* As the scene does: the short name where the full one would be cut. */
static TcCheckFit
fit_in (const Slot *slot, const Name *name)
{
  TcCheckPlace place = {&slot->text.style, slot->text.place.w, slot->before,
                        slot->after};
  TcCheckFit fit = {.scene = slot->scene_name,
                    .language = slot->is_english ? "en" : "zh",
                    .text = &slot->text,
                    .shown = name->full.name,
                    .found = tc_check_name_fit (&name->full, &place),
                    .is_name = TRUE};

  if (is_wrong (fit.found) && name->other.name != NULL) {
    fit.shown = name->other.name;
    fit.found = tc_check_name_fit (&name->other, &place);
  }
  fit.found.n_unknown = 0; /* told already */
  return fit;
}

/* Of one place so many names are told, the widest; the rest is counted. */
static void
fill_slot (Run *self, const Slot *slot)
{
  guint n_told = 0;

  for (guint i = 0; i < self->n_names; i++) {
    Name *name = &self->names[i];
    TcCheckFit fit = fit_in (slot, name);

    name->is_wrong |= is_wrong (fit.found);
    if (is_wrong (fit.found) && n_told == 0)
      offer_picture (self, slot, fit.shown);
    if (n_told < MAX_TOLD)
      n_told += tc_check_fit (self->result, &fit);
    else if (is_wrong (fit.found))
      self->result->n_untold[TC_CHECK_ERROR]++;
  }
}

/* In the order of the scenes, so that the same is told in the same order. */
static int
by_place (gconstpointer a, gconstpointer b)
{
  const Slot *one = *(const Slot *const *)a;
  const Slot *other = *(const Slot *const *)b;

  if (one->scene != other->scene)
    return one->scene < other->scene ? -1 : 1;
  return strcmp (one->text.id, other->text.id);
}

static void
fill_slots (Run *self)
{
  g_ptr_array_sort (self->slots, by_place);
  for (guint i = 0; i < self->slots->len; i++)
    fill_slot (self, g_ptr_array_index (self->slots, i));
}

static void
look_at_widest (Run *self)
{
  for (guint k = 0; k < self->moments->len; k++)
    for (guint i = 0; i < MIN (N_WIDEST, self->n_names); i++) {
      const Moment *moment = g_ptr_array_index (self->moments, k);
      TcCheckCase *of = tc_check_case_copy (moment->of, "");

      tc_check_case_name_units (of, self->names[i].full.name);
      tc_check_look_at (self->check, self->result, moment->scene, of,
                        moment->is_english);
      tc_check_case_free (of);
    }
}

static void
say (const Run *self)
{
  guint n = self->n_names;
  guint n_wrong = 0;

  for (guint i = 0; i < n; i++)
    n_wrong += self->names[i].is_wrong;
  if (n_wrong == 0)
    tc_check_result_set_sum (
        self->result,
        g_strdup_printf ("all %u names fit in %u scene%s", n, self->check->n_scenes,
                         self->check->n_scenes == 1 ? "" : "s"),
        g_strdup_printf ("%u家在%u个场景里全部放得下", n, self->check->n_scenes));
  else
    tc_check_result_set_sum (
        self->result, g_strdup_printf ("%u of %u names would look wrong", n_wrong, n),
        g_strdup_printf ("%u家中有%u家显示不对", n, n_wrong));
}

void
tc_check_names (TcCheck *check, TcCheckResult *result)
{
  Run self = {.check = check, .result = result};

  if (check->inspector == NULL)
    return;
  self.slots = g_ptr_array_new_with_free_func ((GDestroyNotify)slot_free);
  self.keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.moments = g_ptr_array_new_with_free_func (g_free);
  find_slots (&self);
  measure_names (&self);
  fill_slots (&self);
  look_at_widest (&self);
  say (&self);
  g_free (self.names);
  g_ptr_array_unref (self.moments);
  g_ptr_array_unref (self.slots);
  g_hash_table_unref (self.keys);
}
