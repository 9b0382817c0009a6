/* SPDX-License-Identifier: MIT */
#include "api-private.h"

#include "tallycast/core/error.h"

#include <stdlib.h>
#include <string.h>

const TcApiCommand tc_api_commands[] = {
    {"/api/v1/preview",
     TC_COMMAND_PREVIEW,
     TC_ROLE_ORGANIZER,
     FALSE,
     {{"scene", TC_FIELD_NAME}},
     "Chooses the scene that comes next"},
    {"/api/v1/take",
     TC_COMMAND_TAKE,
     TC_ROLE_ORGANIZER,
     FALSE,
     {{"transition", TC_FIELD_TRANSITION},
      {"duration_ms", TC_FIELD_DURATION},
      {"seen", TC_FIELD_SEEN}},
     "Puts the preview on the air; auto goes off"},
    {"/api/v1/tbar",
     TC_COMMAND_TBAR,
     TC_ROLE_ORGANIZER,
     FALSE,
     {{"position", TC_FIELD_POSITION}, {"seen", TC_FIELD_SEEN}},
     "Mixes preview with programme as far; 1 is a take, 0 gives it up"},
    {"/api/v1/clear",
     TC_COMMAND_CLEAR,
     TC_ROLE_ORGANIZER,
     FALSE,
     {{NULL}},
     "Takes the scene's graphics off until the next take"},
    {"/api/v1/panic",
     TC_COMMAND_PANIC,
     TC_ROLE_ORGANIZER,
     FALSE,
     {{"on", TC_FIELD_ON}},
     "All graphics and keyers off; camera and sound stay"},
    {"/api/v1/slate",
     TC_COMMAND_SLATE,
     TC_ROLE_ORGANIZER,
     FALSE,
     {{"on", TC_FIELD_ON}},
     "The slate picture, sound off"},
    {"/api/v1/black",
     TC_COMMAND_BLACK,
     TC_ROLE_ORGANIZER,
     FALSE,
     {{"on", TC_FIELD_ON}},
     "Fades to black and silence"},
    {"/api/v1/auto",
     TC_COMMAND_AUTO,
     TC_ROLE_ORGANIZER,
     FALSE,
     {{"on", TC_FIELD_ON}},
     "The scene follows the meeting's phase"},
    {"/api/v1/keyers/{name}",
     TC_COMMAND_KEYER,
     TC_ROLE_ORGANIZER,
     FALSE,
     {{"on", TC_FIELD_ON}},
     "One keyer above all scenes on or off"},
    {"/api/v1/layers/{name}",
     TC_COMMAND_LAYER,
     TC_ROLE_CREW,
     FALSE,
     {{"visible", TC_FIELD_ON}},
     "One layer of the scene on air on or off"},
    {"/api/v1/current",
     TC_COMMAND_CURRENT,
     TC_ROLE_ORGANIZER,
     FALSE,
     {{"unit", TC_FIELD_NAME_OR_NULL}},
     "Picks the current unit by hand; null: follow the data"},
    {"/api/v1/feed/accept",
     TC_COMMAND_FEED_ACCEPT,
     TC_ROLE_CREW,
     FALSE,
     {{"epoch", TC_FIELD_NAME}},
     "Takes the data of a backend that has begun anew"},
    {"/api/v1/outputs/{name}/start",
     TC_COMMAND_OUTPUT,
     TC_ROLE_CREW,
     TRUE,
     {{NULL}},
     "Starts an output"},
    {"/api/v1/outputs/{name}/stop",
     TC_COMMAND_OUTPUT,
     TC_ROLE_CREW,
     FALSE,
     {{NULL}},
     "Stops an output"},
    {"/api/v1/record/start",
     TC_COMMAND_RECORD,
     TC_ROLE_CREW,
     TRUE,
     {{NULL}},
     "Starts the recording"},
    {"/api/v1/record/stop",
     TC_COMMAND_RECORD,
     TC_ROLE_CREW,
     FALSE,
     {{NULL}},
     "Stops the recording"},
    {"/api/v1/audio",
     TC_COMMAND_AUDIO,
     TC_ROLE_CREW,
     FALSE,
     {{"gain_db", TC_FIELD_GAIN}, {"mute", TC_FIELD_MUTE}},
     "Gain and mute of the programme's sound"},
    {"/api/v1/preflight/run",
     TC_COMMAND_PREFLIGHT,
     TC_ROLE_CREW,
     FALSE,
     {{"id", TC_FIELD_NAME_IF_GIVEN}},
     "Checks a line of the preflight, or all; 422 while a check runs"},
    {"/api/v1/preflight/anyway",
     TC_COMMAND_ANYWAY,
     TC_ROLE_CREW,
     FALSE,
     {{NULL}},
     "Puts on record that the broadcast goes on the air although the preflight says "
     "no"},
    {NULL},
};

