/* SPDX-License-Identifier: MIT
 *
 * tests/control/fixture.h - the API on an engine whose status the test writes
 */
#pragma once

#include "tallycast/control/api.h"
#include "tallycast/control/preflight.h"

#include "../support/http.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  TcApi *api;
  guint16 port;
  json_t *status; /* what the engine says */
  GString *asked; /* commands so far: "kind who role", one a line */
  char *dir, *tokens_file;
  char *viewer, *organizer, *crew; /* tokens */
} Fixture;

static inline void
command_cb (gpointer engine,
            const TcCommand *command,
            TcAnswerFunc answer,
            gpointer data)
{
  const TcAnswer done = {TC_ANSWER_DONE, 42, 1234, NULL};
  Fixture *f = engine;

  g_string_append_printf (f->asked, "%d %s %s\n", (int)command->kind, command->who,
                          tc_role_name (command->role));
  answer (data, &done);
}

static inline json_t *
status_cb (gpointer engine)
{
  return json_deep_copy (((Fixture *)engine)->status);
}

static inline json_t *
scenes_cb (gpointer engine G_GNUC_UNUSED)
{
  return json_pack ("[{ss,s{ss}}]", "name", "score", "title", "en", "Score");
}

static inline GBytes *
roster_cb (gpointer engine G_GNUC_UNUSED, char **sha256)
{
  static const char text[] = "{\"sha256\":\"c0ffee\",\"units\":[]}";

  *sha256 = g_strdup ("c0ffee");
  return g_bytes_new_static (text, sizeof text - 1);
}

static inline void
picture_cb (gpointer engine G_GNUC_UNUSED,
            const char *which,
            guint64 after G_GNUC_UNUSED,
            int width G_GNUC_UNUSED,
            TcPictureFunc done,
            gpointer data)
{
  g_autoptr (GBytes) jpeg = g_bytes_new_static ("jpeg", 4);

  if (strcmp (which, "programme") == 0)
    done (data, TC_PICTURE_DONE, jpeg, 7);
  else
    done (data,
          g_str_has_prefix (which, "scene/") ? TC_PICTURE_UNKNOWN : TC_PICTURE_NOTHING,
          NULL, 0);
}

/* Of a broadcast that is not known: the document's true shape. */
static inline json_t *
preflight_cb (gpointer engine G_GNUC_UNUSED)
{
  json_t *nothing = json_object ();
  json_t *found = tc_preflight_of (nothing, nothing);

  json_decref (nothing);
  return found;
}

static inline json_t *
load (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  json_t *value = json_loads (json, 0, NULL);

  g_assert_nonnull (value);
  return value;
}

/* The status that the engine says from now on. */
static inline void
set_status (Fixture *f, const char *text)
{
  json_decref (f->status);
  f->status = load (text);
}

static inline void
set_up (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  TcEngine engine = {.command = command_cb,
                     .status = status_cb,
                     .scenes = scenes_cb,
                     .roster = roster_cb,
                     .picture = picture_cb,
                     .preflight = preflight_cb,
                     .engine = f};
  g_autoptr (GError) error = NULL;

  f->asked = g_string_new (NULL);
  f->status = json_pack ("{si}", "state", 0);
  f->dir = g_dir_make_tmp ("tallycast-control-XXXXXX", NULL);
  f->tokens_file = g_build_filename (f->dir, "tokens.json", NULL);
  TcTokens *tokens = tc_tokens_new (f->tokens_file, &error);
  f->viewer = tc_tokens_make (tokens, "screen", TC_ROLE_VIEWER, &error);
  f->organizer = tc_tokens_make (tokens, "王主任", TC_ROLE_ORGANIZER, &error);
  f->crew = tc_tokens_make (tokens, "desk", TC_ROLE_CREW, &error);
  tc_tokens_free (tokens);
  f->api = tc_api_new ("127.0.0.1:0", f->tokens_file, &engine, &error);
  g_assert_no_error (error);
  f->port = tc_api_port (f->api);
}

static inline void
tear_down (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  tc_api_free (f->api);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_string_free (f->asked, TRUE);
  json_decref (f->status);
  g_unlink (f->tokens_file);
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->tokens_file);
  g_free (f->viewer);
  g_free (f->organizer);
  g_free (f->crew);
}

/* The headers of somebody elsewhere who shows @token (NULL: none). */
static inline char *
as (const char *token)
{
  return token ? g_strdup_printf ("X-Forwarded-For: 192.0.2.7\r\n"
                                  "Authorization: Bearer %s\r\n",
                                  token)
               : g_strdup ("X-Forwarded-For: 192.0.2.7\r\n");
}

/* The whole answer to @token's @what. */
static inline char *
call_as (Fixture *f, const char *token, const char *what, const char *body)
{
  g_autofree char *head = as (token);

  return talk_call (f->port, what, head, body);
}

static inline json_t *
json_of (const char *answer)
{
  json_t *json = json_loads (talk_body (answer), JSON_DECODE_ANY, NULL);

  g_assert_nonnull (json);
  return json;
}
