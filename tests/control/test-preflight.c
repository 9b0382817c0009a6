/* SPDX-License-Identifier: MIT
 *
 * What the lines of the preflight say of a status and of what `check` has found.
 */
#include "tallycast/control/preflight.h"

#include "../support/json.h"

#include <string.h>

static const char good_status[] =
    "{'programme': {'fps': '25/1'},"
    " 'minute': {'seconds': 60, 'missed': 0, 'repeated': 0, 'dropped': 0,"
    "            'clipped': 0, 'heard_db': [-12.2, -9.4]},"
    " 'cameras': [{'id': 'main', 'state': 'live', 'since_ms': 20, 'detail': '1080p25'},"
    "             {'id': 'spare', 'state': 'live', 'since_ms': 20, 'detail': null}],"
    " 'audio': {'state': 'live', 'mute': false, 'scene_mute': true, 'error_ms': -12.4},"
    " 'outputs': [{'id': 'public', 'state': 'live', 'backlog_ms': 120, 'error': null},"
    "             {'id': 'archive', 'state': 'live', 'backlog_ms': 40, 'error': null}],"
    " 'record': {'state': 'recording', 'free_bytes': 412000000000,"
    "            'lasts_ms': 730800000, 'error': null},"
    " 'feed': {'state': 'fresh', 'age_ms': 412, 'skew_ms': -30, 'skew_alarm': false,"
    "          'held_epoch': null, 'refused': null, 'documents': 3, 'last_error': null,"
    "          'roster': {'units': 77}}}";

static const char good_checks[] =
    "{'running': null,"
    " 'scenes': {'errors': 0, 'warnings': 0, 'checks': ["
    "   {'name': 'names', 'sum': {'zh': '77家在9个场景里全部放得下',"
    "                             'en': 'all 77 names fit in 9 scenes'},"
    "    'findings': []},"
    "   {'name': 'pictures', 'sum': {'zh': '图', 'en': 'p'},"
    "    'findings': [{'level': 'note', 'text': {'zh': '看', 'en': 'look'}}]}]},"
    " 'machine': {'checks': ["
    "   {'name': 'disk', 'sum': {'zh': '剩余412 GB，写入310 MB/s',"
    "                            'en': '412 GB free, writes 310 MB/s'},"
    "    'findings': []},"
    "   {'name': 'encoder', 'measured': 41.4, 'findings': ["
    "     {'level': 'warning', 'text': {'zh': '慢', 'en': 'slow'}}]}]}}";

static json_t *
preflight (const char *status_patch, const char *checks_patch)
{
  json_t *status = test_json_patched (good_status, status_patch);
  json_t *checks = test_json_patched (good_checks, checks_patch);
  json_t *found = tc_preflight_of (status, checks);

  json_decref (status);
  json_decref (checks);
  return found;
}

static json_t *
line_of (const json_t *found, const char *id)
{
  json_t *lines = json_object_get (found, "lines");

  for (size_t i = 0; i < json_array_size (lines); i++) {
    json_t *line = json_array_get (lines, i);

    if (strcmp (json_string_value (json_object_get (line, "id")), id) == 0)
      return line;
  }
  g_error ("no line %s", id);
}

