/* SPDX-License-Identifier: MIT
 *
 * One function for each part of the status; what they find is sorted at the end.
 */
#include "tallycast/control/alarms.h"

#include "alarm-texts.h"
#include "status-private.h"

#define MAX_VALUES 4
#define UNKNOWN    (-1)

typedef struct {
  TcAlarmRow row, worst; /* worst: what it counts as; most often the row itself */
  gint64 since_ms;       /* UNKNOWN: not known */
  json_t *json;
} Found;

/* --- making --- */

static json_t *
three (const TcAlarmText *text, const TcAlarmValue *values, gboolean is_english)
{
  g_autofree char *what = tc_alarm_fill (text->what, values, is_english);
  g_autofree char *public = tc_alarm_fill (text->public, values, is_english);
  g_autofree char *todo = tc_alarm_fill (text->todo, values, is_english);

  return json_pack ("{s:s, s:s, s:s}", "what", what, "public", public, "todo", todo);
}

/* @values: at most MAX_VALUES, freed. @numbers: (transfer full) (nullable): the same
 * for machines. Returns: borrowed, until the next one is added. */
static Found *
add (GArray *all,
     TcAlarmRow row,
     const char *id,
     gint64 since_ms,
     const TcAlarmValue *values,
     json_t *numbers)
{
  const TcAlarmTexts *texts = &tc_alarm_texts[row];
  TcAlarmValue filled[MAX_VALUES + 2] = {
      {"for", tc_alarm_duration (since_ms, FALSE), tc_alarm_duration (since_ms, TRUE)}};
  Found found = {row, row, since_ms, NULL};

  for (guint i = 0; values != NULL && values[i].name != NULL; i++) {
    g_assert (i < MAX_VALUES);
    filled[i + 1] = values[i];
  }
  found.json = json_pack (
      "{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "id", id, "kind", texts->kind, "level",
      texts->is_act ? "act" : "note", "since_ms",
      since_ms != UNKNOWN ? json_integer (since_ms) : json_null (), "values",
      numbers != NULL ? numbers : json_object (), "zh",
      three (&texts->zh, filled, FALSE), "en", three (&texts->en, filled, TRUE));
  for (guint i = 0; filled[i].name != NULL; i++)
    tc_alarm_value_clear (&filled[i]);
  g_array_append_val (all, found);
  return &g_array_index (all, Found, all->len - 1);
}

static TcAlarmValue
value (const char *name, const char *zh, const char *en)
{
  return (TcAlarmValue){name, g_strdup (zh), g_strdup (en)};
}

/* The same in both languages. */
static TcAlarmValue
number_value (const char *name, const char *format, double number)
{
  char text[32];

  g_ascii_formatd (text, sizeof text, format, number);
  return value (name, text, text);
}

/* With one thing to tell. */
static void
add_one (GArray *all,
         TcAlarmRow row,
         const char *id,
         gint64 since_ms,
         TcAlarmValue one,
         json_t *numbers)
{
  const TcAlarmValue values[] = {one, {NULL}};

  add (all, row, id, since_ms, values, numbers);
}

/* --- the programme --- */

static void
look_at_encoder (GArray *all, const json_t *status)
{
  if (tc_status_true (json_object_get (status, "encoder"), "failed"))
    add (all, TC_ALARM_ENCODER, "encoder", UNKNOWN, NULL, NULL);
}

static void
look_at_speed (GArray *all, const json_t *status)
{
  gint64 n = tc_status_int (json_object_get (status, "minute"), "missed", 0);

  if (n > 0)
    add_one (all, n >= TC_ALARM_MISSED_ACT ? TC_ALARM_SLOW : TC_ALARM_HICCUP, "speed",
             UNKNOWN, number_value ("n", "%.0f", (double)n),
             json_pack ("{s:I}", "n", (json_int_t)n));
}

