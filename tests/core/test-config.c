/* SPDX-License-Identifier: MIT */
#include "tallycast/core/config.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "tallycast/core/error.h"

/* --- right values --- */

static TcConfig *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  TcConfig *config = tc_config_parse (text, "/etc/show/t.yaml", &error);

  g_assert_no_error (error);
  return config;
}

static void
nothing_said_gives_the_designs_defaults (void)
{
  g_autoptr (TcConfig) c = parse ("");
  g_autofree char *dump = tc_config_dump (c);

  g_assert_cmpstr (
      dump, ==,
      "programme.size = 1920x1080\nprogramme.fps = 25/1\nprogramme.delay_ms = 300\n"
      "programme.language = zh-CN\nprogramme.theme = azure\ncameras[0].id = main\n"
      "cameras[0].uri = test:\ncameras[0].auth_file = none\ncameras[0].latency_ms = 0\n"
      "cameras[0].backup_for = none\naudio.input = camera\naudio.gain_db = 0\n"
      "audio.delay_ms = 0\naudio.limiter = true\nbackend.url = none\n"
      "backend.poll_ms = 500\nbackend.wait_s = 2\nbackend.late_after_s = 5\n"
      "backend.stale_after_s = 15\nbackend.align_ms = 300\nbackend.mapping = none\n"
      "encoders[0].id = main\nencoders[0].feed = programme\nencoders[0].codec = x264\n"
      "encoders[0].preset = veryfast\nencoders[0].bitrate_kbps = 4500\n"
      "encoders[0].keyframe_s = 2\nrecord.dir = none\nrecord.segment_min = 20\n"
      "record.keep_free_gb = 5\noverlays.dir = none\noverlays.scene = standby\n"
      "overlays.auto = true\noverlays.phases.standby = standby\n"
      "overlays.phases.draw = draw\noverlays.phases.presenting = unit\n"
      "overlays.phases.scoring = score\noverlays.phases.result = result\n"
      "overlays.phases.ranking = ranking\noverlays.phases.break = break\n"
      "overlays.phases.end = end\noverlays.fonts = none\n"
      "control.listen = 127.0.0.1:8088\ncontrol.tokens_file = none\n"
      "obs_websocket.listen = 127.0.0.1:4455\nobs_websocket.password_file = none\n"
      "obs_websocket.organizer_password_file = none\nalerts.command = none\n"
      "alerts.webhook = none\nalerts.level = act\nstate_dir = /etc/show/state\n");
  g_assert_cmpuint (g_strv_length (c->warnings), ==, 0);
}

