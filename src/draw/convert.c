/* SPDX-License-Identifier: MIT
 *
 * Work is in premultiplied space: with a = A/255 and R, G, B already times a,
 *
 *   L = 0.2126 R + 0.7152 G + 0.0722 B             (BT.709-6, 3.2)
 *   Y = 16 a + 219/255 L
 *   U = 128 a + 224/255 (B - L) / 1.8556
 *   V = 128 a + 224/255 (R - L) / 1.5748
 *
 * in 20-bit fixed point: the coefficients' error is below 255 * 4 * 2^-21 = 0.0005, so
 * a value rounds otherwise than in exact arithmetic only within 0.0005 of a half.
 *
 * Filtered halves round up for U, V *and* A (so 255-A rounds down at a half). Then both
 * errors of a chroma sample cannot reach a half in the same direction: its total error
 * stays below 0.875 before the blend's own rounding, which is what keeps the result
 * within 1 of the double-precision reference. It also keeps U and V at most A.
 */
#include "draw/convert.h"

#define FIX(x)    ((gint32)((x) * (1 << 20) + ((x) < 0 ? -0.5 : 0.5)))
#define FIX_HALF  (1 << 19)
#define FIX_SHIFT 20

#define K_R        0.2126
#define K_G        0.7152
#define K_B        0.0722
#define LUMA_SCALE (219.0 / 255)
#define U_SCALE    (224.0 / 255 / (2 * (1 - K_B)))
#define V_SCALE    (224.0 / 255 / (2 * (1 - K_R)))

static inline guint8
at_most (gint32 value, gint32 limit)
{
  return (guint8)(value < limit ? value : limit);
}

TC_CLONES void
tc_convert_row (const guint32 *argb,
                int n,
                guint8 *restrict y,
                guint8 *restrict u,
                guint8 *restrict v,
                guint8 *restrict na)
{
  for (int i = 0; i < n; i++) {
    gint32 a = argb[i] >> 24;
    gint32 r = argb[i] >> 16 & 255;
    gint32 g = argb[i] >> 8 & 255;
    gint32 b = argb[i] & 255;
    gint32 yy = FIX (16.0 / 255) * a + FIX (LUMA_SCALE * K_R) * r +
                FIX (LUMA_SCALE * K_G) * g + FIX (LUMA_SCALE * K_B) * b;
    gint32 uu = FIX (128.0 / 255) * a - FIX (U_SCALE * K_R) * r -
                FIX (U_SCALE * K_G) * g + FIX (U_SCALE * (1 - K_B)) * b;
    gint32 vv = FIX (128.0 / 255) * a + FIX (V_SCALE * (1 - K_R)) * r -
                FIX (V_SCALE * K_G) * g - FIX (V_SCALE * K_B) * b;
    /* Negative and over-bright only when the pixel is not premultiplied. */
    uu = uu < 0 ? 0 : uu;
    vv = vv < 0 ? 0 : vv;
    y[i] = at_most ((yy + FIX_HALF) >> FIX_SHIFT, a);
    u[i] = at_most ((uu + FIX_HALF) >> FIX_SHIFT, a);
    v[i] = at_most ((vv + FIX_HALF) >> FIX_SHIFT, a);
    na[i] = (guint8)(255 - a);
  }
}

TC_CLONES static void
add_two (const guint8 *a, const guint8 *b, int flip, int n, guint16 *restrict sum)
{
  for (int i = 0; i < n; i++)
    sum[i] = (guint16)((a[i] ^ flip) + (b[i] ^ flip));
}

TC_CLONES static void
add_one (const guint8 *a, int flip, int n, guint16 *restrict sum)
{
  for (int i = 0; i < n; i++)
    sum[i] = (guint16)(a[i] ^ flip);
}

void
tc_convert_add_rows (const guint8 *a,
                     const guint8 *b,
                     gboolean flip,
                     int n,
                     guint16 *restrict sum)
{
  int mask = flip ? 255 : 0;
  if (a && b)
    add_two (a, b, mask, n, sum);
  else
    add_one (a ? a : b, mask, n, sum);
}

TC_CLONES void
tc_convert_halve (const guint16 *sum, int n, gboolean flip, guint8 *restrict out)
{
  int mask = flip ? 255 : 0;
  for (int k = 0; k < n; k++) {
    int s = sum[2 * k] + 2 * sum[2 * k + 1] + sum[2 * k + 2];
    out[k] = (guint8)(((s + 4) >> 3) ^ mask);
  }
}