/* The first one is what is on the air where a scene names none. */
static void
look_at_camera (GArray *all, const json_t *camera, gboolean is_first)
{
  gint64 since_ms = tc_status_int (camera, "since_ms", 0);
  const char *name = tc_status_text (camera, "id");
  g_autofree char *id = g_strconcat ("camera:", name, NULL);
  g_autofree char *zh = g_strdup_printf ("摄像机 %s ", name);
  g_autofree char *en = g_strdup_printf ("Camera %s", name);

  if (tc_status_is (camera, "state", "lost")
          ? since_ms < TC_ALARM_SOLID_MS
          : !tc_status_is (camera, "state", "starting") || since_ms < TC_ALARM_START_MS)
    return;
  const TcAlarmValue values[] = {is_first ? value ("name", "主机位", "Main camera")
                                          : value ("name", zh, en),
                                 tc_alarm_why_after (camera, "error"),
                                 {NULL}};
  add (all, is_first ? TC_ALARM_CAMERA : TC_ALARM_OTHER_CAMERA, id, since_ms, values,
       json_pack ("{s:s}", "name", name));
}

static void
look_at_cameras (GArray *all, const json_t *status)
{
  const json_t *cameras = json_object_get (status, "cameras");

  for (size_t i = 0; i < json_array_size (cameras); i++)
    look_at_camera (all, json_array_get (cameras, i), i == 0);
}

/* Silence that somebody asked for is none. */
static void
look_at_sound (GArray *all, const json_t *status)
{
  const json_t *audio = json_object_get (status, "audio");
  gint64 silent_ms = tc_status_int (audio, "silent_ms", 0);

  if (tc_status_is (audio, "state", "none") || tc_status_true (audio, "mute") ||
      tc_status_true (audio, "scene_mute") || silent_ms < TC_ALARM_SILENCE_MS)
    return;
  add_one (all, TC_ALARM_SOUND, "sound", silent_ms, tc_alarm_why_after (audio, "error"),
           NULL);
}

/* --- outputs --- */

/* How it stands with the other ways that the programme leaves. */
typedef struct {
  guint n_asked, n_live; /* outputs */
  const char *record_zh, *record_en;
} Ways;

static Ways
ways_of (const json_t *status)
{
  const json_t *outputs = json_object_get (status, "outputs");
  const json_t *record = json_object_get (status, "record");
  Ways ways = {0, 0, "没有录制。", "Nothing is recorded."};

  for (size_t i = 0; i < json_array_size (outputs); i++) {
    const json_t *output = json_array_get (outputs, i);

    ways.n_asked += !tc_status_is (output, "state", "idle");
    ways.n_live += tc_status_is (output, "state", "live");
  }
  if (tc_status_is (record, "state", "recording")) {
    ways.record_zh = "录制正常。";
    ways.record_en = "The recording is fine.";
  } else if (tc_status_is (record, "state", "failed")) {
    ways.record_zh = "录制也停了。";
    ways.record_en = "The recording has stopped too.";
  }
  return ways;
}

static TcAlarmValue
public_value (const Ways *ways)
{
  TcAlarmValue public = {"public", NULL, NULL};

  if (ways->n_live == 0) {
    public.zh = g_strconcat ("观众看不到直播。", ways->record_zh, NULL);
    public.en = g_strconcat ("Viewers see nothing. ", ways->record_en, NULL);
  } else {
    public.zh = g_strdup_printf ("其余 %u 路正常。%s", ways->n_live, ways->record_zh);
    public.en = g_strdup_printf ("%u other output%s fine. %s", ways->n_live,
                                 ways->n_live == 1 ? " is" : "s are", ways->record_en);
  }
  return public;
}

static void
add_output (GArray *all, const json_t *output, const Ways *ways, gint64 down_ms)
{
  const char *name = tc_status_text (output, "id");
  gboolean was_live = tc_status_int (output, "bytes", 0) > 0;
  TcAlarmRow row =
      tc_status_true (output, "refused") ? TC_ALARM_OUTPUT_REFUSED : TC_ALARM_OUTPUT;
  g_autofree char *id = g_strconcat ("output:", name, NULL);
  const TcAlarmValue values[] = {
      {"name", g_strdup_printf ("推流 %s ", name), g_strdup_printf ("Output %s", name)},
      value ("lost", was_live ? "断开" : "没有连上",
             was_live ? "lost" : "not connected"),
      public_value (ways),
      tc_alarm_why_after (output, "error"),
      {NULL}};
  Found *found =
      add (all, row, id, down_ms, values,
           json_pack ("{s:s, s:i}", "name", name, "others", (int)ways->n_live));

  if (ways->n_live == 0)
    found->worst = TC_ALARM_ALL_OUTPUTS;
}

