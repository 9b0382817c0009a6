/* SPDX-License-Identifier: MIT
 *
 * tallycast/control/engine.h - what can be asked of the running broadcast
 *
 * An interface that app/live fills in and control calls: the HTTP API now, other remote
 * controls later, all through the same command. control never sees media or scene.
 *
 * A command is asynchronous: the engine answers once, with the number of the state it
 * made and a programme tick. What the picture shows (PREVIEW to LAYER) is answered when
 * it has been done, with the first tick that shows it: a lamp can never be ahead of the
 * picture. CURRENT and FEED_ACCEPT are answered when the feed has taken them or
 * refused, AUDIO when it is set, OUTPUT and RECORD when they are told to start or stop
 * (how far they are is in `status`), PREFLIGHT when the check has begun; the tick is
 * then the next one. A command that
 * changes nothing (panic on while it is on) is done, with the present state.
 *
 * The state's number grows when somebody or auto changed what is on the air, on
 * preview, latched, or switched; not with data, ages or frames. So `seen` protects two
 * operators from each other and from nothing else.
 *
 * While the T-bar is between its ends both scenes are on the air and alive, and another
 * scene cannot be put on preview. Its position is not the state's number.
 *
 * A scene whose state in the status is "forbidden" can be put on preview and not on the
 * air: not by a take, the T-bar or auto, which waits. On the air already it stays,
 * without what may not be shown.
 *
 * Panic, slate and black latch: neither auto, data nor a take undoes them, only the
 * same command with `on` FALSE. A manual take turns auto off.
 *
 * Thread: main, all of it, and none of it blocks.
 */
#pragma once

#include "tallycast/web/tokens.h"

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

typedef enum {
  TC_COMMAND_PREVIEW, /**< name: the scene */
  TC_COMMAND_TAKE,    /**< transition, duration_ms, seen; swaps preview and programme */
  TC_COMMAND_TBAR,    /**< position, seen: preview mixed with programme so far */
  TC_COMMAND_CLEAR,   /**< scene graphics off until the next take; keyers stay */
  TC_COMMAND_PANIC,   /**< on: all graphics and keyers off, camera and sound stay */
  TC_COMMAND_SLATE,   /**< on: slate picture, sound off */
  TC_COMMAND_BLACK,   /**< on: fade to black and silence */
  TC_COMMAND_AUTO,    /**< on: the scene follows the meeting's phase */
  TC_COMMAND_KEYER,   /**< name, on */
  TC_COMMAND_LAYER,   /**< name: a layer of the scene on air; on: it is visible */
  TC_COMMAND_CURRENT, /**< name: unit's id picked by hand; NULL: follow the data */
  TC_COMMAND_FEED_ACCEPT, /**< name: the epoch that is held back */
  TC_COMMAND_OUTPUT,      /**< name: the output's id; on: start, else stop */
  TC_COMMAND_RECORD,      /**< on: start, else stop */
  TC_COMMAND_AUDIO,       /**< gain_db and mute, each when its has_ is TRUE */
  TC_COMMAND_PREFLIGHT, /**< name: a line's id, or NULL: all; REFUSED while one runs */
  TC_COMMAND_ANYWAY,    /**< goes on the air although the preflight says no: a record */
} TcCommandKind;

typedef enum {
  TC_TRANSITION_SCENE, /**< as the scene that comes says */
  TC_TRANSITION_WRITE,
  TC_TRANSITION_CUT,
  TC_TRANSITION_FADE,
  TC_TRANSITION_PUSH,
} TcTransition;

#define TC_COMMAND_FADE_MIN_MS 80
#define TC_COMMAND_FADE_MAX_MS 5000

#define TC_COMMAND_GAIN_MIN_DB (-60.0)
#define TC_COMMAND_GAIN_MAX_DB 20.0

/** One command. What a kind does not name above is zero. Strings are borrowed: valid
 * only during the call. Whether @role may give it has been checked. */
