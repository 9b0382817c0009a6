/* SPDX-License-Identifier: MIT */
#include "app/check-print.h"

#include <stdio.h>
#include <string.h>

static const char *const level_names[] = {"note", "warning", "error"};

guint
tc_check_count (const GPtrArray *results, TcCheckLevel level)
{
  guint n = 0;

  for (guint i = 0; i < results->len; i++)
    n += tc_check_result_count (g_ptr_array_index (results, i), level);
  return n;
}

static const char *
plural (guint n)
{
  return n == 1 ? "" : "s";
}

static const TcCheckResult *
find (const GPtrArray *results, const char *name)
{
  for (guint i = 0; i < results->len; i++) {
    const TcCheckResult *result = g_ptr_array_index (results, i);

    if (strcmp (result->name, name) == 0)
      return result;
  }
  return NULL;
}

void
tc_check_sum (const GPtrArray *results, char **en, char **zh)
{
  guint n_errors = tc_check_count (results, TC_CHECK_ERROR);
  guint n_warnings = tc_check_count (results, TC_CHECK_WARNING);
  guint n_notes = tc_check_count (results, TC_CHECK_NOTE);
  const TcCheckResult *names = find (results, "names");
  GString *sum_en = g_string_new (NULL);
  GString *sum_zh = g_string_new (NULL);

  if (n_errors > 0) {
    g_string_printf (sum_en, "%u error%s", n_errors, plural (n_errors));
    g_string_printf (sum_zh, "%u处错误", n_errors);
  } else if (names != NULL && !names->is_skipped) {
    g_string_assign (sum_en, names->sum_en);
    g_string_assign (sum_zh, names->sum_zh);
  }
  if (n_warnings > 0) {
    g_string_append_printf (sum_en, ", %u warning%s", n_warnings, plural (n_warnings));
    g_string_append_printf (sum_zh, "，%u处留意", n_warnings);
  }
  if (n_notes > 0) {
    g_string_append_printf (sum_en, ", %u picture%s to look at", n_notes,
                            plural (n_notes));
    g_string_append_printf (sum_zh, "，%u张图片要人看", n_notes);
  }
  *en = g_string_free (sum_en, FALSE);
  *zh = g_string_free (sum_zh, FALSE);
}

/* --- for people --- */

/* "unit name/name (en): error: ..., give it a short name" */
static void
print_finding (const TcCheckResult *result, const TcFinding *finding)
{
  if (strcmp (finding->kind, "file") == 0) {
    puts (finding->en); /* file:line:col: error: ... */
    return;
  }
  printf ("%s", finding->scene != NULL ? finding->scene : result->name);
  if (finding->layer != NULL)
    printf (" %s", finding->layer);
  if (finding->language != NULL)
    printf (" (%s)", finding->language);
  printf (": %s: %s", level_names[finding->level], finding->en);
  if (finding->fix_en != NULL)
    printf ("; %s", finding->fix_en);
  putchar ('\n');
}

static void
print_untold (const TcCheckResult *result)
{
  for (int level = TC_CHECK_ERROR; level >= TC_CHECK_NOTE; level--)
    if (result->n_untold[level] > 0)
      printf ("%s: %s: and %u more\n", result->name, level_names[level],
              result->n_untold[level]);
}

void
tc_check_print (const GPtrArray *results)
{
  g_autofree char *en = NULL;
  g_autofree char *zh = NULL;

  for (guint i = 0; i < results->len; i++) {
    const TcCheckResult *result = g_ptr_array_index (results, i);

    for (guint k = 0; k < result->findings->len; k++)
      print_finding (result, g_ptr_array_index (result->findings, k));
    print_untold (result);
  }
  tc_check_sum (results, &en, &zh);
  puts (en);
}

/* --- for machines --- */

static json_t *
both (const char *en, const char *zh)
{
  return en != NULL ? json_pack ("{s:s, s:s}", "en", en, "zh", zh) : json_null ();
}

static json_t *
finding_json (const TcFinding *self)
{
  return json_pack ("{s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:i, s:o, s:o}", "level",
                    level_names[self->level], "kind", self->kind, "scene", self->scene,
                    "layer", self->layer, "language", self->language, "value",
                    self->value, "count", (int)self->n, "text",
                    both (self->en, self->zh), "fix",
                    both (self->fix_en, self->fix_zh));
}

static json_t *
result_json (const TcCheckResult *self)
{
  json_t *findings = json_array ();
  guint n_untold = 0;

  for (guint i = 0; i < self->findings->len; i++)
    json_array_append_new (findings,
                           finding_json (g_ptr_array_index (self->findings, i)));
  for (guint i = 0; i < G_N_ELEMENTS (self->n_untold); i++)
    n_untold += self->n_untold[i];
  return json_pack ("{s:s, s:o, s:b, s:o, s:o, s:i, s:o}", "name", self->name, "title",
                    both (self->title_en, self->title_zh), "made", !self->is_skipped,
                    "sum", both (self->sum_en, self->sum_zh), "measured",
                    self->measured > 0 ? json_real (self->measured) : json_null (),
                    "untold", (int)n_untold, "findings", findings);
}

static json_t *
now_json (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *text = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S%:z");

  return json_string (text);
}

json_t *
tc_check_to_json (const TcCheck *check, const GPtrArray *results, int exit_code)
{
  json_t *checks = json_array ();
  json_t *scenes = json_array ();
  g_autofree char *en = NULL;
  g_autofree char *zh = NULL;

  tc_check_sum (results, &en, &zh);
  for (guint i = 0; i < results->len; i++)
    json_array_append_new (checks, result_json (g_ptr_array_index (results, i)));
  for (guint i = 0; i < check->scenes->len; i++) {
    const TcScene *scene = g_ptr_array_index (check->scenes, i);

    json_array_append_new (scenes, json_string (scene->name));
  }
  return json_pack ("{s:i, s:o, s:i, s:o, s:i, s:i, s:i, s:s, s:i, s:o, s:o}",
                    "version", 1, "checked", now_json (), "exit", exit_code, "sum",
                    both (en, zh), "errors",
                    (int)tc_check_count (results, TC_CHECK_ERROR), "warnings",
                    (int)tc_check_count (results, TC_CHECK_WARNING), "notes",
                    (int)tc_check_count (results, TC_CHECK_NOTE), "theme", check->theme,
                    "names", check->roster != NULL ? (int)check->roster->n_units : 0,
                    "scenes", scenes, "checks", checks);
}
