/* SPDX-License-Identifier: MIT
 *
 * support/golden.h - pictures compared with tests/reference/NAME.png
 *
 * When they differ, `NAME.got.png` and `NAME.diff.png` (differences times 8 on grey)
 * are written into the build folder's tests/ and named in the message. With
 * TC_GOLDEN=write in the environment the reference is written instead, for the eye to
 * check.
 */
#pragma once

#include "tallycast/draw/blend.h"

/** How far two pictures may be apart. */
typedef struct {
  int channel;  /* a channel (R, G, B) of a pixel may differ by this */
  double share; /* of the pixels that may differ by more, 0..1 */
} TcGoldenLimit;

/** For text and plates drawn by the same font files: 6 steps, 1 pixel in 1000. */
#define TC_GOLDEN_LIMIT ((TcGoldenLimit){6, 0.001})

/** Returns: NULL when @picture matches tests/reference/@name.png, else (transfer full)
 * what is wrong, in one line. */
char *
tc_golden_compare (const char *name, const TcPicture *picture, TcGoldenLimit limit);

/** The same between any two PNG files; got and diff go to @out_prefix.*.png. */
char *tc_golden_compare_files (const char *want_path,
                               const char *got_path,
                               const char *out_prefix,
                               TcGoldenLimit limit);
