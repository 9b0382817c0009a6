/* SPDX-License-Identifier: MIT
 *
 * Reads the steps of a script and lays them out in time: `wait` moves the time on,
 * `repeat`, `pick` and `ballots` become as many events as they ask for.
 */
#include "app/rehearse_script.h"

#include "tallycast/core/error.h"
#include "tallycast/core/model.h"

#include <string.h>

#define MAX_REPEAT 1000
#define MAX_NESTED 8

typedef struct {
  TcScript *script;
  gint64 at_ms;
  int depth;
  int n_steps;    /* carried out so far, repeated ones each time */
  int line;       /* of the step being read */
  int cast, open; /* ballots so far, evaluators: for `ballots: {count: all}` */
} Reader;

/* Steps of one word, and of one key with something behind it. */
static const struct {
  const char *name;
  TcEventKind kind;
  gboolean is_word, is_key;
} step_kinds[] = {
    {"phase", TC_EVENT_PHASE, FALSE, TRUE},
    {"commit", TC_EVENT_COMMIT, FALSE, TRUE},
    {"pick", TC_EVENT_PICK, FALSE, TRUE},
    {"reveal", TC_EVENT_REVEAL, TRUE, FALSE},
    {"void", TC_EVENT_VOID, TRUE, FALSE},
    {"present", TC_EVENT_PRESENT, FALSE, TRUE},
    {"open", TC_EVENT_OPEN, TRUE, TRUE},
    {"ballots", TC_EVENT_BALLOT, FALSE, TRUE},
    {"lock", TC_EVENT_LOCK, TRUE, FALSE},
    {"reopen", TC_EVENT_REOPEN, TRUE, FALSE},
    {"publish", TC_EVENT_PUBLISH, TRUE, FALSE},
    {"correct", TC_EVENT_CORRECT, FALSE, TRUE},
    {"notice", TC_EVENT_NOTICE, FALSE, TRUE},
    {"fault", TC_EVENT_FAULT, FALSE, TRUE},
};

const char *
tc_event_kind_name (TcEventKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (step_kinds); i++) {
    if (step_kinds[i].kind == kind)
      return kind == TC_EVENT_BALLOT ? "ballot" : step_kinds[i].name;
  }
  return "end of script";
}

static gboolean
add_event (Reader *self, const TcYamlNode *at, TcEvent event, GError **error)
{
  event.at_ms = self->at_ms;
  event.line = self->line;
  g_array_append_val (self->script->events, event);
  if (self->script->events->len > TC_SCRIPT_MAX_EVENTS)
    return tc_yaml_fail (at, error, "the script has more than %d events",
                         TC_SCRIPT_MAX_EVENTS);
  return TRUE;
}

static gboolean
read_wait (Reader *self, const TcYamlNode *node, GError **error)
{
  double seconds = 0;
  if (!tc_yaml_as_double (node, "wait", 0, TC_SCRIPT_MAX_SECONDS, &seconds, error))
    return FALSE;
  self->at_ms += (gint64)(seconds * 1000);
  return TRUE;
}

static gboolean
read_phase (Reader *self, const TcYamlNode *node, GError **error)
{
  const char *names[TC_PHASE_END + 2] = {NULL};
  for (int p = TC_PHASE_STANDBY; p <= TC_PHASE_END; p++)
    names[p] = tc_phase_name ((TcPhase)p);
  int phase = 0;
  if (!tc_yaml_as_enum (node, "phase", names, &phase, error))
    return FALSE;
  TcEvent event = {.kind = TC_EVENT_PHASE, .text = g_strdup (names[phase])};
  return add_event (self, node, event, error);
}

