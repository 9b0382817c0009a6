/* SPDX-License-Identifier: MIT */
#include "app/verify.h"

#include <string.h>

#include "tallycast/core/config.h"
#include "tallycast/core/error.h"
#include "tallycast/feed/parse.h"

/* A year: no run is longer, and whoever wrote the log may say what he likes. */
#define MAX_US (366 * 86400 * G_GINT64_CONSTANT (1000000))

const char *
tc_verify_kind (const json_t *record)
{
  const char *kind = json_string_value (tc_verify_what (record, "kind"));

  return kind ? kind : "";
}

const json_t *
tc_verify_what (const json_t *record, const char *key)
{
  return json_object_get (json_object_get (record, "what"), key);
}

gint64
tc_verify_record_frame (const json_t *record)
{
  return CLAMP (json_integer_value (json_object_get (record, "frame")), 0, G_MAXINT32);
}

gint64
tc_verify_record_wall_us (const json_t *record)
{
  const char *time = json_string_value (json_object_get (record, "time"));
  gint64 wall_us = 0;
  int offset_s;

  return time && tc_rfc3339_parse (time, &wall_us, &offset_s) ? wall_us : 0;
}

/* --- finding it ------------------------------------------------------------------- */

static gboolean
is_open (const TcAsrunLog *log, guint i, gint64 *wall_us)
{
  json_t *record = tc_asrun_log_record (log, i);
  gboolean is_open = strcmp (tc_verify_kind (record), "open") == 0;

  *wall_us = tc_verify_record_wall_us (record);
  json_decref (record);
  return is_open;
}

static void
read_word (char **kept, const json_t *json, const char *otherwise)
{
  const char *text = json_string_value (json);

  *kept = g_strdup (text ? text : otherwise);
}

/* The open record: FALSE when there is no programme in it. */
static gboolean
read_open (TcVerifyRun *self, const json_t *record)
{
  const json_t *programme = tc_verify_what (record, "programme");
  const json_t *scene = json_object_get (record, "scene");
  const char *fps = json_string_value (json_object_get (programme, "fps"));
  g_autofree char *size = NULL;

  self->width = (int)json_integer_value (json_object_get (programme, "width"));
  self->height = (int)json_integer_value (json_object_get (programme, "height"));
  self->delay_ms = (int)CLAMP (
      json_integer_value (json_object_get (programme, "delay_ms")), 0, 60000);
  read_word (&self->language, json_object_get (programme, "language"), "zh-CN");
  read_word (&self->theme, json_object_get (programme, "theme"), "azure");
  read_word (&self->scene,
             json_is_string (scene) ? scene : json_object_get (programme, "scene"),
             "clean");
  size = g_strdup_printf ("%dx%d", self->width, self->height);
  return fps && tc_config_parse_rate (fps, &self->rate) &&
         tc_config_parse_size (size, &self->width, &self->height);
}

static gboolean
is_anchor (const json_t *record)
{
  return strcmp (tc_verify_kind (record), "checkpoint") == 0 ||
         strcmp (tc_verify_kind (record), "start") == 0;
}

/* What was signed before the first tick says nothing of frames. */
static void
read_anchors (TcVerifyRun *self)
{
  for (guint i = self->first; i < self->end; i++) {
    json_t *record = tc_asrun_log_record (self->log, i);
    TcVerifyAnchor anchor = {tc_verify_record_frame (record),
                             tc_verify_record_wall_us (record)};

    if (record && strcmp (tc_verify_kind (record), "start") == 0)
      g_array_set_size (self->anchors, 0);
    if (record && is_anchor (record))
      g_array_append_val (self->anchors, anchor);
    json_decref (record);
  }
}

static TcVerifyRun *
run_new (const TcAsrunLog *log, guint number, guint first, guint end, GError **error)
{
  g_autoptr (TcVerifyRun) self = g_new0 (TcVerifyRun, 1);
  json_t *record = tc_asrun_log_record (log, first);
  gboolean is_read;

  self->log = log;
  self->number = number;
  self->first = first;
  self->end = end;
  self->anchors = g_array_new (FALSE, FALSE, sizeof (TcVerifyAnchor));
  is_read = read_open (self, record);
  json_decref (record);
  read_anchors (self);
  if (is_read && self->anchors->len > 0)
    return g_steal_pointer (&self);
  g_set_error (error, TC_ERROR, TC_ERROR_DATA,
               "run %u: its records tell no programme and no time", number);
  return NULL;
}