typedef struct {
  TcCommandKind kind;
  TcRole role;     /**< ORGANIZER or CREW */
  const char *who; /**< the name of the token, "local" for this machine */
  const char *name;
  gboolean on;
  TcTransition transition;
  int duration_ms;   /**< TAKE, of a fade: TC_COMMAND_FADE_MIN_MS .. _MAX_MS; 0: the
                          theme's */
  double position;   /**< TBAR: 0..1; 1 is a take, 0 gives it up */
  gboolean has_seen; /**< TAKE, and TBAR when it begins: refuse with CONFLICT unless the
                          state is still `seen` */
  guint64 seen;
  gboolean has_gain, has_mute;
  double gain_db; /**< TC_COMMAND_GAIN_MIN_DB .. _MAX_DB; already checked */
  gboolean mute;
} TcCommand;

typedef enum {
  TC_ANSWER_DONE,
  TC_ANSWER_UNKNOWN,   /**< no scene, keyer, layer, unit, output of that name; 404 */
  TC_ANSWER_CONFLICT,  /**< `seen` is old, or another epoch is held back now; 409 */
  TC_ANSWER_REFUSED,   /**< a rule forbids it now; `why` says which; 422 */
  TC_ANSWER_NOT_READY, /**< no programme, backend or roster yet, or it ends; 503 */
  TC_ANSWER_FORBIDDEN, /**< TAKE, TBAR: the scene that would come is "forbidden" in the
                            status now, detail says by which rule; 409 */
} TcAnswerKind;

typedef struct {
  TcAnswerKind kind;
  guint64 state;     /**< the state's number now */
  gint64 frame;      /**< programme tick: see above */
  const json_t *why; /**< core/why.h, or NULL: no more than the kind says; borrowed */
} TcAnswer;

/** The answer to one command; called exactly once, on main, also from within the call
 * of `command` itself. */
typedef void (*TcAnswerFunc) (gpointer data, const TcAnswer *answer);

typedef enum {
  TC_PICTURE_DONE,
  TC_PICTURE_NOTHING, /**< nothing newer within 10 s; preview is empty */
  TC_PICTURE_UNKNOWN, /**< no scene of that name */
  TC_PICTURE_BUSY,    /**< too many wait, or the engine stops */
} TcPictureKind;

/** One picture, on main, also from within the call of `picture` itself. @jpeg:
 * (transfer none): NULL unless DONE. @number: the programme tick whose state it shows:
 * what a command answered with a frame up to it is in it. */
typedef void (*TcPictureFunc) (gpointer data,
                               TcPictureKind kind,
                               GBytes *jpeg,
                               guint64 number);

/** How wide a picture may be asked for; one that is drawn smaller is given so. A scene
 * is 640 wide at most. */
#define TC_PICTURE_WIDTHS 160, 320, 480, 640, 960

