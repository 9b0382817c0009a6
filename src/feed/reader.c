/* SPDX-License-Identifier: MIT */
#include "feed/reader.h"

#include <string.h>

#include "feed/text.h"
#include "tallycast/core/error.h"

/* Enough to recognise a value in a status line. */
#define MAX_SHOWN_BYTES 80

void
tc_reader_enter_key (TcReader *self, const char *key)
{
  g_assert (self->n_steps < G_N_ELEMENTS (self->steps));
  self->steps[self->n_steps++] = (TcStep){key, 0};
}

void
tc_reader_enter_index (TcReader *self, gsize index)
{
  g_assert (self->n_steps < G_N_ELEMENTS (self->steps));
  self->steps[self->n_steps++] = (TcStep){NULL, index};
}

void
tc_reader_leave (TcReader *self)
{
  self->n_steps--;
}

static char *
path_text (const TcReader *self)
{
  g_autoptr (GString) path = g_string_new (NULL);

  for (guint i = 0; i < self->n_steps; i++) {
    const TcStep *step = &self->steps[i];
    if (step->key)
      g_string_append_printf (path, "%s%.*s", i ? "." : "", MAX_SHOWN_BYTES, step->key);
    else
      g_string_append_printf (path, "[%" G_GSIZE_FORMAT "]", step->index);
  }
  /* A key may have been cut inside a letter. */
  return g_utf8_make_valid (path->str, -1);
}

static char *
shown_value (const json_t *value)
{
  if (!value)
    return NULL;

  char *dump = json_dumps (value, JSON_ENCODE_ANY | JSON_COMPACT);
  g_autofree char *shown = g_strdup (dump);
  free (dump);
  if (strlen (shown) <= MAX_SHOWN_BYTES)
    return g_steal_pointer (&shown);
  const char *end = shown + MAX_SHOWN_BYTES;
  while ((*end & 0xc0) == 0x80)
    end--;
  return g_strdup_printf ("%.*s...", (int)(end - shown), shown);
}

void
tc_reader_fail (TcReader *self, const json_t *value, TcWhyCode code, json_t *values)
{
  if (self->fault) {
    json_decref (values);
    return;
  }

  g_autofree char *path = path_text (self);
  self->fault = tc_fault_new (self->section, code, path, shown_value (value), values);
  tc_reader_locate (self, &self->fault->line, &self->fault->column);
}

void
tc_reader_fail_key (TcReader *self,
                    const char *key,
                    const json_t *value,
                    TcWhyCode code,
                    json_t *values)
{
  tc_reader_enter_key (self, key);
  tc_reader_fail (self, value, code, values);
  tc_reader_leave (self);
}

/* jansson would recurse 2,048 deep; the limit is ours and is told with its place. */
static gboolean
check_depth (TcReader *self)
{
  int depth = 0, line = 1;
  gsize line_start = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < self->n_bytes; i++) {
    char c = self->bytes[i];
    if (c == '\n') {
      line++;
      line_start = i + 1;
    }
    if (c == '"')
      in_string = !in_string;
    else if (in_string)
      i += c == '\\';
    else if (c == ']' || c == '}')
      depth--;
    else if ((c == '[' || c == '{') && ++depth > TC_MODEL_MAX_DEPTH) {
      self->fault = tc_fault_new (0, TC_WHY_TOO_DEEP, "", NULL,
                                  json_pack ("{s:i}", "max", TC_MODEL_MAX_DEPTH));
      self->fault->line = line;
      self->fault->column = (int)(i - line_start) + 1;
      return FALSE;
    }
  }
  return TRUE;
}

static void
check_string (TcReader *self, const json_t *value)
{
  gsize n = json_string_length (value);

  if (n > TC_MODEL_MAX_STRING_BYTES)
    tc_reader_fail (
        self, value, TC_WHY_LONG_STRING,
        json_pack ("{s:I, s:i}", "n", (json_int_t)n, "max", TC_MODEL_MAX_STRING_BYTES));
}

