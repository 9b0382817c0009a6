/* SPDX-License-Identifier: MIT
 *
 * draw/allocations.h - counts what a piece of code allocates
 */
#pragma once

#include <glib.h>

/** Calls of malloc, calloc, realloc and their kin by this thread since its start. */
guint64 tc_test_allocations (void);
