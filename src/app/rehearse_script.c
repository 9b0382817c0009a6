/* SPDX-License-Identifier: MIT
 *
 * Reads the cast of a script: the meeting, those who score, those who are scored. What
 * can be known to be wrong before the first guest arrives is refused here; the rest by
 * playing the script once through.
 */
#include "app/rehearse_script.h"

#include "tallycast/core/error.h"
#include "tallycast/core/model.h"

#include <string.h>

#include <gio/gio.h>

#define WEIGHTS_E4 10000
#define MAX_SCALE  1000
#define SAMPLE     "/tallycast/app/sample-meeting.yaml"

static void
category_free (gpointer data)
{
  TcScriptCategory *category = data;
  g_free (category->id);
  g_free (category->name);
  g_free (category);
}

static void
unit_free (gpointer data)
{
  TcScriptUnit *unit = data;
  g_free (unit->id);
  g_free (unit->name);
  g_free (unit->short_name);
  g_free (unit->category);
  g_free (unit->speaker_name);
  g_free (unit->speaker_title);
  g_free (unit);
}

static void
event_clear (gpointer data)
{
  TcEvent *event = data;
  g_free (event->text);
  g_free (event->what);
  g_free (event->title);
}

static TcScript *
script_new (const char *name)
{
  TcScript *self = g_new0 (TcScript, 1);
  self->name = g_strdup (name);
  self->categories = g_ptr_array_new_with_free_func (category_free);
  self->units = g_ptr_array_new_with_free_func (unit_free);
  self->events = g_array_new (FALSE, TRUE, sizeof (TcEvent));
  g_array_set_clear_func (self->events, event_clear);
  self->bins = g_array_new (FALSE, FALSE, sizeof (int));
  self->scale = 100;
  self->decimals = 2;
  self->high = -1;
  self->visibility = g_strdup (tc_visibility_name (TC_VISIBLE_LIVE));
  return self;
}

void
tc_script_free (TcScript *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->n_groups; i++) {
    g_free (self->groups[i].id);
    g_free (self->groups[i].name);
    g_strfreev (self->groups[i].people);
  }
  g_ptr_array_unref (self->categories);
  g_ptr_array_unref (self->units);
  g_array_unref (self->events);
  g_array_unref (self->bins);
  g_free (self->name);
  g_free (self->meeting_id);
  g_free (self->meeting_title);
  g_free (self->meeting_subtitle);
  g_free (self->meeting_venue);
  g_free (self->meeting_url);
  g_free (self->visibility);
  g_free (self);
}

static gboolean
read_meeting (TcScript *self, const TcYamlNode *root, GError **error)
{
  static const char *const keys[] = {"id", "title", "subtitle", "venue", "url", NULL};
  const TcYamlNode *map = NULL;
  if (!tc_yaml_require (root, "meeting", error) ||
      !tc_yaml_read_node (root, "meeting", TC_YAML_MAPPING, &map, error) ||
      !tc_yaml_check_keys (map, keys, error) || !tc_yaml_require (map, "title", error))
    return FALSE;
  self->meeting_id = g_strdup ("rehearsal");
  self->meeting_subtitle = g_strdup ("");
  self->meeting_venue = g_strdup ("");
  return tc_yaml_read_string (map, "id", &self->meeting_id, error) &&
         tc_yaml_read_string (map, "title", &self->meeting_title, error) &&
         tc_yaml_read_string (map, "subtitle", &self->meeting_subtitle, error) &&
         tc_yaml_read_string (map, "venue", &self->meeting_venue, error) &&
         tc_yaml_read_string (map, "url", &self->meeting_url, error);
}

