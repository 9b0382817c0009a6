/* SPDX-License-Identifier: MIT
 *
 * What a status document says wants a person, in which words, and in which order.
 */
#include "tallycast/control/alarms.h"

#include "../support/json.h"
#include "control/alarm-texts.h"

#include <string.h>

/* A broadcast where nothing is wrong; cases change what they are about. */
static const char healthy[] =
    "{'programme': {'source': 'camera', 'missed': 7}, 'minute': {'missed': 0},"
    " 'encoder': {'failed': false},"
    " 'cameras': [{'id': 'main', 'state': 'live', 'since_ms': 20},"
    "             {'id': 'spare', 'state': 'live', 'since_ms': 20}],"
    " 'audio': {'state': 'live', 'mute': false, 'scene_mute': false, 'silent_ms': 900},"
    " 'outputs': [{'id': 'public', 'state': 'live', 'down_ms': 0, 'refused': false,"
    "              'bytes': 9000, 'backlog_ms': 100},"
    "             {'id': 'archive', 'state': 'live', 'down_ms': 0, 'refused': false,"
    "              'bytes': 9000, 'backlog_ms': 100},"
    "             {'id': 'off', 'state': 'idle', 'down_ms': 0, 'refused': false,"
    "              'bytes': 0, 'backlog_ms': 0}],"
    " 'record': {'state': 'recording', 'since_ms': 1000, 'lasts_ms': 7200000,"
    "            'error': null},"
    " 'feed': {'state': 'fresh', 'age_ms': 400, 'held_epoch': null, 'refused': null,"
    "          'roster': {'error': null}, 'skew_ms': 30, 'skew_alarm': false},"
    " 'reload': {'errors': []}, 'asrun': {'error': null}, 'alerts': {'error': null}}";

static json_t *
alarms_of (const char *patch)
{
  json_t *status = test_json_patched (healthy, patch);
  json_t *alarms = tc_alarms_of (status);

  json_decref (status);
  return alarms;
}

/* "id kind level", one a line. */
static char *
list_of (const json_t *alarms)
{
  GString *list = g_string_new (NULL);

  for (size_t i = 0; i < json_array_size (alarms); i++) {
    const char *id, *kind, *level;
    json_t *alarm = json_array_get (alarms, i);

    g_assert_cmpint (json_unpack (alarm, "{s:s, s:s, s:s}", "id", &id, "kind", &kind,
                                  "level", &level),
                     ==, 0);
    g_string_append_printf (list, "%s%s %s %s", i > 0 ? "\n" : "", id, kind, level);
  }
  return g_string_free (list, FALSE);
}

