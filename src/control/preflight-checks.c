/* SPDX-License-Identifier: MIT
 *
 * What `tallycast check --json` printed becomes lines.
 */
#include "alarm-texts.h"
#include "preflight-private.h"
#include "tallycast/control/preflight.h"

#define SPARE_PART 0.5 /* of the programme's rate: cameras and graphics take some */
#define HOUR_MS    3600000

/* --- what `tallycast check` found --- */

/* Returns: (nullable): the one of that name. */
static const json_t *
check_of (const json_t *found, const char *name)
{
  const json_t *list = json_object_get (found, "checks");

  for (size_t i = 0; i < json_array_size (list); i++)
    if (tc_status_is (json_array_get (list, i), "name", name))
      return json_array_get (list, i);
  return NULL;
}

static json_t *
more_of (const json_t *finding)
{
  const json_t *text = json_object_get (finding, "text");

  return json_pack (
      "{s:O?, s:O?, s:O?, s:O?, s:O?}", "level", json_object_get (finding, "level"),
      "scene", json_object_get (finding, "scene"), "zh", json_object_get (text, "zh"),
      "en", json_object_get (text, "en"), "fix", json_object_get (finding, "fix"));
}

/* Worst first, of all checks of that part; notes are none. Returns: (transfer full). */
static json_t *
findings_of (const json_t *found, const char *only)
{
  static const char *const levels[] = {"error", "warning"};
  const json_t *list = json_object_get (found, "checks");
  json_t *more = json_array ();

  for (guint level = 0; level < G_N_ELEMENTS (levels); level++)
    for (size_t i = 0; i < json_array_size (list); i++) {
      const json_t *check = json_array_get (list, i);
      const json_t *findings = json_object_get (check, "findings");

      if (only != NULL && !tc_status_is (check, "name", only))
        continue;
      for (size_t k = 0; k < json_array_size (findings); k++) {
        const json_t *finding = json_array_get (findings, k);

        if (tc_status_is (finding, "level", levels[level]) &&
            json_array_size (more) < TC_PREFLIGHT_MORE)
          json_array_append_new (more, more_of (finding));
      }
    }
  return more;
}

static TcPreflightLine
not_checked (const json_t *found)
{
  g_auto (TcAlarmValue) why = tc_alarm_why (found, "error");

  return tc_preflight_fix ("wrong", g_strdup_printf ("检查没有做成：%s。", why.zh),
                           g_strdup_printf ("It could not be checked: %s.", why.en),
                           "再检查一次。", "Check again.");
}

/* What all checks wait for. Returns: FALSE when there is a result to look at. */
static gboolean
has_no_result (const json_t *checks, const char *part, TcPreflightLine *out)
{
  const json_t *found = json_object_get (checks, part);

  if (tc_status_is (checks, "running", part))
    *out = tc_preflight_line ("running", g_strdup ("正在检查。"),
                              g_strdup ("Being checked."));
  else if (found == NULL || json_is_null (found))
    *out = tc_preflight_line ("todo", g_strdup ("还没有检查。"),
                              g_strdup ("Not checked yet."));
  else if (*tc_status_text (found, "error") != '\0')
    *out = not_checked (found);
  else
    return FALSE;
  return TRUE;
}

/* Of several things found the worst is the sentence, the rest is behind it. */
static TcPreflightLine
found_line (const json_t *found, json_t *more)
{
  const json_t *first = json_array_get (more, 0);
  gboolean is_error = tc_status_is (first, "level", "error");
  const json_t *fix = json_object_get (first, "fix");
  const char *scene = tc_status_text (first, "scene");
  gint64 n = tc_status_int (found, "errors", 0) + tc_status_int (found, "warnings", 0);
  g_autofree char *rest_zh =
      n > 1 ? g_strdup_printf ("共 %d 处。", (int)n) : g_strdup ("");
  g_autofree char *rest_en =
      n > 1 ? g_strdup_printf (" %d in all.", (int)n) : g_strdup ("");
  gboolean has_scene = *scene != '\0';

  return (TcPreflightLine){is_error ? "wrong" : "note",
                           g_strdup_printf ("%s%s%s。%s", scene, has_scene ? "：" : "",
                                            tc_status_text (first, "zh"), rest_zh),
                           g_strdup_printf ("%s%s%s.%s", scene, has_scene ? ": " : "",
                                            tc_status_text (first, "en"), rest_en),
                           json_is_object (fix) ? tc_status_text (fix, "zh") : NULL,
                           json_is_object (fix) ? tc_status_text (fix, "en") : NULL,
                           more};
}

