/* SPDX-License-Identifier: MIT
 *
 * /openapi.json: OpenAPI 3.1, made of the tables by which requests are served. What the
 * tables do not know, the shapes of the documents, is in openapi.json beside this file.
 */
#include "api-private.h"
#include "panel-resource.h"

#include <libsoup/soup-status.h>
#include <stdlib.h>
#include <string.h>

#define SKELETON "/tallycast/openapi.json"

static json_t *
ref (const char *kind, const char *name)
{
  return json_pack ("{so}", "$ref", json_sprintf ("#/components/%s/%s", kind, name));
}

static json_t *
content (const char *type, json_t *schema)
{
  return json_pack ("{s{so}}", type, "schema", schema);
}

/* --- parameters and bodies -------------------------------------------------------- */

static json_t *
parameters (const TcApiRoute *route)
{
  json_t *list = json_array ();
  g_auto (GStrv) segments = g_strsplit (route->path, "/", -1);

  for (char **segment = segments; *segment; segment++) {
    if (**segment != '{')
      continue;
    g_autofree char *name = g_strndup (*segment + 1, strlen (*segment) - 2);
    json_array_append_new (list, ref ("parameters", name));
  }
  for (int i = 0; route->params[i]; i++)
    json_array_append_new (list, ref ("parameters", route->params[i]));
  return list;
}

/* What commands.c takes for a key of this kind. */
static json_t *
field_schema (TcFieldKind kind)
{
  static const struct {
    TcFieldKind kind;
    const char *schema;
  } schemas[] = {{TC_FIELD_NAME, "Name"},        {TC_FIELD_NAME_OR_NULL, "NameOrNull"},
                 {TC_FIELD_ON, "Flag"},          {TC_FIELD_TRANSITION, "Transition"},
                 {TC_FIELD_SEEN, "StateNumber"}, {TC_FIELD_GAIN, "GainDb"},
                 {TC_FIELD_MUTE, "Flag"},        {TC_FIELD_POSITION, "Position"},
                 {TC_FIELD_DURATION, "FadeMs"},  {TC_FIELD_NAME_IF_GIVEN, "Name"}};

  for (gsize i = 0; i < G_N_ELEMENTS (schemas); i++)
    if (schemas[i].kind == kind)
      return ref ("schemas", schemas[i].schema);
  g_assert_not_reached ();
}

static json_t *
command_body (const TcApiCommand *command)
{
  json_t *properties = json_object ();
  json_t *required = json_array ();
  gboolean is_choice = command->kind == TC_COMMAND_AUDIO;

  for (int i = 0; command->fields[i].key; i++) {
    json_object_set_new (properties, command->fields[i].key,
                         field_schema (command->fields[i].kind));
    if (!tc_api_is_optional (command->fields[i].kind))
      json_array_append_new (required, json_string (command->fields[i].key));
  }
  json_t *schema =
      json_pack ("{ss,so,so,sb}", "type", "object", "properties", properties,
                 "required", required, "additionalProperties", FALSE);
  if (is_choice)
    json_object_set_new (schema, "minProperties", json_integer (1));
  return schema;
}

static json_t *
request_body (json_t *schema, gboolean is_required)
{
  return json_pack ("{sb,so}", "required", is_required, "content",
                    content ("application/json", schema));
}

/* --- replies ---------------------------------------------------------------------- */

static void
add_response (json_t *responses, guint status, json_t *response)
{
  g_autofree char *key = g_strdup_printf ("%u", status);

  json_object_set_new (responses, key, response);
}

static json_t *
responses (const TcApiRoute *route, gboolean has_body)
{
  json_t *all = json_object ();

  for (int i = 0; route->replies[i].status; i++) {
    const char *type = route->replies[i].type, *schema = route->replies[i].schema;
    json_t *response = json_pack ("{ss}", "description",
                                  soup_status_get_phrase (route->replies[i].status));
    if (type)
      json_object_set_new (
          response, "content",
          content (type, schema ? ref ("schemas", schema) : json_object ()));
    add_response (all, route->replies[i].status, response);
  }
  for (int i = 0; route->problems[i]; i++)
    add_response (all, route->problems[i], ref ("responses", "Problem"));
  if (has_body)
    add_response (all, 413, ref ("responses", "Problem"));
  add_response (all, 401, ref ("responses", "Unauthorized"));
  add_response (all, 403, ref ("responses", "Problem"));
  add_response (all, 429, ref ("responses", "Throttled"));
  return all;
}

/* --- operations ------------------------------------------------------------------- */

static json_t *
security (TcRole role)
{
  if (role == TC_ROLE_NONE)
    return json_pack ("[{}]");
  /* Nothing: somebody at this machine. */
  return json_pack ("[{s[]},{s[]},{}]", "cookie", "bearer");
}

static void
add_operation (json_t *paths, const TcApiRoute *route, json_t *body)
{
  json_t *item = json_object_get (paths, route->path);
  g_autofree char *method = g_ascii_strdown (route->method, -1);

  if (!item) {
    item = json_object ();
    json_object_set_new (paths, route->path, item);
  }
  json_t *operation = json_pack (
      "{ss,ss,so,so,so}", "summary", route->summary, "x-least-role",
      tc_role_name (route->role), "security", security (route->role), "parameters",
      parameters (route), "responses", responses (route, body != NULL));
  if (body)
    json_object_set_new (operation, "requestBody", body);
  json_object_set_new (item, method, operation);
}

static void
add_command (json_t *paths, const TcApiCommand *command)
{
  gboolean needs_body =
      command->fields[0].key && !tc_api_is_optional (command->fields[0].kind);
  TcApiRoute route = {.method = "POST",
                      .path = command->path,
                      .role = command->role,
                      .summary = command->summary,
                      .replies = {{200, "application/json", "Answer"}},
                      .problems = {400, 404, 409, 422, 503}};

  add_operation (paths, &route, request_body (command_body (command), needs_body));
}

static json_t *
load_skeleton (void)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      tc_panel_get_resource (), SKELETON, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize n = 0;
  const char *text = g_bytes_get_data (bytes, &n);
  json_t *document = json_loadb (text, n, JSON_REJECT_DUPLICATES, NULL);

  g_assert (document); /* it is ours, and a test reads it */
  return document;
}

GBytes *
tc_api_openapi (const TcApiRoute *routes)
{
  json_t *document = load_skeleton ();
  json_t *paths = json_object ();

  json_object_set_new (json_object_get (document, "info"), "version",
                       json_string (TC_VERSION));
  for (; routes->method; routes++)
    add_operation (paths, routes,
                   routes->body ? request_body (ref ("schemas", routes->body), TRUE)
                                : NULL);
  for (const TcApiCommand *command = tc_api_commands; command->path; command++)
    add_command (paths, command);
  json_object_set_new (document, "paths", paths);
  char *text = json_dumps (document, JSON_INDENT (1));
  json_decref (document);
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}