static const struct {
  const char *name, *patch;
  const char *id; /* "id kind level" of the first one */
  const char *zh, *en;
} cases[] = {
    {"the encoder has failed", "{'encoder': {'failed': true}}",
     "encoder encoder_failed act",
     "编码器停了。所有推流和录制都没有新画面。要做：重新启动 tallycast "
     "live。已录的文件是好的。",
     "The encoder has stopped. No output and no recording gets new pictures. Do: start "
     "tallycast live again. What is recorded is whole."},
    {"an output is lost",
     "{'outputs': {'0': {'state': 'backoff', 'down_ms': 38200, 'why': {"
     " 'zh': 'a:1935 拒绝连接', 'en': 'a:1935 refuses the connection'}}}}",
     "output:public output_lost act",
     "推流 public 断开 38 秒：a:1935 拒绝连接。其余 1 路正常。录制正常。要做：再等 1 "
     "分钟，会自动重连；不恢复就打平台电话，核对地址和密钥。",
     "Output public lost for 38 s: a:1935 refuses the connection. 1 other output is "
     "fine. The recording is fine. Do: "
     "wait 1 minute, it is tried again by itself; then call the platform and check "
     "address and key."},
    {"the only output was never there, and nothing records",
     "{'outputs': {'0': {'state': 'connecting', 'down_ms': 3000, 'bytes': 0},"
     "             '1': {'state': 'idle'}}, 'record': {'state': 'idle'}}",
     "output:public output_lost act",
     "推流 public 没有连上 3 秒。观众看不到直播。没有录制。要做：再等 1 "
     "分钟，会自动重连；不恢复就打平台电话，核对地址和密钥。",
     "Output public not connected for 3 s. Viewers see nothing. Nothing is recorded. "
     "Do: wait 1 minute, it is tried again by itself; then call the platform and check "
     "address and key."},
    {"a key is refused",
     "{'outputs': {'0': {'state': 'backoff', 'down_ms': 9000, 'refused': true,"
     "                   'bytes': 0}}}",
     "output:public key_refused act",
     "推流 public 不接受推流密钥，9 秒。其余 1 "
     "路正常。录制正常。要做：核对地址和密钥，看是不是别处正用同一个密钥；每 10 "
     "秒会自动再试。",
     "Output public refuses the stream key, for 9 s. 1 other output is fine. The "
     "recording is fine. Do: check address and key, and whether somebody else streams "
     "with it; it is tried again each 10 s."},
    {"all outputs are lost",
     "{'outputs': {'0': {'state': 'backoff', 'down_ms': 100000},"
     "             '1': {'state': 'connecting', 'down_ms': 3661000}},"
     " 'record': {'state': 'failed', 'error': 'disk full'}}",
     "outputs outputs_lost act",
     "推流全部断开 00:01:40。观众看不到直播。录制也停了。要做："
     "先看这台机器的网线；网络是好的就打平台电话。",
     "No output is connected, for 00:01:40. Viewers see nothing. The recording has "
     "stopped too. Do: look at this machine's network first, then call the platform."},
    {"an output is behind", "{'outputs': {'1': {'backlog_ms': 2140}}}",
     "output:archive output_slow note",
     "推流 archive 积压 2.1 "
     "秒。这一路的观众看到卡顿。要做：看上行网络；一直这样就把码率调低。",
     "Output archive is 2.1 s behind. Its viewers see a stutter. Do: check the uplink; "
     "if it stays, use a lower bitrate."},
    {"the camera is gone", "{'cameras': {'0': {'state': 'lost', 'since_ms': 12000}}}",
     "camera:main camera_lost act",
     "主机位没有画面 12 "
     "秒。观众看到垫片，图文和声音照常。要做：看摄像机的电源和线；画面回来会自动接上。",
     "Main camera: no picture for 12 s. Viewers see the slate; graphics and sound go "
     "on. Do: look at the camera's power and cable. It comes back by itself."},
    {"the camera never came",
     "{'cameras': {'0': {'state': 'starting', 'since_ms': 10000}}}",
     "camera:main camera_lost act",
     "主机位没有画面 10 "
     "秒。观众看到垫片，图文和声音照常。要做：看摄像机的电源和线；画面回来会自动接上。",
     "Main camera: no picture for 10 s. Viewers see the slate; graphics and sound go "
     "on. Do: look at the camera's power and cable. It comes back by itself."},
    {"another camera is gone",
     "{'cameras': {'1': {'state': 'lost', 'since_ms': 12000}}}",
     "camera:spare camera_lost note",
     "摄像机 spare 没有画面 12 "
     "秒。正在播出的画面不受影响。要做：看摄像机的电源和线；画面回来会自动接上。",
     "Camera spare: no picture for 12 s. The picture on the air is not affected. Do: "
     "look at the camera's power and cable. It comes back by itself."},
    {"there is no sound", "{'audio': {'silent_ms': 5000}}", "sound no_sound act",
     "没有声音 5 秒。观众听不到声音，画面照常。要做：看调音台输出和线。",
     "No sound for 5 s. Viewers hear nothing; the picture goes on. Do: check the "
     "mixer's output and the cable."},
    {"the machine is too slow", "{'minute': {'missed': 25}}", "speed too_slow act",
     "这台机器来不及：一分钟漏了 25 "
     "帧。画面在卡顿。要做：关掉这台机器上别的程序；还不行，下次开播前把 preset "
     "调快一档。",
     "This machine is too slow: 25 frames missed in a minute. The picture stutters. "
     "Do: end other programs here; if that is not enough, use a faster preset next "
     "time."},
    {"a frame was missed", "{'minute': {'missed': 1}}", "speed too_slow note",
     "一分钟里漏了 1 帧。画面可能顿了一下。要做：这台机器上不要运行别的程序。",
     "Frames missed within a minute: 1. The picture may have stuttered. Do: run "
     "nothing "
     "else on this machine."},
    {"data never came", "{'feed': {'state': 'stale', 'age_ms': null}}",
     "data data_never act",
     "还没有收到评分数据。要数据的图文是空的。要做：打评分系统电话，核对配置里的 "
     "backend: url。",
     "No score data has come yet. Graphics that need data are empty. Do: call the "
     "scoring desk, and check `backend: url`."},
    {"data stopped, and it is known why",
     "{'feed': {'state': 'stale', 'age_ms': 42900, 'why': {'zh': 'h:80 没有应答', "
     "'en': "
     "'h:80 does not answer'}}}",
     "data data_stale act",
     "评分数据停了 42 秒：h:80 没有应答。画面保留最后的数据，并标明时间。"
     "要做：打评分系统电话。",
     "Score data stopped for 42 s: h:80 does not answer. The air keeps the last data "
     "and "
     "says how old it is. Do: call the scoring desk."},
    {"data stopped", "{'feed': {'state': 'stale', 'age_ms': 42900}}",
     "data data_stale act",
     "评分数据停了 42 秒。画面保留最后的数据，并标明时间。要做：打评分系统电话。",
     "Score data stopped for 42 s. The air keeps the last data and says how old it is. "
     "Do: call the scoring desk."},
    {"data is late", "{'feed': {'state': 'late', 'age_ms': 8000}}",
     "data data_late note", "评分数据迟到 8 秒。画面已标明数据时间。要做：先等几秒。",
     "Score data is 8 s late. The air says how old it is. Do: wait some seconds "
     "first."},
    {"another epoch waits", "{'feed': {'held_epoch': '01J', 'refused': {'text': 'x'}}}",
     "data:held data_held act",
     "评分系统换了一套数据（重启或恢复）。画面保留原来的数据。要做："
     "确认是今天这场会，再按“接受新数据”。",
     "The scoring system came back with other data. The air keeps the data it had. Do: "
     "make sure that it is this meeting, then accept the new data."},
    {"data is refused",
     "{'feed': {'refused': {'section': 'document', 'since_ms': 9000, 'why': {'zh':"
     " '第 3 行第 14 列，已投 64 票多于 63 票', 'en': 'line 3, column 14: 64'}}}}",
     "data:refused data_refused act",
     "拒收一份评分数据：第 3 行第 14 列，已投 64 票多于 63 票。画面保留上一份。"
     "要做：把这一句念给评分系统的人。",
     "Refused score data: line 3, column 14: 64. The last good one stays. Do: read "
     "this "
     "sentence to the scoring desk."},
    {"a part of the data is refused",
     "{'feed': {'refused': {'section': 'scoring', 'since_ms': 9000, 'why': {'zh':"
     " '已投 64 票多于 63 票', 'en': '64 of 63'}}}}",
     "data:refused data_refused act",
     "拒收一份评分数据：已投 64 票多于 63 票。这一部分不显示，其余照常。"
     "要做：把这一句念给评分系统的人。",
     "Refused score data: 64 of 63. That part is not shown; the rest goes on. Do: read "
     "this sentence to the scoring desk."},
    {"a sentence that is somebody else's",
     "{'feed': {'roster': {'error': 'HTTP 500'}}}", "roster roster note",
     "读不到名单：英文原话“HTTP "
     "500”。抽签时名字不滚动，结果照常显示。要做：请评分系统提供名单。",
     "The roster cannot be read: HTTP 500. In a draw no names roll; its result is "
     "shown. Do: ask the scoring desk for it."},
    {"clocks differ", "{'feed': {'skew_ms': -3210, 'skew_alarm': true}}",
     "clock clock_skew note",
     "评分系统的时钟与本机相差 3.2 "
     "秒。画面上的用时可能差这么多。要做：两台机器都用网络校时。",
     "The scoring system's clock is 3.2 s from ours. Times on the air may be wrong by "
     "that. Do: let both machines take the time by NTP."},
    {"recording stopped",
     "{'record': {'state': 'failed', 'since_ms': 4000, 'error': 'disk full'}}",
     "record record_failed act",
     "录制停了 4 秒：英文原话“disk "
     "full”。直播不受影响。要做：腾出空间或接上磁盘；好了会自动接着录。",
     "Recording stopped for 4 s: disk full. The broadcast is not affected. Do: make "
     "room or mount the disk; it goes on by itself."},
    {"the disk is nearly full", "{'record': {'lasts_ms': 1139000}}",
     "disk disk_low act", "磁盘还能录 18 分钟。直播不受影响。要做：腾出空间或换盘。",
     "The disk lasts 18 more minutes. The broadcast is not affected. Do: make room, or "
     "use another disk."},
    {"the disk gets full", "{'record': {'lasts_ms': 3540000}}", "disk disk_low note",
     "磁盘还能录 59 分钟。直播不受影响。要做：会议更长就先腾出空间。",
     "The disk lasts 59 more minutes. The broadcast is not affected. Do: if the "
     "meeting is longer, make room."},
    {"a scene file is faulty",
     "{'reload': {'errors': [{'file': 'score.yaml', 'message': 'score.yaml:3:5: error',"
     "                        'since_ms': 9000}]}}",
     "file:score.yaml file_faulty note",
     "场景文件有错：英文原话“score.yaml:3:5: "
     "error”。画面用上一份好的。要做：改好再存，一存就生效。",
     "A scene file is faulty: score.yaml:3:5: error. The last good one is used. Do: "
     "mend and save it; it takes effect at once."},
    {"the log cannot be written", "{'asrun': {'error': 'no space'}}",
     "log log_failed act",
     "播出记录写不进去：英文原话“no space”。直播不受影响；这一段以后查不到。要做："
     "看磁盘空间和 state_dir 的权限。",
     "The as-run log cannot be written: no space. The broadcast is not affected; this "
     "part cannot be proved later. Do: look at the disk's room and the rights of "
     "state_dir."},
    {"an alert was not delivered", "{'alerts': {'error': 'HTTP 404'}}",
     "alerts alert_failed note",
     "告警没有送到：英文原话“HTTP 404”。直播不受影响。要做：看配置里的 "
     "alerts，眼下请有人守着这一页。",
     "An alert was not delivered: HTTP 404. The broadcast is not affected. Do: check "
     "`alerts`; let somebody watch this page meanwhile."},
};