static gboolean
read_commit (Reader *self, const TcYamlNode *map, GError **error)
{
  static const char *const keys[] = {"id", "kind", "title", "quota", NULL};
  static const char *const kinds[] = {"unit", "person", "visit", NULL};
  int kind = 0;
  TcEvent event = {.kind = TC_EVENT_COMMIT, .n = 1};
  gboolean ok =
      tc_yaml_check_keys (map, keys, error) && tc_yaml_require (map, "id", error) &&
      tc_yaml_require (map, "title", error) &&
      tc_yaml_read_string (map, "id", &event.text, error) &&
      tc_yaml_read_string (map, "title", &event.title, error) &&
      tc_yaml_read_enum (map, "kind", kinds, &kind, error) &&
      tc_yaml_read_int (map, "quota", 1, TC_SCRIPT_MAX_UNITS, &event.n, error);
  event.what = g_strdup (kinds[kind]);
  if (!ok) {
    g_free (event.text);
    g_free (event.what);
    g_free (event.title);
    return FALSE;
  }
  return add_event (self, map, event, error);
}

static gboolean
read_pick (Reader *self, const TcYamlNode *map, GError **error)
{
  static const char *const keys[] = {"count", "every", NULL};
  int count = 1;
  double every = 0;
  if (!tc_yaml_check_keys (map, keys, error) ||
      !tc_yaml_read_int (map, "count", 1, TC_SCRIPT_MAX_UNITS, &count, error) ||
      !tc_yaml_read_double (map, "every", 0, TC_SCRIPT_MAX_SECONDS, &every, error))
    return FALSE;
  for (int i = 0; i < count; i++) {
    self->at_ms += i > 0 ? (gint64)(every * 1000) : 0;
    if (!add_event (self, map, (TcEvent){.kind = TC_EVENT_PICK}, error))
      return FALSE;
  }
  return TRUE;
}

/* A unit by its id, its name or its short name. */
static const char *
find_unit (const TcScript *script, const char *said)
{
  for (guint i = 0; i < script->units->len; i++) {
    const TcScriptUnit *unit = g_ptr_array_index (script->units, i);
    if (strcmp (unit->id, said) == 0 || strcmp (unit->name, said) == 0 ||
        strcmp (unit->short_name, said) == 0)
      return unit->id;
  }
  return NULL;
}

static gboolean
read_present (Reader *self, const TcYamlNode *map, GError **error)
{
  static const char *const keys[] = {"unit", "limit", NULL};
  g_autofree char *said = g_strdup ("next");
  int limit = 0;
  if (!tc_yaml_check_keys (map, keys, error) ||
      !tc_yaml_read_string (map, "unit", &said, error) ||
      !tc_yaml_read_int (map, "limit", 0, TC_SCRIPT_MAX_SECONDS, &limit, error))
    return FALSE;
  const char *id = strcmp (said, "next") == 0 ? "next" : find_unit (self->script, said);
  if (!id)
    return tc_yaml_fail (map, error, "no unit is called '%s'", said);
  TcEvent event = {.kind = TC_EVENT_PRESENT, .text = g_strdup (id), .n = limit};
  return add_event (self, map, event, error);
}

static gboolean
read_open (Reader *self, const TcYamlNode *map, GError **error)
{
  static const char *const keys[] = {"visibility", "subject", NULL};
  static const char *const visibilities[] = {"live", "after_lock", "after_publish",
                                             NULL};
  static const char *const subjects[] = {"unit", "batch", NULL};
  int visibility = -1;
  int subject = 0;
  if (!tc_yaml_check_keys (map, keys, error) ||
      !tc_yaml_read_enum (map, "visibility", visibilities, &visibility, error) ||
      !tc_yaml_read_enum (map, "subject", subjects, &subject, error))
    return FALSE;
  TcEvent event = {.kind = TC_EVENT_OPEN, .what = g_strdup (subjects[subject])};
  if (visibility >= 0)
    event.text = g_strdup (visibilities[visibility]);
  return add_event (self, map, event, error);
}