static void
check_limits (TcReader *self, json_t *value)
{
  if (json_is_string (value))
    check_string (self, value);
  if (json_array_size (value) > TC_MODEL_MAX_ARRAY)
    tc_reader_fail (self, NULL, TC_WHY_LONG_ARRAY,
                    json_pack ("{s:I, s:i}", "n", (json_int_t)json_array_size (value),
                               "max", TC_MODEL_MAX_ARRAY));

  for (gsize i = 0; !self->fault && i < json_array_size (value); i++) {
    tc_reader_enter_index (self, i);
    check_limits (self, json_array_get (value, i));
    tc_reader_leave (self);
  }

  const char *key;
  json_t *member;
  json_object_foreach (value, key, member)
  {
    if (self->fault)
      return;
    tc_reader_enter_key (self, key);
    if (strlen (key) > TC_MODEL_MAX_STRING_BYTES)
      tc_reader_fail (self, NULL, TC_WHY_LONG_KEY,
                      json_pack ("{s:i}", "max", TC_MODEL_MAX_STRING_BYTES));
    check_limits (self, member);
    tc_reader_leave (self);
  }
}

static TcWhyCode
syntax_code (const json_error_t *error)
{
  switch (json_error_code (error)) {
    case json_error_premature_end_of_input:
      return TC_WHY_JSON_CUT;
    case json_error_invalid_utf8:
    case json_error_null_character:
    case json_error_null_byte_in_key:
      return TC_WHY_JSON_ENCODING;
    case json_error_duplicate_key:
      return TC_WHY_JSON_TWICE;
    case json_error_numeric_overflow:
      return TC_WHY_JSON_NUMBER;
    default:
      return TC_WHY_JSON_SYNTAX;
  }
}

json_t *
tc_reader_load (TcReader *self, json_type type)
{
  json_error_t error;

  if (self->n_bytes > TC_MODEL_MAX_DOCUMENT_BYTES) {
    self->fault =
        tc_fault_new (0, TC_WHY_TOO_LARGE, "", NULL,
                      json_pack ("{s:i}", "max", TC_MODEL_MAX_DOCUMENT_BYTES >> 20));
    return NULL;
  }
  if (!check_depth (self))
    return NULL;

  json_t *root =
      json_loadb (self->bytes, self->n_bytes, JSON_REJECT_DUPLICATES, &error);
  if (!root) {
    g_autofree char *text = g_utf8_make_valid (error.text, -1);
    self->fault = tc_fault_new (0, syntax_code (&error), "", NULL,
                                json_pack ("{s:s}", "text", text));
    self->fault->line = error.line;
    self->fault->column = error.column;
    return NULL;
  }
  if (json_typeof (root) != type)
    tc_reader_fail (self, NULL,
                    type == JSON_OBJECT ? TC_WHY_NOT_A_DOCUMENT : TC_WHY_NOT_A_ROSTER,
                    NULL);
  check_limits (self, root);
  if (self->fault)
    g_clear_pointer (&root, json_decref);
  return root;
}

/* The value of @key, or NULL when absent, null, or something was wrong before. */
static json_t *
get (TcReader *self, const json_t *object, const char *key, TcNeed need)
{
  json_t *value = json_object_get (object, key);

  if (self->fault)
    return NULL;
  if (value && !json_is_null (value))
    return value;
  if (need == TC_REQUIRED)
    tc_reader_fail_key (self, key, value, TC_WHY_MISSING, NULL);
  return NULL;
}

char *
tc_reader_string (TcReader *self, const json_t *object, const char *key, TcNeed need)
{
  const json_t *value = get (self, object, key, need);

  if (value && !json_is_string (value))
    tc_reader_fail_key (self, key, value, TC_WHY_NOT_STRING, NULL);
  return g_strdup (json_string_value (value));
}

