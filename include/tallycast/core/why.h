/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/why.h - why something did not work: a code, its values, the words
 *
 * A room that finds a fault says its code and what belongs to it (a line, a host, a
 * figure). The sentences are made of these here and nowhere else, in both languages: so
 * that whoever reads only one of them is never shown the other. As JSON, for status,
 * records and problem documents:
 *
 *   {"code": "too_many_ballots", "values": {"line": 3, "column": 14, "cast": 64,
 *     "eligible": 63}, "zh": "第 3 行第 14 列，已投 64 票多于 63 票",
 *    "en": "line 3, column 14: 64 ballots of 63"}
 *
 * A code is for programs and never changes its meaning; the words are for people and
 * may. Values have no secret: a host without user, key and query. TC_WHY_OTHER is what
 * has no code of its own: words of a library, which the Chinese sentence marks as such.
 *
 * Such an object is never changed once it was made. Thread: any, but none shares it
 * with another, since jansson reads its count of references plainly: tc_why_copy.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/** In brackets: the values, which the words name. A fault with a place has `line` and
 * `column` too, and the sentence begins with them. */
typedef enum {
  TC_WHY_OTHER, /**< (text): somebody else's sentence */

  /* What is wrong in the backend's data: feed. [path]: of the value; "" the document
   * itself; [value]: what stands there as JSON, shortened. */
  TC_WHY_TOO_LARGE,      /**< (max) MiB */
  TC_WHY_TOO_DEEP,       /**< (max) levels */
  TC_WHY_JSON_SYNTAX,    /**< (text): the parser's */
  TC_WHY_JSON_CUT,       /**< (text): it ends too early */
  TC_WHY_JSON_ENCODING,  /**< (text): not UTF-8, or half a character */
  TC_WHY_JSON_TWICE,     /**< (text): a key of one object */
  TC_WHY_JSON_NUMBER,    /**< (text): out of range */
  TC_WHY_NOT_A_DOCUMENT, /**< not an object */
  TC_WHY_NOT_A_ROSTER,   /**< not an array */
  TC_WHY_LONG_STRING,    /**< (path, n, max) bytes */
  TC_WHY_LONG_ARRAY,     /**< (path, n, max) entries */
  TC_WHY_LONG_KEY,       /**< (max) bytes */
  TC_WHY_MISSING,        /**< (path) */
  TC_WHY_EMPTY,          /**< (path) */
  TC_WHY_NOT_OBJECT,     /**< (path, value) */
  TC_WHY_NOT_ARRAY,      /**< (path, value) */
  TC_WHY_NOT_STRING,     /**< (path, value) */
  TC_WHY_NOT_BOOLEAN,    /**< (path, value) */
  TC_WHY_NOT_WHOLE,      /**< (path, value, min, max) */
  TC_WHY_NOT_DECIMAL,    /**< (path, value) */
  TC_WHY_NOT_TIME,       /**< (path, value) */
  TC_WHY_UNKNOWN_WORD,   /**< (path, value, words) */
  TC_WHY_MISSPELT,       /**< (path, value, words, meant) */
  TC_WHY_BAD_EPOCH,      /**< (path, value, max) */
  TC_WHY_BAD_SHA256,     /**< (path, value) */
  TC_WHY_SAME_UNIT,      /**< (path, value): two units of one id */
  TC_WHY_SAME_DRAW,      /**< (path, value) */
  TC_WHY_SAME_PICK,      /**< (path, value): within a draw */
  TC_WHY_SAME_GROUP,     /**< (path, value) */
  TC_WHY_SAME_RANKED,    /**< (path, value) */
  TC_WHY_SAME_ORDER,     /**< (path, order) */
  TC_WHY_SAME_BIN,       /**< (path) */
  TC_WHY_OVER_QUOTA,     /**< (path, n, quota) */
  TC_WHY_NO_SUCH_DRAW,   /**< (path, value) */
  TC_WHY_DECIMALS,       /**< (path, value, max) */
  TC_WHY_OUT_OF_SCALE,   /**< (path, value, max) */
  TC_WHY_BALLOTS,        /**< (path, cast, eligible) */
  TC_WHY_BIN_BACKWARDS,  /**< (path, value) */
  TC_WHY_STEP_BACK,      /**< (path, id, from, to): of a scoring */
  TC_WHY_STEP_PUBLISHED, /**< (path, id, from, to): published stays published */
  TC_WHY_STEP_REOPENED,  /**< (path, id, from, to): not without `reopened` */
  TC_WHY_RANK_PUBLISHED, /**< (path, id, to): the same of a unit in the ranking */
  TC_WHY_TOO_MANY_IDS,   /**< (path, max): in one epoch */
  TC_WHY_TOO_MUCH_KEPT,  /**< (path, max) MiB: in one epoch */
  TC_WHY_SAME_REVISION,  /**< (path, value): with other content */
  TC_WHY_REVISION_BACK,  /**< (path, value, taken) */
  TC_WHY_ROSTER_SHA256,  /**< not the bytes that the document names */
  TC_WHY_FEED_LAST = TC_WHY_ROSTER_SHA256,

  /* Between this machine and another one. host: "name:port". */
  TC_WHY_CONNECTION_REFUSED, /**< (host) */
  TC_WHY_NO_SUCH_HOST,       /**< (host) */
  TC_WHY_UNREACHABLE,        /**< (host): no way there */
  TC_WHY_NO_ANSWER,          /**< (host): not in time */
  TC_WHY_NOT_TRUSTED,        /**< (host): its certificate, or no TLS there */
  TC_WHY_CONNECTION_ENDED,   /**< (host): by the other side, or broken */
  TC_WHY_HTTP_STATUS,        /**< (host, status) */
  TC_WHY_HTTP_REDIRECT,      /**< (host, status, to) */
  TC_WHY_ANSWER_TOO_LARGE,   /**< (host) */

  /* An output. [text]: the server's own words, without the key. */
  TC_WHY_KEY_REFUSED, /**< (host, text): not authorized, or publishing denied */
  TC_WHY_KEY_IN_USE,  /**< (host, text): somebody streams with it, or a dead session */
  TC_WHY_STALLED,     /**< (host): connected, and nothing leaves */
  TC_WHY_TOO_SLOW,    /**< (host): the queue is full */

  /* A camera or sound input. [text]: what GStreamer says of it. */
  TC_WHY_NO_PICTURE_YET,  /**< (seconds): since it was opened */
  TC_WHY_NO_PICTURE_NOW,  /**< (seconds): it came before */
  TC_WHY_NO_SOUND_YET,    /**< (seconds) */
  TC_WHY_NO_SOUND_NOW,    /**< (seconds) */
  TC_WHY_LOGIN_REFUSED,   /**< user or password */
  TC_WHY_NO_SUCH_STREAM,  /**< connected, and there is nothing of that name */
  TC_WHY_NOT_REACHED,     /**< no connection, or no such device */
  TC_WHY_IN_USE,          /**< by another program */
  TC_WHY_STREAM_ENDED,    /**< by the other side */
  TC_WHY_NOT_READABLE,    /**< (text): a format that is not known, or broken */
  TC_WHY_NO_PICTURE_FILE, /**< a file without a picture */
  TC_WHY_NO_REWIND,       /**< a file that does not begin again */

  /* What the stage does not do. */
  TC_WHY_NO_SUCH_SCENE,
  TC_WHY_NO_SUCH_KEYER,
  TC_WHY_NO_SUCH_LAYER,       /**< of the scene on the air */
  TC_WHY_SCORE_HAS_NO_SWITCH, /**< a score and its mark are one */
  TC_WHY_BAR_BETWEEN,         /**< the T-bar is between two scenes */
  TC_WHY_PICTURE_CHANGED,     /**< `seen` is old */
  TC_WHY_NOTHING_IN_PREVIEW,
  TC_WHY_SCORE_NOT_PUBLISHED, /**< the scene that would come shows it */
  TC_WHY_SCORE_NOT_SHOWN,     /**< the section is refused */
  TC_WHY_RANKING_NOT_SHOWN,
  TC_WHY_DRAW_NOT_SHOWN,

  /* What the rest of the engine does not do. */
  TC_WHY_NO_SUCH_NAME,
  TC_WHY_NO_SUCH_UNIT,   /**< (unit) */
  TC_WHY_NO_SUCH_OUTPUT, /**< (output) */
  TC_WHY_EPOCH_NOT_HELD, /**< (epoch) */
  TC_WHY_NO_BACKEND,
  TC_WHY_NO_ROSTER,
  TC_WHY_FEED_BUSY,
  TC_WHY_NO_RECORD_FOLDER,
  TC_WHY_CHECK_RUNS,
  TC_WHY_NOT_NOW,
  TC_WHY_NOT_RUNNING,
  TC_WHY_ENGINE_SILENT, /**< (seconds) */
  TC_WHY_NO_TOKEN_FILE,
  TC_WHY_TOKEN_FILE_BUSY,
  TC_WHY_PROGRAM_ENDS,
  TC_WHY_TOKEN_EXISTS,    /**< (name) */
  TC_WHY_TOO_MANY_TOKENS, /**< (max) */
  TC_WHY_NO_SUCH_TOKEN,   /**< (name) */
  TC_WHY_BAD_TOKEN_NAME,  /**< (text) */

  /* A disk, a file, a library. [text]: what the system says. */
  TC_WHY_DISK_NEARLY_FULL, /**< below what is to stay free */
  TC_WHY_DISK_FULL,        /**< it takes nothing more */
  TC_WHY_FOLDER_GONE,      /**< (folder): not there: unplugged, renamed */
  TC_WHY_FOLDER_READ_ONLY, /**< (folder) */
  TC_WHY_FOLDER_FORBIDDEN, /**< (folder): no right to write there */
  TC_WHY_WRITE_FAILED,     /**< (text) */
  TC_WHY_COMMAND_ENDED,    /**< (command, status): not with 0 */
  TC_WHY_GIVEN_UP,         /**< the program ends */
  TC_WHY_TOO_MANY_WAIT,    /**< (max): alerts */
  TC_WHY_FAULTY_FILE,      /**< (file, text): written by somebody, with its place */
  TC_WHY_NOT_INSTALLED,    /**< (text): an element of GStreamer, or what it wants */

  TC_WHY_N,
} TcWhyCode;

