/* SPDX-License-Identifier: MIT
 *
 * tallycast render: a picture of a scene, or its motion, by the stage's own code,
 * without cameras, clocks and pipelines.
 */
#include "app/render_file.h"
#include "app/render_play.h"
#include "tallycast/app/app.h"
#include "tallycast/app/options.h"
#include "tallycast/core/config.h"
#include "tallycast/core/error.h"

#include <math.h>
#include <string.h>

#define DEFAULT_AT_S 2
#define MAX_MOTION_S 600.0
#define NOT_GIVEN    NAN

typedef struct {
  char *out, *size, *fps, *language, *theme, *camera, *overlays, *fonts, *transition;
  char **data, **ages, **then, **keyers;
  char *roster;
  double at_s, from_s, to_s;
  gboolean is_off_air;
} Options;

/* What they mean. */
typedef struct {
  TcFormat format;
  TcRenderFileKind kind;
  gint64 first, end; /* ticks: first .. end - 1 */
} Job;

static gboolean
draw (const Options *options, const Job *job, TcRenderPlay *play, GError **error)
{
  g_autoptr (TcRenderFile) file =
      tc_render_file_new (options->out, job->kind, &job->format, error);

  if (file == NULL)
    return FALSE;
  for (gint64 tick = job->first; tick < job->end; tick++)
    if (!tc_render_file_push (file, tc_render_play_picture (play, tick), error))
      return FALSE;
  return tc_render_file_finish (file, error);
}

static gboolean
render (const Options *options, const char *scene, const Job *job, GError **error)
{
  TcRenderWords words = {.scene = scene,
                         .data = options->data,
                         .then = options->then,
                         .roster = options->roster,
                         .ages = options->ages,
                         .keyers = options->keyers,
                         .transition = options->transition};
  TcRenderLook look = {
      .overlays = options->overlays,
      .fonts = options->fonts,
      .language = options->language,
      .theme = options->theme,
      .camera = options->camera,
      .width = job->format.width,
      .height = job->format.height,
      .rate = job->format.rate,
      .is_off_air = options->is_off_air,
  };
  g_autoptr (GPtrArray) events = tc_render_events_new (&words, job->format.rate, error);
  g_autoptr (TcRenderPlay) play =
      events != NULL ? tc_render_play_new (&look, events, error) : NULL;

  return play != NULL && draw (options, job, play, error);
}

/* --- the command line --- */

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, TC_ERROR, TC_ERROR_USAGE, text);
  return FALSE;
}

static gboolean
read_format (const Options *options, TcFormat *format, GError **error)
{
  *format = (TcFormat){1920, 1080, {25, 1}};
  if (options->size != NULL &&
      !tc_config_parse_size (options->size, &format->width, &format->height)) {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
                 "--size %s: must be WIDTHxHEIGHT, both even, %dx%d to %dx%d",
                 options->size, TC_CONFIG_MIN_WIDTH, TC_CONFIG_MIN_HEIGHT,
                 TC_CONFIG_MAX_WIDTH, TC_CONFIG_MAX_HEIGHT);
    return FALSE;
  }
  if (options->fps != NULL && !tc_config_parse_rate (options->fps, &format->rate)) {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
                 "--fps %s: must be 5 to 60, as 25, 29.97 or 30000/1001", options->fps);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_still (const Options *options, Job *job, GError **error)
{
  double at_s = isnan (options->at_s) ? DEFAULT_AT_S : options->at_s;

  if (job->kind != TC_RENDER_STILL)
    return fail (error, "--to SECONDS is missing: -o names a motion");
  if (!isnan (options->from_s))
    return fail (error, "--from needs --to SECONDS");
  if (!(at_s >= 0 && at_s <= TC_RENDER_MAX_S)) {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE, "--at must be 0 to %.0f seconds",
                 TC_RENDER_MAX_S);
    return FALSE;
  }
  job->first = tc_render_tick (job->format.rate, at_s);
  job->end = job->first + 1;
  return TRUE;
}

static gboolean
read_motion (const Options *options, Job *job, GError **error)
{
  double from_s = isnan (options->from_s) ? 0 : options->from_s;

  if (job->kind == TC_RENDER_STILL)
    return fail (error, "--to makes a motion: -o must be a .mp4, or frames-%04d.png");
  if (!isnan (options->at_s))
    return fail (error, "--at is for one picture, --from and --to for a motion");
  if (!(from_s >= 0 && options->to_s <= TC_RENDER_MAX_S &&
        options->to_s - from_s <= MAX_MOTION_S)) {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
                 "--from and --to must be 0 to %.0f seconds, at most %.0f apart",
                 TC_RENDER_MAX_S, MAX_MOTION_S);
    return FALSE;
  }
  job->first = tc_render_tick (job->format.rate, from_s);
  job->end = tc_render_tick (job->format.rate, options->to_s);
  return job->end > job->first ||
         fail (error, "--to must be after --from, by a frame or more");
}