static const struct {
  const char *status, *checks;
  const char *id, *state, *zh, *en;
} cases[] = {
    {"{}", "{}", "camera", "ok", "主机位正常，60 秒里没有丢帧。",
     "Main camera is fine, no frame lost in 60 s."},
    {"{'cameras': {'0': {'state': 'lost', 'since_ms': 12000, 'why': {'zh': '连不上', "
     "'en': 'no route'}}}}",
     "{}", "camera", "wrong", "主机位没有画面，已经 12 秒：连不上。",
     "Main camera: no picture for 12 s: no route."},
    {"{'cameras': {'0': {'state': 'starting', 'since_ms': 2000, 'detail': null}}}",
     "{}", "camera", "wrong", "主机位没有画面，已经 2 秒。",
     "Main camera: no picture for 2 s."},
    {"{'cameras': {'1': {'state': 'lost'}}}", "{}", "camera", "note",
     "主机位正常，60 秒里没有丢帧。另有 1 个机位没有画面。",
     "Main camera is fine, no frame lost in 60 s. 1 other camera has no picture."},
    {"{'minute': {'dropped': 2, 'repeated': 1, 'seconds': 9}}", "{}", "camera", "note",
     "主机位正常，9 秒里丢了或重复了 3 帧。",
     "Main camera is fine, 3 frames lost or repeated in 9 s."},

    {"{}", "{}", "sound", "ok",
     "左右都有声音，最高 −9 dB，没有削波。声画相差 12 毫秒。",
     "Left and right are there, peak −9 dB, no clipping. Sound and picture are 12 ms "
     "apart."},
    {"{'minute': {'heard_db': [-120.0, -120.0]}}", "{}", "sound", "wrong",
     "60 秒里没有声音。", "No sound in 60 s."},
    {"{'minute': {'heard_db': [-12.0, -90.0]}}", "{}", "sound", "note",
     "只有左边有声音。", "Only the left channel has sound."},
    {"{'minute': {'heard_db': [-90.0, -12.0]}}", "{}", "sound", "note",
     "只有右边有声音。", "Only the right channel has sound."},
    {"{'minute': {'heard_db': [-0.2, -0.1], 'clipped': 7}}", "{}", "sound", "note",
     "左右都有声音，最高 0 dB，削波了 7 次。",
     "Left and right are there, peak 0 dB, clipped 7 times."},
    {"{'minute': {'heard_db': [-41.0, -40.0]}}", "{}", "sound", "note",
     "左右都有声音，但很轻，最高 −40 dB。",
     "Left and right are there, but soft: peak −40 dB."},
    {"{'audio': {'mute': true}}", "{}", "sound", "wrong", "声音被静音了。",
     "The sound is muted."},
    {"{'audio': {'state': 'none'}}", "{}", "sound", "note",
     "没有接声音，播出是无声的。", "No sound is configured: the broadcast is silent."},

    {"{}", "{}", "data", "ok", "0.4 秒前有应答，时钟相差 0.03 秒，名单 77 家。",
     "It answered 0.4 s ago, its clock is 0.03 s from ours, roster of 77 read."},
    {"{'feed': {'roster': {'units': null}}}", "{}", "data", "note",
     "0.4 秒前有应答，时钟相差 0.03 秒，名单 0 家。",
     "It answered 0.4 s ago, its clock is 0.03 s from ours, roster of 0 read."},
    {"{'feed': {'skew_ms': 4200, 'skew_alarm': true}}", "{}", "data", "note",
     "0.4 秒前有应答，时钟相差 4.2 秒，太多了。",
     "It answered 0.4 s ago; its clock is 4.2 s from ours."},
    {"{'feed': {'state': 'stale', 'age_ms': 20000, 'last_error': 'refused'}}", "{}",
     "data", "wrong", "评分系统 20 秒没有应答：英文原话“refused”。",
     "The scoring system has not answered for 20 s: refused."},
    {"{'feed': {'state': 'stale', 'age_ms': null, 'last_error': null}}", "{}", "data",
     "wrong", "评分系统没有应答。", "The scoring system does not answer."},
    {"{'feed': {'state': 'none', 'age_ms': null}}", "{}", "data", "running",
     "正在等评分系统的第一份数据。", "Waiting for the scoring system's first data."},
    {"{'feed': {'state': 'none', 'age_ms': null, 'last_error': 'refused'}}", "{}",
     "data", "wrong", "评分系统没有应答：英文原话“refused”。",
     "The scoring system does not answer: refused."},
    {"{'feed': {'refused': {'text': 'line 3'}}}", "{}", "data", "wrong",
     "拒收评分数据：英文原话“line 3”。", "Its data is refused: line 3."},
    {"{'feed': {'held_epoch': '01J'}}", "{}", "data", "wrong",
     "评分系统换了一套数据，等你确认。",
     "The scoring system came back with other data, which waits."},

    {"{}", "{}", "outputs", "ok", "2 路推流都已接通，积压最多 0.1 秒。",
     "All 2 outputs are connected, at most 0.1 s behind."},
    {"{'outputs': []}", "{}", "outputs", "wrong", "没有设置推流，观众看不到。",
     "No output is configured: nobody sees it."},
    {"{'outputs': {'0': {'state': 'backoff', 'why': {'zh': '密钥不对', 'en': 'no such "
     "stream'}}}}",
     "{}", "outputs", "wrong", "推流 public 没有连上：密钥不对。其余 1 路已接通。",
     "Output public is not connected: no such stream. 1 other is."},
    {"{'outputs': {'1': {'state': 'idle'}}}", "{}", "outputs", "note",
     "推流 archive 没有启动，1 路已接通。",
     "Output archive is not started; 1 connected."},
    {"{'outputs': {'0': {'state': 'idle'}, '1': {'state': 'idle'}}}", "{}", "outputs",
     "wrong", "推流 archive 没有启动，0 路已接通。",
     "Output archive is not started; 0 connected."},

    {"{}", "{}", "names", "ok", "77家在9个场景里全部放得下。",
     "All 77 names fit in 9 scenes."},
    {"{}", "{'scenes': null}", "names", "todo", "还没有检查。", "Not checked yet."},
    {"{}", "{'scenes': null, 'running': 'scenes'}", "names", "running", "正在检查。",
     "Being checked."},
    {"{}", "{'scenes': {'error': 'nice: not ended in time'}}", "names", "wrong",
     "检查没有做成：英文原话“nice: not ended in time”。",
     "It could not be checked: nice: not ended in time."},
    {"{}",
     "{'scenes': {'errors': 1, 'warnings': 2, 'checks': {"
     "   '1': {'findings': [{'level': 'warning', 'scene': 'unit',"
     "                       'text': {'zh': '到底了', 'en': 'at its floor'}},"
     "                      {'level': 'error', 'scene': 'score', 'fix': {'zh': '缩短',"
     "                       'en': 'shorten'}, 'text': {'zh': '缺字', 'en': 'no "
     "glyph'}}]}}}}",
     "names", "wrong", "score：缺字。共 3 处。", "score: no glyph. 3 in all."},
    {"{}",
     "{'scenes': {'errors': 0, 'warnings': 1, 'checks': {"
     "   '1': {'findings': [{'level': 'warning', 'scene': null,"
     "                       'text': {'zh': '到底了', 'en': 'at its floor'}}]}}}}",
     "names", "note", "到底了。", "at its floor."},

    {"{}", "{}", "encoder", "ok",
     "正在每秒编 25 帧，60 秒里漏了 0 帧；还有余力每秒多编 41 帧。",
     "Encodes 25 frames a second, missed 0 in 60 s, and has room for 41 more."},
    {"{'minute': {'missed': 3}}", "{}", "encoder", "wrong",
     "正在每秒编 25 帧，60 秒里漏了 3 帧；还有余力每秒多编 41 帧。",
     "Encodes 25 frames a second, missed 3 in 60 s, and has room for 41 more."},
    {"{'programme': {'fps': '30000/1001'}}",
     "{'machine': {'checks': {'1': {'measured': 9.0}}}}", "encoder", "note",
     "正在每秒编 29.97 帧，60 秒里漏了 0 帧；还有余力每秒多编 9 帧。",
     "Encodes 29.97 frames a second, missed 0 in 60 s, and has room for 9 more."},
    {"{}", "{'machine': null}", "encoder", "todo", "还没有检查。", "Not checked yet."},

    {"{}", "{}", "disk", "ok", "剩余412 GB，写入310 MB/s。",
     "412 GB free, writes 310 MB/s."},
    {"{}", "{'machine': null}", "disk", "ok", "剩余 412 GB，可录 203 小时。",
     "412 GB free, lasts 203 h."},
    {"{'record': {'state': 'off'}}", "{}", "disk", "note", "没有设置录制。",
     "Nothing is recorded."},
    {"{'record': {'state': 'failed', 'error': 'no space'}}", "{}", "disk", "wrong",
     "录不了：英文原话“no space”。", "It cannot be recorded: no space."},
    {"{}",
     "{'machine': {'checks': {'0': {'findings': [{'level': 'error',"
     "   'text': {'zh': '只够录0.4小时', 'en': 'room for 0.4 h'}}]}}}}",
     "disk", "wrong", "只够录0.4小时。", "room for 0.4 h."},
};