/* Each reads one key's value into the command; returns NULL, or what it must be. */

static const char *
read_name (TcCommand *command, const json_t *value)
{
  size_t length = json_is_string (value) ? json_string_length (value) : 0;

  if (length == 0 || length > TC_API_MAX_NAME)
    return "must be a string of 1 to " G_STRINGIFY (TC_API_MAX_NAME) " bytes";
  command->name = json_string_value (value);
  return NULL;
}

static const char *
read_boolean (gboolean *out, const json_t *value)
{
  if (!json_is_boolean (value))
    return "must be true or false";
  *out = json_is_true (value);
  return NULL;
}

static const char *
read_transition (TcCommand *command, const json_t *value)
{
  static const struct {
    const char *name;
    TcTransition transition;
  } names[] = {{"write", TC_TRANSITION_WRITE},
               {"cut", TC_TRANSITION_CUT},
               {"fade", TC_TRANSITION_FADE},
               {"push", TC_TRANSITION_PUSH}};
  const char *text = json_is_string (value) ? json_string_value (value) : "";

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (text, names[i].name) == 0) {
      command->transition = names[i].transition;
      return NULL;
    }
  return "must be \"write\", \"cut\", \"fade\" or \"push\"";
}

static const char *
read_seen (TcCommand *command, const json_t *value)
{
  if (!json_is_integer (value) || json_integer_value (value) < 0)
    return "must be a state's number, 0 or more";
  command->has_seen = TRUE;
  command->seen = (guint64)json_integer_value (value);
  return NULL;
}

static const char *
read_duration (TcCommand *command, const json_t *value)
{
  json_int_t ms = json_integer_value (value);

  if (!json_is_integer (value) || ms < TC_COMMAND_FADE_MIN_MS ||
      ms > TC_COMMAND_FADE_MAX_MS)
    return "must be milliseconds from 80 to 5000";
  if (command->transition != TC_TRANSITION_SCENE &&
      command->transition != TC_TRANSITION_FADE)
    return "only a fade has one: give transition \"fade\"";
  command->duration_ms = (int)ms;
  return NULL;
}

static const char *
read_position (TcCommand *command, const json_t *value)
{
  double position = json_number_value (value);

  if (!json_is_number (value) || position < 0 || position > 1)
    return "must be a number from 0 to 1";
  command->position = position;
  return NULL;
}

static const char *
read_gain (TcCommand *command, const json_t *value)
{
  double gain_db = json_number_value (value);

  if (!json_is_number (value) || gain_db < TC_COMMAND_GAIN_MIN_DB ||
      gain_db > TC_COMMAND_GAIN_MAX_DB)
    return "must be a number from -60 to 20";
  command->has_gain = TRUE;
  command->gain_db = gain_db;
  return NULL;
}

static const char *
read_field (TcFieldKind kind, TcCommand *command, const json_t *value)
{
  switch (kind) {
    case TC_FIELD_NAME:
    case TC_FIELD_NAME_IF_GIVEN:
      return read_name (command, value);
    case TC_FIELD_NAME_OR_NULL:
      return json_is_null (value) ? NULL : read_name (command, value);
    case TC_FIELD_ON:
      return read_boolean (&command->on, value);
    case TC_FIELD_TRANSITION:
      return read_transition (command, value);
    case TC_FIELD_POSITION:
      return read_position (command, value);
    case TC_FIELD_DURATION:
      return read_duration (command, value);
    case TC_FIELD_SEEN:
      return read_seen (command, value);
    case TC_FIELD_GAIN:
      return read_gain (command, value);
    case TC_FIELD_MUTE:
      command->has_mute = TRUE;
      return read_boolean (&command->mute, value);
    default:
      g_assert_not_reached ();
  }
}

