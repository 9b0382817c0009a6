/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/config.h - everything that tallycast.yaml, environment and flags say
 *
 * A TcConfig is complete and checked: every value has its default or lies within its
 * range, relative paths of the file are resolved against the file's folder, secrets
 * that are kept in files have been read. Precedence: flags, then TALLYCAST_*
 * environment variables, then the file, then defaults.
 *
 * Errors are TC_ERROR, ready to be printed. Wrong text in the file:
 * TC_ERROR_CONFIG, "tallycast.yaml:3:9: error: 'fps' must be ...". A wrong flag:
 * TC_ERROR_USAGE, "--fps must be ...". A wrong variable: TC_ERROR_CONFIG,
 * "TALLYCAST_FPS must be ...". An address that cannot be a camera, wherever written:
 * TC_ERROR_CONFIG; one whose scheme comes later: TC_ERROR_UNAVAILABLE. No message has a
 * secret in it.
 *
 * Thread: main, at start-up (reads files). Strings are UTF-8, belong to the config, and
 * are NULL only where it says so.
 */
#pragma once

#include "tallycast/core/clock.h"

#include <glib.h>

G_BEGIN_DECLS

#define TC_CONFIG_MIN_WIDTH          160
#define TC_CONFIG_MIN_HEIGHT         90
#define TC_CONFIG_MAX_WIDTH          3840
#define TC_CONFIG_MAX_HEIGHT         2160
#define TC_CONFIG_MAX_CAMERAS        8
#define TC_CONFIG_MAX_ENCODERS       4
#define TC_CONFIG_MAX_OUTPUTS        16
#define TC_CONFIG_MAX_DELAY_MS       5000
#define TC_CONFIG_MAX_AUDIO_DELAY_MS 1000
#define TC_CONFIG_MAX_SECRET_BYTES   1024 /* in key_file and auth_file */
/* delay_ms auto = the largest camera latency + this; less than + MIN is refused */
#define TC_CONFIG_AUTO_DELAY_MS 300
#define TC_CONFIG_MIN_DELAY_MS  150

typedef struct {
  int width, height; /**< even, 160x90 .. 3840x2160 */
  TcRate rate;       /**< 5 to 60 frames a second */
  int delay_ms;      /**< D: effective, "auto" is computed */
  char *language;    /**< "zh-CN", "en", ...: a BCP 47 tag */
  char *theme;       /**< "azure": a name in the overlays' themes */
} TcConfigProgramme;

typedef struct {
  char *id;
  char *uri;        /**< file: rtsp: v4l2: test: */
  char *auth;       /**< "user:password" out of auth_file; NULL: none */
  int latency_ms;   /**< 0 .. 4000; by default 300 for rtsp, 100 for v4l2, else 0 */
  char *backup_for; /**< another camera's id; NULL: none */
} TcConfigCamera;

typedef struct {
  char *input;    /**< camera | alsa:DEVICE | pulse:NAME | test: | none */
  double gain_db; /**< -60 .. 20 */
  int delay_ms;   /**< -1000 .. 1000: later, or with a minus sign earlier */
  gboolean limiter;
} TcConfigAudio;

typedef struct {
  char *url;        /**< http(s), without a slash at the end; NULL: no backend */
  int poll_ms;      /**< 100 .. 60000 */
  int wait_s;       /**< 1 .. 30 */
  int late_after_s; /**< 1 .. 3600; wait_s + 1 < late_after_s < stale_after_s */
  int stale_after_s;
  int align_ms;  /**< 0 .. 10000: effective, "auto" is the programme's delay */
  char *mapping; /**< path; NULL: none */
} TcConfigBackend;

typedef struct {
  char *id;
  char *feed;       /**< "programme" or "clean" */
  char *codec;      /**< "x264" */
  char *preset;     /**< "ultrafast" .. "veryslow" */
  int bitrate_kbps; /**< 100 .. 50000 */
  int keyframe_s;   /**< 1 .. 10 */
} TcConfigEncoder;

typedef struct {
  char *id;
  char *url; /**< rtmp(s)://[user:password@]host[:port]/app[/key], as written */
  char *key; /**< out of key_file: then all of url's path is the application; NULL: the
                key is what follows the first path segment of url */
  char *encoder; /**< an encoder's id */
  gboolean autostart;
} TcConfigOutput;

typedef struct {
  char *dir;        /**< NULL: no recording */
  int segment_min;  /**< 1 .. 240 */
  int keep_free_gb; /**< 0 .. 10000 */
} TcConfigRecord;

/** Phase's name -> scene's name, when auto is on. */
typedef struct {
  char *phase, *scene;
} TcConfigPhase;