static void
test_sentences (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    json_t *found = preflight (cases[i].status, cases[i].checks);
    const char *state, *zh, *en;

    g_test_message ("%s %s", cases[i].status, cases[i].checks);
    g_assert_cmpint (json_unpack (line_of (found, cases[i].id), "{s:s, s:s, s:s}",
                                  "state", &state, "zh", &zh, "en", &en),
                     ==, 0);
    g_assert_cmpstr (zh, ==, cases[i].zh);
    g_assert_cmpstr (en, ==, cases[i].en);
    g_assert_cmpstr (state, ==, cases[i].state);
    json_decref (found);
  }
}

/* Who reads that something is not right reads also what to do, in both languages. */
static void
test_fixes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    json_t *found = preflight (cases[i].status, cases[i].checks);
    const json_t *line = line_of (found, cases[i].id);
    const json_t *fix = json_object_get (line, "fix");
    const char *zh = json_string_value (json_object_get (fix, "zh"));
    const char *en = json_string_value (json_object_get (fix, "en"));
    gboolean comes_from_check = json_array_size (json_object_get (line, "more")) > 0;

    g_test_message ("%s", cases[i].zh);
    if (strcmp (cases[i].state, "wrong") == 0 || strcmp (cases[i].state, "note") == 0) {
      g_assert_true (comes_from_check || (zh != NULL && g_str_has_suffix (zh, "。")));
      g_assert_true (comes_from_check || (en != NULL && g_str_has_suffix (en, ".")));
    } else {
      g_assert_true (json_is_null (fix));
    }
    json_decref (found);
  }
}

