/* SPDX-License-Identifier: MIT
 *
 * Each line measures first and then says it.
 */
#include <math.h>

#include "alarm-texts.h"
#include "preflight-private.h"

#define SILENT_DB (-60.0)
#define QUIET_DB  (-30.0) /* the peak of a minute of speech is higher */

/* --- camera --- */

static TcPreflightLine
camera_gone (const json_t *camera)
{
  gint64 since_ms = tc_status_int (camera, "since_ms", 0);
  g_auto (TcAlarmValue) why = tc_alarm_why_after (camera, "error");
  g_autofree char *zh = tc_alarm_duration (since_ms, FALSE);
  g_autofree char *en = tc_alarm_duration (since_ms, TRUE);

  return tc_preflight_fix (
      "wrong", g_strdup_printf ("主机位没有画面，已经 %s%s。", zh, why.zh),
      g_strdup_printf ("Main camera: no picture for %s%s.", en, why.en),
      "看摄像机的电源和线，核对配置里的 cameras: uri。",
      "Look at the camera's power and cable, and check `cameras: uri`.");
}

/* Those that are not the first one. */
static guint
others_gone (const json_t *cameras)
{
  guint n = 0;

  for (size_t i = 1; i < json_array_size (cameras); i++)
    n += !tc_status_is (json_array_get (cameras, i), "state", "live");
  return n;
}

TcPreflightLine
tc_preflight_camera (const json_t *status, G_GNUC_UNUSED const json_t *checks)
{
  const json_t *cameras = json_object_get (status, "cameras");
  const json_t *camera = json_array_get (cameras, 0);
  const json_t *minute = json_object_get (status, "minute");
  gint64 seconds = tc_status_int (minute, "seconds", 0);
  gint64 lost =
      tc_status_int (minute, "dropped", 0) + tc_status_int (minute, "repeated", 0);
  guint n_gone = others_gone (cameras);

  if (!tc_status_is (camera, "state", "live"))
    return camera_gone (camera);
  g_autofree char *others_zh =
      n_gone > 0 ? g_strdup_printf ("另有 %u 个机位没有画面。", n_gone) : g_strdup ("");
  g_autofree char *others_en =
      n_gone > 0 ? g_strdup_printf (" %u other camera%s no picture.", n_gone,
                                    n_gone == 1 ? " has" : "s have")
                 : g_strdup ("");
  g_autofree char *lost_zh = lost > 0
                                 ? g_strdup_printf ("丢了或重复了 %d 帧", (int)lost)
                                 : g_strdup ("没有丢帧");
  g_autofree char *lost_en = lost > 0
                                 ? g_strdup_printf ("%d frame%s lost or repeated",
                                                    (int)lost, lost == 1 ? "" : "s")
                                 : g_strdup ("no frame lost");
  TcPreflightLine found = tc_preflight_line (
      lost > 0 || n_gone > 0 ? "note" : "ok",
      g_strdup_printf ("主机位正常，%d 秒里%s。%s", (int)seconds, lost_zh, others_zh),
      g_strdup_printf ("Main camera is fine, %s in %d s.%s", lost_en, (int)seconds,
                       others_en));
  if (lost > 0 || n_gone > 0) {
    found.fix_zh = "看摄像机到这台机器的网络或线。";
    found.fix_en = "Look at the network or the cable between camera and machine.";
  }
  return found;
}

/* --- sound --- */

/* "-9 dB" with a true minus sign. */
static char *
decibels (double db)
{
  return g_strdup_printf ("%s%.0f dB", db < -0.5 ? "−" : "", fabs (db));
}

static double
heard_db (const json_t *status, size_t channel)
{
  const json_t *heard =
      json_object_get (json_object_get (status, "minute"), "heard_db");

  return json_number_value (json_array_get (heard, channel));
}

static TcPreflightLine
no_sound (gint64 seconds)
{
  return tc_preflight_fix (
      "wrong", g_strdup_printf ("%d 秒里没有声音。", (int)seconds),
      g_strdup_printf ("No sound in %d s.", (int)seconds),
      "看调音台输出和线，请台上说句话。",
      "Check the mixer's output and the cable, and let somebody speak.");
}