static void
test_words (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    json_t *alarms = alarms_of (cases[i].patch);
    g_autofree char *list = list_of (alarms);
    g_autofree char *first = g_strndup (list, strcspn (list, "\n"));
    g_autofree char *zh = tc_alarm_line (json_array_get (alarms, 0), FALSE);
    g_autofree char *en = tc_alarm_line (json_array_get (alarms, 0), TRUE);

    g_test_message ("%s", cases[i].name);
    g_assert_cmpstr (first, ==, cases[i].id);
    g_assert_cmpstr (zh, ==, cases[i].zh);
    g_assert_cmpstr (en, ==, cases[i].en);
    json_decref (alarms);
  }
}

/* The cases above are all of them: a text that no case is about is noticed. */
static void
test_every_row (void)
{
  for (guint row = 0; row < TC_ALARM_N_ROWS; row++) {
    const TcAlarmTexts *texts = &tc_alarm_texts[row];
    const char *begin = texts->en.todo;
    gboolean has_case = FALSE;

    g_assert_nonnull (texts->kind);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      has_case = has_case || (strstr (cases[i].en, begin) != NULL &&
                              strstr (cases[i].zh, texts->zh.todo) != NULL);
    if (!has_case)
      g_error ("no case is about \"%s\"", begin);
  }
}

