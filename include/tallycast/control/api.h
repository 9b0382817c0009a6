/* SPDX-License-Identifier: MIT
 *
 * tallycast/control/api.h - the control API and its page, over HTTP
 *
 * POST /api/v1/...: preview {"scene"}, take {"transition", "duration_ms", "seen"}, tbar
 * {"position", "seen"}, clear, panic
 * {"on"}, slate {"on"}, black {"on"}, auto {"on"}, keyers/{name} {"on"}, layers/{name}
 * {"visible"}, current {"unit"} (null: follow the data), feed/accept {"epoch"},
 * outputs/{id}/start, outputs/{id}/stop, record/start, record/stop, audio {"gain_db",
 * "mute"}, preflight/run {"id"} (without: all lines), preflight/anyway. Answer: 200
 * {"state": n, "frame": k} when the engine has done it; else a problem document (400
 * body, 404 name, 409 seen, 422 rule, 503 not ready).
 *
 * GET /api/v1/status, scenes, roster; events (server-sent events: `status` with the
 * whole document, then numbered `change`s, which are merge patches by RFC 7396: a
 * member that is null or absent is not known; at least one every TC_API_EVENT_MS, {}
 * when nothing has changed; Last-Event-ID goes on where it ended); preflight
 * (engine.h), session, tokens (POST {"name", "role"} makes one, 201 {"name", "role",
 * "token", "links": [{"url", "qr": ["0110...", ...]}]}; DELETE tokens/{name} revokes
 * it, 204); /livez, /readyz?verbose, /metrics, /openapi.json, which tells all of this,
 * and the panel at /.
 *
 * Who may (web/server.h says how he is known): anybody has session, /livez and
 * /openapi.json; viewers read status, events (both without addresses, paths and
 * errors), scenes, roster, the pictures, /readyz and /metrics; organizers give the
 * commands preview, take, tbar, clear, panic, slate, black, auto, keyers, current; the
 * crew all, and alone reads preflight and tokens.
 *
 * A link to a page carries the token in its fragment: "http://HOST:8088/#token=TOKEN";
 * the page posts it once to /api/v1/session as {"token"} and has a cookie from then on.
 * GET /api/v1/session tells everybody {"role": "none|viewer|organizer|crew", "who":
 * "..."}; DELETE logs out.
 *
 * GET /programme.jpg, /preview.jpg, /scenes/{name}.jpg, each with ?after=N&width=W: a
 * long poll. 200 and `X-Tallycast-Picture: N` with a picture newer than N (N is the
 * programme tick whose state it shows; one that is 10 s ahead is of another run, and
 * any picture newer); 204 after 10 s without one, also while preview
 * is empty. W: 160, 320, 480, 640 or 960; without it 480.
 *
 * Thread: main. See design "Control"; engine.h for the documents.
 */
#pragma once

#include "tallycast/control/engine.h"

G_BEGIN_DECLS

#define TC_API_EVENT_MS   500  /* an event at least this often: the page's pulse */
#define TC_API_ANSWER_MS  3000 /* no answer from the engine until then: 503 */
#define TC_API_MAX_NAME   128  /* bytes of a scene's, layer's, unit's name */
#define TC_API_MAX_EVENTS 200  /* listeners of /api/v1/events; one more: 503 */

typedef struct TcApi TcApi;

/**
 * Serves the API at @listen ("127.0.0.1:8088"; port 0: any free one). @tokens_file:
 * (nullable): who may reach it from elsewhere (web/tokens.h). @engine is copied; what
 * it points to must live until tc_api_free has returned and every command has been
 * answered. Errors: as tc_tokens_new, tc_web_server_new. Returns: (transfer full).
 */
TcApi *tc_api_new (const char *listen,
                   const char *tokens_file,
                   const TcEngine *engine,
                   GError **error);

/** The status has changed: tells the listeners at once (several calls within one turn
 * of the main loop are one event). */
void tc_api_changed (TcApi *self);

/** The page of @role at @base ("http://192.0.2.7:8088/"), with the token in its
 * fragment, which browsers send to nobody. Returns: (transfer full). */
char *tc_api_link (const char *base, TcRole role, const char *token);

/** The port that is really listened on. */
guint16 tc_api_port (const TcApi *self);
/** "http://127.0.0.1:8088/", for the log. */
const char *tc_api_url (const TcApi *self);

/** Closes the port and all connections. The token file is brought to its end first: as
 * long as somebody is writing it, requests are answered, but for further changes of it;
 * so the engine must still do what it does. Commands that it was given get its
 * answer, for TC_WEB_FLUSH_MS, and no new one is given to it. NULL is allowed. */
void tc_api_free (TcApi *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcApi, tc_api_free)

G_END_DECLS
