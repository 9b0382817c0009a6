/* SPDX-License-Identifier: MIT
 *
 * Any bytes as the body of any command, of a log-in and of a new token: the engine is
 * asked only for what it knows, and whoever sent it hears one sentence that can be
 * written in JSON.
 */
#include "fuzz.h"

#include "control/access.h"
#include "control/api-private.h"
#include "web/web-private.h"

#include <string.h>

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  return 0;
}

static void
assert_sentence (const char *text)
{
  g_assert_nonnull (text);
  g_assert_cmpuint (strlen (text), >, 0);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
assert_command (const TcApiCommand *from, const TcCommand *command)
{
  if (command->name) {
    g_assert_cmpuint (strlen (command->name), >, 0);
    g_assert_cmpuint (strlen (command->name), <=, TC_API_MAX_NAME);
    g_assert_true (g_utf8_validate (command->name, -1, NULL));
  }
  if (command->has_gain) {
    g_assert_cmpfloat (command->gain_db, >=, TC_COMMAND_GAIN_MIN_DB);
    g_assert_cmpfloat (command->gain_db, <=, TC_COMMAND_GAIN_MAX_DB);
  }
  g_assert_true (command->on == FALSE || command->on == TRUE);
  g_assert_true (command->mute == FALSE || command->mute == TRUE);
  g_assert_cmpint (command->transition, <=, TC_TRANSITION_PUSH);
  if (from->kind == TC_COMMAND_PREVIEW || from->kind == TC_COMMAND_FEED_ACCEPT)
    g_assert_nonnull (command->name);
}

static void
read_access (const json_t *body)
{
  const char *token = NULL, *name = NULL;
  TcRole role = TC_ROLE_NONE;
  const char *why = tc_api_read_login (body, &token);

  g_assert_true ((why == NULL) == (token != NULL));
  why = tc_api_read_new_token (body, &name, &role);
  g_assert_true ((why == NULL) == (name != NULL));
  g_assert_true (why != NULL || role > TC_ROLE_NONE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  g_autofree char *why = NULL;
  json_t *body = tc_web_parse_object ((const char *)data, n, &why);

  if (!body) {
    assert_sentence (why);
    return 0;
  }
  for (const TcApiCommand *from = tc_api_commands; from->path; from++) {
    TcCommand command = {0};
    const char *key = NULL;
    g_autofree char *wrong = NULL;
    if (tc_api_read_body (from, body, &command, &key, &wrong)) {
      g_assert_null (wrong);
      assert_command (from, &command);
    } else {
      assert_sentence (wrong);
      g_assert_true (!key || g_utf8_validate (key, -1, NULL));
    }
  }
  read_access (body);
  json_decref (body);
  return 0;
}
