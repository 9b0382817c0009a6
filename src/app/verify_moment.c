/* SPDX-License-Identifier: MIT */
#include "app/verify.h"

#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/feed/parse.h"

/* A run that was killed says nothing after its last record; a checkpoint comes each
 * minute. */
#define SILENCE_US (90 * G_USEC_PER_SEC)

/* --- which one -------------------------------------------------------------------- */

/* The day of the last record, for a time without one. */
static char *
last_day (const TcAsrunLog *log)
{
  char *day = NULL;

  for (guint i = tc_asrun_log_length (log); i-- > 0 && !day;) {
    json_t *record = tc_asrun_log_record (log, i);
    const char *time = json_string_value (json_object_get (record, "time"));

    day = time && strlen (time) > 10 ? g_strndup (time, 10) : NULL;
    json_decref (record);
  }
  return day;
}

static gboolean
read_time (const TcAsrunLog *log, const char *word, gint64 *wall_us)
{
  g_autofree char *day = last_day (log);
  g_autofree char *whole = strchr (word, 'T') || strchr (word, ' ') || !day
                               ? g_strdup (word)
                               : g_strdup_printf ("%sT%s", day, word);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (whole, zone);

  if (!time)
    return FALSE;
  *wall_us =
      g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}

static gboolean
is_frame (const char *word, gint64 *frame)
{
  guint64 value = 0;

  if (!g_ascii_string_to_unsigned (word, 10, 0, G_MAXINT32, &value, NULL))
    return FALSE;
  *frame = (gint64)value;
  return TRUE;
}

/* Was the program still running? */
static gboolean
check_end (const TcVerifyRun *run, gint64 frame, GError **error)
{
  json_t *last = tc_asrun_log_record (run->log, run->end - 1);
  json_t *before =
      run->end - run->first > 1 ? tc_asrun_log_record (run->log, run->end - 2) : NULL;
  gboolean is_closed = last && before && strcmp (tc_verify_kind (before), "close") == 0;
  gint64 last_us = tc_verify_run_wall_us (run, tc_verify_run_last_frame (run));
  gint64 late_us = tc_verify_run_wall_us (run, frame) - last_us;

  json_decref (last);
  json_decref (before);
  if (late_us <= (is_closed ? 0 : SILENCE_US))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_DATA,
               "nothing was on the air then: run %u ended at frame %" G_GINT64_FORMAT,
               run->number, tc_verify_run_last_frame (run));
  return FALSE;
}

TcVerifyRun *
tc_verify_moment_find (const TcAsrunLog *log,
                       const char *word,
                       guint number,
                       gint64 *frame,
                       GError **error)
{
  g_autoptr (TcVerifyRun) run = NULL;
  gint64 wall_us;

  if (is_frame (word, frame)) {
    run = tc_verify_run_new (log, number, error);
  } else if (read_time (log, word, &wall_us)) {
    run = tc_verify_run_at (log, wall_us, error);
    *frame = run ? tc_verify_run_frame (run, wall_us) : 0;
  } else {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
                 "%s: must be a frame, or a time as 2026-11-23T10:42:07 or 10:42:07.5",
                 word);
  }
  if (run && *frame < 0)
    *frame = 0;
  return run && check_end (run, *frame, error) ? g_steal_pointer (&run) : NULL;
}

/* --- in words --------------------------------------------------------------------- */

/* Records that tell of the moment; references. */
typedef struct {
  json_t *scene, *document, *last;
  json_t *latches[4]; /* clear, panic, slate, black */
  GPtrArray *keyers;  /* names of those that are off */
  GPtrArray *layers;  /* the same, of the scene on programme */
} Moment;

static const char *const latches[] = {"clear", "panic", "slate", "black"};

static void
keep (json_t **kept, json_t *record)
{
  json_decref (*kept);
  *kept = json_incref (record);
}

static void
note_hidden (GPtrArray *hidden, json_t *record)
{
  const char *name = json_string_value (tc_verify_what (record, "name"));
  guint at;

  if (!name)
    return;
  gboolean was_hidden =
      g_ptr_array_find_with_equal_func (hidden, name, g_str_equal, &at);
  if (!json_is_true (tc_verify_what (record, "on")) && !was_hidden)
    g_ptr_array_add (hidden, g_strdup (name));
  if (json_is_true (tc_verify_what (record, "on")) && was_hidden)
    g_ptr_array_remove_index (hidden, at);
}

/* The T-bar at its end is one, too. */
static gboolean
is_take (const json_t *record, const char *kind)
{
  double position = json_number_value (tc_verify_what (record, "position"));

  return strcmp (kind, "take") == 0 || strcmp (kind, "auto_take") == 0 ||
         (strcmp (kind, "tbar") == 0 && position >= 1);
}

static void
note_record (Moment *self, json_t *record)
{
  const char *kind = tc_verify_kind (record);
  const char *answer = json_string_value (tc_verify_what (record, "answer"));

  keep (&self->last, record);
  if (answer && strcmp (answer, "done") != 0)
    return;
  if (is_take (record, kind)) {
    keep (&self->scene, record);
    keep (&self->latches[0], NULL);         /* a take ends clear, */
    g_ptr_array_set_size (self->layers, 0); /* and shows all of its scene */
  }
  if (strcmp (kind, "document") == 0)
    keep (&self->document, record);
  if (strcmp (kind, "keyer") == 0)
    note_hidden (self->keyers, record);
  if (strcmp (kind, "layer") == 0)
    note_hidden (self->layers, record);
  for (guint i = 0; i < G_N_ELEMENTS (latches); i++)
    if (strcmp (kind, latches[i]) == 0)
      keep (&self->latches[i],
            i == 0 || json_is_true (tc_verify_what (record, "on")) ? record : NULL);
}

