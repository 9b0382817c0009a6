/* SPDX-License-Identifier: MIT
 *
 * What the machine and the house's folder must have: fonts, theme, scenes, room on the
 * disk.
 */
#include "app/check-part.h"

#include "tallycast/core/error.h"

#include <string.h>
#include <sys/statvfs.h>

#define SHORT_HOURS   6 /* of recording: a long meeting with its breaks */
#define AUDIO_KBPS    128
#define BYTES_IN_GB   1e9
#define SPEED_SPARE   4 /* times the programme's rate */
#define SLATE         "slate"
#define THEMES        "theme"
#define FAMILY_SAMPLE "正A1"

/* --- fonts, theme, scenes --- */

static void
tell_unloadable (TcCheck *check, TcCheckResult *result, const GError *error)
{
  int code = tc_error_exit_code (error);

  if (code != TC_ERROR_DATA)
    check->exit_code = code;
  tc_check_result_add_file (result, error->message);
}

static const char *const *
camera_ids (const TcConfig *config, GPtrArray *ids)
{
  for (guint i = 0; i < config->n_cameras; i++)
    g_ptr_array_add (ids, config->cameras[i].id);
  g_ptr_array_add (ids, NULL);
  return (const char *const *)ids->pdata;
}

static void
load (TcCheck *check, TcCheckResult *result)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  TcInspectorOptions options = {
      .overlays_dir = check->overlays_dir,
      .fonts_dir = check->config->overlays.fonts,
      .theme = check->theme,
      .cameras = camera_ids (check->config, ids),
      .width = check->config->programme.width,
      .height = check->config->programme.height,
  };
  const GPtrArray *faults;

  check->inspector = tc_inspector_new (&options, &error);
  if (check->inspector == NULL) {
    tell_unloadable (check, result, error);
    return;
  }
  faults = tc_inspector_faults (check->inspector);
  check->has_faults = faults->len > 0;
  for (guint i = 0; i < faults->len; i++)
    tc_check_result_add_file (result, g_ptr_array_index (faults, i));
}

/* Themes that are not the configured one may be taken tomorrow. Returns: how many are
 * there. */
static guint
look_at_themes (const TcCheck *check, TcCheckResult *result)
{
  g_autofree char *path = g_build_filename (check->overlays_dir, THEMES, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_autofree char *stem = g_strndup (name, strcspn (name, "."));
    g_autoptr (GError) error = NULL;
    g_autoptr (TcTheme) theme = NULL;

    if (!g_str_has_suffix (name, ".yaml") || *name == '.')
      continue;
    n++;
    if (strcmp (stem, check->theme) == 0)
      continue; /* read already */
    theme = tc_theme_load (file, &error);
    if (theme == NULL)
      tc_check_result_add_file (result, error->message);
  }
  return n;
}

static void
look_at_family (const TcCheck *check, TcCheckResult *result)
{
  const char *wanted = tc_theme_family (tc_inspector_theme (check->inspector));
  TcTextStyle style = {.family = wanted, .size_px = 72};
  g_autofree char *shown = tc_text_dup_family (FAMILY_SAMPLE, &style);

  if (wanted == NULL || g_strcmp0 (wanted, shown) == 0)
    return;
  tc_check_result_add (
      result,
      &(TcFinding){
          .level = TC_CHECK_ERROR,
          .kind = "font",
          .value = (char *)wanted,
          .which = wanted,
          .en = g_strdup_printf ("the theme's font '%s' is not there, '%s' is shown",
                                 wanted, shown),
          .zh = g_strdup_printf ("没有主题要的字体“%s”，显示为“%s”", wanted, shown),
          .fix_en = g_strdup ("put it into the fonts folder (overlays: fonts)"),
          .fix_zh = g_strdup ("把它放进字体文件夹（overlays: fonts）"),
      });
}

static void
list_scenes (TcCheck *check)
{
  const GPtrArray *scenes = tc_inspector_scenes (check->inspector);

  for (guint i = 0; i < scenes->len; i++) {
    TcScene *scene = g_ptr_array_index (scenes, i);

    if (!tc_check_wants_scene (check, scene->name))
      continue;
    g_ptr_array_add (check->scenes, tc_scene_ref (scene));
    check->n_scenes += strcmp (scene->name, SLATE) != 0;
  }
}

void
tc_check_scenes (TcCheck *check, TcCheckResult *result)
{
  guint n_themes;

  load (check, result);
  if (check->inspector == NULL)
    return;
  look_at_family (check, result);
  n_themes = look_at_themes (check, result);
  list_scenes (check);
  tc_check_result_set_sum (
      result,
      g_strdup_printf ("%u scenes and %u themes read, fonts are there", check->n_scenes,
                       n_themes),
      g_strdup_printf ("%u个场景、%u个主题已读，字体齐全", check->n_scenes, n_themes));
}

/* --- pictures --- */

