/* SPDX-License-Identifier: MIT
 *
 * status-private.h - reading a status document in which anything may be missing
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <string.h>

G_BEGIN_DECLS

/* "" when it is none. */
static inline const char *
tc_status_text (const json_t *object, const char *key)
{
  const char *text = json_string_value (json_object_get (object, key));

  return text != NULL ? text : "";
}

static inline gboolean
tc_status_is (const json_t *object, const char *key, const char *word)
{
  return strcmp (tc_status_text (object, key), word) == 0;
}

static inline gboolean
tc_status_true (const json_t *object, const char *key)
{
  return json_is_true (json_object_get (object, key));
}

static inline gint64
tc_status_int (const json_t *object, const char *key, gint64 otherwise)
{
  const json_t *number = json_object_get (object, key);

  return json_is_number (number) ? (gint64)json_number_value (number) : otherwise;
}

G_END_DECLS
