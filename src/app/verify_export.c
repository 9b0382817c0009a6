/* SPDX-License-Identifier: MIT */
#include "app/verify.h"

#include <string.h>

/* What video sites ask for: chapters of ten seconds and more, the first at zero. */
#define MIN_CHAPTER_S 10

/* --- a spreadsheet ---------------------------------------------------------------- */

/* Quoted; and what a spreadsheet would take for a formula becomes text. */
static void
put_cell (FILE *out, const char *text, gboolean is_last)
{
  fputc ('"', out);
  if (*text && strchr ("=+-@\t\r", *text))
    fputc ('\'', out);
  for (; *text; text++) {
    if (*text == '"')
      fputc ('"', out);
    fputc (*text, out);
  }
  fputs (is_last ? "\"\r\n" : "\",", out);
}

static void
put_json (FILE *out, const json_t *json, gboolean is_last)
{
  char *text = NULL;

  if (json_is_string (json)) {
    put_cell (out, json_string_value (json), is_last);
    return;
  }
  if (json && !json_is_null (json))
    text = json_dumps (json, JSON_COMPACT | JSON_ENCODE_ANY);
  put_cell (out, text ? text : "", is_last);
  free (text);
}

void
tc_verify_export_csv (const TcAsrunLog *log, FILE *out)
{
  static const char *const keys[] = {"n",     "time",  "frame",    "who",     "role",
                                     "scene", "epoch", "revision", "document"};

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    put_cell (out, keys[i], FALSE);
  put_cell (out, "kind", FALSE);
  put_cell (out, "what", TRUE);
  for (guint i = 0; i < tc_asrun_log_length (log); i++) {
    json_t *record = tc_asrun_log_record (log, i);

    for (guint j = 0; record && j < G_N_ELEMENTS (keys); j++)
      put_json (out, json_object_get (record, keys[j]), FALSE);
    if (record) {
      put_cell (out, tc_verify_kind (record), FALSE);
      put_json (out, json_object_get (record, "what"), TRUE);
    }
    json_decref (record);
  }
}

/* --- chapters --------------------------------------------------------------------- */

typedef struct {
  char *key; /* what makes it one chapter: the unit, or else the phase */
  char *title;
  gint64 begin_ms, end_ms;
} Chapter;

static void
chapter_free (gpointer data)
{
  Chapter *self = data;

  g_free (self->key);
  g_free (self->title);
  g_free (self);
}

static Chapter *
chapter_at (const GPtrArray *chapters, guint i)
{
  return g_ptr_array_index (chapters, i);
}

/* One line, whatever was written into it. */
static char *
one_line (const char *text)
{
  GString *line = g_string_new (NULL);

  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    g_string_append_unichar (line, g_unichar_iscntrl (c) ? ' ' : c);
  }
  return g_strstrip (g_string_free (line, FALSE));
}

