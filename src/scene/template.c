/* SPDX-License-Identifier: MIT */
#include "scene/value.h"
#include "tallycast/core/error.h"

#include <string.h>

typedef struct {
  char *literal; /* NULL: a value */
  const TcPath *path;
  TcFormatter format;
} Segment;

struct TcTemplate {
  guint n;
  Segment segments[TC_BIND_MAX_SEGMENTS];
};

static const char *const format_names[] = {
    "",         "number",    "number:percent",
    "duration", "date:time", "date:minute",
    "date:day", "rank",      NULL,
};

/* What a formatter may be put on. */
static gboolean
fits (TcFormatter format, const TcPath *path)
{
  switch (format) {
    case TC_FORMAT_PLAIN:
      return path->kind == TC_VALUE_TEXT || path->kind == TC_VALUE_NUMBER;
    case TC_FORMAT_NUMBER:
    case TC_FORMAT_RANK:
      return path->kind == TC_VALUE_NUMBER;
    case TC_FORMAT_PERCENT:
      return path->kind == TC_VALUE_TEXT;
    case TC_FORMAT_DURATION:
      return path->kind == TC_VALUE_SECONDS;
    default:
      return path->kind == TC_VALUE_TIME;
  }
}

static gboolean
parse_value (const char *inner, const char *rows, Segment *segment, GError **error)
{
  g_auto (GStrv) halves = g_strsplit (inner, "|", 2);
  const char *format = halves[0] != NULL && halves[1] != NULL ? halves[1] : "";
  const char *near;

  segment->path = tc_path_find (halves[0] != NULL ? halves[0] : "", rows, error);
  if (segment->path == NULL)
    return FALSE;
  for (guint i = 0; format_names[i] != NULL; i++)
    if (strcmp (format_names[i], format) == 0) {
      segment->format = (TcFormatter)i;
      if (segment->path->is_score && i != TC_FORMAT_PLAIN) {
        g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                     "'%s' is shown as published: it takes no formatter",
                     segment->path->name);
        return FALSE;
      }
      if (!fits (segment->format, segment->path)) {
        g_set_error (error, TC_ERROR, TC_ERROR_DATA, "'%s' %s%s%s", segment->path->name,
                     i == 0 ? "needs a formatter" : "does not fit formatter '", format,
                     i == 0 ? "" : "'");
        return FALSE;
      }
      return TRUE;
    }
  near = tc_did_you_mean (format, format_names + 1);
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "unknown formatter '%s'%s%s%s", format,
               near != NULL ? " (did you mean '" : "", near != NULL ? near : "",
               near != NULL ? "'?)" : "");
  return FALSE;
}

TcTemplate *
tc_template_new (const char *text, const char *rows, GError **error)
{
  g_autoptr (TcTemplate) self = g_new0 (TcTemplate, 1);

  if (strlen (text) > TC_BIND_MAX_TEXT) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "text is longer than %d bytes",
                 TC_BIND_MAX_TEXT);
    return NULL;
  }
  while (*text != '\0') {
    const char *open = strstr (text, "${");
    const char *close = open != NULL ? strchr (open, '}') : NULL;

    if (self->n + 2 > TC_BIND_MAX_SEGMENTS || (open != NULL && close == NULL)) {
      g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                   close == NULL && open != NULL ? "'${' without '}'"
                                                 : "more than %d values and texts",
                   TC_BIND_MAX_SEGMENTS);
      return NULL;
    }
    if (open != text)
      self->segments[self->n++].literal =
          open != NULL ? g_strndup (text, (gsize)(open - text)) : g_strdup (text);
    if (open == NULL)
      break;
    g_autofree char *inner = g_strndup (open + 2, (gsize)(close - open - 2));
    if (!parse_value (inner, rows, &self->segments[self->n], error))
      return NULL;
    self->n++;
    text = close + 1;
  }
  return g_steal_pointer (&self);
}

void
tc_template_free (TcTemplate *self)
{
  for (guint i = 0; self != NULL && i < self->n; i++)
    g_free (self->segments[i].literal);
  g_free (self);
}

static gboolean
append (GString *out, const Segment *segment, TcBind *bind)
{
  TcValue value = tc_path_get (segment->path, bind);

  return value.kind != TC_VALUE_ABSENT &&
         tc_format_append (out, segment->format, &value, bind);
}

char *
tc_template_text (const TcTemplate *self, TcBind *bind)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < self->n; i++)
    if (self->segments[i].literal != NULL)
      g_string_append (out, self->segments[i].literal);
    else if (!append (out, &self->segments[i], bind))
      return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

gboolean
tc_template_has_score (const TcTemplate *self)
{
  for (guint i = 0; i < self->n; i++)
    if (self->segments[i].path != NULL && self->segments[i].path->is_score)
      return TRUE;
  return FALSE;
}

gboolean
tc_template_has_clock (const TcTemplate *self)
{
  for (guint i = 0; i < self->n; i++)
    if (self->segments[i].path != NULL && self->segments[i].path->is_clock)
      return TRUE;
  return FALSE;
}

guint
tc_template_topics (const TcTemplate *self)
{
  guint topics = 0;

  for (guint i = 0; i < self->n; i++)
    if (self->segments[i].path != NULL)
      topics |= tc_path_topic (self->segments[i].path);
  return topics;
}

gboolean
tc_template_is_bound (const TcTemplate *self)
{
  for (guint i = 0; i < self->n; i++)
    if (self->segments[i].path != NULL && self->segments[i].path->is_bound)
      return TRUE;
  return FALSE;
}
