/* SPDX-License-Identifier: MIT */
#include "alarm-texts.h"

#include "status-private.h"
#include "tallycast/core/why.h"

#define LONG_MS 100000 /* from here on as a clock says it */

/* {name}: of a camera or an output. {for}: how long. {public}: what viewers of the
 * other outputs and the recording have. */
const TcAlarmTexts tc_alarm_texts[TC_ALARM_N_ROWS] = {
    [TC_ALARM_ENCODER] = {"encoder_failed",
                          TRUE,
                          {"编码器停了", "所有推流和录制都没有新画面。",
                           "重新启动 tallycast live。已录的文件是好的。"},
                          {"The encoder has stopped",
                           "No output and no recording gets new pictures.",
                           "start tallycast live again. What is recorded is whole."}},
    [TC_ALARM_ALL_OUTPUTS] =
        {"outputs_lost",
         TRUE,
         {"推流全部断开 {for}", "观众看不到直播。{record}",
          "先看这台机器的网线；网络是好的就打平台电话。"},
         {"No output is connected, for {for}", "Viewers see nothing. {record}",
          "look at this machine's network first, then call the platform."}},
    [TC_ALARM_CAMERA] =
        {"camera_lost",
         TRUE,
         {"{name}没有画面 {for}{why}", "观众看到垫片，图文和声音照常。",
          "看摄像机的电源和线；画面回来会自动接上。"},
         {"{name}: no picture for {for}{why}",
          "Viewers see the slate; graphics and sound go on.",
          "look at the camera's power and cable. It comes back by itself."}},
    [TC_ALARM_SOUND] = {"no_sound",
                        TRUE,
                        {"没有声音 {for}{why}", "观众听不到声音，画面照常。",
                         "看调音台输出和线。"},
                        {"No sound for {for}{why}",
                         "Viewers hear nothing; the picture goes on.",
                         "check the mixer's output and the cable."}},
    [TC_ALARM_SLOW] =
        {"too_slow",
         TRUE,
         {"这台机器来不及：一分钟漏了 {n} 帧", "画面在卡顿。",
          "关掉这台机器上别的程序；还不行，下次开播前把 preset 调快一档。"},
         {"This machine is too slow: {n} frames missed in a minute",
          "The picture stutters.",
          "end other programs here; if that is not enough, use a faster preset next "
          "time."}},
    [TC_ALARM_OUTPUT_REFUSED] =
        {"key_refused",
         TRUE,
         {"{name}不接受推流密钥，{for}{why}", "{public}",
          "核对地址和密钥，看是不是别处正用同一个密钥；每 10 秒会自动再试。"},
         {"{name} refuses the stream key, for {for}{why}", "{public}",
          "check address and key, and whether somebody else streams with it; it is "
          "tried again each 10 s."}},
    [TC_ALARM_OUTPUT] =
        {"output_lost",
         TRUE,
         {"{name}{lost} {for}{why}", "{public}",
          "再等 1 分钟，会自动重连；不恢复就打平台电话，核对地址和密钥。"},
         {"{name} {lost} for {for}{why}", "{public}",
          "wait 1 minute, it is tried again by itself; then call the platform and "
          "check address and key."}},
    [TC_ALARM_DATA_NEVER] = {"data_never",
                             TRUE,
                             {"还没有收到评分数据{why}", "要数据的图文是空的。",
                              "打评分系统电话，核对配置里的 backend: url。"},
                             {"No score data has come yet{why}",
                              "Graphics that need data are empty.",
                              "call the scoring desk, and check `backend: url`."}},
    [TC_ALARM_DATA_STALE] = {"data_stale",
                             TRUE,
                             {"评分数据停了 {for}{why}",
                              "画面保留最后的数据，并标明时间。", "打评分系统电话。"},
                             {"Score data stopped for {for}{why}",
                              "The air keeps the last data and says how old it is.",
                              "call the scoring desk."}},
    [TC_ALARM_DATA_HELD] =
        {"data_held",
         TRUE,
         {"评分系统换了一套数据（重启或恢复）", "画面保留原来的数据。",
          "确认是今天这场会，再按“接受新数据”。"},
         {"The scoring system came back with other data",
          "The air keeps the data it had.",
          "make sure that it is this meeting, then accept the new data."}},
    [TC_ALARM_DATA_REFUSED] = {"data_refused",
                               TRUE,
                               {"拒收一份评分数据：{text}", "{public}",
                                "把这一句念给评分系统的人。"},
                               {"Refused score data: {text}", "{public}",
                                "read this sentence to the scoring desk."}},
    [TC_ALARM_RECORD] = {"record_failed",
                         TRUE,
                         {"录制停了 {for}：{text}", "直播不受影响。",
                          "腾出空间或接上磁盘；好了会自动接着录。"},
                         {"Recording stopped for {for}: {text}",
                          "The broadcast is not affected.",
                          "make room or mount the disk; it goes on by itself."}},
    [TC_ALARM_DISK_ACT] = {"disk_low",
                           TRUE,
                           {"磁盘还能录 {minutes} 分钟", "直播不受影响。",
                            "腾出空间或换盘。"},
                           {"The disk lasts {minutes} more minutes",
                            "The broadcast is not affected.",
                            "make room, or use another disk."}},
    [TC_ALARM_LOG] =
        {"log_failed",
         TRUE,
         {"播出记录写不进去：{text}", "直播不受影响；这一段以后查不到。",
          "看磁盘空间和 state_dir 的权限。"},
         {"The as-run log cannot be written: {text}",
          "The broadcast is not affected; this part cannot be proved later.",
          "look at the disk's room and the rights of state_dir."}},
    [TC_ALARM_OTHER_CAMERA] =
        {"camera_lost",
         FALSE,
         {"{name}没有画面 {for}{why}", "正在播出的画面不受影响。",
          "看摄像机的电源和线；画面回来会自动接上。"},
         {"{name}: no picture for {for}{why}",
          "The picture on the air is not affected.",
          "look at the camera's power and cable. It comes back by itself."}},
    [TC_ALARM_HICCUP] = {"too_slow",
                         FALSE,
                         {"一分钟里漏了 {n} 帧", "画面可能顿了一下。",
                          "这台机器上不要运行别的程序。"},
                         {"Frames missed within a minute: {n}",
                          "The picture may have stuttered.",
                          "run nothing else on this machine."}},
    [TC_ALARM_BACKLOG] = {"output_slow",
                          FALSE,
                          {"{name}积压 {seconds} 秒", "这一路的观众看到卡顿。",
                           "看上行网络；一直这样就把码率调低。"},
                          {"{name} is {seconds} s behind", "Its viewers see a stutter.",
                           "check the uplink; if it stays, use a lower bitrate."}},
    [TC_ALARM_DATA_LATE] = {"data_late",
                            FALSE,
                            {"评分数据迟到 {for}", "画面已标明数据时间。",
                             "先等几秒。"},
                            {"Score data is {for} late", "The air says how old it is.",
                             "wait some seconds first."}},
    [TC_ALARM_ROSTER] = {"roster",
                         FALSE,
                         {"读不到名单：{text}", "抽签时名字不滚动，结果照常显示。",
                          "请评分系统提供名单。"},
                         {"The roster cannot be read: {text}",
                          "In a draw no names roll; its result is shown.",
                          "ask the scoring desk for it."}},
    [TC_ALARM_CLOCK] = {"clock_skew",
                        FALSE,
                        {"评分系统的时钟与本机相差 {seconds} 秒",
                         "画面上的用时可能差这么多。", "两台机器都用网络校时。"},
                        {"The scoring system's clock is {seconds} s from ours",
                         "Times on the air may be wrong by that.",
                         "let both machines take the time by NTP."}},
    [TC_ALARM_DISK] = {"disk_low",
                       FALSE,
                       {"磁盘还能录 {minutes} 分钟", "直播不受影响。",
                        "会议更长就先腾出空间。"},
                       {"The disk lasts {minutes} more minutes",
                        "The broadcast is not affected.",
                        "if the meeting is longer, make room."}},
    [TC_ALARM_FILE] = {"file_faulty",
                       FALSE,
                       {"场景文件有错：{text}", "画面用上一份好的。",
                        "改好再存，一存就生效。"},
                       {"A scene file is faulty: {text}", "The last good one is used.",
                        "mend and save it; it takes effect at once."}},
    [TC_ALARM_ALERTS] = {"alert_failed",
                         FALSE,
                         {"告警没有送到：{text}", "直播不受影响。",
                          "看配置里的 alerts，眼下请有人守着这一页。"},
                         {"An alert was not delivered: {text}",
                          "The broadcast is not affected.",
                          "check `alerts`; let somebody watch this page meanwhile."}},
};

