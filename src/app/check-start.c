/* SPDX-License-Identifier: MIT
 *
 * Whether `live` would start with this configuration: what it says, and the stage that
 * comes of it.
 */
#include "app/check-part.h"

#include "app/unbuilt.h"
#include "tallycast/core/error.h"
#include "tallycast/scene/director.h"
#include "tallycast/web/tokens.h"

void
tc_check_config (TcCheck *check, TcCheckResult *result)
{
  const TcConfig *config = check->config;
  const char *tokens_file = config->control.tokens_file;
  g_autoptr (GError) error = NULL;
  g_autoptr (TcTokens) tokens =
      tokens_file ? tc_tokens_new (tokens_file, &error) : NULL;

  if ((tokens_file && !tokens) || !tc_unbuilt_refuse (config, &error)) {
    check->exit_code = TC_ERROR_CONFIG;
    tc_check_result_add_file (result, error->message);
  }
  for (char **warning = config->warnings; *warning != NULL; warning++)
    tc_check_result_add (result, &(TcFinding){.level = TC_CHECK_WARNING,
                                              .kind = "config",
                                              .which = *warning,
                                              .value = *warning,
                                              .en = g_strdup (*warning),
                                              .zh = g_strdup (*warning)});
  tc_check_result_set_sum (
      result,
      config->path != NULL
          ? g_strdup_printf ("%s read", config->path)
          : g_strdup ("no file: defaults and what the environment says"),
      config->path != NULL ? g_strdup_printf ("已读%s", config->path)
                           : g_strdup ("没有配置文件，用默认值和环境变量"));
}

/* The director at a clock that stands still; nothing is drawn. */
static gint64
tick_zero (G_GNUC_UNUSED gpointer data)
{
  return 0;
}

static gint64
tick_ns (G_GNUC_UNUSED gpointer data, gint64 tick)
{
  return tick;
}

static TcDirector *
direct (const TcCheck *check, GError **error)
{
  const TcConfig *config = check->config;
  guint n = config->overlays.n_phases;
  g_autofree TcStagePhase *phases = g_new0 (TcStagePhase, n);
  TcStageOptions options = {
      .overlays_dir = check->overlays_dir,
      .fonts_dir = config->overlays.fonts,
      .language = config->programme.language,
      .theme = check->theme,
      .width = config->programme.width,
      .height = config->programme.height,
      .rate = config->programme.rate,
      .scene = config->overlays.scene,
      .phases = phases,
      .n_phases = n,
      .clock = tc_clock_system (),
      .ticks = {tick_zero, tick_ns, NULL},
  };

  for (guint i = 0; i < n; i++)
    phases[i] = (TcStagePhase){(TcPhase)i, config->overlays.phases[i].scene};
  return tc_director_new (&options, error);
}

void
tc_check_start (TcCheck *check, TcCheckResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcDirector) director = NULL;

  if (check->has_faults || check->scenes->len == 0)
    return;
  if (check->only != NULL) {
    tc_check_result_skip (result, "not tried: only some scenes were asked for",
                          "未试：只检查了部分场景");
    return;
  }
  director = direct (check, &error);
  if (director == NULL) {
    check->exit_code = tc_error_exit_code (error);
    tc_check_result_add_file (result, error->message);
    return;
  }
  tc_check_result_set_sum (
      result,
      g_strdup_printf ("it would start with scene %s, and follow the phases",
                       check->config->overlays.scene),
      g_strdup_printf ("可以从场景%s开始，并跟随会议阶段",
                       check->config->overlays.scene));
}