/* Nothing is wrong, or it passes by itself, or somebody wanted it so. */
static void
test_quiet (void)
{
  static const char *const patches[] = {
      "{}",
      "{'outputs': {'0': {'state': 'backoff', 'down_ms': 2999}}}",
      "{'outputs': {'0': {'backlog_ms': 699}}}",
      "{'cameras': {'0': {'state': 'lost', 'since_ms': 2999}}}",
      "{'cameras': {'0': {'state': 'starting', 'since_ms': 9999}}}",
      "{'cameras': {'0': {'state': 'frozen', 'since_ms': 60000}}}",
      "{'audio': {'silent_ms': 4999}}",
      "{'audio': {'silent_ms': 60000, 'mute': true}}",
      "{'audio': {'silent_ms': 60000, 'scene_mute': true}}",
      "{'audio': {'silent_ms': 60000, 'state': 'none'}}",
      "{'feed': {'state': 'none', 'age_ms': null}}",
      "{'feed': {'skew_ms': 1900}}",
      "{'record': {'state': 'idle', 'lasts_ms': 0}}",
      "{'record': {'state': 'off', 'lasts_ms': null}}",
      "{'record': {'lasts_ms': 3600000}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (patches); i++) {
    json_t *alarms = alarms_of (patches[i]);
    g_autofree char *list = list_of (alarms);

    g_test_message ("%s", patches[i]);
    g_assert_cmpstr (list, ==, "");
    json_decref (alarms);
  }
}

