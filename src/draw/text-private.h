/* SPDX-License-Identifier: MIT
 *
 * draw/text-private.h - what text becomes before it is laid out
 */
#pragma once

#include "tallycast/draw/text.h"

G_BEGIN_DECLS

/**
 * One line of valid UTF-8 of at most @limit characters, without controls and
 * noncharacters; an ellipsis ends what was cut. Returns: (transfer full).
 */
char *tc_text_clean (const char *text, glong limit, gboolean *out_is_cut);

G_END_DECLS