static void
every_key_is_taken (void)
{
  g_autoptr (TcConfig) c = parse (
      "programme: {size: 1280x720, fps: 50, delay_ms: 700, language: en, theme: dark}\n"
      "cameras:\n"
      "  - {id: a, uri: 'rtsp://10.0.0.1:554/x?y=1', latency_ms: 500}\n"
      "  - {uri: 'v4l2:/dev/video0', backup_for: a}\n"
      "  - {uri: 'file:clips/my clip.mp4'}\n"
      "audio: {input: 'alsa:hw:1,0', gain_db: -3.5, delay_ms: -40, limiter: false}\n"
      "backend: {url: 'https://h:1/api/', poll_ms: 100, wait_s: 10, late_after_s: 12, "
      "stale_after_s: 60, align_ms: 0, mapping: m.yaml}\n"
      "encoders: [{id: e1, feed: clean, preset: slow, bitrate_kbps: 8000, keyframe_s: "
      "4}, "
      "{}]\n"
      "outputs: [{id: o1, url: 'rtmps://h/a/k?x=1', encoder: encoder2, autostart: "
      "false}, "
      "{url: 'rtmp://[::1]:1935/app'}]\n"
      "record: {dir: rec, segment_min: 1, keep_free_gb: 0}\n"
      "overlays: {dir: /o, scene: unit, auto: false, phases: {end: clean}, fonts: f}\n"
      "control: {listen: '[::1]:0', tokens_file: t.json}\n"
      "obs_websocket: {listen: 'localhost:1'}\n"
      "alerts: {command: /bin/true, webhook: 'https://h/x?key=S3CRET', level: note}\n"
      "state_dir: /var/lib/x\n");
  g_autofree char *dump = tc_config_dump (c);

  g_assert_cmpstr (
      dump, ==,
      "programme.size = 1280x720\nprogramme.fps = 50/1\nprogramme.delay_ms = 700\n"
      "programme.language = en\nprogramme.theme = dark\ncameras[0].id = a\n"
      "cameras[0].uri = rtsp://10.0.0.1:554/x?***\ncameras[0].auth_file = none\n"
      "cameras[0].latency_ms = 500\ncameras[0].backup_for = none\n"
      "cameras[1].id = camera2\ncameras[1].uri = v4l2:/dev/video0\n"
      "cameras[1].auth_file = none\ncameras[1].latency_ms = 100\n"
      "cameras[1].backup_for = a\ncameras[2].id = camera3\n"
      "cameras[2].uri = file:///etc/show/clips/my%20clip.mp4\n"
      "cameras[2].auth_file = none\ncameras[2].latency_ms = 0\n"
      "cameras[2].backup_for = none\naudio.input = alsa:hw:1,0\naudio.gain_db = -3.5\n"
      "audio.delay_ms = -40\naudio.limiter = false\nbackend.url = https://h:1/api\n"
      "backend.poll_ms = 100\nbackend.wait_s = 10\nbackend.late_after_s = 12\n"
      "backend.stale_after_s = 60\nbackend.align_ms = 0\n"
      "backend.mapping = /etc/show/m.yaml\nencoders[0].id = e1\n"
      "encoders[0].feed = clean\nencoders[0].codec = x264\nencoders[0].preset = slow\n"
      "encoders[0].bitrate_kbps = 8000\nencoders[0].keyframe_s = 4\n"
      "encoders[1].id = encoder2\nencoders[1].feed = programme\n"
      "encoders[1].codec = x264\nencoders[1].preset = veryfast\n"
      "encoders[1].bitrate_kbps = 4500\nencoders[1].keyframe_s = 2\n"
      "outputs[0].id = o1\noutputs[0].url = rtmps://h/a/***\n"
      "outputs[0].key_file = none\noutputs[0].encoder = encoder2\n"
      "outputs[0].autostart = false\noutputs[1].id = output2\n"
      "outputs[1].url = rtmp://[::1]:1935/app\noutputs[1].key_file = none\n"
      "outputs[1].encoder = e1\noutputs[1].autostart = true\n"
      "record.dir = /etc/show/rec\nrecord.segment_min = 1\nrecord.keep_free_gb = 0\n"
      "overlays.dir = /o\noverlays.scene = unit\noverlays.auto = false\n"
      "overlays.phases.standby = standby\noverlays.phases.draw = draw\n"
      "overlays.phases.presenting = unit\noverlays.phases.scoring = score\n"
      "overlays.phases.result = result\noverlays.phases.ranking = ranking\n"
      "overlays.phases.break = break\noverlays.phases.end = clean\n"
      "overlays.fonts = /etc/show/f\ncontrol.listen = [::1]:0\n"
      "control.tokens_file = /etc/show/t.json\nobs_websocket.listen = localhost:1\n"
      "obs_websocket.password_file = none\n"
      "obs_websocket.organizer_password_file = none\nalerts.command = /bin/true\n"
      "alerts.webhook = https://h/x?***\nalerts.level = note\nstate_dir = "
      "/var/lib/x\n");
  g_assert_cmpstr (c->outputs[0].url, ==, "rtmps://h/a/k?x=1");
  g_assert_cmpstr (c->path, ==, "/etc/show/t.yaml");
}

static void
auto_follows_the_slowest_camera (void)
{
  static const struct {
    const char *text;
    int delay_ms, align_ms;
  } rows[] = {
      {"cameras: [{uri: 'test:'}]", 300, 300},
      {"cameras: [{uri: 'rtsp://h/x'}]", 600, 600},
      {"cameras: [{uri: 'v4l2:/dev/video0'}]", 400, 400},
      {"cameras: [{uri: 'test:'}, {uri: 'rtsp://h/x', latency_ms: 1000}]", 1300, 1300},
      {"programme: {delay_ms: 450}\ncameras: [{uri: 'rtsp://h/x'}]", 450, 450},
      {"programme: {delay_ms: auto}\nbackend: {align_ms: 0}", 300, 0},
      {"backend: {align_ms: auto}", 300, 300},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TcConfig) c = parse (rows[i].text);
    g_assert_cmpint (c->programme.delay_ms, ==, rows[i].delay_ms);
    g_assert_cmpint (c->backend.align_ms, ==, rows[i].align_ms);
  }
}

