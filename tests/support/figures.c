/* SPDX-License-Identifier: MIT */
#include "figures.h"

#include <stdio.h>
#include <stdlib.h>

void
figures_row (const char *what, const char *aim, const char *ours, ...)
{
  g_autofree char *text = NULL;
  va_list list;

  va_start (list, ours);
  text = g_strdup_vprintf (ours, list);
  va_end (list);
  printf ("%-46s %12s %12s %7s   %s\n", what, text, "", "", aim);
  fflush (stdout);
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return (x > y) - (x < y);
}

double
figures_median (double *values, int n)
{
  qsort (values, (gsize)n, sizeof *values, compare);
  return values[n / 2];
}
