/* SPDX-License-Identifier: MIT
 *
 * clock: the time of day, the time since a moment, or the time until one. A countdown
 * changes its colour when little is left; one that has run out says so in words and
 * never counts below zero. Moments out of the document are compared with the backend's
 * own clock, a moment written in the scene with the wall clock.
 */
#include "scene/layer.h"
#include "scene/value.h"

#define DAY_S 86400

enum {
  SHOW_TIME,
  SHOW_ELAPSED,
  SHOW_COUNTDOWN
};

typedef struct {
  TcLayer base;
  int show;
  const TcPath *of; /* elapsed since it, countdown until it */
  char *until;      /* or "HH:MM" */
  int until_s;      /* the same as seconds of the day; -1: none */
  gboolean has_seconds;
  TcTypeSize size;
  int floor_px;
  gboolean is_bold;
  TcPaint colour, warn_colour;
  int warn_s;
  int at[2], width, align;
  TcWords over; /* when a countdown has run out */
} ClockLayer;

#define AT(field) G_STRUCT_OFFSET (ClockLayer, field)

static const char *const shows[] = {"time", "elapsed", "countdown", NULL};
static const char *const aligns[] = {"left", "centre", "right", NULL};

static const TcLayerKey keys[] = {
    {"show", TC_KEY_ENUM, AT (show), .is_required = TRUE, .names = shows},
    {"of", TC_KEY_PATH, AT (of), .value = TC_VALUE_TIME,
     .help = "the moment since or until which it counts"},
    {"until", TC_KEY_STRING, AT (until), .help = "or a time of the day, \"10:50\""},
    {"seconds", TC_KEY_BOOL, AT (has_seconds), .help = "of the time of day"},
    {"size", TC_KEY_SIZE, AT (size), .is_required = TRUE},
    {"floor", TC_KEY_INT, AT (floor_px), .min = 8, .max = 1024,
     .help = "its smallest size in pixels"},
    {"bold", TC_KEY_BOOL, AT (is_bold)},
    {"colour", TC_KEY_PAINT, AT (colour), .is_required = TRUE},
    {"warn_colour", TC_KEY_PAINT, AT (warn_colour), .help = "when little is left"},
    {"warn_s", TC_KEY_INT, AT (warn_s), .max = DAY_S, .help = "so little"},
    {"at", TC_KEY_PLACE, AT (at), .is_required = TRUE,
     .help = "left edge, centre or right edge by align; optical centre"},
    {"width", TC_KEY_INT, AT (width), .min = 1, .max = 4096, .initial = TC_SCENE_WIDTH},
    {"align", TC_KEY_ENUM, AT (align), .names = aligns},
    {"over", TC_KEY_WORDS, AT (over),
     .help = "when it has run out; without: Starting soon"},
    {NULL},
};

/* "HH:MM" to seconds of the day; -1: it is none. */
static int
parse_minute (const char *text)
{
  g_auto (GStrv) halves = g_strsplit (text, ":", 2);
  guint64 hour;
  guint64 minute;

  if (g_strv_length (halves) != 2 ||
      !g_ascii_string_to_unsigned (halves[0], 10, 0, 23, &hour, NULL) ||
      !g_ascii_string_to_unsigned (halves[1], 10, 0, 59, &minute, NULL))
    return -1;
  return (int)(hour * 3600 + minute * 60);
}

static gboolean
finish (TcLayerReader *reader G_GNUC_UNUSED,
        const TcYamlNode *map,
        TcLayer *layer,
        GError **error)
{
  ClockLayer *self = (ClockLayer *)layer;

  if (self->floor_px == 0)
    self->floor_px = self->size.floor_px;
  self->until_s = self->until != NULL ? parse_minute (self->until) : -1;
  if (self->until != NULL && self->until_s < 0)
    return tc_yaml_fail (tc_yaml_get (map, "until"), error,
                         "'until' is a time of the day in quotes, as in \"10:50\"");
  if (self->show == SHOW_ELAPSED && (self->of == NULL || self->until != NULL))
    return tc_yaml_fail (map, error, "an elapsed time needs 'of', its beginning");
  if (self->show == SHOW_COUNTDOWN && (self->of == NULL) == (self->until == NULL))
    return tc_yaml_fail (map, error, "a countdown needs either 'of' or 'until'");
  if (self->show == SHOW_TIME && (self->of != NULL || self->until != NULL))
    return tc_yaml_fail (map, error, "the time of day has neither 'of' nor 'until'");
  return self->over.zh == NULL || !tc_words_have_score (&self->over) ||
         tc_yaml_fail (tc_yaml_get (map, "over"), error, "a clock shows no score");
}