/* Stands above what the public does not notice, whatever came first. */
static void
test_order (void)
{
  json_t *alarms = alarms_of (
      "{'reload': {'errors': [{'file': 'a.yaml', 'message': 'a', 'since_ms': 1},"
      "                       {'file': 'b.yaml', 'message': 'b', 'since_ms': 9}]},"
      " 'feed': {'state': 'stale', 'age_ms': 20000}, 'audio': {'silent_ms': 90000},"
      " 'cameras': {'0': {'state': 'lost', 'since_ms': 4000},"
      "             '1': {'state': 'lost', 'since_ms': 4000}},"
      " 'outputs': {'0': {'state': 'backoff', 'down_ms': 50000},"
      "             '1': {'state': 'backoff', 'down_ms': 40000}},"
      " 'record': {'lasts_ms': 1000}}");
  g_autofree char *list = list_of (alarms);

  g_assert_cmpstr (list, ==,
                   "outputs outputs_lost act\n"
                   "output:archive output_lost act\n"
                   "output:public output_lost act\n"
                   "camera:main camera_lost act\n"
                   "sound no_sound act\n"
                   "data data_stale act\n"
                   "disk disk_low act\n"
                   "camera:spare camera_lost note\n"
                   "file:a.yaml file_faulty note\n"
                   "file:b.yaml file_faulty note");
  json_decref (alarms);
}

static void
test_numbers (void)
{
  json_t *alarms =
      alarms_of ("{'outputs': {'0': {'state': 'backoff', 'down_ms': 38200}},"
                 " 'encoder': {'failed': true}}");
  const char *name;
  int others;
  json_int_t since_ms;

  g_assert_true (json_is_null (
      json_object_get (json_array_get (alarms, 0), "since_ms"))); /* the encoder's */
  g_assert_cmpint (json_unpack (json_array_get (alarms, 1), "{s:I, s:{s:s, s:i}}",
                                "since_ms", &since_ms, "values", "name", &name,
                                "others", &others),
                   ==, 0);
  g_assert_cmpint (since_ms, ==, 38200);
  g_assert_cmpstr (name, ==, "public");
  g_assert_cmpint (others, ==, 1);
  json_decref (alarms);
}

/* Of an older engine, or of none: what is not said is not wrong, whatever its type. */
static void
test_absent (void)
{
  static const char *const statuses[] = {
      "{}",
      "[]",
      "null",
      "{'outputs': 7, 'cameras': {}, 'audio': [], 'feed': 'x', 'record': null}",
      "{'outputs': [null, 7, {}], 'cameras': [{}], 'reload': {'errors': [{}]}}",
      "{'feed': {'state': 7, 'age_ms': 'x', 'refused': 'x', 'held_epoch': 1}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    json_t *status = test_json (statuses[i]);
    json_t *alarms = tc_alarms_of (status);

    g_assert_true (json_is_array (alarms));
    json_decref (alarms);
    json_decref (status);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/control/alarms/each-says-what-the-public-sees-and-what-to-do",
                   test_words);
  g_test_add_func ("/control/alarms/no-text-is-without-a-case", test_every_row);
  g_test_add_func ("/control/alarms/what-passes-or-was-asked-for-is-none", test_quiet);
  g_test_add_func ("/control/alarms/worst-first-then-newest", test_order);
  g_test_add_func ("/control/alarms/numbers-are-there-for-machines", test_numbers);
  g_test_add_func ("/control/alarms/an-incomplete-status-is-no-alarm", test_absent);
  return g_test_run ();
}
