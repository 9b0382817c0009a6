/* SPDX-License-Identifier: MIT
 *
 * tallycast render: one picture of a scene, by the stage's own code, without cameras,
 * clocks and pipelines.
 */
#include "tallycast/app/app.h"
#include "tallycast/app/options.h"
#include "tallycast/core/config.h"
#include "tallycast/core/error.h"
#include "tallycast/draw/canvas.h"
#include "tallycast/draw/picture.h"
#include "tallycast/draw/placer.h"
#include "tallycast/feed/rules.h"
#include "tallycast/scene/director.h"

#include <stdio.h>
#include <string.h>

#define RATE         25
#define BASE_NS      (1000 * TC_NS_PER_S) /* tick 0 */
#define MAX_AT_S     86400.0
#define SETTLE_TICKS (2 * RATE) /* motions last less: before them only values count */
#define LATE_S       8
#define STALE_S      47

typedef struct {
  char *out, *size, *language, *theme, *camera, *age, *overlays, *fonts;
  char **data;
  double at_s;
  gboolean is_off_air;
} Options;

/* Time stands still at the tick that is drawn: @mono_ns and the document's own time. */
typedef struct {
  gint64 mono_ns, start_wall_us;
} Moment;

static gint64
moment_mono_ns (gpointer data)
{
  return ((Moment *)data)->mono_ns;
}

static gint64
moment_wall_us (gpointer data)
{
  const Moment *moment = data;

  return moment->start_wall_us + (moment->mono_ns - BASE_NS) / 1000;
}

static gint64
tick_ns (gpointer data, gint64 tick)
{
  (void)data;
  return BASE_NS + tc_rate_tick_ns ((TcRate){RATE, 1}, tick);
}

static gint64
next_tick (gpointer data)
{
  return (((Moment *)data)->mono_ns - BASE_NS) * RATE / TC_NS_PER_S;
}

/* --- data --- */

static gboolean
fail_document (const char *path, TcFault *fault, GError **error)
{
  g_autofree char *place = fault->line > 0
                               ? g_strdup_printf (":%d:%d", fault->line, fault->column)
                               : g_strdup ("");

  fault->line = 0; /* told in front, where editors look for it */
  g_autofree char *text = tc_fault_to_string (fault);
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s%s: error: %s", path, place, text);
  tc_fault_free (fault);
  return FALSE;
}

static gboolean
read_document (TcRules *rules, const char *path, TcSnapshot **snapshot, GError **error)
{
  g_autofree char *bytes = NULL;
  g_autoptr (TcDocument) document = NULL;
  g_autoptr (GError) inner = NULL;
  TcFault *fault = NULL;
  gsize n_bytes;

  if (!g_file_get_contents (path, &bytes, &n_bytes, &inner)) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: error: cannot read it: %s", path,
                 inner->message);
    return FALSE;
  }
  document = tc_document_parse (bytes, n_bytes, &fault);
  if (document == NULL)
    return fail_document (path, fault, error);
  if (tc_rules_judge (rules, &document, FALSE, &fault) == TC_VERDICT_REFUSED)
    return fail_document (path, fault, error);
  for (guint i = 0; document != NULL && i < document->faults->len; i++) {
    g_autofree char *text =
        tc_fault_to_string (g_ptr_array_index (document->faults, i));

    fprintf (stderr, "%s: warning: %s\n", path, text);
  }
  if (document != NULL) {
    tc_snapshot_unref (*snapshot);
    *snapshot = tc_snapshot_ref (document->snapshot);
  }
  return TRUE;
}

static gboolean
read_data (const Options *options, TcSnapshot **snapshot, GError **error)
{
  g_autoptr (TcRules) rules = tc_rules_new ();

  for (guint i = 0; options->data != NULL && options->data[i] != NULL; i++)
    if (!read_document (rules, options->data[i], snapshot, error))
      return FALSE;
  if (*snapshot != NULL)
    (*snapshot)->receipt_mono_ns = BASE_NS;
  return TRUE;
}

/* --- the picture --- */

/* A stand-in for the camera: a picture, one colour, or a quiet grey. */
static gboolean
paint_camera (const char *camera, TcCanvas *canvas, TcRect whole, GError **error)
{
  TcRectStyle style = {.fill = {0x77, 0x85, 0x8f, 255},
                       .fill_bottom = {0x2c, 0x33, 0x3b, 255},
                       .is_gradient = TRUE};
  guint64 value;

  if (camera != NULL && camera[0] == '#') {
    if (strlen (camera) != 7 ||
        !g_ascii_string_to_unsigned (camera + 1, 16, 0, 0xffffff, &value, NULL)) {
      g_set_error (error, TC_ERROR, TC_ERROR_USAGE, "--camera %s: a colour is #RRGGBB",
                   camera);
      return FALSE;
    }
    style.fill =
        (TcColour){(guint8)(value >> 16), (guint8)(value >> 8), (guint8)value, 255};
    style.is_gradient = FALSE;
  } else if (camera != NULL) {
    g_autoptr (TcImage) image = tc_image_load_png (camera, error);

    if (image == NULL)
      return FALSE;
    tc_canvas_image (canvas, image, whole, TC_IMAGE_COVER);
    return TRUE;
  }
  tc_canvas_rect (canvas, whole, &style);
  return TRUE;
}