typedef struct {
  char *dir;   /**< scenes instead of the shipped ones; NULL: the shipped */
  char *scene; /**< on air at the start */
  gboolean is_auto;
  TcConfigPhase *phases; /**< one for each TcPhase, in that order */
  guint n_phases;
  char *fonts; /**< fonts instead of the shipped ones; NULL: the shipped */
} TcConfigOverlays;

typedef struct {
  char *listen;      /**< "127.0.0.1:8088"; not loopback: only with tokens_file */
  char *tokens_file; /**< NULL: none */
} TcConfigControl;

typedef struct {
  char *listen;
  char *password_file;           /**< NULL: off */
  char *organizer_password_file; /**< NULL: off */
} TcConfigObsWebsocket;

/** Who is told when a person is wanted who is not at the panel. */
typedef struct {
  char *command; /**< path of a program; NULL: none */
  char *webhook; /**< http(s), as written: may have a secret; NULL: none */
  char *level;   /**< "act": of what a person has to do; "note": of all */
} TcConfigAlerts;

typedef struct TcConfig {
  char *path; /**< the file it came from; NULL: none was read */
  TcConfigProgramme programme;
  TcConfigCamera *cameras; /**< at least one: `test:` when nothing is said */
  guint n_cameras;
  TcConfigAudio audio;
  TcConfigBackend backend;
  TcConfigEncoder *encoders; /**< at least one */
  guint n_encoders;
  TcConfigOutput *outputs; /**< may be none */
  guint n_outputs;
  TcConfigRecord record;
  TcConfigOverlays overlays;
  TcConfigControl control;
  TcConfigObsWebsocket obs_websocket;
  TcConfigAlerts alerts;
  char *state_dir;
  char **warnings; /**< (array zero-terminated=1): sentences for the log, no secrets */
} TcConfig;

/**
 * What may stand in for keys of the file: from flags, or from the environment. Text as
 * written; NULL: not given. Lists are NULL-terminated; a given list replaces the file's
 * whole list.
 */
typedef struct {
  char *size, *fps, *bitrate, *scene, *control, *record, *backend, *audio;
  char **cameras; /**< ids "main", "camera2", "camera3", ... */
  char **outputs; /**< ids "public", "output2", ... */
} TcConfigOverride;

/**
 * tc_config_load:
 * @path: (nullable): the file; %NULL: TALLYCAST_CONFIG, else ./tallycast.yaml if there
 *   is one, else none
 * @flags: (nullable): what the command line said
 *
 * Reads the environment: TALLYCAST_CONFIG, _SIZE, _FPS, _BITRATE, _SCENE, _CONTROL,
 * _RECORD, _BACKEND, _AUDIO, _CAMERA and _OUTPUT (lists are separated by white space).
 * Relative paths in flags and environment are relative to the working directory.
 *
 * Returns: (transfer full) (nullable)
 */
TcConfig *
tc_config_load (const char *path, const TcConfigOverride *flags, GError **error);

/** The same from text, without flags and environment; @name stands for the file, its
 * folder is what relative paths are relative to. For tests and `check`. */
TcConfig *tc_config_parse (const char *text, const char *name, GError **error);

/** NULL is allowed. */
void tc_config_free (TcConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcConfig, tc_config_free)

/** Every effective value, one "key = value" a line, secrets masked: for `check`, for
 * tests. Returns: (transfer full). */
char *tc_config_dump (const TcConfig *self);

/** "25", "50", "29.97" (and "59.94", "23.976": the NTSC rates), "30000/1001". FALSE
 * when it is none, or not 5 to 60 frames a second. */
gboolean tc_config_parse_rate (const char *text, TcRate *rate);
/** "1280x720"; even, within TC_CONFIG_MIN_* and _MAX_*. */
gboolean tc_config_parse_size (const char *text, int *width, int *height);

/** Whether @uri can be a camera: TC_ERROR_CONFIG for an unknown scheme or a URI that
 * cannot be, TC_ERROR_UNAVAILABLE for a scheme of a later release. The message has no
 * prefix ("unknown scheme 'rstp' (did you mean 'rtsp'?); ..."). */
gboolean tc_config_check_camera (const char *uri, GError **error);
/** Whether @url can be an output: rtmp(s)://host[:port]/app[/...]. */
gboolean tc_config_check_output (const char *url, GError **error);

/**
 * Where the shipped overlays/ and fonts/ are: TALLYCAST_DATA_DIR; else, for
 * PREFIX/bin/tallycast, PREFIX/share/tallycast; else the nearest folder above the
 * executable that has overlays/ (a checkout). Returns: (transfer full): never NULL;
 * "." when nothing is found.
 */
char *tc_config_data_dir (void);

G_END_DECLS
