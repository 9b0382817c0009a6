/* SPDX-License-Identifier: MIT
 *
 * throttle.h - who has shown too many wrong tokens
 *
 * A window of TC_THROTTLE_S begins with an address's first failure; from the
 * TC_THROTTLE_FAILURES th in it to its end the address is refused unseen. At most
 * TC_THROTTLE_MAX addresses are remembered: one more takes the oldest's place.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TC_THROTTLE_FAILURES 10
#define TC_THROTTLE_S        60
#define TC_THROTTLE_MAX      256

typedef struct TcThrottle TcThrottle;

TcThrottle *tc_throttle_new (void);
/** NULL is allowed. */
void tc_throttle_free (TcThrottle *self);
/** Seconds, rounded up, for which @address is refused; 0: it is not. @now_us: any clock
 * that never goes back. */
int tc_throttle_wait_s (const TcThrottle *self, const char *address, gint64 now_us);
/** One more failure. Returns: TRUE when it is the one from which on the address is
 * refused. */
gboolean tc_throttle_fail (TcThrottle *self, const char *address, gint64 now_us);

G_END_DECLS