gboolean
tc_api_is_optional (TcFieldKind kind)
{
  return kind >= TC_FIELD_TRANSITION;
}

/* What to say of a key that the command does not have. Returns: (transfer full). */
static char *
why_unknown (const char *key, const char *const *known)
{
  const char *near = tc_did_you_mean (key, known);

  if (near)
    return g_strdup_printf ("unknown (did you mean '%s'?)", near);
  if (!known[0])
    return g_strdup ("unknown; this command has no keys");
  g_autofree char *list = g_strjoinv (", ", (char **)known);
  return g_strdup_printf ("unknown; known are: %s", list);
}

static gboolean
has_only_known_keys (const TcApiCommand *from,
                     const json_t *body,
                     const char **key,
                     char **why)
{
  const char *known[TC_API_MAX_FIELDS + 1] = {NULL};
  json_t *value = NULL;

  for (int i = 0; from->fields[i].key; i++)
    known[i] = from->fields[i].key;
  json_object_foreach ((json_t *)body, *key, value)
  {
    if (g_strv_contains (known, *key))
      continue;
    *why = why_unknown (*key, known);
    return FALSE;
  }
  return TRUE;
}

gboolean
tc_api_read_body (const TcApiCommand *from,
                  const json_t *body,
                  TcCommand *command,
                  const char **key,
                  char **why)
{
  if (!has_only_known_keys (from, body, key, why))
    return FALSE;
  for (int i = 0; from->fields[i].key; i++) {
    const json_t *value = json_object_get (body, from->fields[i].key);
    const char *wrong = NULL;
    if (value)
      wrong = read_field (from->fields[i].kind, command, value);
    else if (!tc_api_is_optional (from->fields[i].kind))
      wrong = "is missing";
    if (!wrong)
      continue;
    *key = from->fields[i].key;
    *why = g_strdup (wrong);
    return FALSE;
  }
  *key = NULL;
  if (from->kind != TC_COMMAND_AUDIO || command->has_gain || command->has_mute)
    return TRUE;
  *why = g_strdup ("nothing to do: give gain_db, mute or both");
  return FALSE;
}

static void
reply_bad_body (TcWebRequest *request, const char *key, const char *why)
{
  if (!key) {
    tc_web_reply_problem (request, 400, "%s", why);
    return;
  }
  g_autofree char *detail = g_strdup_printf ("key '%s': %s", key, why);
  tc_web_reply_problem_with (request, 400, json_pack ("{ss}", "key", key), detail);
}

/* "keyers/logo {"on":true}": what was asked, for the log. */
static char *
describe (const TcApiCommand *from, const TcCommand *command, const json_t *body)
{
  GString *text = g_string_new (from->path + strlen ("/api/v1/"));

  if (strstr (from->path, "{name}"))
    g_string_replace (text, "{name}", command->name, 1);
  if (json_object_size (body) > 0) {
    char *json = json_dumps (body, JSON_COMPACT);
    g_string_append_printf (text, " %s", json);
    free (json);
  }
  return g_string_free (text, FALSE);
}

void
tc_api_command_cb (TcWebRequest *request, gpointer data)
{
  const char *route = tc_web_request_route (request);
  const TcApiCommand *from = tc_api_commands;
  TcCommand command = {0};

  while (strcmp (from->path, route) != 0)
    from++;
  if (strstr (route, "{name}"))
    command.name = tc_web_request_param (request, "name");
  if (command.name && strlen (command.name) > TC_API_MAX_NAME) {
    tc_web_reply_problem (request, 404, "no name is that long");
    return;
  }
  json_t *body = tc_web_request_object (request);
  if (!body)
    return;
  command.kind = from->kind;
  command.on = from->on;
  command.role = tc_web_request_role (request);
  command.who = tc_web_request_who (request);
  const char *key = NULL;
  g_autofree char *why = NULL;
  if (tc_api_read_body (from, body, &command, &key, &why)) {
    g_autofree char *what = describe (from, &command, body);
    tc_api_command (data, request, &command, what);
  } else {
    reply_bad_body (request, key, why);
  }
  json_decref (body);
}