/* All cameras show the same picture. */
static gboolean
put_cameras (const Options *options,
             const TcShot *shot,
             gint64 tick,
             const TcPicture *picture,
             GError **error)
{
  TcRect whole = {0, 0, picture->width, picture->height};
  TcPlacing placing = tc_shot_place (shot, tick, whole.w, whole.h);
  g_autoptr (TcCanvas) canvas = tc_canvas_new (whole.w, whole.h, error);
  g_autoptr (TcPicture) camera = tc_picture_new (whole.w, whole.h);
  g_autoptr (TcPlacer) placer = tc_placer_new (MAX (whole.w, whole.h));
  const TcPicture *sources[TC_SHOT_MAX_PLACEMENTS];
  g_autoptr (TcSprite) sprite = NULL;

  if (canvas == NULL || !paint_camera (options->camera, canvas, whole, error))
    return FALSE;
  sprite = tc_canvas_to_sprite (canvas);
  tc_blend (camera, sprite, &(TcPose){0, 0, whole, 255});
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    sources[i] = camera;
  tc_placer_draw (placer, shot, tick, &placing, sources, picture);
  return TRUE;
}

static TcShot *
compose_at (TcDirector *director, Moment *moment, gint64 tick)
{
  moment->mono_ns = tick_ns (NULL, tick);
  tc_director_prepare (director, tick);
  return tc_director_compose (director, tick);
}

/* Lives through the last two seconds second by second, as on the air: measures move. */
static TcShot *
play (TcDirector *director, Moment *moment, gint64 last)
{
  TcShot *shot = compose_at (director, moment, 0);
  gint64 tick = MAX (last - SETTLE_TICKS, 0);

  while (tick < last) {
    gint64 change_ns;

    tc_shot_unref (compose_at (director, moment, tick));
    change_ns = tc_director_next_change_ns (director);
    tick =
        change_ns < tick_ns (NULL, last)
            ? MAX ((change_ns - BASE_NS + TC_NS_PER_S / RATE - 1) * RATE / TC_NS_PER_S,
                   tick + 1)
            : last;
  }
  tc_shot_unref (shot);
  return compose_at (director, moment, last);
}

static gboolean
set_age (TcDirector *director, const char *age, gint64 last, GError **error)
{
  gint64 now_ns = tick_ns (NULL, last);

  if (age == NULL || strcmp (age, "fresh") == 0)
    tc_director_set_age (director, TC_AGE_FRESH, now_ns);
  else if (strcmp (age, "late") == 0)
    tc_director_set_age (director, TC_AGE_LATE, now_ns - LATE_S * TC_NS_PER_S);
  else if (strcmp (age, "stale") == 0)
    tc_director_set_age (director, TC_AGE_STALE, now_ns - STALE_S * TC_NS_PER_S);
  else {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
                 "--age %s: must be fresh, late or stale", age);
    return FALSE;
  }
  return TRUE;
}

static gboolean
fail_scene (TcDirector *director, const char *name, GError **error)
{
  json_t *scenes = tc_director_scenes (director);
  g_autofree const char **known = g_new0 (const char *, json_array_size (scenes) + 1);
  const char *near;

  for (size_t i = 0; i < json_array_size (scenes); i++)
    known[i] = json_string_value (json_object_get (json_array_get (scenes, i), "name"));
  near = tc_did_you_mean (name, known);
  g_set_error (error, TC_ERROR, TC_ERROR_USAGE, "no scene '%s'%s%s%s", name,
               near != NULL ? " (did you mean '" : "", near != NULL ? near : "",
               near != NULL ? "'?)" : "");
  json_decref (scenes);
  return FALSE;
}

static gboolean
take (TcDirector *director, const char *scene, GError **error)
{
  TcStageCommand command = {.kind = TC_STAGE_PREVIEW, .name = scene};
  TcStageAnswer answer;

  tc_director_command (director, &command, &answer);
  if (answer.kind != TC_STAGE_DONE)
    return fail_scene (director, scene, error);
  command = (TcStageCommand){.kind = TC_STAGE_TAKE, .transition = TC_STAGE_AS_SCENE};
  tc_director_command (director, &command, &answer);
  return TRUE;
}

