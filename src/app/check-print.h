/* SPDX-License-Identifier: MIT
 *
 * app/check-print.h - what was found, for people and for machines
 */
#pragma once

#include "app/check.h"

G_BEGIN_DECLS

/** One line a finding, by check, then one line as a sum, to stdout. @results:
 * (element-type TcCheckResult). */
void tc_check_print (const GPtrArray *results);
/** "3 errors, 2 warnings", or what the names' check measured. Both languages: (transfer
 * full). */
void tc_check_sum (const GPtrArray *results, char **en, char **zh);

/**
 * {"version": 1, "checked": "RFC 3339", "exit": 65, "sum": {"en", "zh"}, "errors": 3,
 *  "warnings": 2, "notes": 0, "theme": "azure", "names": 77, "scenes": ["unit", ...],
 *  "checks": [{"name": "names", "title": {"en", "zh"}, "made": true, "sum": {"en",
 *    "zh"}, "untold": 0, "findings": [{"level": "error", "kind": "cut", "scene":
 * "unit", "layer": "name/name", "language": null, "value": "...", "count": 4, "text":
 * {"en", "zh"}, "fix": {"en", "zh"} or null}]}]} Returns: (transfer full).
 */
json_t *
tc_check_to_json (const TcCheck *check, const GPtrArray *results, int exit_code);

guint tc_check_count (const GPtrArray *results, TcCheckLevel level);

G_END_DECLS
