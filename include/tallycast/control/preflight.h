/* SPDX-License-Identifier: MIT
 *
 * tallycast/control/preflight.h - can we go on the air? One line for each step of the
 * signal
 *
 * A pure function of the status document (control/engine.h) and of what `tallycast
 * check` has found beside the running broadcast. Lines, in the order of the signal:
 *
 *   camera sound data names encoder outputs disk
 *
 *   {"id": "names", "title": {"zh": "名称", "en": "Names"},
 *    "state": "ok",      right; or "note": good to know; "wrong": not fit for the air;
 *                        "todo": not looked at yet; "running": being looked at
 *    "zh": "...", "en": "...",            what was measured, a whole sentence
 *    "fix": {"zh": "...", "en": "..."},   what to do; null when there is nothing
 *    "more": [{"level": "error", "scene": "unit", "zh": "...", "en": "...",
 *              "fix": {...}}, ...]}       the first TC_PREFLIGHT_MORE of what was found
 *
 * camera, sound, data and outputs are known at any moment and are never "todo"; names
 * and encoder only after a check, disk by how much is free before.
 *
 * Thread: any.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

#define TC_PREFLIGHT_MORE 8

/**
 * @status: as in control/engine.h
 * @checks: {"scenes": X, "machine": X}: X is what `tallycast check --json --part ...`
 *   printed, or {"error": "..."} when it could not run, or null: not yet; and
 *   {"running": "scenes" or "machine" or null}
 *
 * Returns: (transfer full): {"state": "running", "wrong", "todo" or "ready", "wrong":
 * 1, "notes": 0, "lines": [...]}: "running" before "wrong" before "todo".
 */
json_t *tc_preflight_of (const json_t *status, const json_t *checks);

/** Whether there is a line of that id. */
gboolean tc_preflight_has_line (const char *id);
/** The ids of the lines that are wrong, "names disk". @preflight: of tc_preflight_of.
 * Returns: (transfer full). */
char *tc_preflight_dup_wrong (const json_t *preflight);

G_END_DECLS