static gboolean
read_people (TcScriptGroup *group, const TcYamlNode *map, GError **error)
{
  const TcYamlNode *list = NULL;
  if (!tc_yaml_read_int (map, "eligible", 1, TC_SCRIPT_MAX_PEOPLE, &group->eligible,
                         error) ||
      !tc_yaml_read_node (map, "people", TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  if (!list && group->eligible == 0)
    return tc_yaml_fail (map, error,
                         "'people' (names) or 'eligible' (a number) is missing");
  if (!list)
    return TRUE;
  guint n = tc_yaml_length (list);
  if (n < 1 || n > TC_SCRIPT_MAX_PEOPLE ||
      (group->eligible && group->eligible != (int)n))
    return tc_yaml_fail (list, error,
                         "'people' must be %d .. %d names, as 'eligible' says", 1,
                         TC_SCRIPT_MAX_PEOPLE);
  group->eligible = (int)n;
  group->people = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++) {
    const char *name = NULL;
    if (!tc_yaml_as_string (tc_yaml_at (list, i), "people", &name, error))
      return FALSE;
    group->people[i] = g_strdup (name);
  }
  return TRUE;
}

static gboolean
read_group (TcScriptGroup *group, const TcYamlNode *map, GError **error)
{
  static const char *const keys[] = {"id",       "name",   "weight",
                                     "eligible", "people", NULL};
  const TcYamlNode *weight = tc_yaml_get (map, "weight");
  if (!tc_yaml_check_keys (map, keys, error) || !tc_yaml_require (map, "id", error) ||
      !tc_yaml_require (map, "name", error) ||
      !tc_yaml_require (map, "weight", error) ||
      !tc_yaml_read_string (map, "id", &group->id, error) ||
      !tc_yaml_read_string (map, "name", &group->name, error))
    return FALSE;
  const char *text = tc_yaml_text (weight);
  char *end = NULL;
  double value = text ? g_ascii_strtod (text, &end) : -1;
  int e4 = (int)(CLAMP (value, -1, 2) * WEIGHTS_E4 + 0.5);
  if (!text || end == text || *end || e4 < 1 || e4 > WEIGHTS_E4 ||
      value * WEIGHTS_E4 - e4 > 1e-6 || e4 - value * WEIGHTS_E4 > 1e-6)
    return tc_yaml_fail (weight, error,
                         "'weight' must be 0.0001 .. 1, at most 4 digits");
  group->weight_e4 = e4;
  return read_people (group, map, error);
}

static gboolean
read_groups (TcScript *self, const TcYamlNode *root, GError **error)
{
  const TcYamlNode *list = NULL;
  if (!tc_yaml_require (root, "groups", error) ||
      !tc_yaml_read_node (root, "groups", TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  guint n = tc_yaml_length (list);
  if (n < 1 || n > TC_SCRIPT_MAX_GROUPS)
    return tc_yaml_fail (list, error, "'groups' must be 1 .. %d", TC_SCRIPT_MAX_GROUPS);
  int sum = 0;
  for (guint i = 0; i < n; i++) {
    TcScriptGroup *group = &self->groups[self->n_groups++];
    if (!read_group (group, tc_yaml_at (list, i), error))
      return FALSE;
    sum += group->weight_e4;
  }
  if (sum != WEIGHTS_E4)
    return tc_yaml_fail (list, error, "the weights of the groups add to %g, not to 1",
                         (double)sum / WEIGHTS_E4);
  return TRUE;
}

/* "name | short name | who reports | title" */
static gboolean
read_unit (TcScript *self,
           const TcYamlNode *node,
           const char *category,
           const char *title,
           GError **error)
{
  const char *text = NULL;
  if (!tc_yaml_as_string (node, "units", &text, error))
    return FALSE;
  g_auto (GStrv) parts = g_strsplit (text, "|", 0);
  guint n = g_strv_length (parts);
  for (guint i = 0; i < n; i++)
    g_strstrip (parts[i]);
  if (n < 1 || n > 4 || !*parts[0])
    return tc_yaml_fail (node, error,
                         "a unit is 'name | short name | who reports | title'");
  if (self->units->len >= TC_SCRIPT_MAX_UNITS)
    return tc_yaml_fail (node, error, "more than %d units", TC_SCRIPT_MAX_UNITS);
  TcScriptUnit *unit = g_new0 (TcScriptUnit, 1);
  unit->id = g_strdup_printf ("u%u", self->units->len + 1);
  unit->name = g_strdup (parts[0]);
  unit->short_name = g_strdup (n > 1 && *parts[1] ? parts[1] : parts[0]);
  unit->category = g_strdup (category);
  if (n > 2 && *parts[2]) {
    unit->speaker_name = g_strdup (parts[2]);
    unit->speaker_title = g_strdup (n > 3 && *parts[3] ? parts[3] : title);
  }
  g_ptr_array_add (self->units, unit);
  return TRUE;
}

static gboolean
read_category (TcScript *self, const TcYamlNode *map, GError **error)
{
  static const char *const keys[] = {"id", "name", "title", "units", NULL};
  TcScriptCategory *category = g_new0 (TcScriptCategory, 1);
  g_ptr_array_add (self->categories, category);
  g_autofree char *title = NULL;
  const TcYamlNode *units = NULL;
  if (!tc_yaml_check_keys (map, keys, error) || !tc_yaml_require (map, "id", error) ||
      !tc_yaml_require (map, "name", error) || !tc_yaml_require (map, "units", error) ||
      !tc_yaml_read_string (map, "id", &category->id, error) ||
      !tc_yaml_read_string (map, "name", &category->name, error) ||
      !tc_yaml_read_string (map, "title", &title, error) ||
      !tc_yaml_read_node (map, "units", TC_YAML_SEQUENCE, &units, error))
    return FALSE;
  category->count = (int)tc_yaml_length (units);
  for (int i = 0; i < category->count; i++) {
    if (!read_unit (self, tc_yaml_at (units, (guint)i), category->id, title, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_categories (TcScript *self, const TcYamlNode *root, GError **error)
{
  const TcYamlNode *list = NULL;
  if (!tc_yaml_require (root, "categories", error) ||
      !tc_yaml_read_node (root, "categories", TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  for (guint i = 0; i < tc_yaml_length (list); i++) {
    if (!read_category (self, tc_yaml_at (list, i), error))
      return FALSE;
  }
  if (self->units->len == 0)
    return tc_yaml_fail (list, error, "there are no units");
  return TRUE;
}

static gboolean
read_bins (TcScript *self, const TcYamlNode *map, GError **error)
{
  const TcYamlNode *list = NULL;
  if (!tc_yaml_read_node (map, "bins", TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  gint64 before = -1;
  for (guint i = 0; list && i < tc_yaml_length (list); i++) {
    gint64 bound = 0;
    if (!tc_yaml_as_int (tc_yaml_at (list, i), "bins", before + 1, self->scale, &bound,
                         error))
      return FALSE;
    int value = (int)bound;
    g_array_append_val (self->bins, value);
    before = bound;
  }
  return TRUE;
}

static gboolean
read_scoring (TcScript *self, const TcYamlNode *root, GError **error)
{
  static const char *const keys[] = {"scale", "decimals", "visibility", "low",
                                     "high",  "bins",     NULL};
  static const char *const visibilities[] = {"live", "after_lock", "after_publish",
                                             NULL};
  const TcYamlNode *map = NULL;
  int visibility = 0;
  if (!tc_yaml_read_node (root, "scoring", TC_YAML_MAPPING, &map, error))
    return FALSE;
  if (map && (!tc_yaml_check_keys (map, keys, error) ||
              !tc_yaml_read_int (map, "scale", 1, MAX_SCALE, &self->scale, error) ||
              !tc_yaml_read_int (map, "decimals", 0, 2, &self->decimals, error) ||
              !tc_yaml_read_int (map, "low", 0, self->scale, &self->low, error) ||
              !tc_yaml_read_enum (map, "visibility", visibilities, &visibility, error)))
    return FALSE;
  self->high = self->scale;
  if (map &&
      !tc_yaml_read_int (map, "high", self->low, self->scale, &self->high, error))
    return FALSE;
  g_free (self->visibility);
  self->visibility = g_strdup (visibilities[visibility]);
  return !map || read_bins (self, map, error);
}

static gboolean
read_all (TcScript *self, const TcYamlNode *root, GError **error)
{
  static const char *const keys[] = {"meeting", "groups", "categories",
                                     "scoring", "steps",  NULL};
  const TcYamlNode *steps = NULL;
  return tc_yaml_check_keys (root, keys, error) && read_meeting (self, root, error) &&
         read_groups (self, root, error) && read_categories (self, root, error) &&
         read_scoring (self, root, error) && tc_yaml_require (root, "steps", error) &&
         tc_yaml_read_node (root, "steps", TC_YAML_SEQUENCE, &steps, error) &&
         tc_script_read_steps (self, steps, error);
}

/* What a step asks for must be possible: known only by doing it. */
static gboolean
play_through (const TcScript *self, GError **error)
{
  g_autoptr (TcPlay) play = tc_play_new (self, 1, "check");
  while (tc_play_next (play)->kind != TC_EVENT_END_OF_SCRIPT) {
    if (!tc_play_step (play, 0, error))
      return FALSE;
  }
  return TRUE;
}

TcScript *
tc_script_parse (const char *text, gssize length, const char *name, GError **error)
{
  g_autoptr (TcYaml) yaml = tc_yaml_parse (text, length, name, TC_ERROR_DATA, error);
  if (!yaml)
    return NULL;
  TcScript *self = script_new (name);
  if (read_all (self, tc_yaml_root (yaml), error) && play_through (self, error))
    return self;
  tc_script_free (self);
  return NULL;
}

TcScript *
tc_script_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  g_autoptr (GError) local = NULL;
  if (!path) {
    g_autoptr (GBytes) sample =
        g_resources_lookup_data (SAMPLE, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
    if (!sample)
      return NULL;
    const char *bytes = g_bytes_get_data (sample, &length);
    return tc_script_parse (bytes, (gssize)length, "sample-meeting.yaml", error);
  }
  if (!g_file_get_contents (path, &text, &length, &local)) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: error: cannot read it: %s", path,
                 local->message);
    return NULL;
  }
  return tc_script_parse (text, (gssize)length, path, error);
}
