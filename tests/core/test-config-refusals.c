/* SPDX-License-Identifier: MIT */
#include "tallycast/core/config.h"

#include "tallycast/core/error.h"

typedef struct {
  const char *text, *message;
  int code; /* 0: 78 */
} Wrong;

static void
assert_wrong (const Wrong *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcConfig) config = tc_config_parse (row->text, "t.yaml", &error);

  g_test_message ("%s", row->text);
  g_assert_null (config);
  int code = row->code != 0 ? row->code : TC_ERROR_CONFIG;
  g_assert_error (error, TC_ERROR, code);
  g_autofree char *message = g_strconcat ("t.yaml:", row->message, NULL);
  g_assert_cmpstr (error->message, ==, message);
}

#define SIZE_MESSAGE                                                           \
  "error: 'size' must be WIDTHxHEIGHT, even, from 160x90 to 3840x2160, as in " \
  "1920x1080, not "
#define RATE_MESSAGE                                                                  \
  "error: 'fps' must be 5 to 60 frames a second, as in 25, 50, 30000/1001 or 29.97, " \
  "not "
#define LOCAL_MESSAGE                                                                \
  "error: 'listen': must be an address of this machine only, as in 127.0.0.1:8088, " \
  "[::1]:8088 or localhost:8088"
#define CONTROL_MESSAGE LOCAL_MESSAGE ", unless there is a 'tokens_file'"
#define LISTEN_MESSAGE                                                                 \
  "error: 'listen': must be an address of this machine, in numbers, or localhost, as " \
  "in 127.0.0.1:8088, [::1]:8088 or localhost:8088"

