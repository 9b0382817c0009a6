/* SPDX-License-Identifier: MIT
 *
 * merge-patch.h - what has changed in a document, as RFC 7396 writes it
 */
#pragma once

#include <jansson.h>

#include <glib.h>

G_BEGIN_DECLS

/**
 * What makes @to of @from: both objects. A member that is null in @to counts as absent:
 * a merge patch can say no other. Returns: (transfer full): {} when nothing has
 * changed.
 */
json_t *tc_merge_patch (const json_t *from, const json_t *to);

G_END_DECLS
