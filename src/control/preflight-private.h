/* SPDX-License-Identifier: MIT
 *
 * preflight-private.h - one line of the preflight, and who makes which
 */
#pragma once

#include "status-private.h"

G_BEGIN_DECLS

typedef struct {
  const char *state;
  char *zh, *en; /* owned */
  const char *fix_zh, *fix_en;
  json_t *more; /* owned, or NULL */
} TcPreflightLine;

/* Takes over the texts. */
static inline TcPreflightLine
tc_preflight_line (const char *state, char *zh, char *en)
{
  return (TcPreflightLine){state, zh, en, NULL, NULL, NULL};
}

static inline TcPreflightLine
tc_preflight_fix (const char *state,
                  char *zh,
                  char *en,
                  const char *fix_zh,
                  const char *fix_en)
{
  return (TcPreflightLine){state, zh, en, fix_zh, fix_en, NULL};
}

/* preflight-signal.c: what the status knows at any moment. */
TcPreflightLine tc_preflight_camera (const json_t *status, const json_t *checks);
TcPreflightLine tc_preflight_sound (const json_t *status, const json_t *checks);
TcPreflightLine tc_preflight_data (const json_t *status, const json_t *checks);
TcPreflightLine tc_preflight_outputs (const json_t *status, const json_t *checks);
/* preflight-checks.c: what `tallycast check` finds out. */
TcPreflightLine tc_preflight_names (const json_t *status, const json_t *checks);
TcPreflightLine tc_preflight_encoder (const json_t *status, const json_t *checks);
TcPreflightLine tc_preflight_disk (const json_t *status, const json_t *checks);

G_END_DECLS
