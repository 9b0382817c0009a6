/* SPDX-License-Identifier: MIT
 *
 * draw/convert.h - premultiplied ARGB32 to premultiplied BT.709 limited planes
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* ThreadSanitizer's and AddressSanitizer's runtimes are not up yet when the resolvers
 * of the clones run: the program crashes before main. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_THREAD__) && \
    !defined(__SANITIZE_ADDRESS__)
#  define TC_CLONES \
    __attribute__ ((target_clones ("default", "avx2", "arch=x86-64-v4")))
#else
#  define TC_CLONES
#endif

/** @n pixels 0xAARRGGBB, premultiplied. Each of Y, U, V, 255-A is rounded once; Y, U
 * and V are at most A. */
void tc_convert_row (const guint32 *argb,
                     int n,
                     guint8 *restrict y,
                     guint8 *restrict u,
                     guint8 *restrict v,
                     guint8 *restrict na);

/** sum[i] = a[i] + b[i]; with @flip of 255-a and 255-b. NULL rows are transparent. */
void tc_convert_add_rows (const guint8 *a,
                          const guint8 *b,
                          gboolean flip,
                          int n,
                          guint16 *restrict sum);
/** out[k] = (sum[2k] + 2 sum[2k+1] + sum[2k+2]) / 8, halves up; with @flip 255 - that.
 */
void tc_convert_halve (const guint16 *sum, int n, gboolean flip, guint8 *restrict out);

G_END_DECLS