/**
 * The engine. All but `peak` are set. `command` calls @answer exactly once, at the
 * latest when the engine stops (NOT_READY). The others return a new reference, never
 * NULL.
 *
 * `status`: everything the panel shows. Times are in the unit of their name; "since_ms"
 * is how long ago; what is not known is null. Enumerations are the words given here.
 * No URL has its secret (tc_url_mask). Where something is wrong there is an English
 * sentence (`error`, `detail` or `text`: the log file's) and beside it "why": its code,
 * values and words in both languages (core/why.h), null when nothing is. All of it is
 * there at any time:
 *
 *   { "state": 41, "frame": 109000, "version": "0.1.0", "language": "zh-CN",
 *     "time": "2026-11-23T10:42:07.123+08:00", "uptime_ms": 4360000,
 *     "programme": {"scene": "score", "since_ms": 112000, "width": 1920,
 *       "height": 1080, "fps": "25/1", "source": "camera|frozen|slate", "missed": 0,
 *       "late": 0, "repeated": 0, "dropped": 0, "scheduling": "SCHED_RR 10"},
 *     "preview": {"scene": "result"}, "tbar": 0.0, "bound": true,
 *     "cleared": false, "panic": false, "slate": false, "black": false,
 *     "auto": {"on": true, "cause": "result", "next": "result"},
 *     "scenes": [{"name": "score", "state": "ok|late|stale|empty|forbidden",
 *       "text": {"zh": "暂计 92.35", "en": "92.35 so far"}, "age_ms": 42000}],
 *     "layers": [{"id": "score", "name": {"zh", "en"}, "visible": true,
 *       "fixed": false}],
 *     "keyers": [{"id": "logo", "name": {"zh", "en"}, "on": true}],
 *     "reload": {"count": 2, "errors": [{"file": "score.yaml", "since_ms": 9000,
 *       "message": "...:12:5: error: ..."}]},
 *     "meeting": {"title": "...", "phase": "scoring", "rehearsal": false,
 *       "current": {"unit": "u17", "name": "...", "order": 3, "of": 12,
 *         "manual": false},
 *       "ballots": {"cast": 57, "eligible": 63}, "then": {"order": 4, "name": "..."}},
 *     "roster_sha256": null,
 *     "feed": {"state": "none|fresh|late|stale", "age_ms": 400, "late_after_ms": 5000,
 *       "stale_after_ms": 15000, "refusals": 0, "sections": ["scoring"],
 *       "refused": {"section": "document|scoring|ranking|draws", "since_ms": 9000,
 *         "text": "line 3, column 14: ...", "why": {...}},
 *       "held_epoch": null, and the other members of tc_feed_dup_status_json},
 *     "cameras": [{"id": "main", "state": "starting|live|frozen|lost", "since_ms": 1,
 *       "detail": "1080p25", "why": null, "source": {"width": 1920, "height": 1080,
 *         "fps": 25.0, "sound": true}, "restarts": 0}],
 *     "audio": {"state": "live|silent|none", "why": null, "gain_db": 0.0,
 *       "mute": false, "scene_mute": false, "silent_ms": 0, "peak_db": [-9.0, -10.0],
 *       "limited_db": 0.0, "clipped": 0, "error_ms": 0.1, "correction_ppm": 12.0},
 *     "encoder": {"frames": 109000, "refused": 0, "queued": 3, "failed": false},
 *     "outputs": [{"id": "public", "state": "idle|connecting|wait_key|live|backoff",
 *       "url": "(masked)", "since_ms": 1, "down_ms": 0, "refused": false,
 *       "kbps": 4510, "bytes": 2457600000, "backlog_ms": 100, "dropped": 0,
 *       "reconnects": 0, "error": null, "why": null}],
 *     "record": {"state": "off|idle|waiting|recording|failed", "since_ms": 1,
 *       "file": "...", "bytes": 675000000, "duration_ms": 1200000,
 *       "free_bytes": 412000000000, "lasts_ms": 712000000, "error": null,
 *       "why": null},
 *     "minute": {"seconds": 60, "missed": 0, "repeated": 0, "dropped": 0,
 *       "clipped": 0, "heard_db": [-9.0, -10.0]},
 *     "pictures": {"taken": 12, "drawn": 3, "coded": 12, "waiting": 1, "work_ms": 80},
 *     "alerts": {"delivered": 3, "failed": 0, "waiting": 0, "error": null,
 *       "why": null},
 *     "alarms": [...],
 *     "asrun": {"n": 412, "head": "SHA-256", "signed": 410, "key": "PUBLIC",
 *       "waiting": 0, "error": null, "why": null},
 *     "log": [{"n": 411, "time": "RFC 3339", "who": "mei", "role": "organizer",
 *       "what": {"kind": "take", "name": "score", "transition": "scene",
 *         "answer": "done"}}] }
 *
 *   "programme.scene" and "preview.scene" may be null; "source" is the first camera's.
 *   "scheduling" is what the ticker's thread was given. "bound": something of the
 *   current meeting is on the air, so another one has to be accepted.
 *   "auto.next" is the scene that auto will take, and "cause" the phase upon which it
 *   will; both null when it stays as it is, or there is no data. "waits": it is the
 *   scene of the present phase, which is forbidden now.
 *   "scenes": what each would say now. A text of null: nothing to say; "age_ms" only
 *   with late and stale, whose text is it; forbidden: the rules do not let it show what
 *   it is for (a score that is not published, a section refused).
 *   "meeting" may be null, and its "current", "ballots" and "then" (who reports next).
 *   "feed" none: no backend, or not heard of yet; without one it has only "state",
 *   "refusals" (how many), "refused" (the first, or null), "held_epoch" (the one that
 *   waits for FEED_ACCEPT, or null) and "sections" (those refused now).
 *   "cameras.source": what comes, or came last; null before, its fps null if unsaid.
 *   "audio.scene_mute": the scene asks for silence; "silent_ms": how long there was no
 *   sound that should have been one; "error_ms", "correction_ppm": of the loop that
 *   keeps sound with the picture (media/audio_ring.h).
 *   "outputs.down_ms": since when it should be live and is not; "refused": the server
 *   said no last; "dropped": frames. "record" off: no --record, and only "state";
 *   "bytes" and "duration_ms" of its present file; "lasts_ms": until the disk is full.
 *   "minute": what came in the last one, or since the start: missed ticks, frames of
 *   all cameras, samples that were cut, the peak of the sound that came in, whether or
 *   not a scene mutes it.
 *   "pictures" counts what `picture` cost so far: frames taken from the ticker, shots
 *   that the stage drew, JPEGs made, requests now.
 *   "alerts" null: nobody is to be told. "alarms": control/alarms.h.
 *   "asrun": the as-run log on the disk (asrun.h); n 0, head and key null before its
 *   first record. "log": its last records, the oldest first, but of documents only
 *   those with another phase or unit; who and role null: the program itself. Kinds of
 *   what: commands, with "answer":
 *   "done|unknown|conflict|refused|not_ready|forbidden" and, if there is one, "detail"
 *   and "why": preview (name: the scene), take (name: the scene that came; transition,
 *   duration_ms), tbar (position; at 1 name: the scene that came; in the log's file
 *   also way: [[frame, position], ...] before it, since a hand's positions become one
 *   record), clear, panic slate black auto (on), keyer layer (name, on), current (name:
 *   the unit, or null), accept (name: the epoch), switch_output (name, on), record
 *   (on), audio (gain_db, mute), preflight (name: the line, if it was one), anyway
 *   (name: the lines that were wrong); what happened without one: open, start, close,
 *   lost (records, objects), auto_take (name: the scene; phase), document (phase, unit,
 *   name, order, of; seen, manual, restored, retracted, rehearsal), age (age:
 *   fresh|late|stale), live (on), files (changed: names), camera output recorder (id,
 *   state, text, why: of what was lost; the sound's own input is the camera "audio"; a
 *   recorder that begins a file has first: the programme frame that is the file's first
 *   picture, older than the record).
 *
 * `scenes`: [{"name": "score", "title": {"zh": "...", "en": "..."}}], in the order of
 *   their keys 1 to 9. "title" may miss a language.
 * `roster`: JSON text, made when the roster came: one of 4,096 units is too much to be
 *   made on main; @sha256 (transfer full): the roster's, NULL when there is none.
 *   {"sha256": "...", "units": [{"id", "name", "short", "category", "mode":
 *   "stage|written"}]}; sha256 null and units empty until there is one.
 * `preflight`: what tc_preflight_of (control/preflight.h) makes of the present status,
 *   and {"time": RFC 3339 of the last check's end or null, "took_ms": 11000 or null}.
 * `peak`: status' audio.peak_db alone, of now: each picture of the programme brings it,
 * so that meters move as the picture does. NULL: they do not.
 */
typedef struct {
  void (*command) (gpointer engine,
                   const TcCommand *command,
                   TcAnswerFunc answer,
                   gpointer data);
  json_t *(*status) (gpointer engine);
  json_t *(*scenes) (gpointer engine);
  GBytes *(*roster) (gpointer engine, char **sha256);
  void (*picture) (gpointer engine,
                   const char *which,
                   guint64 after,
                   int width,
                   TcPictureFunc done,
                   gpointer data);
  json_t *(*preflight) (gpointer engine);
  void (*peak) (gpointer engine, double peak_db[2]);
  gpointer engine;
} TcEngine;

G_END_DECLS
