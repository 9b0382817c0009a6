/* SPDX-License-Identifier: MIT
 *
 * feed/settings.h - tc_feed_settings_check is in poller.h; here are the defaults
 */
#pragma once

#include "tallycast/feed/poller.h"

G_BEGIN_DECLS

/** @settings with the defaults in place of 0; strings stay borrowed. */
TcFeedSettings tc_feed_settings_full (const TcFeedSettings *settings);

G_END_DECLS