static void
look_at_output (GArray *all, const json_t *output, const Ways *ways, gint64 *least_ms)
{
  gint64 down_ms = tc_status_int (output, "down_ms", 0);
  gint64 backlog_ms = tc_status_int (output, "backlog_ms", 0);
  const char *name = tc_status_text (output, "id");
  g_autofree char *id = g_strconcat ("output:", name, NULL);

  if (tc_status_is (output, "state", "idle"))
    return;
  *least_ms = MIN (*least_ms, down_ms);
  if (down_ms >= TC_ALARM_SOLID_MS)
    add_output (all, output, ways, down_ms);
  else if (down_ms == 0 && backlog_ms >= TC_ALARM_BACKLOG_MS) {
    const TcAlarmValue values[] = {{"name", g_strdup_printf ("推流 %s ", name),
                                    g_strdup_printf ("Output %s", name)},
                                   number_value ("seconds", "%.1f", backlog_ms / 1e3),
                                   {NULL}};

    add (all, TC_ALARM_BACKLOG, id, UNKNOWN, values,
         json_pack ("{s:s, s:I}", "name", name, "backlog_ms", (json_int_t)backlog_ms));
  }
}

static void
look_at_outputs (GArray *all, const json_t *status)
{
  const json_t *outputs = json_object_get (status, "outputs");
  Ways ways = ways_of (status);
  gint64 least_ms = G_MAXINT64;

  for (size_t i = 0; i < json_array_size (outputs); i++)
    look_at_output (all, json_array_get (outputs, i), &ways, &least_ms);
  if (ways.n_asked > 1 && ways.n_live == 0 && least_ms >= TC_ALARM_SOLID_MS)
    add_one (all, TC_ALARM_ALL_OUTPUTS, "outputs", least_ms,
             value ("record", ways.record_zh, ways.record_en), NULL);
}

/* --- data --- */

static void
look_at_age (GArray *all, const json_t *feed)
{
  gint64 age_ms = tc_status_int (feed, "age_ms", UNKNOWN);

  if (tc_status_is (feed, "state", "late"))
    add (all, TC_ALARM_DATA_LATE, "data", MAX (age_ms, 0), NULL, NULL);
  else if (tc_status_is (feed, "state", "stale"))
    add_one (all, age_ms == UNKNOWN ? TC_ALARM_DATA_NEVER : TC_ALARM_DATA_STALE, "data",
             age_ms, tc_alarm_why_after (feed, "last_error"), NULL);
}

/* The whole document, or a part that breaks the rules of the air. */
static void
look_at_refusal (GArray *all, const json_t *refused)
{
  gboolean is_part = *tc_status_text (refused, "section") &&
                     !tc_status_is (refused, "section", "document");
  const TcAlarmValue values[] = {
      tc_alarm_why (refused, "text"),
      value ("public", is_part ? "这一部分不显示，其余照常。" : "画面保留上一份。",
             is_part ? "That part is not shown; the rest goes on."
                     : "The last good one stays."),
      {NULL}};

  add (all, TC_ALARM_DATA_REFUSED, "data:refused",
       tc_status_int (refused, "since_ms", 0), values, NULL);
}

static void
look_at_data (GArray *all, const json_t *status)
{
  const json_t *feed = json_object_get (status, "feed");
  const json_t *refused = json_object_get (feed, "refused");
  const json_t *roster = json_object_get (feed, "roster");
  double skew_s = (double)tc_status_int (feed, "skew_ms", 0) / 1e3;

  look_at_age (all, feed);
  if (json_is_string (json_object_get (feed, "held_epoch")))
    add (all, TC_ALARM_DATA_HELD, "data:held", UNKNOWN, NULL,
         json_pack ("{s:s}", "epoch", tc_status_text (feed, "held_epoch")));
  else if (json_is_object (refused))
    look_at_refusal (all, refused);
  if (json_is_string (json_object_get (roster, "error")))
    add_one (all, TC_ALARM_ROSTER, "roster", UNKNOWN, tc_alarm_why (roster, "error"),
             NULL);
  if (tc_status_true (feed, "skew_alarm"))
    add_one (all, TC_ALARM_CLOCK, "clock", UNKNOWN,
             number_value ("seconds", "%.1f", ABS (skew_s)),
             json_pack ("{s:f}", "skew_s", skew_s));
}