static void
rates_and_sizes (void)
{
  static const struct {
    const char *text;
    TcRate rate;
  } rates[] = {
      {"25", {25, 1}},
      {"50", {50, 1}},
      {"5", {5, 1}},
      {"60", {60, 1}},
      {"30000/1001", {30000, 1001}},
      {"29.97", {30000, 1001}},
      {"59.94", {60000, 1001}},
      {"23.976", {24000, 1001}},
      {"23.98", {24000, 1001}},
      {"50/2", {25, 1}},
      {"60000/2002", {30000, 1001}},
  };
  static const char *const bad_rates[] = {"",      "0",   "25/",    "/1",  "25.0",
                                          "25fps", " 25", "25/1/1", "1/0", "4999/1000"};
  TcRate rate;
  int width, height;

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    g_assert_true (tc_config_parse_rate (rates[i].text, &rate));
    g_assert_cmpint (rate.num, ==, rates[i].rate.num);
    g_assert_cmpint (rate.den, ==, rates[i].rate.den);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad_rates); i++)
    g_assert_false (tc_config_parse_rate (bad_rates[i], &rate));
  g_assert_true (tc_config_parse_size ("160x90", &width, &height));
  g_assert_true (tc_config_parse_size ("3840x2160", &width, &height));
  g_assert_cmpint (width, ==, 3840);
  g_assert_cmpint (height, ==, 2160);
  g_assert_false (tc_config_parse_size ("", &width, &height));
  g_assert_false (tc_config_parse_size ("x", &width, &height));
  g_assert_false (tc_config_parse_size ("640X360", &width, &height));
}

/* --- files, environment, flags --- */

typedef struct {
  char *dir;
} Fixture;

static void
set_up (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  self->dir = g_dir_make_tmp ("tc-config-XXXXXX", NULL);
}

static void
tear_down (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (self->dir, name, NULL);
    g_unlink (path);
  }
  g_rmdir (self->dir);
  g_free (self->dir);
}

