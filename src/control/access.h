/* SPDX-License-Identifier: MIT
 *
 * access.h - handlers of /api/v1/session and /api/v1/tokens (control/api.h tells them)
 */
#pragma once

#include "tallycast/web/server.h"

G_BEGIN_DECLS

/** What a body of each says; its strings are the body's. NULL, or why not (static). */
const char *tc_api_read_login (const json_t *body, const char **token);
const char *tc_api_read_new_token (const json_t *body, const char **name, TcRole *role);

void tc_api_session_cb (TcWebRequest *request, gpointer data);
void tc_api_login_cb (TcWebRequest *request, gpointer data);
void tc_api_logout_cb (TcWebRequest *request, gpointer data);
void tc_api_tokens_cb (TcWebRequest *request, gpointer data);
void tc_api_make_token_cb (TcWebRequest *request, gpointer data);
void tc_api_revoke_token_cb (TcWebRequest *request, gpointer data);

G_END_DECLS
