/* SPDX-License-Identifier: MIT
 *
 * tallycast/scene/bind.h - values out of the snapshot: paths, formatters, predicates
 *
 * A path is one of a closed list (bind.c), never code. A value that is absent (the
 * backend did not say it, or it may not be shown) makes a text that binds it vanish; it
 * never becomes an empty or made-up value.
 *
 * Score paths (is_score) are passed on exactly as published: they take no formatter.
 * Four rules are kept here, so that no layer can break them: a restored snapshot has
 * no score; a value of a refused section is absent; while `beside_score` is set, all of
 * `current` is absent unless scoring.subject is that very unit; while a reel rolls to a
 * pick, that pick is not told anywhere.
 *
 * Thread: any one at a time. Borrowed strings live as long as the snapshot.
 */
#pragma once

#include "tallycast/core/model.h"

G_BEGIN_DECLS

#define TC_BIND_MAX_SEGMENTS 16  /* of one text */
#define TC_BIND_MAX_TESTS    8   /* of one show_when */
#define TC_BIND_MAX_TEXT     512 /* bytes of a text in a scene, before its values */

/** Where a scene is drawn: over the picture, or on a board of its own. */
typedef enum {
  TC_SURFACE_VIDEO,
  TC_SURFACE_BOARD,
} TcSurface;

typedef enum {
  TC_VALUE_ABSENT,
  TC_VALUE_TEXT,
  TC_VALUE_NUMBER,  /**< a count */
  TC_VALUE_BOOL,    /**< number 0 or 1 */
  TC_VALUE_TIME,    /**< number: microseconds since 1970 UTC */
  TC_VALUE_SECONDS, /**< number: a duration */
  TC_VALUE_SHARE,   /**< number: 0..TC_SHARE_ONE, for measures */
  TC_VALUE_ROWS,    /**< number: how many */
} TcValueKind;

#define TC_SHARE_ONE 1000000

typedef struct {
  TcValueKind kind;
  gint64 number;
  const char *text; /**< borrowed */
} TcValue;

/** What of the meeting a path tells of: bits. */
typedef enum {
  TC_TOPIC_CURRENT = 1 << 0, /**< the unit on stage */
  TC_TOPIC_DRAW = 1 << 1,
  TC_TOPIC_SCORING = 1 << 2,
  TC_TOPIC_RANKING = 1 << 3,
} TcTopic;

/** The moment and the place for which values are asked. Filled by the director. */
typedef struct {
  const TcSnapshot *snapshot; /**< never NULL */
  TcAge age;
  gint64 age_since_ns; /**< CLOCK_MONOTONIC time of the last good answer */
  gint64 mono_ns;      /**< the moment of the picture, CLOCK_MONOTONIC */
  gint64 wall_us;      /**< the same by the wall clock */
  gboolean is_english;
  gboolean is_live; /**< an output is live */
  TcSurface surface;
  guint keyers_on;           /**< bit n: keyer n of always.yaml */
  const struct TcSeen *seen; /**< src/scene/seen.h; NULL: nothing is known */
  gint64 scene_ns;           /**< when the scene came on the air, as mono_ns */
  gboolean beside_score;     /**< the scene shows a score */
  gboolean prefers_short;    /**< units are named by the roster's short names */
  gint64 reel_ns;            /**< how long the scene's reel rolls for a pick; 0: none */
  guint row;                 /**< of the table's rows */
  gint64 change_ns; /**< (inout) earliest mono_ns at which a value asked for changes */
} TcBind;

/** A path of the closed list. */
typedef struct {
  const char *name; /**< "scoring.aggregate"; of rows: "row.score" */
  TcValueKind kind;
  const char *rows;  /**< the array whose rows have it ("scoring.groups"), or NULL */
  gboolean is_score; /**< shown as published, with its mark, or not at all */
  gboolean is_bound; /**< belongs to one meeting's current unit, draw, score, ranking */
  gboolean is_clock; /**< changes by itself */
  TcValue (*get) (TcBind *bind, int arg);
  int arg;
} TcPath;

/**
 * tc_path_find:
 * @rows: (nullable): the array in whose rows "row.…" is looked up
 * @error: says the nearest path there is
 *
 * Returns: (transfer none): static; %NULL with %TC_ERROR_DATA.
 */
const TcPath *tc_path_find (const char *name, const char *rows, GError **error);
TcValue tc_path_get (const TcPath *self, TcBind *bind);
/** TcTopic; 0: of none. */
guint tc_path_topic (const TcPath *self);
/** All names, for documentation and tests. Returns: (transfer none). */
const TcPath *tc_path_list (guint *n_paths);

/** `number duration date rank`, with an option after ':' (number:percent, date:time,
 * date:minute, date:day, duration). */
typedef enum {
  TC_FORMAT_PLAIN,
  TC_FORMAT_NUMBER,
  TC_FORMAT_PERCENT,  /**< number:percent of a decimal text: "0.4" -> "40%" */
  TC_FORMAT_DURATION, /**< 05:12, from an hour on 1:05:12 */
  TC_FORMAT_TIME,     /**< date:time 09:58:41 (local) */
  TC_FORMAT_MINUTE,   /**< date:minute 09:58 */
  TC_FORMAT_DAY,      /**< date:day 11月23日, 23 Nov */
  TC_FORMAT_RANK,     /**< 第3名, 3rd */
} TcFormatter;

/** A text with values in it: "第${current.order}位". Immutable. */
typedef struct TcTemplate TcTemplate;

/** @rows: as in tc_path_find. Errors: TC_ERROR_DATA (unknown path, formatter, a
 * formatter on a score, a formatter that does not fit, "${" without "}"). */
TcTemplate *tc_template_new (const char *text, const char *rows, GError **error);
void tc_template_free (TcTemplate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcTemplate, tc_template_free)
/** Returns: (transfer full): the text; NULL when a value in it is absent. */
char *tc_template_text (const TcTemplate *self, TcBind *bind);
gboolean tc_template_has_score (const TcTemplate *self);
gboolean tc_template_has_clock (const TcTemplate *self);
gboolean tc_template_is_bound (const TcTemplate *self);
/** Bits of TcTopic. */
guint tc_template_topics (const TcTemplate *self);

/** A predicate: "scoring.state == open", "current.order >= 3", "notice.text exists".
 * Operators: == != < <= > >= exists absent. A comparison with an absent value is FALSE.
 */
typedef struct TcTest TcTest;

TcTest *tc_test_new (const char *text, const char *rows, GError **error);
void tc_test_free (TcTest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcTest, tc_test_free)
gboolean tc_test_holds (const TcTest *self, TcBind *bind);
const TcPath *tc_test_path (const TcTest *self);

G_END_DECLS
