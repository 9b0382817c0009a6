/* SPDX-License-Identifier: MIT */
#include "tallycast/core/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

#include "tallycast/core/error.h"

static gboolean
check_text (const char *text, GError **error)
{
  gsize n = strlen (text);

  if (n > 0 && n <= TC_QR_MAX_BYTES && g_utf8_validate (text, (gssize)n, NULL))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_DATA,
               "QR code: %" G_GSIZE_FORMAT " bytes of text: must be 1..%d of UTF-8", n,
               TC_QR_MAX_BYTES);
  return FALSE;
}

TcQrCode *
tc_qr_new (const char *text, TcQrLevel level, GError **error)
{
  if (!check_text (text, error))
    return NULL;
  QRcode *code = QRcode_encodeString (
      text, 0, level == TC_QR_LEVEL_M ? QR_ECLEVEL_M : QR_ECLEVEL_L, QR_MODE_8, 1);
  if (!code) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "QR code: %s", g_strerror (errno));
    return NULL;
  }
  TcQrCode *self = g_new (TcQrCode, 1);
  gsize n = (gsize)code->width * (gsize)code->width;
  self->across = code->width;
  self->is_dark = g_new (guint8, n);
  for (gsize i = 0; i < n; i++)
    self->is_dark[i] = code->data[i] & 1; /* the other bits tell what it is for */
  QRcode_free (code);
  return self;
}

void
tc_qr_free (TcQrCode *self)
{
  if (!self)
    return;
  g_free (self->is_dark);
  g_free (self);
}

gboolean
tc_qr_is_dark (const TcQrCode *self, int x, int y)
{
  return x >= 0 && y >= 0 && x < self->across && y < self->across &&
         self->is_dark[y * self->across + x];
}