static void
test_order (void)
{
  static const char *const ids[] = {"camera",  "sound",   "data", "names",
                                    "encoder", "outputs", "disk"};
  json_t *found = preflight ("{}", "{}");
  const json_t *lines = json_object_get (found, "lines");

  g_assert_cmpuint (json_array_size (lines), ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_cmpstr (
        json_string_value (json_object_get (json_array_get (lines, i), "id")), ==,
        ids[i]);
  json_decref (found);
}

static void
test_ids (void)
{
  json_t *found = preflight ("{'audio': {'mute': true}}", "{'scenes': {'error': 'x'}}");
  g_autofree char *wrong = tc_preflight_dup_wrong (found);

  g_assert_cmpstr (wrong, ==, "sound names");
  g_assert_true (tc_preflight_has_line ("names"));
  g_assert_false (tc_preflight_has_line ("name"));
  json_decref (found);
}

static void
test_verdict (void)
{
  static const struct {
    const char *status, *checks, *state;
    int wrong, notes;
  } verdicts[] = {
      {"{}", "{}", "ready", 0, 0},
      {"{'audio': {'state': 'none'}}", "{}", "ready", 0, 1},
      {"{}", "{'scenes': null}", "todo", 0, 0},
      {"{'audio': {'mute': true}}", "{'scenes': null}", "wrong", 1, 0},
      {"{'audio': {'mute': true}, 'outputs': []}", "{'running': 'scenes'}", "running",
       2, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++) {
    json_t *found = preflight (verdicts[i].status, verdicts[i].checks);
    const char *state;
    int wrong, notes;

    g_assert_cmpint (json_unpack (found, "{s:s, s:i, s:i}", "state", &state, "wrong",
                                  &wrong, "notes", &notes),
                     ==, 0);
    g_assert_cmpstr (state, ==, verdicts[i].state);
    g_assert_cmpint (wrong, ==, verdicts[i].wrong);
    g_assert_cmpint (notes, ==, verdicts[i].notes);
    json_decref (found);
  }
}

/* Whatever is missing or of another type: there are all lines, and none is right. */
static void
test_absent (void)
{
  static const char *const texts[] = {
      "{}", "[]", "null", "7",
      "{'cameras': 7, 'feed': [], 'outputs': {}, 'minute': 1}"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    json_t *status = test_json (texts[i]);
    json_t *found = tc_preflight_of (status, status);

    g_assert_cmpuint (json_array_size (json_object_get (found, "lines")), ==, 7);
    g_assert_cmpstr (json_string_value (json_object_get (found, "state")), ==, "wrong");
    json_decref (found);
    json_decref (status);
  }
}

static void
test_more (void)
{
  json_t *status = test_json (good_status);
  json_t *findings = json_array ();
  json_t *found;
  json_t *more;

  for (int i = 0; i < 3 * TC_PREFLIGHT_MORE; i++)
    json_array_append_new (
        findings, json_pack ("{s:s, s:s, s:{s:s, s:s}, s:{s:s, s:s}}", "level",
                             i < 10 ? "warning" : "error", "scene", "unit", "text",
                             "zh", "字", "en", "text", "fix", "zh", "改", "en", "fix"));
  json_t *checks = json_pack ("{s:{s:i, s:[{s:s, s:o}]}}", "scenes", "errors", 14,
                              "checks", "name", "names", "findings", findings);
  found = tc_preflight_of (status, checks);
  more = json_object_get (line_of (found, "names"), "more");
  g_assert_cmpuint (json_array_size (more), ==, TC_PREFLIGHT_MORE);
  for (size_t i = 0; i < json_array_size (more); i++)
    g_assert_cmpstr (
        json_string_value (json_object_get (json_array_get (more, i), "level")), ==,
        "error");
  g_assert_cmpstr (json_string_value (json_object_get (
                       json_object_get (json_array_get (more, 0), "fix"), "zh")),
                   ==, "改");
  json_decref (found);
  json_decref (checks);
  json_decref (status);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/control/preflight/each-line-is-a-measured-sentence",
                   test_sentences);
  g_test_add_func ("/control/preflight/what-is-not-right-has-a-fix", test_fixes);
  g_test_add_func ("/control/preflight/lines-are-in-the-order-of-the-signal",
                   test_order);
  g_test_add_func ("/control/preflight/lines-are-known-by-their-ids", test_ids);
  g_test_add_func ("/control/preflight/the-verdict-counts-what-is-wrong", test_verdict);
  g_test_add_func ("/control/preflight/what-is-not-known-is-not-right", test_absent);
  g_test_add_func ("/control/preflight/the-worst-findings-come-with-it", test_more);
  return g_test_run ();
}
