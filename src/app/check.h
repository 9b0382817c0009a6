/* SPDX-License-Identifier: MIT
 *
 * app/check.h - `tallycast check`: what its files share
 *
 *   check.c           the command
 *   check-run.c       the table of checks
 *   check-start.c     the configuration, and whether `live` would start with it
 *   check-house.c     fonts, scenes, themes, picture files, disk
 *   check-backend.c   the backend, or documents out of files
 *   check-roster.c    the roster: where from, names that would confuse
 *   check-case.c      the moments of a meeting that scenes are looked at in
 *     check-sample.c  those of the sample meeting; check-fill.c the longest values
 *   check-look.c      every value in every scene: size, contrast, safe area
 *   check-names.c     every name of the roster in every scene; check-width.c how wide
 *   check-fit.c       what is told of a text that does not fit
 *   check-flash.c     flashes
 *   check-speed.c     how fast it encodes and writes
 *   check-result.c    what was found, told once
 *   check-print.c     lines for people, JSON for machines
 *   check-sheet.c     the contact sheet; check-card.c a scene on it
 *   check-picture.c   its pictures
 *
 * A check of another kind is a function and a line in check-run.c's table.
 *
 * Thread: main.
 */
#pragma once

#include "tallycast/core/config.h"
#include "tallycast/core/model.h"
#include "tallycast/scene/inspect.h"

#include <jansson.h>

G_BEGIN_DECLS

#define TC_CHECK_MAX_FINDINGS 1000 /* of one check; more are counted, not told */

typedef enum {
  TC_CHECK_NOTE,    /**< look at it yourself */
  TC_CHECK_WARNING, /**< good on air, but near the edge */
  TC_CHECK_ERROR,   /**< would look wrong on air */
} TcCheckLevel;

/** Something found. Strings are owned and may be NULL but for kind, en and zh. */
typedef struct {
  TcCheckLevel level;
  const char *kind;      /**< static: "cut", "glyph", "contrast", ... */
  char *scene;           /**< "unit"; "always": the keyers */
  char *layer;           /**< "name/name" */
  char *language;        /**< "zh" or "en"; NULL: both, or none */
  char *value;           /**< the text that it is about */
  char *en, *zh;         /**< a sentence without its end: what is wrong */
  char *fix_en, *fix_zh; /**< what to do */
  const char *which;     /**< what else tells it from others; not kept */
  TcRect box;            /**< where, in programme pixels; w 0: nowhere */
  guint n;               /**< how often it was found */
} TcFinding;

/** One check and what it found. */
typedef struct {
  const char *name;                   /**< static: "names" */
  const char *title_en, *title_zh;    /**< static */
  gboolean is_skipped;                /**< not made; the sentence says why */
  double measured;                    /**< the number that matters; 0: none */
  char *sum_en, *sum_zh;              /**< a measured sentence; NULL: not checked */
  GPtrArray *findings;                /**< (element-type TcFinding) worst first */
  guint n_untold[TC_CHECK_ERROR + 1]; /**< by level: beyond TC_CHECK_MAX_FINDINGS */
  gint64 weight;                      /**< of all that was added, told before or not */
  GHashTable *known;                  /* key -> TcFinding, borrowed */
} TcCheckResult;

TcCheckResult *
tc_check_result_new (const char *name, const char *title_en, const char *title_zh);
void tc_check_result_free (TcCheckResult *self);

/**
 * Takes over @finding's en, zh, fix_en and fix_zh; copies its other strings. What was
 * found before (same kind, scene, layer and `which`) is not told twice: it counts, the
 * worse or longer value stays, and a language that differs makes it one of both.
 */
void tc_check_result_add (TcCheckResult *self, const TcFinding *finding);
/** Worst first, else as found. */
void tc_check_result_sort (TcCheckResult *self);
void tc_check_result_set_sum (TcCheckResult *self, char *en, char *zh);
/** It was not made: why. Both static. */
void tc_check_result_skip (TcCheckResult *self, const char *en, const char *zh);
/** Told or not. */
guint tc_check_result_count (const TcCheckResult *self, TcCheckLevel level);

/** A moment of a meeting. */
typedef struct {
  char *name;           /**< "score-open" */
  TcSnapshot *snapshot; /**< owned */
  TcAge age;
  int age_s, since_s;
  gboolean is_news;     /**< picks and scores came just now */
  const char *language; /**< "zh" or "en": only in that one; NULL: in both */
  gboolean is_uniform;  /**< all units have one name */
  gboolean is_assumed;  /**< its texts are longer than any that is known of */
} TcCheckCase;

/** A picture for the contact sheet. */
typedef struct {
  char *scene; /**< on whose card it is; "always": the keyers' */
  guint index; /**< of tc_inspector_scenes: what is drawn */
  gboolean is_english;
  TcCheckCase *of; /**< owned */
  char *name;      /**< a name that does not fit; NULL: the scene as it is */
  gint64 worth;    /**< of those of one scene and language the highest is shown */
  GBytes *png;
} TcCheckPicture;

typedef struct {
  /* what was asked for; borrowed */
  const TcConfig *config;
  const char *overlays_dir, *theme;
  char **only;             /**< names of scenes; NULL: all */
  char **data;             /**< files of documents; may be NULL */
  const char *roster_from; /**< a file, or "backend"; NULL: wherever there is one */
  gboolean wants_pictures;
  const char *part; /**< "scenes" or "machine": only these; NULL: all, and no speeds */

  /* what was found out on the way; owned */
  TcSnapshot *document; /**< the backend's, or the last of data; NULL: none */
  TcRoster *roster;     /**< never NULL once the roster was checked */
  const char *roster_en, *roster_zh; /**< where it is from; static */
  GHashTable *names;                 /**< set: of the roster, borrowed */
  GHashTable *name_layers; /**< set: "scene layer", where names were looked at; owned */
  GPtrArray *cases;        /**< (element-type TcCheckCase) */
  TcInspector *inspector;  /**< NULL: fonts or theme cannot be read */
  gboolean has_faults;     /**< a scene cannot be read: nothing goes on air as it is */
  GPtrArray *scenes;   /**< (element-type TcScene) that are looked at, the slate last */
  guint n_scenes;      /**< of these, without the slate */
  GPtrArray *pictures; /**< (element-type TcCheckPicture) */
  int exit_code; /**< 69: something that is needed does not answer; 78: configuration */
} TcCheck;

/** Makes all checks. @check: what was asked for is set, the rest is zero. Returns:
 * (transfer full) (element-type TcCheckResult): one for each check, in order. */
GPtrArray *tc_check_run (TcCheck *check);
/** Frees what the run found out. */
void tc_check_clear (TcCheck *check);

/** The whole picture is worth so much more than one with a warning less. */
#define TC_CHECK_WEIGHT_ERROR   G_GINT64_CONSTANT (1000000)
#define TC_CHECK_WEIGHT_WARNING G_GINT64_CONSTANT (10000)

/** Whether a scene was asked for. */
gboolean tc_check_wants_scene (const TcCheck *self, const char *name);

G_END_DECLS