void
tc_verify_run_free (TcVerifyRun *self)
{
  if (!self)
    return;
  g_array_unref (self->anchors);
  g_free (self->language);
  g_free (self->theme);
  g_free (self->scene);
  g_free (self);
}

/* The @number-th run, or the last one that began at @wall_us or before. */
static TcVerifyRun *
find (const TcAsrunLog *log, guint number, gint64 wall_us, GError **error)
{
  guint length = tc_asrun_log_length (log), n = 0, found = 0, first = 0, end = length;

  for (guint i = 0; i < length; i++) {
    gint64 open_us;

    if (!is_open (log, i, &open_us))
      continue;
    n++;
    if (found && n == found + 1)
      end = i;
    if (number ? n == number : open_us <= wall_us) {
      found = n;
      first = i;
      end = length;
    }
  }
  if (found)
    return run_new (log, found, first, end, error);
  if (number)
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "there is no run %u", number);
  else
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "nothing was on the air then, yet");
  return NULL;
}

TcVerifyRun *
tc_verify_run_new (const TcAsrunLog *log, guint number, GError **error)
{
  return find (log, number, G_MAXINT64, error);
}

TcVerifyRun *
tc_verify_run_at (const TcAsrunLog *log, gint64 wall_us, GError **error)
{
  return find (log, 0, wall_us, error);
}

static gboolean
tells_of (const json_t *record, const char *name)
{
  const char *file = json_string_value (tc_verify_what (record, "id"));

  return record && strcmp (tc_verify_kind (record), "recorder") == 0 && file &&
         strcmp (file, name) == 0;
}

/* Its first picture; logs of before told only when the file was begun. */
static gint64
first_frame (const json_t *record)
{
  const json_t *first = tc_verify_what (record, "first");

  return json_is_integer (first) ? CLAMP (json_integer_value (first), 0, G_MAXINT32)
                                 : tc_verify_record_frame (record);
}

TcVerifyRun *
tc_verify_run_recording (const TcAsrunLog *log,
                         const char *file,
                         gint64 *frame,
                         GError **error)
{
  g_autofree char *name = g_path_get_basename (file);
  guint number = 0;

  for (guint i = 0; i < tc_asrun_log_length (log); i++) {
    json_t *record = tc_asrun_log_record (log, i);
    gboolean is_found = tells_of (record, name);

    number += record && strcmp (tc_verify_kind (record), "open") == 0 ? 1 : 0;
    *frame = first_frame (record);
    json_decref (record);
    if (is_found)
      return tc_verify_run_new (log, MAX (number, 1), error);
  }
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "no record tells of the recording %s",
               name);
  return NULL;
}

/* --- frames and time -------------------------------------------------------------- */

static gint64
frames_in (const TcVerifyRun *self, gint64 us)
{
  return tc_rate_tick_at (self->rate, CLAMP (us, -MAX_US, MAX_US) * 1000);
}

/* The clock may have been set: what counts is the anchor before. */
gint64
tc_verify_run_frame (const TcVerifyRun *self, gint64 wall_us)
{
  const TcVerifyAnchor *anchors = (const TcVerifyAnchor *)(gpointer)self->anchors->data;
  TcVerifyAnchor anchor = anchors[0];

  for (guint i = 0; i < self->anchors->len; i++)
    if (anchors[i].wall_us <= wall_us)
      anchor = anchors[i];
  return anchor.frame + frames_in (self, wall_us - anchor.wall_us);
}

gint64
tc_verify_run_wall_us (const TcVerifyRun *self, gint64 frame)
{
  const TcVerifyAnchor *anchors = (const TcVerifyAnchor *)(gpointer)self->anchors->data;
  TcVerifyAnchor anchor = anchors[0];

  for (guint i = 0; i < self->anchors->len; i++)
    if (anchors[i].frame <= frame)
      anchor = anchors[i];
  return anchor.wall_us + tc_rate_tick_ns (self->rate, frame - anchor.frame) / 1000;
}

gint64
tc_verify_run_last_frame (const TcVerifyRun *self)
{
  gint64 last = 0;

  for (guint i = self->first; i < self->end; i++) {
    json_t *record = tc_asrun_log_record (self->log, i);

    last = MAX (last, tc_verify_record_frame (record));
    json_decref (record);
  }
  return last;
}
