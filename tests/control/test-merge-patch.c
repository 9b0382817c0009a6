/* SPDX-License-Identifier: MIT */
#include "control/merge-patch.h"

typedef struct {
  const char *from, *to, *patch;
} Case;

static const Case cases[] = {
    {"{}", "{}", "{}"},
    {"{'a':1}", "{'a':1}", "{}"},
    {"{'a':1}", "{'a':2}", "{'a':2}"},
    {"{}", "{'a':1}", "{'a':1}"},
    {"{'a':1}", "{}", "{'a':null}"},
    {"{'a':1}", "{'a':null}", "{'a':null}"},
    {"{'a':null}", "{'a':1}", "{'a':1}"},
    {"{'a':null}", "{}", "{}"},
    {"{}", "{'a':null}", "{}"},
    {"{'a':{'b':1,'c':2}}", "{'a':{'b':1,'c':3}}", "{'a':{'c':3}}"},
    {"{'a':{'b':1}}", "{'a':{'b':null}}", "{'a':{'b':null}}"},
    {"{'a':{'b':1}}", "{'a':null}", "{'a':null}"},
    {"{'a':1}", "{'a':{'b':1,'c':null}}", "{'a':{'b':1}}"},
    {"{'a':{'b':1}}", "{'a':7}", "{'a':7}"},
    {"{'a':[1,2]}", "{'a':[1,3]}", "{'a':[1,3]}"},
    {"{'a':[{'b':null}]}", "{'a':[{'b':null}]}", "{}"},
    {"{'a':[1]}", "{'a':[{'b':null}]}", "{'a':[{'b':null}]}"},
    {"{'a':1}", "{'a':1.0}", "{'a':1.0}"},
};

static json_t *
load (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  json_t *value = json_loads (json, 0, NULL);

  g_assert_nonnull (value);
  return value;
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    json_t *from = load (cases[i].from), *to = load (cases[i].to);
    json_t *wanted = load (cases[i].patch), *patch = tc_merge_patch (from, to);
    g_test_message ("%s to %s", cases[i].from, cases[i].to);
    g_assert_true (json_equal (patch, wanted));
    json_decref (from);
    json_decref (to);
    json_decref (wanted);
    json_decref (patch);
  }
}

/* RFC 7396, section 2, word by word. Returns: (transfer full). */
static json_t *
merge (const json_t *target, const json_t *patch)
{
  const char *key = NULL;
  json_t *value = NULL;

  if (!json_is_object (patch))
    return json_incref ((json_t *)patch);
  json_t *result =
      json_is_object (target) ? json_copy ((json_t *)target) : json_object ();
  json_object_foreach ((json_t *)patch, key, value)
  {
    if (json_is_null (value))
      json_object_del (result, key);
    else
      json_object_set_new (result, key, merge (json_object_get (result, key), value));
  }
  return result;
}

static json_t *
random_value (int depth)
{
  static const char *const keys[] = {"a", "b", "c"};
  int kind = g_test_rand_int_range (0, depth > 0 ? 6 : 4);

  if (kind == 0)
    return json_null ();
  if (kind < 4)
    return json_integer (kind);
  json_t *value = kind == 4 ? json_array () : json_object ();
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    if (g_test_rand_int_range (0, 3) == 0)
      continue;
    if (kind == 4)
      json_array_append_new (value, random_value (depth - 1));
    else
      json_object_set_new (value, keys[i], random_value (depth - 1));
  }
  return value;
}

static json_t *
random_object (void)
{
  for (;;) {
    json_t *value = random_value (4);
    if (json_is_object (value))
      return value;
    json_decref (value);
  }
}

/* As a reader has it who knows only patches: without nulls in objects. */
static json_t *
known (const json_t *value)
{
  json_t *nothing = json_object ();
  json_t *result = merge (nothing, value);

  json_decref (nothing);
  return result;
}

/* A reader who applies every patch has what was told, whatever came before. */
static void
test_random (void)
{
  json_t *told = random_object (), *has = known (told);

  for (int i = 0; i < 5000; i++) {
    json_t *next = random_object ();
    json_t *patch = tc_merge_patch (told, next);
    json_t *merged = merge (has, patch), *wanted = known (next);
    g_assert_true (json_equal (merged, wanted));
    json_decref (patch);
    json_decref (wanted);
    json_decref (told);
    json_decref (has);
    told = next;
    has = merged;
  }
  json_decref (told);
  json_decref (has);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/control/merge-patch/says-what-changed", test_cases);
  g_test_add_func ("/control/merge-patch/makes-any-document-of-any-other", test_random);
  return g_test_run ();
}