static void
wrong_programme_is_told (void)
{
  static const Wrong rows[] = {
      {"programme: {size: 1920}", "1:19: " SIZE_MESSAGE "'1920'"},
      {"programme: {size: 1921x1080}", "1:19: " SIZE_MESSAGE "'1921x1080'"},
      {"programme: {size: 1920x1081}", "1:19: " SIZE_MESSAGE "'1920x1081'"},
      {"programme: {size: 158x90}", "1:19: " SIZE_MESSAGE "'158x90'"},
      {"programme: {size: 160x88}", "1:19: " SIZE_MESSAGE "'160x88'"},
      {"programme: {size: 3842x2160}", "1:19: " SIZE_MESSAGE "'3842x2160'"},
      {"programme: {size: 3840x2162}", "1:19: " SIZE_MESSAGE "'3840x2162'"},
      {"programme: {size: 1920x1080x2}", "1:19: " SIZE_MESSAGE "'1920x1080x2'"},
      {"programme: {size: [1920, 1080]}", "1:19: " SIZE_MESSAGE "a list or mapping"},
      {"programme: {fps: 4}", "1:18: " RATE_MESSAGE "'4'"},
      {"programme: {fps: 61}", "1:18: " RATE_MESSAGE "'61'"},
      {"programme: {fps: 60001/1000}", "1:18: " RATE_MESSAGE "'60001/1000'"},
      {"programme: {fps: 30000/0}", "1:18: " RATE_MESSAGE "'30000/0'"},
      {"programme: {fps: 29.9}", "1:18: " RATE_MESSAGE "'29.9'"},
      {"programme: {fps: -25}", "1:18: " RATE_MESSAGE "'-25'"},
      {"programme: {delay_ms: 5001}",
       "1:23: error: 'delay_ms' must be auto or a whole number from 0 to 5000, not "
       "'5001'"},
      {"programme: {delay_ms: soon}",
       "1:23: error: 'delay_ms' must be auto or a whole number from 0 to 5000, not "
       "'soon'"},
      {"programme: {delay_ms: 149}", "1:23: error: 'delay_ms' must be auto or at least "
                                     "150 (camera 'main' has a latency "
                                     "of 0, and 150 on top), not 149"},
      {"programme: {delay_ms: 449}\ncameras: [{uri: 'test:'}, {id: b, uri: "
       "'rtsp://h/x'}]",
       "1:23: error: 'delay_ms' must be auto or at least 450 (camera 'b' has a latency "
       "of "
       "300, and 150 on top), not 449"},
      {"programme: {language: chinese}",
       "1:23: error: 'language': must be zh-CN or en"},
      {"programme: {language: fr}", "1:23: error: 'language': must be zh-CN or en"},
      {"programme: {theme: ../x}",
       "1:20: error: 'theme': must be a name of 1 to 64 bytes, without / and a leading "
       "dot"},
      {"programme: {frame_rate: 25}", "1:13: error: unknown key 'frame_rate'; known "
                                      "are: size, fps, delay_ms, language, "
                                      "theme"},
      {"programme: 25", "1:12: error: a mapping (key: value) is needed here, not '25'"},
      {"\nprograme: {}",
       "2:1: error: unknown key 'programe' (did you mean 'programme'?)"},
      {"state_dir: [x]",
       "1:12: error: 'state_dir' must be text, not a list or mapping"},
      {"state_dir: ''", "1:12: error: 'state_dir': must not be empty"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_wrong (&rows[i]);
}

#define KNOWN_CAMERAS "known are: file, rtsp, v4l2, test"

static void
wrong_cameras_are_told (void)
{
  static const Wrong rows[] = {
      {"cameras: {uri: 'test:'}", "1:10: error: 'cameras' must be a list"},
      {"cameras: [{id: a}]", "1:11: error: 'uri' is missing"},
      {"cameras: ['test:']",
       "1:11: error: a mapping (key: value) is needed here, not the text 'test:'"},
      {"cameras: [{uri: 'rstp://h/x'}]", "1:17: error: 'uri': unknown scheme 'rstp' "
                                         "(did you mean 'rtsp'?); " KNOWN_CAMERAS},
      {"cameras: [{uri: 'gopher://u:secret@h/'}]",
       "1:17: error: 'uri': unknown scheme 'gopher'; " KNOWN_CAMERAS},
      {"cameras: [{uri: /home/clip.mp4}]",
       "1:17: error: 'uri': a scheme is missing at its beginning; " KNOWN_CAMERAS},
      {"cameras: [{uri: 'srt://h:9000'}]",
       "1:17: error: 'uri': srt cameras are not supported by this version; it has: "
       "file, "
       "rtsp, v4l2, test",
       69},
      {"cameras: [{uri: 'rtmp://h/a'}]",
       "1:17: error: 'uri': rtmp cameras are not supported by this version; it has: "
       "file, "
       "rtsp, v4l2, test",
       69},
      {"cameras: [{uri: 'https://h/a'}]",
       "1:17: error: 'uri': https cameras are not supported by this version; it has: "
       "file, rtsp, v4l2, test",
       69},
      {"cameras: [{uri: 'test:bal'}]",
       "1:17: error: 'uri': must be test:, test:ball or test:smpte"},
      {"cameras: [{uri: 'rtsp:///x'}]",
       "1:17: error: 'uri': must be rtsp://HOST[:PORT]/PATH, without blanks"},
      {"cameras: [{uri: 'rtsp://h:99999/x'}]",
       "1:17: error: 'uri': must be rtsp://HOST[:PORT]/PATH, without blanks"},
      {"cameras: [{uri: 'v4l2:video0'}]",
       "1:17: error: 'uri': must be a device's path, as in v4l2:/dev/v4l/by-id/NAME"},
      {"cameras: [{uri: 'file://clip.mp4'}]",
       "1:17: error: 'uri': must be file:///PATH (three slashes) or file:PATH"},
      {"cameras: [{uri: 'file:'}]",
       "1:17: error: 'uri': must be file:///PATH or file:PATH"},
      {"cameras: [{uri: 'test:', id: 'a b'}]",
       "1:30: error: 'id': must be 1 to 64 letters, digits, - and _"},
      {"cameras: [{uri: 'test:', id: a}, {uri: 'test:', id: a}]",
       "1:34: error: the id 'a' is used twice in 'cameras'"},
      {"cameras: [{uri: 'test:', latency_ms: 4001}]",
       "1:38: error: 'latency_ms' must be a whole number from 0 to 4000, not '4001'"},
      {"cameras: [{uri: 'test:', backup_for: b}]",
       "1:38: error: 'backup_for': there is no camera 'b'"},
      {"cameras: [{uri: 'test:', backup_for: main}]",
       "1:38: error: 'backup_for': 'main' is the camera itself, it cannot be backed "
       "up"},
      {"cameras: [{uri: 'test:', id: a, backup_for: b}, {uri: 'test:', id: b, "
       "backup_for: a}]",
       "1:45: error: 'backup_for': 'b' is a backup itself, it cannot be backed up"},
      {"cameras: [{uri: 'rtsp://h/x', auth_file: /nowhere/a.txt}]",
       "1:42: error: 'auth_file': cannot use '/nowhere/a.txt': No such file or "
       "directory"},
      {"cameras:\n- uri: 'test:'\n- uri: 'test:'\n- uri: 'test:'\n- uri: 'test:'\n"
       "- uri: 'test:'\n- uri: 'test:'\n- uri: 'test:'\n- uri: 'test:'\n- uri: "
       "'test:'\n",
       "10:3: error: too many in 'cameras', at most 8"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_wrong (&rows[i]);
}

#define KNOWN_AUDIO "known are: camera, alsa:DEVICE, pulse:NAME, test:, test:tone, none"

static void
wrong_sound_and_backend_are_told (void)
{
  static const Wrong rows[] = {
      {"audio: {input: camra}", "1:16: error: 'input': unknown input (did you mean "
                                "'camera'?); " KNOWN_AUDIO},
      {"audio: {input: 'jack:'}", "1:16: error: 'input': unknown input; " KNOWN_AUDIO},
      {"audio: {input: 'alsa:'}",
       "1:16: error: 'input': a device is missing, as in alsa:hw:1,0"},
      {"audio: {gain_db: 20.5}",
       "1:18: error: 'gain_db' must be a number from -60 to 20, not '20.5'"},
      {"audio: {gain_db: -61}",
       "1:18: error: 'gain_db' must be a number from -60 to 20, not '-61'"},
      {"audio: {delay_ms: 1001}",
       "1:19: error: 'delay_ms' must be a whole number from -1000 to 1000, not '1001'"},
      {"audio: {limiter: on}",
       "1:18: error: 'limiter' must be true or false, not 'on'"},
      {"backend: {url: 'ftp://h/'}",
       "1:16: error: 'url': unknown scheme 'ftp'; known are: http, "
       "https"},
      {"backend: {url: 'http://'}",
       "1:16: error: 'url': must be http://HOST[:PORT][/PATH], without blanks, ? and "
       "#"},
      {"backend: {url: 'https://h/x?token=secret'}",
       "1:16: error: 'url': must be https://HOST[:PORT][/PATH], without blanks, ? and "
       "#"},
      {"backend: {poll_ms: 99}",
       "1:20: error: 'poll_ms' must be a whole number from 100 to 60000, not '99'"},
      {"backend: {wait_s: 31}",
       "1:19: error: 'wait_s' must be a whole number from 1 to 30, not '31'"},
      {"backend: {wait_s: 4}",
       "1:19: error: 'late_after_s' (5) must be more than 'wait_s' + 1 (5): else a "
       "healthy, quiet backend looks late"},
      {"backend: {late_after_s: 3}",
       "1:25: error: 'late_after_s' (3) must be more than 'wait_s' + 1 (3): else a "
       "healthy, quiet backend looks late"},
      {"backend: {late_after_s: 0}",
       "1:25: error: 'late_after_s' must be a whole number from 1 to 3600, not '0'"},
      {"backend: {stale_after_s: 5}",
       "1:26: error: 'stale_after_s' (5) must be more than 'late_after_s' (5)"},
      {"backend: {stale_after_s: 3601}", "1:26: error: 'stale_after_s' must be a whole "
                                         "number from 1 to 3600, not '3601'"},
      {"backend: {align_ms: 10001}",
       "1:21: error: 'align_ms' must be auto or a whole number from 0 to 10000, not "
       "'10001'"},
      {"backend: {mapping: ''}", "1:20: error: 'mapping': must not be empty"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_wrong (&rows[i]);
}

#define AT_MESSAGE(key)                                                               \
  "error: '" key "': has an @ behind its first / ? or #: write these as %2F %3F %23 " \
  "in a password, an @ in a path as %40, or keep password and key in a file "         \
  "(auth_file, key_file)"
#define OUTPUT_MESSAGE \
  "error: 'url': must be rtmp://HOST[:PORT]/APPLICATION[/KEY], without blanks"

static void
wrong_ways_out_are_told (void)
{
  static const Wrong rows[] = {
      {"encoders: [{feed: programe}]", "1:19: error: 'feed' must be one of programme, "
                                       "clean, not 'programe' (did you mean "
                                       "'programme'?)"},
      {"encoders: [{codec: h265}]",
       "1:20: error: 'codec' must be one of x264, not 'h265'"},
      {"encoders: [{preset: very_fast}]",
       "1:21: error: 'preset' must be one of ultrafast, superfast, veryfast, faster, "
       "fast, "
       "medium, slow, slower, veryslow, not 'very_fast' (did you mean 'veryfast'?)"},
      {"encoders: [{bitrate_kbps: 99}]", "1:27: error: 'bitrate_kbps' must be a whole "
                                         "number from 100 to 50000, not '99'"},
      {"encoders: [{keyframe_s: 0}]",
       "1:25: error: 'keyframe_s' must be a whole number from 1 to 10, not '0'"},
      {"outputs: [{id: x}]", "1:11: error: 'url' is missing"},
      {"outputs: [{url: 'rtmp://u:1/2@h/a'}]", "1:17: " AT_MESSAGE ("url")},
      {"cameras: [{uri: 'rtsp://admin:12/34@cam/x'}]", "1:17: " AT_MESSAGE ("uri")},
      {"backend: {url: 'http://u:1?2@h'}", "1:16: " AT_MESSAGE ("url")},
      {"outputs: [{url: 'rtmp://h'}]", "1:17: " OUTPUT_MESSAGE},
      {"outputs: [{url: 'rtmp://h/'}]", "1:17: " OUTPUT_MESSAGE},
      {"outputs: [{url: 'rtmp:///app/secret'}]", "1:17: " OUTPUT_MESSAGE},
      {"outputs: [{url: 'rtmp://h:x/app/secret'}]", "1:17: " OUTPUT_MESSAGE},
      {"outputs: [{url: 'rtmp://h/app/sec ret'}]", "1:17: " OUTPUT_MESSAGE},
      {"outputs: [{url: 'rtpm://h/app/secret'}]",
       "1:17: error: 'url': unknown scheme 'rtpm' (did you mean 'rtmp'?); known are: "
       "rtmp, rtmps"},
      {"outputs: [{url: 'rtmp://h/a', encoder: other}]",
       "1:40: error: 'encoder': there is no encoder 'other'"},
      {"outputs: [{url: 'rtmp://h/a', autostart: 1}]",
       "1:42: error: 'autostart' must be true or false, not '1'"},
      {"outputs: [{url: 'rtmp://h/a', key: secret}]",
       "1:31: error: unknown key 'key'; known are: id, url, key_file, encoder, "
       "autostart"},
      {"outputs: [{url: 'rtmp://h/a', key_file: /}]",
       "1:41: error: 'key_file': cannot use '/': it is a folder"},
      {"record: {segment_min: 241}",
       "1:23: error: 'segment_min' must be a whole number from 1 to 240, not '241'"},
      {"record: {keep_free_gb: -1}",
       "1:24: error: 'keep_free_gb' must be a whole number from 0 to 10000, not '-1'"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_wrong (&rows[i]);
}

/* Where an address stands at a wrong place, its secret is not in the message. */
static void
misplaced_secrets_are_not_shown (void)
{
  static const Wrong rows[] = {
      {"outputs: ['rtmp://h/app/S3CRET']",
       "1:11: error: a mapping (key: value) is needed here, not an address"},
      {"outputs:\n- url rtmp://h/app/S3CRET\n",
       "2:3: error: a mapping (key: value) is needed here, not an address"},
      {"outputs: [{rtmp://h/app/S3CRET: x}]",
       "1:12: error: unknown key an address; known are: id, url, key_file, encoder, "
       "autostart"},
      {"programme: {size: 'rtmp://h/app/S3CRET'}", "1:19: " SIZE_MESSAGE "an address"},
      {"audio: {gain_db: 'http://u:S3CRET@h'}",
       "1:18: error: 'gain_db' must be a number from -60 to 20, not an address"},
      {"{rtmp://h/app/S3CRET: 1, rtmp://h/app/S3CRET: 2}",
       "1:26: error: duplicate key an address, first in line 1"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_wrong (&rows[i]);
}

static void
wrong_overlays_and_control_are_told (void)
{
  static const Wrong rows[] = {
      {"overlays: {scene: .hidden}",
       "1:19: error: 'scene': must be a name of 1 to 64 bytes, without / and a leading "
       "dot"},
      {"overlays: {auto: maybe}",
       "1:18: error: 'auto' must be true or false, not 'maybe'"},
      {"overlays: {phases: {presentin: unit}}",
       "1:21: error: unknown key 'presentin' (did you mean 'presenting'?)"},
      {"overlays: {phases: {draw: a/b}}",
       "1:27: error: 'draw': must be a name of 1 to 64 bytes, without / and a leading "
       "dot"},
      {"overlays: {phases: [unit]}",
       "1:20: error: a mapping (key: value) is needed here, not a list"},
      {"control: {listen: '8088'}",
       "1:19: error: 'listen': must be HOST:PORT, as in 127.0.0.1:8088"},
      {"control: {listen: '127.0.0.1:65536'}",
       "1:19: error: 'listen': must be HOST:PORT, as in 127.0.0.1:8088"},
      {"control: {listen: '0.0.0.0:8088'}", "1:19: " CONTROL_MESSAGE},
      {"control: {listen: '192.168.1.4:8088'}", "1:19: " CONTROL_MESSAGE},
      {"control: {listen: '[::]:8088'}", "1:19: " CONTROL_MESSAGE},
      {"control: {listen: 'example.org:8088'}", "1:19: " LISTEN_MESSAGE},
      {"control: {listen: 'example.org:8088', tokens_file: t.json}",
       "1:19: " LISTEN_MESSAGE},
      {"obs_websocket: {listen: ':4455'}", "1:25: " LISTEN_MESSAGE},
      {"obs_websocket: {listen: '0.0.0.0:4455'}", "1:25: " LOCAL_MESSAGE},
      {"obs_websocket: {password_file: /nowhere/p}",
       "1:32: error: 'password_file': cannot use '/nowhere/p': No such file or "
       "directory"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_wrong (&rows[i]);
}

static void
wrong_alerts_are_told (void)
{
  static const Wrong rows[] = {
      {"alerts: {command: /nowhere/alert}",
       "1:19: error: 'command': cannot use '/nowhere/alert': No such file or "
       "directory"},
      {"alerts: {command: /etc/passwd}",
       "1:19: error: 'command': cannot use '/etc/passwd': Permission denied"},
      {"alerts: {command: /etc}",
       "1:19: error: 'command': cannot use '/etc': it is a folder"},
      {"alerts: {command: [sh, -c, ls]}",
       "1:19: error: 'command' must be text, not a list or mapping"},
      {"alerts: {webhook: 'ftp://h/'}", "1:19: error: 'webhook': unknown scheme 'ftp'; "
                                        "known are: http, https"},
      {"alerts: {webhook: 'https://h/x#S3CRET'}",
       "1:19: error: 'webhook': must be https://HOST[:PORT][/PATH][?QUERY], without "
       "blanks and #"},
      {"alerts: {level: loud}",
       "1:17: error: 'level' must be one of act, note, not 'loud'"},
      {"alerts: {comand: x}",
       "1:10: error: unknown key 'comand' (did you mean 'command'?)"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_wrong (&rows[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/core/config/" name, function)
  ADD ("wrong-programme-is-told", wrong_programme_is_told);
  ADD ("wrong-cameras-are-told", wrong_cameras_are_told);
  ADD ("wrong-sound-and-backend-are-told", wrong_sound_and_backend_are_told);
  ADD ("wrong-ways-out-are-told", wrong_ways_out_are_told);
  ADD ("wrong-overlays-and-control-are-told", wrong_overlays_and_control_are_told);
  ADD ("wrong-alerts-are-told", wrong_alerts_are_told);
  ADD ("misplaced-secrets-are-not-shown", misplaced_secrets_are_not_shown);
  return g_test_run ();
}