static char *
put (Fixture *self, const char *name, const char *text, int mode)
{
  char *path = g_build_filename (self->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (chmod (path, (mode_t)mode), ==, 0);
  return path;
}

static void
secrets_are_read_and_never_shown (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = put (self, "key.txt", "live?a=b/c==S3CRET\n", 0600);
  g_autofree char *auth = put (self, "cam.txt", "admin:S3CRET:x\r\n", 0644);
  g_autofree char *file = put (self, "t.yaml",
                               "cameras: [{uri: 'rtsp://h/x', auth_file: cam.txt}]\n"
                               "outputs: [{url: 'rtmp://h/app', key_file: key.txt}]\n",
                               0644);
  g_autoptr (TcConfig) c = tc_config_load (file, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (c->outputs[0].key, ==, "live?a=b/c==S3CRET");
  g_assert_cmpstr (c->outputs[0].url, ==, "rtmp://h/app");
  g_assert_cmpstr (c->cameras[0].auth, ==, "admin:S3CRET:x");
  g_autofree char *dump = tc_config_dump (c);
  g_assert_null (strstr (dump, "S3CRET"));
  /* Only the file that everybody may read is warned of. */
  g_assert_cmpuint (g_strv_length (c->warnings), ==, 1);
  g_assert_nonnull (strstr (c->warnings[0], "cam.txt"));
  g_assert_nonnull (strstr (c->warnings[0], "chmod 600"));
  g_assert_null (strstr (c->warnings[0], "S3CRET"));
}

static void
secrets_that_cannot_be_are_refused (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *longest = g_strnfill (1024, 'k');
  g_autofree char *longer = g_strnfill (1025, 'k');
  const struct {
    const char *text, *why; /* NULL: taken */
  } rows[] = {
      {"", "it is empty"},
      {"\n", "it is empty"},
      {"one\ntwo\n", "it must hold one line of text"},
      {"a\tb", "it must hold one line of text"},
      {"\xff\xfe", "it is not UTF-8"},
      {longest, NULL},
      {longer, "it is longer than 1024 bytes"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *key = put (self, "key.txt", rows[i].text, 0600);
    g_autofree char *file =
        put (self, "t.yaml", "outputs: [{url: 'rtmp://h/a', key_file: key.txt}]", 0644);
    g_autoptr (TcConfig) c = tc_config_load (file, NULL, &error);
    if (!rows[i].why) {
      g_assert_no_error (error);
      g_assert_cmpstr (c->outputs[0].key, ==, rows[i].text);
      continue;
    }
    g_autofree char *message = g_strdup_printf (
        "%s:1:41: error: 'key_file': cannot use '%s': %s", file, key, rows[i].why);
    g_assert_error (error, TC_ERROR, 78);
    g_assert_cmpstr (error->message, ==, message);
  }
}

static void
auth_needs_a_colon (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *auth = put (self, "a.txt", "S3CRET", 0600);
  g_autofree char *file =
      put (self, "t.yaml", "cameras: [{uri: 'rtsp://h/x', auth_file: a.txt}]", 0644);

  g_assert_null (tc_config_load (file, NULL, &error));
  g_assert_true (g_str_has_suffix (error->message, "it must hold USER:PASSWORD"));
  g_assert_null (strstr (error->message, "S3CRET"));
}

static void
flags_beat_environment_beats_file (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = put (self, "t.yaml",
                               "programme: {fps: 50, size: 640x360, theme: dark}\n"
                               "encoders: [{bitrate_kbps: 1000, preset: fast}]\n"
                               "cameras: [{uri: 'test:smpte', id: x, latency_ms: 9}]\n",
                               0644);
  char *cameras[] = {(char *)"test:ball", (char *)"test:", NULL};
  TcConfigOverride flags = {.fps = (char *)"30000/1001", .cameras = cameras};

  g_setenv ("TALLYCAST_CONFIG", file, TRUE);
  g_setenv ("TALLYCAST_FPS", "25", TRUE);
  g_setenv ("TALLYCAST_SIZE", "1280x720", TRUE);
  g_setenv ("TALLYCAST_BITRATE", "2000", TRUE);
  g_setenv ("TALLYCAST_CAMERA", "test:", TRUE);
  g_setenv ("TALLYCAST_OUTPUT", "  rtmp://h/a \n rtmp://h/b/key ", TRUE);
  g_setenv ("TALLYCAST_RECORD", "", TRUE); /* empty: not given */
  g_autoptr (TcConfig) c = tc_config_load (NULL, &flags, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (c->path, ==, file);
  g_assert_cmpint (c->programme.rate.num, ==, 30000);
  g_assert_cmpint (c->programme.width, ==, 1280);
  g_assert_cmpstr (c->programme.theme, ==, "dark");
  g_assert_cmpint (c->encoders[0].bitrate_kbps, ==, 2000);
  g_assert_cmpstr (c->encoders[0].preset, ==, "fast");
  g_assert_cmpuint (c->n_cameras, ==, 2);
  g_assert_cmpstr (c->cameras[0].uri, ==, "test:ball");
  g_assert_cmpstr (c->cameras[0].id, ==, "main");
  g_assert_cmpstr (c->cameras[1].id, ==, "camera2");
  g_assert_cmpint (c->cameras[0].latency_ms, ==, 0);
  g_assert_cmpuint (c->n_outputs, ==, 2);
  g_assert_cmpstr (c->outputs[1].url, ==, "rtmp://h/b/key");
  g_assert_cmpstr (c->outputs[0].id, ==, "public");
  g_assert_null (c->record.dir);
  g_assert_cmpuint (g_strv_length (c->warnings), ==, 0);

  g_setenv ("TALLYCAST_FPS", "fast", TRUE);
  g_autoptr (TcConfig) bad = tc_config_load (NULL, NULL, &error);
  g_assert_null (bad);
  g_assert_error (error, TC_ERROR, 78);
  g_assert_cmpstr (error->message, ==,
                   "TALLYCAST_FPS must be 5 to 60 frames a second, as in 25, 50, "
                   "30000/1001 or 29.97, not 'fast'");
  static const char *const names[] = {"CONFIG", "FPS",    "SIZE",  "BITRATE",
                                      "CAMERA", "OUTPUT", "RECORD"};
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *name = g_strconcat ("TALLYCAST_", names[i], NULL);
    g_unsetenv (name);
  }
}

static void
wrong_flags_are_usage_errors (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  char *bad_camera[] = {(char *)"tset:", NULL}, *later[] = {(char *)"srt://h:1", NULL};
  char *bad_output[] = {(char *)"rtmp://u:S3CRET@h", NULL};
  const struct {
    TcConfigOverride flags;
    int code;
    const char *message;
  } rows[] = {
      {{.fps = (char *)"7x"},
       64,
       "--fps must be 5 to 60 frames a second, as in 25, 50, 30000/1001 or 29.97, not "
       "'7x'"},
      {{.size = (char *)"big"},
       64,
       "--size must be WIDTHxHEIGHT, even, from 160x90 to 3840x2160, as in 1920x1080, "
       "not "
       "'big'"},
      {{.bitrate = (char *)"50001"},
       64,
       "--bitrate must be a whole number from 100 to 50000, not '50001'"},
      {{.control = (char *)"8088"},
       64,
       "--control: must be HOST:PORT, as in 127.0.0.1:8088"},
      {{.control = (char *)"0.0.0.0:1"},
       78,
       "control: 'listen' '0.0.0.0:1': must be an address of this machine only, as in "
       "127.0.0.1:8088, [::1]:8088 or localhost:8088, unless there is a "
       "'tokens_file'"},
      {{.cameras = bad_camera},
       78,
       "--camera: unknown scheme 'tset' (did you mean 'test'?); known are: file, rtsp, "
       "v4l2, test"},
      {{.cameras = later},
       69,
       "--camera: srt cameras are not supported by this version; it has: file, rtsp, "
       "v4l2, test"},
      {{.outputs = bad_output},
       64,
       "--output: must be rtmp://HOST[:PORT]/APPLICATION[/KEY], without blanks"},
      {{.backend = (char *)"localhost:8090"},
       64,
       "--backend: unknown scheme 'localhost'; known are: http, https"},
      {{.audio = (char *)""},
       64,
       "--audio: unknown input; "
       "known are: camera, alsa:DEVICE, pulse:NAME, test:, test:tone, none"},
  };
  g_autofree char *file = put (self, "t.yaml", "", 0644);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (tc_config_load (file, &rows[i].flags, &error));
    g_assert_error (error, TC_ERROR, rows[i].code);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

static void
a_secret_on_the_command_line_works_and_warns (Fixture *self,
                                              G_GNUC_UNUSED gconstpointer data)
{
  static const struct {
    const char *output;
    guint n_warnings;
  } rows[] = {
      {"rtmp://h/app", 0},          {"rtmp://h:1935/app", 0},
      {"rtmp://h/app/S3CRET", 1},   {"rtmp://h/app?k=S3CRET", 1},
      {"rtmp://u:S3CRET@h/app", 1},
  };
  g_autofree char *file = put (self, "t.yaml", "", 0644);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    char *outputs[] = {(char *)rows[i].output, NULL};
    TcConfigOverride flags = {.outputs = outputs};
    g_autoptr (TcConfig) c = tc_config_load (file, &flags, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (c->outputs[0].url, ==, rows[i].output);
    g_assert_cmpuint (g_strv_length (c->warnings), ==, rows[i].n_warnings);
    if (rows[i].n_warnings > 0) {
      g_assert_nonnull (strstr (c->warnings[0], "--output has a secret"));
      g_assert_null (strstr (c->warnings[0], "S3CRET"));
    }
  }
}

static void
paths_are_relative_to_the_file (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = put (self, "t.yaml", "record: {dir: rec}\n", 0644);
  g_autofree char *rec = g_build_filename (self->dir, "rec", NULL);
  TcConfigOverride flags = {.record = (char *)"here"};
  g_autoptr (TcConfig) c = tc_config_load (file, NULL, &error);
  g_autoptr (TcConfig) flagged = tc_config_load (file, &flags, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (c->record.dir, ==, rec);
  g_assert_cmpstr (flagged->record.dir, ==, "here");
}

static void
the_data_is_found (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *found = tc_config_data_dir ();
  g_autofree char *scene = g_build_filename (found, "overlays", "standby.yaml", NULL);

  g_assert_true (
      g_file_test (scene, G_FILE_TEST_IS_REGULAR)); /* from build/, upwards */
  g_setenv ("TALLYCAST_DATA_DIR", self->dir, TRUE);
  g_autofree char *set = tc_config_data_dir ();
  g_assert_cmpstr (set, ==, self->dir);
  g_unsetenv ("TALLYCAST_DATA_DIR");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/core/config/" name, function)
#define ADD_WITH_FILES(name, function) \
  g_test_add ("/core/config/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("nothing-said-gives-the-designs-defaults",
       nothing_said_gives_the_designs_defaults);
  ADD ("every-key-is-taken", every_key_is_taken);
  ADD ("auto-follows-the-slowest-camera", auto_follows_the_slowest_camera);
  ADD ("rates-and-sizes", rates_and_sizes);
  ADD_WITH_FILES ("secrets-are-read-and-never-shown", secrets_are_read_and_never_shown);
  ADD_WITH_FILES ("secrets-that-cannot-be-are-refused",
                  secrets_that_cannot_be_are_refused);
  ADD_WITH_FILES ("auth-needs-a-colon", auth_needs_a_colon);
  ADD_WITH_FILES ("flags-beat-environment-beats-file",
                  flags_beat_environment_beats_file);
  ADD_WITH_FILES ("wrong-flags-are-usage-errors", wrong_flags_are_usage_errors);
  ADD_WITH_FILES ("a-secret-on-the-command-line-works-and-warns",
                  a_secret_on_the_command_line_works_and_warns);
  ADD_WITH_FILES ("paths-are-relative-to-the-file", paths_are_relative_to_the_file);
  ADD_WITH_FILES ("the-data-is-found", the_data_is_found);
  return g_test_run ();
}