void
tc_check_pictures (TcCheck *check, TcCheckResult *result)
{
  g_autoptr (GPtrArray) files = NULL;
  guint n;

  if (check->inspector == NULL)
    return;
  files = tc_inspector_files (check->inspector);
  for (guint i = 0; i < files->len; i++) {
    const TcInspectedFile *file = g_ptr_array_index (files, i);

    if (strcmp (file->scene, "always") != 0 &&
        !tc_check_wants_scene (check, file->scene))
      continue;
    tc_check_result_add (
        result,
        &(TcFinding){
            .level = TC_CHECK_NOTE,
            .kind = "picture",
            .scene = file->scene,
            .layer = file->id,
            .value = file->file,
            .which = file->file,
            .en = g_strdup_printf ("a picture can lie: look at %s", file->file),
            .zh = g_strdup_printf ("图片里的字机器读不了，请看一眼%s", file->file),
        });
  }
  n = result->findings->len;
  tc_check_result_set_sum (
      result,
      n > 0 ? g_strdup_printf ("%u picture file%s, which no machine can read", n,
                               n == 1 ? "" : "s")
            : g_strdup ("no picture files: everything on air was read"),
      n > 0 ? g_strdup_printf ("%u个图片文件，内容要人看", n)
            : g_strdup ("没有图片文件，播出的文字都检查过"));
}

/* --- the disk --- */

/* The nearest folder above that is there already. */
static gboolean
measure_disk (const char *dir, struct statvfs *found)
{
  g_autofree char *path = g_canonicalize_filename (dir, NULL);

  while (statvfs (path, found) != 0) {
    char *above = g_path_get_dirname (path);

    if (strcmp (above, path) == 0) {
      g_free (above);
      return FALSE;
    }
    g_free (path);
    path = above;
  }
  return TRUE;
}

static void
tell_room (const TcCheck *check, TcCheckResult *result, double hours)
{
  const TcConfigRecord *record = &check->config->record;

  tc_check_result_add (
      result,
      &(TcFinding){
          .level = hours < 1 ? TC_CHECK_ERROR : TC_CHECK_WARNING,
          .kind = "disk",
          .value = record->dir,
          .en = g_strdup_printf ("room for %.1f h of recording (%d GB stay free)",
                                 hours, record->keep_free_gb),
          .zh = g_strdup_printf ("只够录%.1f小时（留出%d GB）", hours,
                                 record->keep_free_gb),
          .fix_en = g_strdup ("make room, or record onto another disk"),
          .fix_zh = g_strdup ("腾出空间，或录到另一块盘"),
      });
}

/* A disk that is just fast enough is too slow when it has something else to do. */
static void
tell_slow_disk (const TcCheck *check, TcCheckResult *result, double mb_s, double kbps)
{
  if (mb_s * 8000 >= kbps * SPEED_SPARE)
    return;
  tc_check_result_add (
      result, &(TcFinding){
                  .level = TC_CHECK_ERROR,
                  .kind = "slow",
                  .value = check->config->record.dir,
                  .en = mb_s > 0 ? g_strdup_printf ("it writes only %.1f MB/s", mb_s)
                                 : g_strdup ("nothing can be written there"),
                  .zh = mb_s > 0 ? g_strdup_printf ("每秒只能写%.1f MB", mb_s)
                                 : g_strdup ("写不进去"),
                  .fix_en = g_strdup ("record onto another disk (record: dir)"),
                  .fix_zh = g_strdup ("录到另一块盘（record: dir）"),
              });
}

void
tc_check_disk (TcCheck *check, TcCheckResult *result)
{
  const TcConfigRecord *record = &check->config->record;
  double kbps = check->config->encoders[0].bitrate_kbps + AUDIO_KBPS;
  struct statvfs found;
  double free_gb;
  double hours;

  if (record->dir == NULL) {
    tc_check_result_skip (result, "nothing is recorded (record: dir)",
                          "没有录制（record: dir）");
    return;
  }
  if (!measure_disk (record->dir, &found)) {
    tc_check_result_skip (result, "the disk cannot be measured", "量不到磁盘");
    return;
  }
  free_gb = (double)found.f_bavail * (double)found.f_frsize / BYTES_IN_GB;
  hours =
      MAX (free_gb - record->keep_free_gb, 0) * BYTES_IN_GB * 8 / (kbps * 1000) / 3600;
  if (hours < SHORT_HOURS)
    tell_room (check, result, hours);
  g_autofree char *speed_en = NULL;
  g_autofree char *speed_zh = NULL;
  if (check->part != NULL && g_file_test (record->dir, G_FILE_TEST_IS_DIR)) {
    result->measured = tc_check_write_speed (record->dir);
    tell_slow_disk (check, result, result->measured, kbps);
    speed_en = g_strdup_printf (", writes %.0f MB/s", result->measured);
    speed_zh = g_strdup_printf ("，写入%.0f MB/s", result->measured);
  }
  tc_check_result_set_sum (
      result,
      g_strdup_printf ("%.0f GB free, lasts %.0f h at %.0f kbit/s%s", free_gb, hours,
                       kbps, speed_en != NULL ? speed_en : ""),
      g_strdup_printf ("剩余%.0f GB，按%.0f kbit/s可录%.0f小时%s", free_gb, kbps, hours,
                       speed_zh != NULL ? speed_zh : ""));
}