static const char *
phase_title (const char *phase, gboolean is_english)
{
  static const struct {
    const char *phase, *zh, *en;
  } titles[] = {
      {"standby", "开场", "Opening"},    {"draw", "抽签", "Draw"},
      {"presenting", "汇报", "Reports"}, {"scoring", "评分", "Scoring"},
      {"result", "结果", "Result"},      {"ranking", "排名", "Ranking"},
      {"break", "休息", "Break"},        {"end", "结束", "End"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (strcmp (titles[i].phase, phase) == 0)
      return is_english ? titles[i].en : titles[i].zh;
  return phase;
}

/* A report with its scores and its result is one chapter. */
static gboolean
is_report (const char *phase)
{
  return strcmp (phase, "presenting") == 0 || strcmp (phase, "scoring") == 0 ||
         strcmp (phase, "result") == 0;
}

static char *
title_of (const json_t *record, const char *phase, gboolean is_english)
{
  const char *name = json_string_value (tc_verify_what (record, "name"));
  json_int_t order = json_integer_value (tc_verify_what (record, "order"));
  g_autofree char *text = NULL;

  if (!is_report (phase) || !name)
    return one_line (phase_title (phase, is_english));
  text = order > 0 ? g_strdup_printf ("%" JSON_INTEGER_FORMAT ". %s", order, name)
                   : g_strdup (name);
  return one_line (text);
}

static gint64
ms_of (const TcVerifyRun *run, gint64 frame, gint64 from)
{
  return frame > from ? tc_rate_tick_ns (run->rate, frame - from) / TC_NS_PER_MS : 0;
}

static void
add_chapter (GPtrArray *chapters,
             const json_t *record,
             const TcVerifyRun *run,
             gint64 from)
{
  const char *phase = json_string_value (tc_verify_what (record, "phase"));
  const char *unit = json_string_value (tc_verify_what (record, "unit"));
  const char *key = phase && is_report (phase) && unit ? unit : phase;
  const Chapter *last =
      chapters->len > 0 ? chapter_at (chapters, chapters->len - 1) : NULL;
  Chapter *chapter;

  if (!key || (last && strcmp (last->key, key) == 0))
    return;
  chapter = g_new0 (Chapter, 1);
  chapter->key = g_strdup (key);
  chapter->title = title_of (record, phase, g_str_has_prefix (run->language, "en"));
  chapter->begin_ms = ms_of (run, tc_verify_record_frame (record), from);
  /* What was over before the recording began, or at once, is no chapter. */
  if (last && chapter->begin_ms - last->begin_ms < MIN_CHAPTER_S * 1000) {
    chapter->begin_ms = last->begin_ms;
    g_ptr_array_set_size (chapters, (gint)chapters->len - 1);
  }
  g_ptr_array_add (chapters, chapter);
}

/* Returns: (transfer full) (element-type Chapter). */
static GPtrArray *
find_chapters (const TcVerifyRun *run, gint64 from)
{
  GPtrArray *chapters = g_ptr_array_new_with_free_func (chapter_free);
  gint64 end_ms = ms_of (run, tc_verify_run_last_frame (run), from);

  for (guint i = run->first; i < run->end; i++) {
    json_t *record = tc_asrun_log_record (run->log, i);

    if (record && strcmp (tc_verify_kind (record), "document") == 0 &&
        !json_is_false (tc_verify_what (record, "seen")))
      add_chapter (chapters, record, run, from);
    json_decref (record);
  }
  for (guint i = 0; i < chapters->len; i++) {
    Chapter *chapter = chapter_at (chapters, i);

    chapter->begin_ms = i == 0 ? 0 : chapter->begin_ms;
    chapter->end_ms = i + 1 < chapters->len ? chapter_at (chapters, i + 1)->begin_ms
                                            : MAX (end_ms, chapter->begin_ms + 1);
  }
  return chapters;
}

/* --- their three forms ------------------------------------------------------------ */

/* ffmpeg -i IN.mp4 -i THIS -map_metadata 1 -codec copy OUT.mp4 */
static void
put_mp4 (const Chapter *self, FILE *out)
{
  fprintf (out,
           "[CHAPTER]\nTIMEBASE=1/1000\nSTART=%" G_GINT64_FORMAT
           "\nEND=%" G_GINT64_FORMAT "\ntitle=",
           self->begin_ms, self->end_ms);
  for (const char *p = self->title; *p; p++) {
    if (strchr ("=;#\\", *p))
      fputc ('\\', out);
    fputc (*p, out);
  }
  fputc ('\n', out);
}

static void
put_youtube (const Chapter *self, FILE *out)
{
  gint64 s = self->begin_ms / 1000;

  if (s >= 3600)
    fprintf (out, "%d:%02d:%02d %s\n", (int)(s / 3600), (int)(s / 60 % 60),
             (int)(s % 60), self->title);
  else
    fprintf (out, "%02d:%02d %s\n", (int)(s / 60), (int)(s % 60), self->title);
}

static void
put_vtt_time (gint64 ms, FILE *out)
{
  fprintf (out, "%02d:%02d:%02d.%03d", (int)(ms / 3600000), (int)(ms / 60000 % 60),
           (int)(ms / 1000 % 60), (int)(ms % 1000));
}

static void
put_webvtt (const Chapter *self, guint number, FILE *out)
{
  g_autofree char *title = g_markup_escape_text (self->title, -1);

  fprintf (out, "\n%u\n", number);
  put_vtt_time (self->begin_ms, out);
  fputs (" --> ", out);
  put_vtt_time (self->end_ms, out);
  fprintf (out, "\n%s\n", *title ? title : "-");
}

gboolean
tc_verify_export_chapters (const TcVerifyRun *run,
                           TcVerifyChapters kind,
                           gint64 from,
                           FILE *out)
{
  g_autoptr (GPtrArray) chapters = find_chapters (run, from);

  if (kind == TC_VERIFY_MP4)
    fputs (";FFMETADATA1\n", out);
  if (kind == TC_VERIFY_WEBVTT)
    fputs ("WEBVTT\n", out);
  for (guint i = 0; i < chapters->len; i++) {
    const Chapter *chapter = chapter_at (chapters, i);

    if (kind == TC_VERIFY_MP4)
      put_mp4 (chapter, out);
    else if (kind == TC_VERIFY_YOUTUBE)
      put_youtube (chapter, out);
    else
      put_webvtt (chapter, i + 1, out);
  }
  return chapters->len > 0;
}