char *
tc_reader_id (TcReader *self, const json_t *object, const char *key, TcNeed need)
{
  char *id = tc_reader_string (self, object, key, need);

  if (id && !*id) {
    tc_reader_fail_key (self, key, json_object_get (object, key), TC_WHY_EMPTY, NULL);
    g_clear_pointer (&id, g_free);
  }
  return id;
}

gint64
tc_reader_int (TcReader *self,
               const json_t *object,
               const char *key,
               gint64 min,
               gint64 max,
               gint64 fallback)
{
  TcNeed need = fallback == G_MININT64 ? TC_REQUIRED : TC_OPTIONAL;
  const json_t *value = get (self, object, key, need);

  if (!value)
    return fallback == G_MININT64 ? min : fallback;
  gint64 number = json_integer_value (value);
  if (json_is_integer (value) && number >= min && number <= max)
    return number;
  tc_reader_fail_key (
      self, key, value, TC_WHY_NOT_WHOLE,
      json_pack ("{s:I, s:I}", "min", (json_int_t)min, "max", (json_int_t)max));
  return min;
}

gboolean
tc_reader_bool (TcReader *self, const json_t *object, const char *key)
{
  const json_t *value = get (self, object, key, TC_OPTIONAL);

  if (value && !json_is_boolean (value))
    tc_reader_fail_key (self, key, value, TC_WHY_NOT_BOOLEAN, NULL);
  return json_is_true (value);
}

int
tc_reader_word (TcReader *self,
                const json_t *object,
                const char *key,
                const char *const *words,
                TcNeed need)
{
  g_autofree char *word = tc_reader_string (self, object, key, need);

  if (!word)
    return -1;
  for (int i = 0; words[i]; i++)
    if (strcmp (word, words[i]) == 0)
      return i;

  const char *meant = tc_did_you_mean (word, words);
  g_autofree char *list = g_strjoinv (", ", (char **)words);
  tc_reader_fail_key (self, key, json_object_get (object, key),
                      meant ? TC_WHY_MISSPELT : TC_WHY_UNKNOWN_WORD,
                      json_pack ("{s:s, s:s*}", "words", list, "meant", meant));
  return -1;
}

gint64
tc_reader_time (TcReader *self, const json_t *object, const char *key, TcNeed need)
{
  g_autofree char *text = tc_reader_string (self, object, key, need);
  gint64 time_us = 0;

  if (text && !tc_rfc3339_parse (text, &time_us, NULL))
    tc_reader_fail_key (self, key, json_object_get (object, key), TC_WHY_NOT_TIME,
                        NULL);
  return time_us;
}

int
tc_reader_utc_offset (const json_t *object, const char *key)
{
  const char *text = json_string_value (json_object_get (object, key));
  int utc_offset_s = 0;
  gint64 time_us;

  if (text)
    tc_rfc3339_parse (text, &time_us, &utc_offset_s);
  return utc_offset_s;
}

char *
tc_reader_decimal (TcReader *self, const json_t *object, const char *key, TcNeed need)
{
  char *text = tc_reader_string (self, object, key, need);

  if (text && !tc_decimal_is_valid (text)) {
    tc_reader_fail_key (self, key, json_object_get (object, key), TC_WHY_NOT_DECIMAL,
                        NULL);
    g_clear_pointer (&text, g_free);
  }
  return text;
}

json_t *
tc_reader_object (TcReader *self, const json_t *object, const char *key)
{
  json_t *value = get (self, object, key, TC_OPTIONAL);

  if (!value || json_is_object (value))
    return value;
  tc_reader_fail_key (self, key, value, TC_WHY_NOT_OBJECT, NULL);
  return NULL;
}

json_t *
tc_reader_array (TcReader *self, const json_t *object, const char *key, guint *n)
{
  json_t *value = get (self, object, key, TC_OPTIONAL);

  *n = (guint)json_array_size (value);
  if (!value || json_is_array (value))
    return value;
  tc_reader_fail_key (self, key, value, TC_WHY_NOT_ARRAY, NULL);
  return NULL;
}