/* --- what is kept --- */

static void
look_at_record (GArray *all, const json_t *status)
{
  const json_t *record = json_object_get (status, "record");
  gint64 minutes = tc_status_int (record, "lasts_ms", G_MAXINT64) / 60000;

  if (tc_status_is (record, "state", "failed"))
    add_one (all, TC_ALARM_RECORD, "record", tc_status_int (record, "since_ms", 0),
             tc_alarm_why (record, "error"), NULL);
  else if (tc_status_is (record, "state", "recording") && minutes < TC_ALARM_DISK_MIN)
    add_one (all, minutes < TC_ALARM_DISK_ACT_MIN ? TC_ALARM_DISK_ACT : TC_ALARM_DISK,
             "disk", UNKNOWN, number_value ("minutes", "%.0f", (double)minutes),
             json_pack ("{s:I}", "minutes", (json_int_t)minutes));
}

static void
look_at_files (GArray *all, const json_t *status)
{
  const json_t *errors = json_object_get (json_object_get (status, "reload"), "errors");
  const json_t *log = json_object_get (status, "asrun");
  const json_t *alerts = json_object_get (status, "alerts");

  for (size_t i = 0; i < json_array_size (errors); i++) {
    const json_t *error = json_array_get (errors, i);
    const char *file = tc_status_text (error, "file");
    g_autofree char *id =
        *file != '\0' ? g_strconcat ("file:", file, NULL)
                      : g_strdup_printf ("file:%zu", i); /* a viewer's has no name */

    add_one (all, TC_ALARM_FILE, id, tc_status_int (error, "since_ms", UNKNOWN),
             tc_alarm_why (error, "message"), NULL);
  }
  if (json_is_string (json_object_get (log, "error")))
    add_one (all, TC_ALARM_LOG, "log", UNKNOWN, tc_alarm_why (log, "error"), NULL);
  if (json_is_string (json_object_get (alerts, "error")))
    add_one (all, TC_ALARM_ALERTS, "alerts", UNKNOWN, tc_alarm_why (alerts, "error"),
             NULL);
}

/* --- all of them --- */

/* What is not known when it began stands last. */
static int
by_worth (gconstpointer a, gconstpointer b)
{
  const Found *one = a;
  const Found *other = b;
  gint64 since = one->since_ms != UNKNOWN ? one->since_ms : G_MAXINT64;
  gint64 other_since = other->since_ms != UNKNOWN ? other->since_ms : G_MAXINT64;

  if (one->worst != other->worst)
    return one->worst < other->worst ? -1 : 1;
  if (one->row != other->row)
    return one->row < other->row ? -1 : 1;
  return since < other_since ? -1 : since > other_since;
}

json_t *
tc_alarms_of (const json_t *status)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Found));
  json_t *alarms = json_array ();

  look_at_encoder (all, status);
  look_at_outputs (all, status);
  look_at_cameras (all, status);
  look_at_sound (all, status);
  look_at_speed (all, status);
  look_at_data (all, status);
  look_at_record (all, status);
  look_at_files (all, status);
  g_array_sort (all, by_worth);
  for (guint i = 0; i < all->len; i++)
    json_array_append_new (alarms, g_array_index (all, Found, i).json);
  return alarms;
}

char *
tc_alarm_line (const json_t *alarm, gboolean is_english)
{
  const json_t *text = json_object_get (alarm, is_english ? "en" : "zh");

  return g_strdup_printf (
      is_english ? "%s. %s Do: %s" : "%s。%s要做：%s", tc_status_text (text, "what"),
      tc_status_text (text, "public"), tc_status_text (text, "todo"));
}
