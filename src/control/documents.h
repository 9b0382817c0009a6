/* SPDX-License-Identifier: MIT
 *
 * documents.h - handlers of the routes that are read (control/api.h tells them)
 */
#pragma once

#include "tallycast/web/server.h"

G_BEGIN_DECLS

void tc_api_status_cb (TcWebRequest *request, gpointer data);
void tc_api_events_cb (TcWebRequest *request, gpointer data);
void tc_api_scenes_cb (TcWebRequest *request, gpointer data);
void tc_api_roster_cb (TcWebRequest *request, gpointer data);
void tc_api_preflight_cb (TcWebRequest *request, gpointer data);
void tc_api_openapi_cb (TcWebRequest *request, gpointer data);
void tc_api_livez_cb (TcWebRequest *request, gpointer data);
void tc_api_readyz_cb (TcWebRequest *request, gpointer data);
void tc_api_metrics_cb (TcWebRequest *request, gpointer data);

G_END_DECLS