/** "too_many_ballots": the stable word. */
const char *tc_why_code_name (TcWhyCode code);

/** The words of a code that has no values. Returns: (transfer none). */
const char *tc_why_plain (TcWhyCode code, gboolean is_english);

/** @values: (transfer full) (nullable): an object of texts and whole numbers; a text
 * that is none (of a library) is made valid UTF-8 by whoever packs it. Returns:
 * (transfer full): as above. */
json_t *tc_why_new (TcWhyCode code, json_t *values);

/** The domain of errors that are one of these codes; the message is the value `text`.
 */
#define TC_WHY_ERROR (tc_why_error_quark ())
GQuark tc_why_error_quark (void);

/** What an error says: of TC_WHY_ERROR its code, of any other TC_WHY_OTHER. Returns:
 * (transfer full). */
json_t *tc_why_of_error (const GError *error);

/** Why nothing can be written in @folder: full, gone, read-only, no right; of another
 * @number TC_WHY_WRITE_FAILED with @text. Returns: (transfer full). */
json_t *tc_why_of_disk (const char *folder, GFileError number, const char *text);

/** TC_WHY_OTHER with a sentence in any encoding. One that begins as our own of a file,
 * "PATH:LINE:COLUMN: error: ", is TC_WHY_FAULTY_FILE. Returns: (transfer full). */
json_t *tc_why_other (const char *text);

/** For another thread. Returns: (transfer full) (nullable): NULL for NULL. */
json_t *tc_why_copy (const json_t *why);

/** The sentence of @why, without a full stop. Returns: (transfer none): "" if @why is
 * none. */
const char *tc_why_text (const json_t *why, gboolean is_english);

G_END_DECLS