static gboolean
read_ballots (Reader *self, const TcYamlNode *map, GError **error)
{
  static const char *const keys[] = {"count", "over", NULL};
  const TcYamlNode *count_node = tc_yaml_get (map, "count");
  double over = 0;
  gint64 count = self->open - self->cast;
  if (!tc_yaml_check_keys (map, keys, error) ||
      !tc_yaml_read_double (map, "over", 0, TC_SCRIPT_MAX_SECONDS, &over, error))
    return FALSE;
  if (count_node && g_strcmp0 (tc_yaml_text (count_node), "all") != 0 &&
      !tc_yaml_as_int (count_node, "count", 1, TC_SCRIPT_MAX_EVENTS, &count, error))
    return FALSE;
  gint64 begin_ms = self->at_ms;
  for (gint64 i = 0; i < count; i++) {
    self->at_ms = begin_ms + (gint64)(over * 1000 * (double)i / (double)count);
    if (!add_event (self, map, (TcEvent){.kind = TC_EVENT_BALLOT}, error))
      return FALSE;
  }
  self->at_ms = begin_ms + (gint64)(over * 1000);
  self->cast += (int)count;
  return TRUE;
}

static gboolean
read_correct (Reader *self, const TcYamlNode *map, GError **error)
{
  static const char *const keys[] = {"group", "to", NULL};
  const TcScript *script = self->script;
  const char *names[TC_SCRIPT_MAX_GROUPS + 1] = {NULL};
  for (guint i = 0; i < script->n_groups; i++)
    names[i] = script->groups[i].id;
  int group = 0;
  int to = 0;
  if (!tc_yaml_check_keys (map, keys, error) ||
      !tc_yaml_require (map, "group", error) || !tc_yaml_require (map, "to", error) ||
      !tc_yaml_read_enum (map, "group", names, &group, error) ||
      !tc_yaml_read_int (map, "to", 0, script->scale, &to, error))
    return FALSE;
  TcEvent event = {.kind = TC_EVENT_CORRECT, .text = g_strdup (names[group]), .n = to};
  return add_event (self, map, event, error);
}

static gboolean
read_notice (Reader *self, const TcYamlNode *map, GError **error)
{
  static const char *const keys[] = {"text", "level", NULL};
  static const char *const levels[] = {"info", "urgent", NULL};
  TcEvent event = {.kind = TC_EVENT_NOTICE};
  if (g_strcmp0 (tc_yaml_text (map), "none") == 0)
    return add_event (self, map, event, error);
  int level = 0;
  if (!tc_yaml_check_keys (map, keys, error) || !tc_yaml_require (map, "text", error) ||
      !tc_yaml_read_enum (map, "level", levels, &level, error) ||
      !tc_yaml_read_string (map, "text", &event.text, error))
    return FALSE;
  event.what = g_strdup (levels[level]);
  return add_event (self, map, event, error);
}

static gboolean
read_fault (Reader *self, const TcYamlNode *map, GError **error)
{
  static const char *const keys[] = {"name", "for", NULL};
  int fault = 0;
  int seconds = 10;
  if (!tc_yaml_check_keys (map, keys, error) || !tc_yaml_require (map, "name", error) ||
      !tc_yaml_read_enum (map, "name", tc_play_fault_names (), &fault, error) ||
      !tc_yaml_read_int (map, "for", 0, TC_SCRIPT_MAX_SECONDS, &seconds, error))
    return FALSE;
  TcEvent event = {.kind = TC_EVENT_FAULT,
                   .text = g_strdup (tc_play_fault_names ()[fault]),
                   .n = seconds};
  return add_event (self, map, event, error);
}

static gboolean read_steps (Reader *self, const TcYamlNode *list, GError **error);

static gboolean
read_repeat (Reader *self, const TcYamlNode *map, GError **error)
{
  static const char *const keys[] = {"times", "steps", NULL};
  int times = 1;
  const TcYamlNode *steps = NULL;
  if (!tc_yaml_check_keys (map, keys, error) ||
      !tc_yaml_require (map, "steps", error) ||
      !tc_yaml_read_int (map, "times", 1, MAX_REPEAT, &times, error) ||
      !tc_yaml_read_node (map, "steps", TC_YAML_SEQUENCE, &steps, error))
    return FALSE;
  if (++self->depth > MAX_NESTED)
    return tc_yaml_fail (map, error, "`repeat` more than %d deep", MAX_NESTED);
  if (tc_yaml_length (steps) == 0)
    return tc_yaml_fail (steps, error, "'steps' is empty: nothing to repeat");
  for (int i = 0; i < times; i++) {
    if (!read_steps (self, steps, error))
      return FALSE;
  }
  self->depth--;
  return TRUE;
}

