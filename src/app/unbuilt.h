/* SPDX-License-Identifier: MIT
 *
 * app/unbuilt.h - what the configuration can say and this version cannot do
 */
#pragma once

#include "tallycast/core/config.h"

G_BEGIN_DECLS

/** Better no broadcast than a backup that does not stand in, or a backend's document
 * read in the wrong shape. Returns: FALSE with TC_ERROR_CONFIG, the key is named. */
gboolean tc_unbuilt_refuse (const TcConfig *config, GError **error);

G_END_DECLS