static gboolean
render (const Options *options,
        const char *scene,
        int width,
        int height,
        GError **error)
{
  g_autoptr (TcSnapshot) snapshot = NULL;
  g_autoptr (TcDirector) director = NULL;
  g_autoptr (TcShot) shot = NULL;
  g_autoptr (TcPicture) picture = NULL;
  Moment moment = {BASE_NS, 0};
  TcClock clock = {moment_mono_ns, moment_wall_us, &moment};
  gint64 last = (gint64)(options->at_s * RATE + 0.5);
  TcStageOptions stage = {
      .overlays_dir = options->overlays,
      .fonts_dir = options->fonts,
      .language = options->language,
      .theme = options->theme,
      .width = width,
      .height = height,
      .rate = {RATE, 1},
      .clock = &clock,
      .ticks = {next_tick, tick_ns, &moment},
  };

  if (!read_data (options, &snapshot, error))
    return FALSE;
  moment.start_wall_us = snapshot != NULL ? snapshot->time_us : g_get_real_time ();
  director = tc_director_new (&stage, error);
  if (director == NULL || !set_age (director, options->age, last, error))
    return FALSE;
  tc_director_set_live (director, !options->is_off_air);
  tc_director_set_snapshot (director, snapshot);
  if (strcmp (scene, "slate") == 0)
    return tc_picture_write_png (tc_director_slate (director), options->out, error);
  if (!take (director, scene, error))
    return FALSE;
  shot = play (director, &moment, last);
  picture = tc_picture_new (width, height);
  if (!put_cameras (options, shot, last, picture, error))
    return FALSE;
  tc_shot_blend (shot, last, picture);
  return tc_picture_write_png (picture, options->out, error);
}

static void
clear (Options *options)
{
  g_free (options->out);
  g_free (options->size);
  g_free (options->language);
  g_free (options->theme);
  g_free (options->camera);
  g_free (options->age);
  g_free (options->overlays);
  g_free (options->fonts);
  g_strfreev (options->data);
}

static gboolean
parse_size (const char *text, int *width, int *height)
{
  g_auto (GStrv) sides = g_strsplit (text, "x", 2);
  gint64 w;
  gint64 h;

  if (g_strv_length (sides) != 2 ||
      !g_ascii_string_to_signed (sides[0], 10, 16, 3840, &w, NULL) ||
      !g_ascii_string_to_signed (sides[1], 10, 16, 2160, &h, NULL))
    return FALSE;
  *width = (int)w;
  *height = (int)h;
  return TRUE;
}

static gboolean
is_language (const char *tag)
{
  gsize n = strcspn (tag, "-");

  return n == 2 && (strncmp (tag, "zh", n) == 0 || strncmp (tag, "en", n) == 0);
}

static int
run (Options *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int width = 1920;
  int height = 1080;

  if (argc < 2)
    return tc_options_usage_error ("render", "SCENE is missing");
  if (options->out == NULL)
    return tc_options_usage_error ("render", "-o OUT.png is missing");
  if (options->size != NULL && !parse_size (options->size, &width, &height))
    return tc_options_usage_error ("render", "--size %s: must be WIDTHxHEIGHT",
                                   options->size);
  if (options->language != NULL && !is_language (options->language))
    return tc_options_usage_error ("render", "--language %s: must be zh-CN or en",
                                   options->language);
  if (!(options->at_s >= 0 && options->at_s <= MAX_AT_S))
    return tc_options_usage_error ("render", "--at must be 0 to %.0f seconds",
                                   MAX_AT_S);
  if (options->overlays == NULL) {
    g_autofree char *data_dir = tc_config_data_dir ();
    options->overlays = g_build_filename (data_dir, "overlays", NULL);
  }
  if (render (options, argv[1], width, height, &error))
    return 0;
  return tc_options_report ("render", error);
}

int
tc_app_render (int argc, char **argv)
{
  static Options options;
  static const GOptionEntry entries[] = {
      {"data", 'd', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.data,
       "a backend's document; several: one after another", "STATE.json"},
      {"at", 0, 0, G_OPTION_ARG_DOUBLE, &options.at_s,
       "seconds after the scene came on (2)", "SECONDS"},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.out, "the picture", "OUT.png"},
      {"size", 0, 0, G_OPTION_ARG_STRING, &options.size, "programme's size (1920x1080)",
       "WxH"},
      {"language", 0, 0, G_OPTION_ARG_STRING, &options.language, "zh-CN or en", "LANG"},
      {"theme", 0, 0, G_OPTION_ARG_STRING, &options.theme, "azure", "NAME"},
      {"camera", 0, 0, G_OPTION_ARG_FILENAME, &options.camera,
       "stand-in for the camera: a PNG or #RRGGBB", "PICTURE"},
      {"age", 0, 0, G_OPTION_ARG_STRING, &options.age, "fresh, late or stale", "AGE"},
      {"overlays", 0, 0, G_OPTION_ARG_FILENAME, &options.overlays,
       "folder of the scenes; default: the shipped ones", "DIR"},
      {"fonts", 0, 0, G_OPTION_ARG_FILENAME, &options.fonts, "a house's own fonts",
       "DIR"},
      {"off-air", 0, 0, G_OPTION_ARG_NONE, &options.is_off_air, "without the live mark",
       NULL},
      {NULL},
  };
  int code;

  options = (Options){.at_s = 2};
  if (tc_options_parse (&argc, &argv, entries, "SCENE",
                        "draw one picture of a scene, as it would be on the air", 1,
                        &code))
    code = run (&options, argc, argv);
  clear (&options);
  return code;
}