typedef gboolean (*StepReader) (Reader *self, const TcYamlNode *node, GError **error);

static const struct {
  const char *key;
  StepReader read;
} readers[] = {
    {"wait", read_wait},       {"phase", read_phase},     {"commit", read_commit},
    {"pick", read_pick},       {"present", read_present}, {"open", read_open},
    {"ballots", read_ballots}, {"correct", read_correct}, {"notice", read_notice},
    {"fault", read_fault},     {"repeat", read_repeat},
};

static gboolean
unknown_step (const TcYamlNode *node, const char *word, GError **error)
{
  const char *names[G_N_ELEMENTS (step_kinds) + 3] = {"wait", "repeat"};
  for (gsize i = 0; i < G_N_ELEMENTS (step_kinds); i++)
    names[i + 2] = step_kinds[i].name;
  const char *near = tc_did_you_mean (word, names);
  return tc_yaml_fail (node, error, "unknown step '%s'%s%s%s", word,
                       near ? " (did you mean '" : "", near ? near : "",
                       near ? "'?)" : "");
}

static gboolean
read_word (Reader *self, const TcYamlNode *node, GError **error)
{
  const char *word = tc_yaml_text (node);
  for (gsize i = 0; i < G_N_ELEMENTS (step_kinds); i++) {
    if (strcmp (step_kinds[i].name, word) != 0)
      continue;
    if (!step_kinds[i].is_word)
      return tc_yaml_fail (node, error, "'%s' needs a value: '%s: ...'", word, word);
    TcEvent event = {.kind = step_kinds[i].kind};
    if (event.kind == TC_EVENT_OPEN)
      event.what = g_strdup ("unit");
    return add_event (self, node, event, error);
  }
  return unknown_step (node, word, error);
}

static gboolean
read_key (Reader *self, const TcYamlNode *map, GError **error)
{
  if (tc_yaml_length (map) != 1)
    return tc_yaml_fail (map, error, "a step is one word or one key");
  const char *key = tc_yaml_key (map, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++) {
    if (strcmp (readers[i].key, key) == 0)
      return readers[i].read (self, tc_yaml_at (map, 0), error);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (step_kinds); i++) {
    if (strcmp (step_kinds[i].name, key) == 0)
      return tc_yaml_fail_at_key (map, 0, error, "'%s' stands alone: '- %s'", key, key);
  }
  return unknown_step (map, key, error);
}

static gboolean
read_steps (Reader *self, const TcYamlNode *list, GError **error)
{
  for (guint i = 0; i < tc_yaml_length (list); i++) {
    const TcYamlNode *step = tc_yaml_at (list, i);
    if (++self->n_steps > TC_SCRIPT_MAX_STEPS)
      return tc_yaml_fail (step, error,
                           "the script has more than %d steps, repeats counted",
                           TC_SCRIPT_MAX_STEPS);
    self->line = tc_yaml_line (step);
    guint before = self->script->events->len;
    gboolean ok = tc_yaml_kind (step) == TC_YAML_SCALAR ? read_word (self, step, error)
                                                        : read_key (self, step, error);
    if (!ok)
      return FALSE;
    /* A new scoring begins with nothing cast. */
    if (self->script->events->len == before + 1 &&
        g_array_index (self->script->events, TcEvent, before).kind == TC_EVENT_OPEN)
      self->cast = 0;
  }
  return TRUE;
}

gboolean
tc_script_read_steps (TcScript *script, const TcYamlNode *steps, GError **error)
{
  Reader self = {.script = script};
  for (guint i = 0; i < script->n_groups; i++)
    self.open += script->groups[i].eligible;
  if (!read_steps (&self, steps, error))
    return FALSE;
  self.line = tc_yaml_line (steps);
  return add_event (&self, steps, (TcEvent){.kind = TC_EVENT_END_OF_SCRIPT}, error);
}
