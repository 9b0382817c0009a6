/* SPDX-License-Identifier: MIT
 *
 * jansson keeps no positions of values, so a fault's line and column are found by
 * walking the text along the path. The text has been parsed: it is valid JSON.
 */
#include <string.h>

#include "feed/reader.h"

typedef struct {
  const char *at, *end;
} Scan;

static void
skip_space (Scan *scan)
{
  while (scan->at < scan->end && strchr (" \t\r\n", *scan->at) && *scan->at)
    scan->at++;
}

/* At the opening quote; ends after the closing one. */
static void
skip_string (Scan *scan)
{
  for (scan->at++; scan->at < scan->end && *scan->at != '"'; scan->at++)
    if (*scan->at == '\\')
      scan->at++;
  scan->at++;
}

static void
skip_value (Scan *scan)
{
  int depth = 0;

  do {
    skip_space (scan);
    if (scan->at >= scan->end)
      return;
    if (*scan->at == '"') {
      skip_string (scan);
    } else if (strchr ("[{", *scan->at)) {
      depth++;
      scan->at++;
    } else if (strchr ("]}", *scan->at)) {
      depth--;
      scan->at++;
    } else if (strchr (",:", *scan->at)) {
      scan->at++;
    } else {
      while (scan->at < scan->end && !strchr (",:]} \t\r\n", *scan->at))
        scan->at++;
    }
  } while (depth > 0);
}

/* Whether the string literal from @from to @to means @key. */
static gboolean
literal_is (const char *from, const char *to, const char *key)
{
  json_t *string = json_loadb (from, (size_t)(to - from), JSON_DECODE_ANY, NULL);
  gboolean is_key = string && strcmp (json_string_value (string), key) == 0;

  json_decref (string);
  return is_key;
}

/* Stands at an opening bracket; goes to the value of @step. */
static gboolean
descend (Scan *scan, const TcStep *step)
{
  if (scan->at >= scan->end || *scan->at != (step->key ? '{' : '['))
    return FALSE;
  scan->at++;
  for (gsize i = 0;; i++) {
    gboolean is_it = i == step->index;

    skip_space (scan);
    if (scan->at >= scan->end || strchr ("]}", *scan->at))
      return FALSE;
    if (step->key) {
      const char *from = scan->at;
      skip_string (scan);
      is_it = literal_is (from, scan->at, step->key);
      skip_space (scan);
      scan->at++; /* the colon */
      skip_space (scan);
    }
    if (is_it)
      return TRUE;
    skip_value (scan);
    skip_space (scan);
    if (scan->at < scan->end && *scan->at == ',')
      scan->at++;
  }
}

void
tc_reader_locate (const TcReader *self, int *line, int *column)
{
  Scan scan = {self->bytes, self->bytes + self->n_bytes};
  const char *found;

  skip_space (&scan);
  found = scan.at;
  for (guint i = 0; i < self->n_steps && descend (&scan, &self->steps[i]); i++)
    found = scan.at;

  *line = *column = 1;
  for (const char *p = self->bytes; p < found; p++) {
    *column = *p == '\n' ? 1 : *column + 1;
    *line += *p == '\n';
  }
}

/* Paths of the rules have no brackets and dots but their own. */
void
tc_fault_locate (TcFault *self, const char *bytes, gsize n_bytes)
{
  TcReader reader = {bytes, n_bytes};
  g_auto (GStrv) parts = g_strsplit_set (self->path, ".[", -1);

  for (guint i = 0; i < TC_MODEL_MAX_DEPTH && parts[i]; i++) {
    if (g_str_has_suffix (parts[i], "]"))
      tc_reader_enter_index (&reader, g_ascii_strtoull (parts[i], NULL, 10));
    else if (*parts[i])
      tc_reader_enter_key (&reader, parts[i]);
  }
  tc_reader_locate (&reader, &self->line, &self->column);
}
