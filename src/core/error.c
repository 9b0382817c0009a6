/* SPDX-License-Identifier: MIT */
#include "tallycast/core/error.h"

#include <string.h>

/* Longer words are not compared: no key of ours is near this. */
#define MAX_WORD 64

G_DEFINE_QUARK (tc_error_quark, tc_error)

int
tc_error_exit_code (const GError *error)
{
  return error->domain == TC_ERROR ? error->code : TC_ERROR_UNAVAILABLE;
}

/* Optimal string alignment distance: insert, delete, replace, swap of neighbours. */
static size_t
distance (const char *a, const char *b)
{
  size_t d[MAX_WORD + 1][MAX_WORD + 1];
  size_t la = strlen (a), lb = strlen (b);

  for (size_t i = 0; i <= la; i++)
    d[i][0] = i;
  for (size_t j = 0; j <= lb; j++)
    d[0][j] = j;
  for (size_t i = 1; i <= la; i++) {
    for (size_t j = 1; j <= lb; j++) {
      size_t best = MIN (d[i - 1][j], d[i][j - 1]) + 1;
      best = MIN (best, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = MIN (best, d[i - 2][j - 2] + 1);
      d[i][j] = best;
    }
  }
  return d[la][lb];
}

const char *
tc_did_you_mean (const char *word, const char *const *known)
{
  const char *best = NULL;
  size_t best_distance = G_MAXSIZE;

  if (strlen (word) > MAX_WORD)
    return NULL;
  for (; *known; known++) {
    if (strlen (*known) > MAX_WORD)
      continue;
    size_t d = distance (word, *known);
    if (d < best_distance && d * 3 <= MAX (strlen (word), strlen (*known))) {
      best = *known;
      best_distance = d;
    }
  }
  return best;
}
