/* SPDX-License-Identifier: MIT
 *
 * All checks in their order.
 */
#include "app/check-case.h"
#include "app/check-part.h"

#include <string.h>

/* In the order in which they are made and told. Fonts, roster and moments first: the
 * others need them. */
static const struct {
  const char *part, *name, *title_en, *title_zh;
  void (*run) (TcCheck *check, TcCheckResult *result);
} checks[] = {
    {TC_CHECK_SCENES, "config", "Configuration", "配置", tc_check_config},
    {TC_CHECK_SCENES, "scenes", "Scenes and fonts", "场景与字体", tc_check_scenes},
    {TC_CHECK_SCENES, "backend", "Scoring system", "评分系统", tc_check_backend},
    {TC_CHECK_SCENES, "roster", "Roster", "名单", tc_check_roster},
    {TC_CHECK_SCENES, "names", "Names", "名称", tc_check_names},
    {TC_CHECK_SCENES, "values", "Values", "数值与文字", tc_check_values},
    {TC_CHECK_SCENES, "pictures", "Pictures", "图片", tc_check_pictures},
    {TC_CHECK_SCENES, "flashes", "Flashes", "闪烁", tc_check_flashes},
    {TC_CHECK_SCENES, "start", "Start", "启动", tc_check_start},
    {TC_CHECK_MACHINE, "disk", "Disk", "磁盘", tc_check_disk},
    {TC_CHECK_MACHINE, "encoder", "Encoder", "编码", tc_check_encoder},
};

gboolean
tc_check_wants_scene (const TcCheck *self, const char *name)
{
  return self->only == NULL || g_strv_contains ((const char *const *)self->only, name);
}

/* --- a run --- */

static void
make_cases (TcCheck *check)
{
  check->cases = tc_check_cases_make (check);
  check->names = g_hash_table_new (g_str_hash, g_str_equal);
  check->name_layers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < check->roster->n_units; i++)
    for (int k = 0; k < 2; k++) {
      const TcRosterUnit *unit = &check->roster->units[i];
      char *name = k == 0 ? unit->name : unit->short_name;

      if (name != NULL)
        g_hash_table_add (check->names, name);
    }
}

GPtrArray *
tc_check_run (TcCheck *check)
{
  GPtrArray *results =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tc_check_result_free);

  check->pictures =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tc_check_picture_free);
  check->scenes = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_scene_unref);
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    if (check->part != NULL && strcmp (check->part, checks[i].part) != 0)
      continue;
    TcCheckResult *result =
        tc_check_result_new (checks[i].name, checks[i].title_en, checks[i].title_zh);

    checks[i].run (check, result);
    if (result->sum_en == NULL && result->findings->len == 0)
      tc_check_result_skip (result, "scenes cannot be read", "场景读不了");
    tc_check_result_sort (result);
    g_ptr_array_add (results, result);
    if (check->roster != NULL && check->cases == NULL)
      make_cases (check);
    if (checks[i].run == tc_check_pictures) { /* then directors have its fonts */
      tc_check_draw_pictures (check);
      g_clear_pointer (&check->inspector, tc_inspector_free);
    }
  }
  return results;
}

void
tc_check_clear (TcCheck *check)
{
  g_clear_pointer (&check->cases, g_ptr_array_unref);
  g_clear_pointer (&check->pictures, g_ptr_array_unref);
  g_clear_pointer (&check->names, g_hash_table_unref);
  g_clear_pointer (&check->name_layers, g_hash_table_unref);
  g_clear_pointer (&check->inspector, tc_inspector_free);
  tc_snapshot_unref (check->document);
  tc_roster_unref (check->roster);
  g_clear_pointer (&check->scenes, g_ptr_array_unref);
}
