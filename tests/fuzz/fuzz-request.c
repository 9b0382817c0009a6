/* SPDX-License-Identifier: MIT
 *
 * Any bytes on a connection to the control API: each is answered or cut, only commands
 * that are whole reach the engine, and the server goes on.
 */
#include "fuzz.h"

#include "tallycast/control/api.h"
#include "tallycast/control/preflight.h"

#include <string.h>

#include "../support/http.h"

static TcApi *api; /* kept until the end */

static void
command (gpointer engine G_GNUC_UNUSED,
         const TcCommand *asked,
         TcAnswerFunc answer,
         gpointer data)
{
  const TcAnswer done = {TC_ANSWER_DONE, 1, 2, NULL};

  g_assert_cmpint (asked->role, >=, TC_ROLE_ORGANIZER);
  g_assert_cmpstr (asked->who, ==, "local");
  g_assert_true (!asked->name || g_utf8_validate (asked->name, -1, NULL));
  answer (data, &done);
}

static json_t *
status (gpointer engine G_GNUC_UNUSED)
{
  return json_pack ("{si}", "state", 1);
}

static json_t *
scenes (gpointer engine G_GNUC_UNUSED)
{
  return json_array ();
}

static GBytes *
roster (gpointer engine G_GNUC_UNUSED, char **sha256)
{
  *sha256 = NULL;
  return g_bytes_new_static ("{}", 2);
}

/* What it asks for is checked before: a width of the list, a name of so many bytes. */
static void
picture (gpointer engine G_GNUC_UNUSED,
         const char *which,
         guint64 after,
         int width,
         TcPictureFunc done,
         gpointer data)
{
  static const int widths[] = {TC_PICTURE_WIDTHS};
  g_autoptr (GBytes) jpeg = g_bytes_new_static ("jpeg", 4);
  gboolean is_known = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    is_known |= widths[i] == width;
  g_assert_true (is_known);
  g_assert_cmpuint (after, <=, G_MAXINT64);
  g_assert_true (g_utf8_validate (which, -1, NULL));
  g_assert_cmpuint (strlen (which), <=, strlen ("scene/") + TC_API_MAX_NAME);
  if (after == 0)
    done (data, TC_PICTURE_DONE, jpeg, 7);
  else
    done (data, TC_PICTURE_NOTHING, NULL, 0);
}

static json_t *
preflight (gpointer engine G_GNUC_UNUSED)
{
  json_t *nothing = json_object ();
  json_t *found = tc_preflight_of (nothing, nothing);

  json_decref (nothing);
  return found;
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  const TcEngine engine = {.command = command,
                           .status = status,
                           .scenes = scenes,
                           .roster = roster,
                           .picture = picture,
                           .preflight = preflight};
  g_autoptr (GError) error = NULL;

  api = tc_api_new ("127.0.0.1:0", NULL, &engine, &error);
  g_assert_no_error (error);
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  g_autoptr (Talk) talk = talk_new (tc_api_port (api));

  talk_send (talk, (const char *)data, n);
  g_socket_shutdown (talk->socket, FALSE, TRUE, NULL);
  /* A stream of events has no end of its own. */
  if (!talk_until (talk, "text/event-stream"))
    g_assert_true (talk_until (talk, NULL));
  return 0;
}
