/* SPDX-License-Identifier: MIT */
#include "merge-patch.h"

/* Written as a patch, objects lose their nulls: they are then what a reader of the
 * patch will have. Arrays are values as they are. */
static json_t *
without_nulls (const json_t *value)
{
  const char *key = NULL;
  json_t *member = NULL;

  if (!json_is_object (value))
    return json_incref ((json_t *)value);
  json_t *copy = json_object ();
  json_object_foreach ((json_t *)value, key, member)
  {
    if (!json_is_null (member))
      json_object_set_new (copy, key, without_nulls (member));
  }
  return copy;
}

/* NULL when @key is the same in both. */
static json_t *
change_of (const json_t *old, const json_t *new)
{
  if (json_equal (old, new))
    return NULL;
  if (!json_is_object (old) || !json_is_object (new))
    return without_nulls (new);
  json_t *patch = tc_merge_patch (old, new);
  if (json_object_size (patch) > 0)
    return patch;
  json_decref (patch);
  return NULL;
}

static gboolean
is_there (const json_t *value)
{
  return value && !json_is_null (value);
}

json_t *
tc_merge_patch (const json_t *from, const json_t *to)
{
  json_t *patch = json_object ();
  const char *key = NULL;
  json_t *value = NULL;

  json_object_foreach ((json_t *)from, key, value)
  {
    if (is_there (value) && !is_there (json_object_get (to, key)))
      json_object_set_new (patch, key, json_null ());
  }
  json_object_foreach ((json_t *)to, key, value)
  {
    json_t *change =
        is_there (value) ? change_of (json_object_get (from, key), value) : NULL;
    if (change)
      json_object_set_new (patch, key, change);
  }
  return patch;
}
