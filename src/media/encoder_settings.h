/* SPDX-License-Identifier: MIT
 *
 * What an encoder may be asked for, and what it does when it is not asked.
 */
#pragma once

#include "tallycast/media/encoder.h"

G_BEGIN_DECLS

/** The same words as @given's (borrowed), none NULL, no number 0. */
TcEncoderSettings tc_encoder_settings_with_defaults (const TcEncoderSettings *given);

/** @settings with defaults. TC_ERROR_CONFIG names the setting and its range. */
gboolean tc_encoder_settings_check (const TcEncoderSettings *settings, GError **error);

G_END_DECLS
