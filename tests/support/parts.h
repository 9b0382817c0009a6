/* SPDX-License-Identifier: MIT
 *
 * support/parts.h - a scene with any values becomes parts, and they are as promised
 */
#pragma once

#include "noise.h"
#include "tallycast/scene/scene.h"

/**
 * Resolves @scene at any size, age and moment for any snapshot (support/snapshot.h) and
 * asserts:
 *   - parts have their names and contents; some of them are drawn
 *   - no score of a refused section or a restored snapshot, no aggregate without its
 * mark, no score beside the name of a unit on stage whose it is not
 * @said: (nullable): what the scene's file says; words in it are not taken for values
 * After tc_text_init.
 */
void tc_test_parts (const TcScene *scene,
                    const TcTheme *theme,
                    const char *said,
                    TcTestRandom *random);