static TcPreflightLine
sound_heard (const json_t *status, double peak_db)
{
  const json_t *audio = json_object_get (status, "audio");
  gint64 clipped = tc_status_int (json_object_get (status, "minute"), "clipped", 0);
  double apart_ms = fabs (json_number_value (json_object_get (audio, "error_ms")));
  g_autofree char *peak = decibels (peak_db);

  if (clipped > 0)
    return tc_preflight_fix (
        "note",
        g_strdup_printf ("左右都有声音，最高 %s，削波了 %d 次。", peak, (int)clipped),
        g_strdup_printf ("Left and right are there, peak %s, clipped %d times.", peak,
                         (int)clipped),
        "把 gain_db 调低，或打开 limiter。",
        "Lower `gain_db`, or let `limiter` be true.");
  if (peak_db < QUIET_DB)
    return tc_preflight_fix (
        "note", g_strdup_printf ("左右都有声音，但很轻，最高 %s。", peak),
        g_strdup_printf ("Left and right are there, but soft: peak %s.", peak),
        "在调音台上调大，或把 gain_db 调高。", "Raise it at the mixer, or `gain_db`.");
  return tc_preflight_line (
      "ok",
      g_strdup_printf ("左右都有声音，最高 %s，没有削波。声画相差 %.0f 毫秒。", peak,
                       apart_ms),
      g_strdup_printf ("Left and right are there, peak %s, no clipping. Sound and "
                       "picture are %.0f ms apart.",
                       peak, apart_ms));
}

TcPreflightLine
tc_preflight_sound (const json_t *status, G_GNUC_UNUSED const json_t *checks)
{
  const json_t *audio = json_object_get (status, "audio");
  gint64 seconds = tc_status_int (json_object_get (status, "minute"), "seconds", 0);
  double left_db = heard_db (status, 0);
  double right_db = heard_db (status, 1);
  gboolean is_left_only = right_db < SILENT_DB;

  if (tc_status_is (audio, "state", "none"))
    return tc_preflight_fix (
        "note", g_strdup ("没有接声音，播出是无声的。"),
        g_strdup ("No sound is configured: the broadcast is silent."),
        "要声音，就在配置里写 audio: input。",
        "If there shall be sound, set `audio: input`.");
  if (tc_status_true (audio, "mute"))
    return tc_preflight_fix ("wrong", g_strdup ("声音被静音了。"),
                             g_strdup ("The sound is muted."), "在控制台上取消静音。",
                             "Unmute it on the panel.");
  if (left_db < SILENT_DB && right_db < SILENT_DB)
    return no_sound (seconds);
  if (left_db < SILENT_DB || right_db < SILENT_DB)
    return tc_preflight_fix (
        "note", g_strdup (is_left_only ? "只有左边有声音。" : "只有右边有声音。"),
        g_strdup (is_left_only ? "Only the left channel has sound."
                               : "Only the right channel has sound."),
        "看调音台的声像和线。", "Check the mixer's pan and the cable.");
  return sound_heard (status, MAX (left_db, right_db));
}

/* --- data --- */

static TcPreflightLine
data_missing (const json_t *feed)
{
  g_auto (TcAlarmValue) why = tc_alarm_why_after (feed, "last_error");
  gboolean is_never = !json_is_number (json_object_get (feed, "age_ms"));
  gint64 age_ms = tc_status_int (feed, "age_ms", 0);
  g_autofree char *zh = tc_alarm_duration (age_ms, FALSE);
  g_autofree char *en = tc_alarm_duration (age_ms, TRUE);

  return tc_preflight_fix (
      "wrong",
      is_never ? g_strdup_printf ("评分系统没有应答%s。", why.zh)
               : g_strdup_printf ("评分系统 %s没有应答%s。", zh, why.zh),
      is_never ? g_strdup_printf ("The scoring system does not answer%s.", why.en)
               : g_strdup_printf ("The scoring system has not answered for %s%s.", en,
                                  why.en),
      "打评分系统电话，核对配置里的 backend: url。",
      "Call the scoring desk, and check `backend: url`.");
}

static TcPreflightLine
data_good (const json_t *feed)
{
  const json_t *roster = json_object_get (feed, "roster");
  double age_s = (double)tc_status_int (feed, "age_ms", 0) / 1e3;
  double skew_s = fabs ((double)tc_status_int (feed, "skew_ms", 0) / 1e3);
  int units = (int)tc_status_int (roster, "units", 0);
  TcPreflightLine found;

  if (tc_status_true (feed, "skew_alarm"))
    return tc_preflight_fix (
        "note",
        g_strdup_printf ("%.1f 秒前有应答，时钟相差 %.1f 秒，太多了。", age_s, skew_s),
        g_strdup_printf ("It answered %.1f s ago; its clock is %.1f s from ours.",
                         age_s, skew_s),
        "两台机器都用网络校时。", "Let both machines take the time by NTP.");
  found = tc_preflight_line (
      "ok",
      g_strdup_printf ("%.1f 秒前有应答，时钟相差 %.2f 秒，名单 %d 家。", age_s, skew_s,
                       units),
      g_strdup_printf (
          "It answered %.1f s ago, its clock is %.2f s from ours, roster of %d read.",
          age_s, skew_s, units));
  if (units == 0) {
    found.state = "note";
    found.fix_zh = "没有名单，抽签时名字不滚动：请评分系统提供。";
    found.fix_en = "Without a roster no names roll in a draw: ask the scoring desk.";
  }
  return found;
}