static const TcAlarmValue *
find (const TcAlarmValue *values, const char *name, gsize length)
{
  while (values->name != NULL &&
         (strncmp (values->name, name, length) != 0 || values->name[length] != '\0'))
    values++;
  g_assert (values->name != NULL);
  return values;
}

char *
tc_alarm_fill (const char *text, const TcAlarmValue *values, gboolean is_english)
{
  GString *filled = g_string_new (NULL);
  const char *open;

  while ((open = strchr (text, '{')) != NULL) {
    gsize length = strcspn (open + 1, "}");
    const TcAlarmValue *value = find (values, open + 1, length);

    g_string_append_len (filled, text, open - text);
    g_string_append (filled, is_english ? value->en : value->zh);
    text = open + 1 + length + 1;
  }
  g_string_append (filled, text);
  return g_string_free (filled, FALSE);
}

TcAlarmValue
tc_alarm_why (const json_t *object, const char *key)
{
  const json_t *why = json_object_get (object, "why");
  const char *text = tc_status_text (object, key);
  json_t *other = NULL;

  if (!json_is_object (why) && *text != '\0')
    why = other = tc_why_other (text);
  TcAlarmValue value = {"text", g_strdup (tc_why_text (why, FALSE)),
                        g_strdup (tc_why_text (why, TRUE))};
  json_decref (other);
  if (*value.zh == '\0') {
    g_free (value.zh);
    g_free (value.en);
    value.zh = g_strdup ("原因只给工作人员看");
    value.en = g_strdup ("the crew sees why");
  }
  return value;
}

TcAlarmValue
tc_alarm_why_after (const json_t *object, const char *key)
{
  gboolean is_known = json_is_object (json_object_get (object, "why")) ||
                      *tc_status_text (object, key) != '\0';
  TcAlarmValue why = tc_alarm_why (object, key);
  TcAlarmValue after = {
      "why", g_strconcat (is_known ? "：" : "", is_known ? why.zh : "", NULL),
      g_strconcat (is_known ? ": " : "", is_known ? why.en : "", NULL)};

  tc_alarm_value_clear (&why);
  return after;
}

void
tc_alarm_value_clear (TcAlarmValue *value)
{
  g_clear_pointer (&value->zh, g_free);
  g_clear_pointer (&value->en, g_free);
}

char *
tc_alarm_duration (gint64 ms, gboolean is_english)
{
  gint64 s = ms / 1000;

  if (ms < LONG_MS)
    return g_strdup_printf (is_english ? "%d s" : "%d 秒", (int)s);
  return g_strdup_printf ("%02d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60),
                          (int)(s % 60));
}
