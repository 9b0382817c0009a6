/* SPDX-License-Identifier: MIT
 *
 * The arithmetic of a rehearsed meeting: draws that anybody can repeat, and scores that
 * are exact. The contract is in the header; this is its only implementation.
 */
#include "tallycast/app/rehearse.h"

#include <string.h>

static guint64
head_of_hmac (const char *secret, const char *draw_id, int order, int try)
{
  g_autofree char *message = g_strdup_printf ("%s:%d:%d", draw_id, order, try);
  g_autoptr (GHmac) hmac =
      g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)secret, strlen (secret));
  guint8 digest[32];
  gsize length = sizeof digest;
  g_hmac_update (hmac, (const guchar *)message, -1);
  g_hmac_get_digest (hmac, digest, &length);
  guint64 head = 0;
  for (int i = 0; i < 8; i++)
    head = head << 8 | digest[i];
  return head;
}

guint
tc_draw_pick (const char *secret, const char *draw_id, int order, guint n)
{
  g_return_val_if_fail (n > 0, 0);
  /* The largest multiple of n that fits: what lies above would favour small indices. */
  const guint64 limit = G_MAXUINT64 - (G_MAXUINT64 % n + 1) % n;
  for (int try = 0;; try++) {
    guint64 head = head_of_hmac (secret, draw_id, order, try);
    if (head <= limit)
      return (guint)(head % n);
  }
}

/* 1000^8 evaluators, 10^4 of weight, 10^6 of points, 10^3 for digits and doubling:
 * below 2^127. */
typedef unsigned __int128 Wide;

static const int powers_of_ten[] = {1, 10, 100};

static gint64
divide_half_up (Wide numerator, Wide denominator)
{
  return (gint64)((2 * numerator + denominator) / (2 * denominator));
}

char *
tc_points_text (gint64 points, int decimals)
{
  if (decimals == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, points);
  gint64 whole = points / powers_of_ten[decimals];
  int rest = (int)(points % powers_of_ten[decimals]);
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%0*d", whole, decimals, rest);
}

char *
tc_tally_mean (const TcTally *group, int decimals)
{
  if (group->cast == 0)
    return NULL;
  gint64 points = divide_half_up ((Wide)group->sum * (Wide)powers_of_ten[decimals],
                                  (Wide)group->cast);
  return tc_points_text (points, decimals);
}

gint64
tc_tally_points (const TcTally *groups, guint n_groups, int decimals)
{
  Wide denominator = 1;
  Wide weights = 0;
  for (guint i = 0; i < n_groups; i++) {
    if (groups[i].cast == 0)
      continue;
    denominator *= (Wide)groups[i].cast;
    weights += (Wide)groups[i].weight_e4;
  }
  if (weights == 0)
    return -1;
  Wide numerator = 0;
  for (guint i = 0; i < n_groups; i++) {
    if (groups[i].cast > 0)
      numerator += (Wide)groups[i].weight_e4 * (Wide)groups[i].sum *
                   (denominator / (Wide)groups[i].cast);
  }
  return divide_half_up (numerator * (Wide)powers_of_ten[decimals],
                         denominator * weights);
}

char *
tc_tally_aggregate (const TcTally *groups, guint n_groups, int decimals)
{
  gint64 points = tc_tally_points (groups, n_groups, decimals);
  return points < 0 ? NULL : tc_points_text (points, decimals);
}
