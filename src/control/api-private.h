/* SPDX-License-Identifier: MIT
 *
 * api-private.h - shared by api.c (answers, documents, events), commands.c (bodies) and
 * panel.c (pages) and pictures.c
 */
#pragma once

#include "events.h"
#include "tallycast/control/api.h"
#include "tallycast/web/server.h"

G_BEGIN_DECLS

/** What a key of a body holds, and where in the command it goes. */
typedef enum {
  TC_FIELD_END,
  TC_FIELD_NAME,          /* string -> name */
  TC_FIELD_NAME_OR_NULL,  /* string or null -> name */
  TC_FIELD_ON,            /* boolean -> on */
  TC_FIELD_POSITION,      /* number, 0 to 1 */
  TC_FIELD_TRANSITION,    /* "write", "cut", "fade", "push"; may be absent */
  TC_FIELD_DURATION,      /* integer, of a fade; may be absent */
  TC_FIELD_SEEN,          /* integer; may be absent */
  TC_FIELD_GAIN,          /* number; may be absent */
  TC_FIELD_MUTE,          /* boolean; may be absent */
  TC_FIELD_NAME_IF_GIVEN, /* string -> name; may be absent */
} TcFieldKind;

#define TC_API_MAX_FIELDS 3

/** A command's route and body. A {name} in the path is the command's name. */
typedef struct {
  const char *path;
  TcCommandKind kind;
  TcRole role; /* the least that may */
  gboolean on; /* for routes that say it by their path */
  struct {
    const char *key;
    TcFieldKind kind;
  } fields[TC_API_MAX_FIELDS + 1];
  const char *summary; /* for openapi.json */
} TcApiCommand;

/** All commands; ends with an entry without path. */
extern const TcApiCommand tc_api_commands[];

#define TC_API_MAX_PARAMS   3
#define TC_API_MAX_REPLIES  3
#define TC_API_MAX_PROBLEMS 6

/** A route, and what openapi.json says of it. */
typedef struct {
  const char *method, *path;
  TcRole role; /* the least that may */
  TcWebHandler handler;
  const char *summary;
  const char *body;                          /* schema of the request's; NULL: none */
  const char *params[TC_API_MAX_PARAMS + 1]; /* optional, of components/parameters */
  struct {
    guint status;
    const char *type;   /* NULL: no body */
    const char *schema; /* of components/schemas; NULL: none */
  } replies[TC_API_MAX_REPLIES + 1];
  guint problems[TC_API_MAX_PROBLEMS + 1]; /* besides those of every route: 401 and 403,
                                              and 413 with a body */
} TcApiRoute;

/** Returns: (transfer full): the text of /openapi.json. @routes: ends with an entry
 * without method; the commands are added. */
GBytes *tc_api_openapi (const TcApiRoute *routes);

struct TcApi {
  TcEngine engine;
  TcTokens *tokens;   /* owned; NULL: only this machine is served */
  TcWebRoute *routes; /* owned */
  TcWebServer *server;
  GBytes *openapi; /* owned: the document */
  TcEvents *events;
  char *listen;       /* owned */
  guint changes;      /* of the token file, on their way: the end waits for them */
  GList *commands;    /* that somebody waits for: the end waits, too, for a while */
  gboolean is_ending; /* no further one is begun */
};

/** Whether a key of this kind may be absent. */
gboolean tc_api_is_optional (TcFieldKind kind);
/** Reads a command's @body into @command, whose strings are then of @body. FALSE: @why
 * (transfer full) says what is wrong with @key (of @from or @body; NULL: with all). */
gboolean tc_api_read_body (const TcApiCommand *from,
                           const json_t *body,
                           TcCommand *command,
                           const char **key,
                           char **why);
/** The handler of every command's route: checks the body, asks the engine. */
void tc_api_command_cb (TcWebRequest *request, gpointer data);
/** Asks the engine; the reply comes with its answer. @what: for the log. */
void tc_api_command (TcApi *self,
                     TcWebRequest *request,
                     const TcCommand *command,
                     const char *what);
/** The pages and what they are made of. */
void tc_api_add_pages (TcWebServer *server);

/* pictures.c: the routes of pictures. */
void tc_api_programme_cb (TcWebRequest *request, gpointer data);
void tc_api_preview_cb (TcWebRequest *request, gpointer data);
void tc_api_scene_picture_cb (TcWebRequest *request, gpointer data);

G_END_DECLS