/* Names are whatever somebody wrote, and go to a terminal. */
static void
clean (json_t *json)
{
  const char *key;
  json_t *value;
  size_t i;

  if (json_is_string (json)) {
    g_autofree char *text = g_strdup (json_string_value (json));
    for (char *p = text; *p; p++)
      if (g_ascii_iscntrl (*p))
        *p = '?';
    json_string_set (json, text);
  }
  json_object_foreach (json, key, value)
  {
    clean (value);
  }
  json_array_foreach (json, i, value)
  {
    clean (value);
  }
}

static void
moment_init (Moment *self, const TcVerifyRun *run, gint64 frame)
{
  *self = (Moment){.keyers = g_ptr_array_new_with_free_func (g_free),
                   .layers = g_ptr_array_new_with_free_func (g_free)};
  for (guint i = run->first; i < run->end; i++) {
    json_t *record = tc_asrun_log_record (run->log, i);

    if (record && tc_verify_record_frame (record) <= frame) {
      clean (record);
      note_record (self, record);
    }
    json_decref (record);
  }
}

static void
moment_clear (Moment *self)
{
  json_decref (self->scene);
  json_decref (self->document);
  json_decref (self->last);
  for (guint i = 0; i < G_N_ELEMENTS (latches); i++)
    json_decref (self->latches[i]);
  g_ptr_array_unref (self->keyers);
  g_ptr_array_unref (self->layers);
}

static json_int_t
number_of (const json_t *record, const char *key)
{
  return json_integer_value (json_object_get (record, key));
}

static const char *
text_of (const json_t *json, const char *otherwise)
{
  return json_is_string (json) ? json_string_value (json) : otherwise;
}

static void
say_scene (const Moment *self, const TcVerifyRun *run, FILE *out)
{
  const json_t *who = json_object_get (self->scene, "who");

  if (!self->scene) {
    fprintf (out, "scene %s, since the start\n", run->scene);
    return;
  }
  fprintf (out, "scene %s, since frame %" JSON_INTEGER_FORMAT ", ",
           text_of (tc_verify_what (self->scene, "name"), "?"),
           number_of (self->scene, "frame"));
  if (json_is_string (who))
    fprintf (out, "taken by %s, %s", json_string_value (who),
             text_of (json_object_get (self->scene, "role"), "?"));
  else
    fprintf (out, "by itself in the phase %s",
             text_of (tc_verify_what (self->scene, "phase"), "?"));
  fprintf (out, ": record %" JSON_INTEGER_FORMAT "\n", number_of (self->scene, "n"));
}

static void
say_document (const Moment *self, FILE *out)
{
  const json_t *sha256 = json_object_get (self->document, "document");
  const json_t *unit = tc_verify_what (self->document, "unit");

  if (!self->document || !tc_verify_what (self->document, "phase")) {
    fprintf (out, "no document\n");
    return;
  }
  fprintf (out,
           "document %s, epoch %s, revision %" JSON_INTEGER_FORMAT
           ", since frame %" JSON_INTEGER_FORMAT ": record %" JSON_INTEGER_FORMAT "\n",
           text_of (sha256, "none"),
           text_of (json_object_get (self->document, "epoch"), "none"),
           number_of (self->document, "revision"), number_of (self->document, "frame"),
           number_of (self->document, "n"));
  fprintf (out, "phase %s", text_of (tc_verify_what (self->document, "phase"), "?"));
  if (unit)
    fprintf (out, ", unit %s %s%s", text_of (unit, "?"),
             text_of (tc_verify_what (self->document, "name"), ""),
             tc_verify_what (self->document, "manual") ? " (picked by hand)" : "");
  fputs ("\n", out);
}

static void
say_rest (const Moment *self, FILE *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (latches); i++)
    if (self->latches[i])
      fprintf (out,
               "%s, since frame %" JSON_INTEGER_FORMAT ": record %" JSON_INTEGER_FORMAT
               "\n",
               latches[i], number_of (self->latches[i], "frame"),
               number_of (self->latches[i], "n"));
  for (guint i = 0; i < self->keyers->len; i++)
    fprintf (out, "off: keyer %s\n", (char *)self->keyers->pdata[i]);
  for (guint i = 0; i < self->layers->len; i++)
    fprintf (out, "off: layer %s\n", (char *)self->layers->pdata[i]);
}

void
tc_verify_moment_say (const TcVerifyRun *run, gint64 frame, FILE *out)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (
      tc_verify_run_wall_us (run, frame) / G_USEC_PER_SEC);
  g_autofree char *text = time ? g_date_time_format_iso8601 (time) : g_strdup ("?");
  Moment self;

  moment_init (&self, run, frame);
  fprintf (out, "at %s: run %u, frame %" G_GINT64_FORMAT "\n", text, run->number,
           frame);
  say_scene (&self, run, out);
  say_document (&self, out);
  say_rest (&self, out);
  if (number_of (self.last, "n") > run->log->signed_n)
    fprintf (out, "nobody vouches for this: it lies behind the last good checkpoint\n");
  moment_clear (&self);
}
