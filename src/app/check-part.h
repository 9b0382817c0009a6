/* SPDX-License-Identifier: MIT
 *
 * app/check-part.h - the checks themselves: each appends what it finds to its result
 * and says in one sentence what it measured
 */
#pragma once

#include "app/check.h"

G_BEGIN_DECLS

#define TC_CHECK_SCENES  "scenes"
#define TC_CHECK_MACHINE "machine" /* what else can be told of it takes seconds */

void tc_check_config (TcCheck *check, TcCheckResult *result);
void tc_check_scenes (TcCheck *check, TcCheckResult *result);
void tc_check_backend (TcCheck *check, TcCheckResult *result);
void tc_check_roster (TcCheck *check, TcCheckResult *result);
void tc_check_names (TcCheck *check, TcCheckResult *result);
void tc_check_values (TcCheck *check, TcCheckResult *result);
void tc_check_pictures (TcCheck *check, TcCheckResult *result);
void tc_check_flashes (TcCheck *check, TcCheckResult *result);
void tc_check_start (TcCheck *check, TcCheckResult *result);
void tc_check_disk (TcCheck *check, TcCheckResult *result);
void tc_check_encoder (TcCheck *check, TcCheckResult *result);

/** MB a second that reach the disk under @dir; 0: nothing can be written there. */
double tc_check_write_speed (const char *dir);

/** @text: "file:line:col: error: what", told as it is. */
void tc_check_result_add_file (TcCheckResult *self, const char *text);

/* --- between the checks of scenes --- */

/** What a text may be called in a sentence: cut after some characters, in quotes of the
 * language. Returns: (transfer full). */
char *tc_check_quote (const char *text, gboolean is_english);
/** "picks/name.3" -> "picks/name". Returns: (transfer full). */
char *tc_check_layer (const char *id);

/** Judges one picture: fit of what is no name of the roster, size, contrast, place. */
void tc_check_look_at (TcCheck *check,
                       TcCheckResult *result,
                       guint index,
                       const TcCheckCase *of,
                       gboolean is_english);

/* --- pictures: check-picture.c --- */

void tc_check_picture_free (TcCheckPicture *self);
/** Takes a copy of @picture if it is worth more than the one that its scene has in that
 * language; one with a name stays beside it. */
void tc_check_offer_picture (TcCheck *check, const TcCheckPicture *picture);
/** Draws all, while the inspector is there. */
void tc_check_draw_pictures (TcCheck *check);

/** What is told of a text that does not fit, in whatever scene. */
typedef struct {
  const char *scene; /**< NULL: in all of them */
  const char *language;
  const TcInspectedText *text; /**< where it stands */
  const char *shown;           /**< the text itself */
  TcTextResult found;
  gboolean is_assumed, is_name;
} TcCheckFit;

/** Returns: TRUE when something was told. */
gboolean tc_check_fit (TcCheckResult *result, const TcCheckFit *fit);

G_END_DECLS