/* The written moment that is nearest: "00:10" is ahead at 23:50 and behind at 00:30. */
static gint64
written_left_ns (const ClockLayer *self, const TcBind *bind)
{
  g_autoptr (GDateTime) local = tc_value_local_time (bind, bind->wall_us);
  gint64 gone_s;
  gint64 left_s;

  if (local == NULL)
    return 0;
  gone_s = g_date_time_get_hour (local) * 3600 + g_date_time_get_minute (local) * 60 +
           g_date_time_get_second (local);
  left_s = (self->until_s - gone_s + DAY_S + DAY_S / 2) % DAY_S - DAY_S / 2;
  return left_s * TC_NS_PER_S - bind->wall_us % G_USEC_PER_SEC * 1000;
}

/* FALSE: the moment is not known. */
static gboolean
left_ns (const ClockLayer *self, TcBind *bind, gint64 *left)
{
  TcValue moment;

  if (self->of == NULL) {
    *left = written_left_ns (self, bind);
    return TRUE;
  }
  moment = tc_path_get (self->of, bind);
  if (moment.kind != TC_VALUE_TIME)
    return FALSE;
  *left = moment.number * 1000 - tc_value_backend_now_ns (bind);
  return TRUE;
}

/* Counts whole seconds that are still to go, so that 0 is reached on the moment. */
static char *
countdown (const ClockLayer *self, TcResolve *resolve, gint64 left, gboolean *is_over)
{
  gint64 seconds = (left + TC_NS_PER_S - 1) / TC_NS_PER_S;

  *is_over = left <= 0;
  if (!*is_over) {
    tc_value_changes_each_second (resolve->bind, resolve->bind->mono_ns + left);
    return tc_format_number (TC_FORMAT_DURATION, seconds, resolve->bind);
  }
  if (self->over.zh != NULL)
    return tc_template_text (tc_words_pick (resolve, &self->over), resolve->bind);
  return g_strdup (resolve->bind->is_english ? "Starting soon" : "即将开始");
}

static char *
time_of_day (const ClockLayer *self, TcBind *bind)
{
  gint64 period_us = (self->has_seconds ? 1 : 60) * G_USEC_PER_SEC;
  gint64 left_us = period_us - bind->wall_us % period_us;

  bind->change_ns = MIN (bind->change_ns, bind->mono_ns + left_us * 1000);
  return tc_format_number (self->has_seconds ? TC_FORMAT_TIME : TC_FORMAT_MINUTE,
                           bind->wall_us, bind);
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const ClockLayer *self = (const ClockLayer *)layer;
  TcBind *bind = resolve->bind;
  gint64 left = 0;
  gboolean is_over = FALSE;
  g_autofree char *text = NULL;
  TcFill fill = {{0}};
  TcTextSpec spec = {.x = self->at[0],
                     .centre = self->at[1],
                     .width = self->width,
                     .size_px = self->size.px,
                     .floor_px = self->floor_px,
                     .is_bold = self->is_bold,
                     .align = (TcAlign)self->align,
                     .fit = TC_FIT_WHOLE,
                     .change = TC_CHANGE_CUT};

  if (self->show != SHOW_TIME && !left_ns (self, bind, &left))
    return;
  if (self->show == SHOW_TIME) {
    text = time_of_day (self, bind);
  } else if (self->show == SHOW_ELAPSED) {
    tc_value_changes_each_second (bind, bind->mono_ns + left);
    text = tc_format_number (TC_FORMAT_DURATION, MAX (-left, 0) / TC_NS_PER_S, bind);
  } else {
    text = countdown (self, resolve, left, &is_over);
  }
  tc_paint_fill (resolve, &self->colour, &fill);
  if (self->show == SHOW_COUNTDOWN && left <= self->warn_s * TC_NS_PER_S)
    tc_paint_fill (resolve, &self->warn_colour, &fill);
  if (text == NULL)
    return;
  if (is_over) { /* words are wider than figures */
    spec.fit = TC_FIT_SHRINK;
    spec.floor_px = MIN (spec.floor_px, spec.size_px / 3);
    spec.change = TC_CHANGE_FADE;
  }
  spec.text = text;
  spec.colour = fill.top;
  tc_resolve_add_text (resolve, layer->id, &spec);
}

const TcLayerKind tc_layer_clock = {
    .name = "clock",
    .size = sizeof (ClockLayer),
    .keys = keys,
    .finish = finish,
    .resolve = resolve,
};