static TcPreflightLine
data_refused (const json_t *refused)
{
  g_auto (TcAlarmValue) why = tc_alarm_why (refused, "text");

  return tc_preflight_fix ("wrong", g_strdup_printf ("拒收评分数据：%s。", why.zh),
                           g_strdup_printf ("Its data is refused: %s.", why.en),
                           "把这一句念给评分系统的人。",
                           "Read this sentence to the scoring desk.");
}

TcPreflightLine
tc_preflight_data (const json_t *status, G_GNUC_UNUSED const json_t *checks)
{
  const json_t *feed = json_object_get (status, "feed");
  const json_t *refused = json_object_get (feed, "refused");

  if (json_is_string (json_object_get (feed, "held_epoch")))
    return tc_preflight_fix (
        "wrong", g_strdup ("评分系统换了一套数据，等你确认。"),
        g_strdup ("The scoring system came back with other data, which waits."),
        "确认是今天这场会，再在控制台上接受新数据。",
        "Make sure that it is this meeting, then accept the new data on the panel.");
  if (json_is_object (refused))
    return data_refused (refused);
  if (tc_status_is (feed, "state", "fresh"))
    return data_good (feed);
  if (tc_status_is (feed, "state", "none") &&
      !json_is_string (json_object_get (feed, "last_error")))
    return json_object_get (feed, "documents") != NULL
               ? tc_preflight_line (
                     "running", g_strdup ("正在等评分系统的第一份数据。"),
                     g_strdup ("Waiting for the scoring system's first data."))
               : tc_preflight_fix (
                     "note", g_strdup ("没有接评分系统，图文没有数据。"),
                     g_strdup ("No scoring system is configured: graphics "
                               "have no data."),
                     "要数据，就在配置里写 backend: url。",
                     "If there shall be data, set `backend: url`.");
  return data_missing (feed);
}

/* --- outputs --- */

static TcPreflightLine
output_down (const json_t *output, guint n_live)
{
  const char *name = tc_status_text (output, "id");
  gboolean is_connecting = tc_status_is (output, "state", "connecting");
  g_auto (TcAlarmValue) why = tc_alarm_why_after (output, "error");

  return tc_preflight_fix (
      "wrong",
      g_strdup_printf ("推流 %s %s%s。其余 %u 路已接通。", name,
                       is_connecting ? "正在连接" : "没有连上", why.zh, n_live),
      g_strdup_printf ("Output %s is %s%s. %u other%s.", name,
                       is_connecting ? "connecting" : "not connected", why.en, n_live,
                       n_live == 1 ? " is" : "s are"),
      "核对地址和密钥，看平台那边是否已开播。",
      "Check address and key, and whether the platform's event has begun.");
}

TcPreflightLine
tc_preflight_outputs (const json_t *status, G_GNUC_UNUSED const json_t *checks)
{
  const json_t *outputs = json_object_get (status, "outputs");
  const json_t *down = NULL;
  const json_t *idle = NULL;
  size_t n = json_array_size (outputs);
  guint n_live = 0;
  gint64 backlog_ms = 0;

  for (size_t i = 0; i < n; i++) {
    const json_t *output = json_array_get (outputs, i);
    gboolean is_live = tc_status_is (output, "state", "live");

    n_live += is_live;
    backlog_ms = MAX (backlog_ms, tc_status_int (output, "backlog_ms", 0));
    if (tc_status_is (output, "state", "idle"))
      idle = output;
    else if (!is_live && down == NULL)
      down = output;
  }
  if (n == 0)
    return tc_preflight_fix ("wrong", g_strdup ("没有设置推流，观众看不到。"),
                             g_strdup ("No output is configured: nobody sees it."),
                             "在配置里写 outputs。", "Set `outputs`.");
  if (down != NULL)
    return output_down (down, n_live);
  if (idle != NULL)
    return tc_preflight_fix (n_live > 0 ? "note" : "wrong",
                             g_strdup_printf ("推流 %s 没有启动，%u 路已接通。",
                                              tc_status_text (idle, "id"), n_live),
                             g_strdup_printf ("Output %s is not started; %u connected.",
                                              tc_status_text (idle, "id"), n_live),
                             "要播这一路，就在控制台上启动它。",
                             "Start it on the panel.");
  return tc_preflight_line (
      "ok",
      g_strdup_printf ("%u 路推流都已接通，积压最多 %.1f 秒。", n_live,
                       (double)backlog_ms / 1e3),
      g_strdup_printf ("All %u output%s connected, at most %.1f s behind.", n_live,
                       n_live == 1 ? " is" : "s are", (double)backlog_ms / 1e3));
}