static TcPreflightLine
sum_line (const json_t *check)
{
  const json_t *sum = json_object_get (check, "sum");
  g_autofree char *en = g_strdup (tc_status_text (sum, "en"));

  en[0] = g_ascii_toupper (en[0]);
  return tc_preflight_line ("ok", g_strdup_printf ("%s。", tc_status_text (sum, "zh")),
                            g_strdup_printf ("%s.", en));
}

TcPreflightLine
tc_preflight_names (G_GNUC_UNUSED const json_t *status, const json_t *checks)
{
  const json_t *found = json_object_get (checks, "scenes");
  json_t *more;
  TcPreflightLine out;

  if (has_no_result (checks, "scenes", &out))
    return out;
  more = findings_of (found, NULL);
  if (json_array_size (more) > 0)
    return found_line (found, more);
  json_decref (more);
  return sum_line (check_of (found, "names"));
}

/* --- the machine --- */

static double
rate_of (const json_t *status)
{
  const char *fps = tc_status_text (json_object_get (status, "programme"), "fps");
  const char *slash = strchr (fps, '/');
  double den = slash != NULL ? g_ascii_strtod (slash + 1, NULL) : 0;

  return den > 0 ? g_ascii_strtod (fps, NULL) / den : 25;
}

TcPreflightLine
tc_preflight_encoder (const json_t *status, const json_t *checks)
{
  const json_t *check = check_of (json_object_get (checks, "machine"), "encoder");
  const json_t *minute = json_object_get (status, "minute");
  gint64 missed = tc_status_int (minute, "missed", 0);
  int seconds = (int)tc_status_int (minute, "seconds", 0);
  double spare = json_number_value (json_object_get (check, "measured"));
  double rate = rate_of (status);
  gboolean is_tight = spare < rate * SPARE_PART;
  TcPreflightLine out;

  if (has_no_result (checks, "machine", &out))
    return out;
  out = tc_preflight_line (
      missed > 0 ? "wrong"
      : is_tight ? "note"
                 : "ok",
      g_strdup_printf (
          "正在每秒编 %.4g 帧，%d 秒里漏了 %d 帧；还有余力每秒多编 %.0f 帧。", rate,
          seconds, (int)missed, spare),
      g_strdup_printf ("Encodes %.4g frames a second, missed %d in %d s, and has room "
                       "for %.0f more.",
                       rate, (int)missed, seconds, spare));
  if (missed > 0 || is_tight) {
    out.fix_zh = "关掉这台机器上别的程序；或把 preset 调快一档，或把 size 改小。";
    out.fix_en = "End other programs, or use a faster `preset` or a smaller `size`.";
  }
  return out;
}

static TcPreflightLine
disk_known (const json_t *record)
{
  double gb = (double)tc_status_int (record, "free_bytes", 0) / 1e9;
  double hours = (double)tc_status_int (record, "lasts_ms", 0) / HOUR_MS;

  return tc_preflight_line (
      "ok", g_strdup_printf ("剩余 %.0f GB，可录 %.0f 小时。", gb, hours),
      g_strdup_printf ("%.0f GB free, lasts %.0f h.", gb, hours));
}

static TcPreflightLine
disk_failed (const json_t *record)
{
  g_auto (TcAlarmValue) why = tc_alarm_why_after (record, "error");

  return tc_preflight_fix ("wrong", g_strdup_printf ("录不了%s。", why.zh),
                           g_strdup_printf ("It cannot be recorded%s.", why.en),
                           "腾出空间，或录到另一块盘。",
                           "Make room, or record onto another disk.");
}

TcPreflightLine
tc_preflight_disk (const json_t *status, const json_t *checks)
{
  const json_t *record = json_object_get (status, "record");
  const json_t *found = json_object_get (checks, "machine");
  json_t *more;
  TcPreflightLine out;

  if (tc_status_is (record, "state", "off"))
    return tc_preflight_fix ("note", g_strdup ("没有设置录制。"),
                             g_strdup ("Nothing is recorded."),
                             "要录制，就在配置里写 record: dir。",
                             "If it shall be recorded, set `record: dir`.");
  if (tc_status_is (record, "state", "failed"))
    return disk_failed (record);
  if (has_no_result (checks, "machine", &out)) {
    g_free (out.zh);
    g_free (out.en);
    return disk_known (record);
  }
  more = findings_of (found, "disk");
  if (json_array_size (more) > 0)
    return found_line (NULL, more);
  json_decref (more);
  return sum_line (check_of (found, "disk"));
}
