/* SPDX-License-Identifier: MIT
 *
 * tests/support/figures.h - how benches print what they found
 */
#pragma once

#include <glib.h>

/** A line of the table of tests/bench/run: what, ours (a format), no peer, the aim. */
void figures_row (const char *what, const char *aim, const char *ours, ...)
    G_GNUC_PRINTF (3, 4);

/** Sorts. */
double figures_median (double *values, int n);
