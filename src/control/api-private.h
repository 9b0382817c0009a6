/* SPDX-License-Identifier: MIT
 *
 * api-private.h - shared by api.c (answers, documents, events), commands.c (bodies) and
 * panel.c (pages) and pictures.c
 */
#pragma once

#include "tallycast/control/api.h"
#include "tallycast/web/server.h"

G_BEGIN_DECLS

/** What a key of a body holds, and where in the command it goes. */
typedef enum {
  TC_FIELD_END,
  TC_FIELD_NAME,         /* string -> name */
  TC_FIELD_NAME_OR_NULL, /* string or null -> name */
  TC_FIELD_ON,           /* boolean -> on */
  TC_FIELD_TRANSITION,   /* "write", "cut", "fade", "push"; may be absent */
  TC_FIELD_SEEN,         /* integer; may be absent */
  TC_FIELD_GAIN,         /* number; may be absent */
  TC_FIELD_MUTE,         /* boolean; may be absent */
} TcFieldKind;

#define TC_API_MAX_FIELDS 2

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
} TcApiCommand;

/** All commands; ends with an entry without path. */
extern const TcApiCommand tc_api_commands[];

struct TcApi {
  TcEngine engine;
  TcTokens *tokens;   /* owned; NULL: only this machine is served */
  TcWebRoute *routes; /* owned */
  TcWebServer *server;
  GPtrArray *listeners; /* TcWebStream, borrowed until they are gone */
  guint pulse;          /* runs while somebody listens */
  guint changed;
};

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
