/* SPDX-License-Identifier: MIT
 *
 * app/token.h - what `tallycast token make` prints
 */
#pragma once

#include "tallycast/core/qr.h"
#include "tallycast/web/tokens.h"

G_BEGIN_DECLS

/** The code in half blocks, with its quiet zone, for a terminal. Returns: (transfer
 * full). */
char *tc_token_qr_text (const TcQrCode *code);

G_END_DECLS
