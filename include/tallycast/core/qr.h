/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/qr.h - the modules of a QR code: the only door to libqrencode
 *
 * ISO/IEC 18004, byte mode. Who draws it leaves TC_QR_QUIET_MODULES light ones free on
 * each side. Thread: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TC_QR_QUIET_MODULES 4
/** Of text: what version 40 holds at level M. */
#define TC_QR_MAX_BYTES 2331

/** Of error correction. */
typedef enum {
  TC_QR_LEVEL_L, /**< 7 % of a code may be lost; fewer modules */
  TC_QR_LEVEL_M, /**< 15 % */
} TcQrLevel;

typedef struct {
  int across;      /**< modules in a row, and rows; 21..177 */
  guint8 *is_dark; /**< 0 or 1, row by row from the top left */
} TcQrCode;

/** Errors: TC_ERROR_DATA: no text, over TC_QR_MAX_BYTES, not UTF-8. Returns: (transfer
 * full). */
TcQrCode *tc_qr_new (const char *text, TcQrLevel level, GError **error);
/** NULL is allowed. */
void tc_qr_free (TcQrCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcQrCode, tc_qr_free)

/** Whether a module is dark; light outside of the code. */
gboolean tc_qr_is_dark (const TcQrCode *self, int x, int y);

G_END_DECLS
