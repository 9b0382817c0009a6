/* SPDX-License-Identifier: MIT */
#include "json.h"

json_t *
test_json (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  json_error_t error;
  json_t *value = json_loads (json, JSON_DECODE_ANY, &error);

  if (value == NULL)
    g_error ("%s: %s", text, error.text);
  return value;
}

static void
merge (json_t *into, json_t *patch)
{
  const char *key;
  json_t *value;

  json_object_foreach (patch, key, value)
  {
    json_t *old = json_is_array (into)
                      ? json_array_get (into, (size_t)g_ascii_strtoull (key, NULL, 10))
                      : json_object_get (into, key);

    if (json_is_object (value) && (json_is_object (old) || json_is_array (old)))
      merge (old, value);
    else
      json_object_set (into, key, value);
  }
}

json_t *
test_json_patched (const char *text, const char *patch)
{
  json_t *value = test_json (text);
  json_t *difference = test_json (patch);

  merge (value, difference);
  json_decref (difference);
  return value;
}