static gboolean
is_language (const char *tag)
{
  gsize n = strcspn (tag, "-");

  return n == 2 && (strncmp (tag, "zh", n) == 0 || strncmp (tag, "en", n) == 0);
}

static gboolean
read_options (const Options *options, Job *job, GError **error)
{
  if (options->out == NULL)
    return fail (error, "-o OUT.png is missing");
  if (options->language != NULL && !is_language (options->language)) {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE, "--language %s: must be zh-CN or en",
                 options->language);
    return FALSE;
  }
  return tc_render_file_kind (options->out, &job->kind, error) &&
         read_format (options, &job->format, error) &&
         (isnan (options->to_s) ? read_still (options, job, error)
                                : read_motion (options, job, error));
}

static int
run (Options *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Job job;

  if (argc < 2)
    return tc_options_usage_error ("render", "SCENE is missing");
  if (!read_options (options, &job, &error))
    return tc_options_usage_error ("render", "%s", error->message);
  if (options->overlays == NULL) {
    g_autofree char *data_dir = tc_config_data_dir ();
    options->overlays = g_build_filename (data_dir, "overlays", NULL);
  }
  if (render (options, argv[1], &job, &error))
    return 0;
  return tc_options_report ("render", error);
}

static void
clear (Options *options)
{
  char *texts[] = {options->out,      options->size,  options->fps,
                   options->language, options->theme, options->camera,
                   options->overlays, options->fonts, options->transition};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_strfreev (options->data);
  g_free (options->roster);
  g_strfreev (options->ages);
  g_strfreev (options->then);
  g_strfreev (options->keyers);
}

int
tc_app_render (int argc, char **argv)
{
  Options options = {.at_s = NOT_GIVEN, .from_s = NOT_GIVEN, .to_s = NOT_GIVEN};
  const GOptionEntry entries[] = {
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.out,
       "OUT.png; of a motion: OUT.mp4, or OUT-%04d.png, a picture a frame", "OUT"},
      {"data", 'd', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.data,
       "a backend's document, and when it comes; several: one after another",
       "STATE.json[@SECONDS]"},
      {"roster", 0, 0, G_OPTION_ARG_FILENAME, &options.roster,
       "the backend's roster: a draw's reel rolls through it", "ROSTER.json"},
      {"at", 0, 0, G_OPTION_ARG_DOUBLE, &options.at_s,
       "one picture: seconds after the scene came on (2)", "SECONDS"},
      {"from", 0, 0, G_OPTION_ARG_DOUBLE, &options.from_s,
       "a motion: its first moment (0)", "SECONDS"},
      {"to", 0, 0, G_OPTION_ARG_DOUBLE, &options.to_s, "a motion: where it ends",
       "SECONDS"},
      {"then", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.then,
       "takes another scene at that second; several: one interrupts another",
       "SCENE@SECONDS"},
      {"transition", 0, 0, G_OPTION_ARG_STRING, &options.transition,
       "of each take: scene (as it says), write, cut, fade or push", "KIND"},
      {"age", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.ages,
       "of the data: fresh, late or stale, and from when on", "AGE[@SECONDS]"},
      {"keyer", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.keyers,
       "switches a keyer (logo, notice, clock, live), and from when on",
       "NAME=on|off[@SECONDS]"},
      {"size", 0, 0, G_OPTION_ARG_STRING, &options.size, "programme's size (1920x1080)",
       "WxH"},
      {"fps", 0, 0, G_OPTION_ARG_STRING, &options.fps, "programme's rate (25)", "N"},
      {"language", 0, 0, G_OPTION_ARG_STRING, &options.language, "zh-CN or en", "LANG"},
      {"theme", 0, 0, G_OPTION_ARG_STRING, &options.theme, "azure", "NAME"},
      {"camera", 0, 0, G_OPTION_ARG_FILENAME, &options.camera,
       "stand-in for the camera: a PNG or #RRGGBB", "PICTURE"},
      {"overlays", 0, 0, G_OPTION_ARG_FILENAME, &options.overlays,
       "folder of the scenes; default: the shipped ones", "DIR"},
      {"fonts", 0, 0, G_OPTION_ARG_FILENAME, &options.fonts, "a house's own fonts",
       "DIR"},
      {"off-air", 0, 0, G_OPTION_ARG_NONE, &options.is_off_air, "without the live mark",
       NULL},
      {NULL},
  };
  int code;

  if (tc_options_parse (&argc, &argv, entries, "SCENE",
                        "Draws a scene as it would be on the air: one picture, or its "
                        "motion, without a camera.",
                        1, &code))
    code = run (&options, argc, argv);
  clear (&options);
  return code;
}
