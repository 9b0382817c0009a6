/* SPDX-License-Identifier: MIT
 *
 * tests/support/json.h - documents as tests write them
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/** JSON in which ' stands for ". Wrong text ends the test. Returns: (transfer full). */
json_t *test_json (const char *text);
/** What test_json makes of @text, with what @patch says to differ (RFC 7396; an object
 * of a list is named by its place: "0"). Returns: (transfer full). */
json_t *test_json_patched (const char *text, const char *patch);

G_END_DECLS
