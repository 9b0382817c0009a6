/* SPDX-License-Identifier: MIT
 *
 * JPEG has full range and the colours of BT.601 (JFIF 1.02, Rec. ITU-T T.871), a
 * programme picture limited range and those of BT.709: taken as they are, black would
 * be grey and red orange. The product of both conversions is applied to the planes, so
 * that nothing becomes RGB on the way. A colour sample stays where it is: JFIF means it
 * a quarter of a sample further right, which nobody sees at these sizes.
 *
 * Why not GStreamer's jpegenc: it takes the planes as they are, and needs a pipeline.
 */
#include "tallycast/draw/picture.h"

#include <turbojpeg.h>

#include "tallycast/core/error.h"

#define SHIFT 14
#define ONE   (1 << SHIFT)
/* From limited to full range. */
#define LUMA     (255.0 / 219)
#define COLOUR   (255.0 / 224)
#define FIXED(x) ((int)((x)*ONE + ((x) < 0 ? -0.5 : 0.5)))

/* Y' = Y + a*U + b*V and so on, of BT.709's into BT.601's: from Kr, Kb of both. */
enum {
  Y_BY_Y = FIXED (LUMA),
  Y_BY_U = FIXED (0.101579 * COLOUR),
  Y_BY_V = FIXED (0.196076 * COLOUR),
  U_BY_U = FIXED (0.989854 * COLOUR),
  U_BY_V = FIXED (-0.110653 * COLOUR),
  V_BY_U = FIXED (-0.072453 * COLOUR),
  V_BY_V = FIXED (0.983399 * COLOUR),
  HALF = ONE / 2,
};

static guint8
to_byte (int fixed)
{
  return (guint8)CLAMP ((fixed + HALF) >> SHIFT, 0, 255);
}

static void
convert_luma (guint8 *out, const guint8 *y, const guint8 *u, const guint8 *v, int width)
{
  for (int x = 0; x < width; x += 2) {
    int colour = Y_BY_U * (u[x / 2] - 128) + Y_BY_V * (v[x / 2] - 128);

    out[x] = to_byte (Y_BY_Y * (y[x] - 16) + colour);
    out[x + 1] = to_byte (Y_BY_Y * (y[x + 1] - 16) + colour);
  }
}

static void
convert_colour (guint8 *out_u,
                guint8 *out_v,
                const guint8 *u,
                const guint8 *v,
                int width)
{
  for (int x = 0; x < width; x++) {
    int du = u[x] - 128;
    int dv = v[x] - 128;

    out_u[x] = to_byte (U_BY_U * du + U_BY_V * dv + 128 * ONE);
    out_v[x] = to_byte (V_BY_U * du + V_BY_V * dv + 128 * ONE);
  }
}

static TcPicture *
convert (const TcPicture *from)
{
  TcPicture *to = tc_picture_new (from->width, from->height);
  const guint8 *const *in = (const guint8 *const *)from->plane;

  for (int row = 0; row < from->height; row++) {
    gssize half = row / 2;

    convert_luma (to->plane[0] + (gssize)row * to->stride[0],
                  in[0] + (gssize)row * from->stride[0], in[1] + half * from->stride[1],
                  in[2] + half * from->stride[2], from->width);
  }
  for (gssize row = 0; row < from->height / 2; row++)
    convert_colour (to->plane[1] + row * to->stride[1],
                    to->plane[2] + row * to->stride[2], in[1] + row * from->stride[1],
                    in[2] + row * from->stride[2], from->width / 2);
  return to;
}

static void
free_jpeg (gpointer data)
{
  tjFree (data);
}

GBytes *
tc_picture_to_jpeg (const TcPicture *self, int quality, GError **error)
{
  g_autoptr (TcPicture) full = convert (self);
  const guint8 *planes[] = {full->plane[0], full->plane[1], full->plane[2]};
  tjhandle handle = tjInitCompress ();
  unsigned char *data = NULL;
  unsigned long n = 0;
  int failed =
      tjCompressFromYUVPlanes (handle, planes, full->width, full->stride, full->height,
                               TJSAMP_420, &data, &n, quality, 0);

  if (failed)
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "no JPEG was made: %s",
                 tjGetErrorStr2 (handle));
  if (handle != NULL)
    tjDestroy (handle);
  if (!failed)
    return g_bytes_new_with_free_func (data, n, free_jpeg, data);
  tjFree (data);
  return NULL;
}
