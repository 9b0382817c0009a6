/* SPDX-License-Identifier: MIT
 *
 * /openapi.json against the running server, both ways: what is documented answers as
 * documented, and what answers is documented.
 */
#include "fixture.h"

#include "control/api-private.h"

#include <stdlib.h>

static json_t *
load_document (Fixture *f)
{
  g_autofree char *answer = call_as (f, NULL, "GET /openapi.json", NULL);

  g_assert_cmpint (talk_status (answer), ==, 200);
  return json_of (answer);
}

/* What @node is, or refers to. */
static const json_t *
resolve (const json_t *document, const json_t *node)
{
  const char *ref = json_string_value (json_object_get (node, "$ref"));

  if (!ref)
    return node;
  g_auto (GStrv) parts = g_strsplit (ref, "/", -1);
  const json_t *found = document;
  for (guint i = 1; parts[i]; i++)
    found = json_object_get (found, parts[i]);
  g_assert_nonnull (found);
  return found;
}

/* The path with something in its braces. Returns: (transfer full). */
static char *
fill (const char *path)
{
  g_autoptr (GRegex) braces = g_regex_new ("\\{\\w+\\}", 0, 0, NULL);

  return g_regex_replace_literal (braces, path, -1, 0, "logo", 0, NULL);
}

/* --- requests --- */

/* Something that conforms to @schema. Returns: (transfer full). */
static json_t *
example (const json_t *document, const json_t *schema)
{
  schema = resolve (document, schema);
  json_t *choices = json_object_get (schema, "enum");
  json_t *type = json_object_get (schema, "type");
  const char *word =
      json_string_value (json_is_array (type) ? json_array_get (type, 0) : type);
  const char *key = NULL;
  json_t *member = NULL;

  if (choices)
    return json_incref (json_array_get (choices, 0));
  g_assert_nonnull (word);
  if (strcmp (word, "string") == 0)
    return json_string ("x");
  if (strcmp (word, "boolean") == 0)
    return json_true ();
  if (strcmp (word, "integer") == 0 || strcmp (word, "number") == 0)
    return json_integer (1);
  g_assert_cmpstr (word, ==, "object");
  json_t *object = json_object ();
  json_object_foreach (json_object_get (schema, "properties"), key, member)
      json_object_set_new (object, key, example (document, member));
  return object;
}

typedef struct {
  const char *path; /* as documented */
  char *method;     /* in capitals */
  const json_t *operation;
} Operation;

/* Returns: (transfer full): the body's text, NULL: none. */
static char *
body_of (const json_t *document, const Operation *op)
{
  const json_t *body = json_object_get (op->operation, "requestBody");

  if (!body)
    return NULL;
  json_t *value = example (
      document, json_object_get (json_object_get (json_object_get (body, "content"),
                                                  "application/json"),
                                 "schema"));
  char *text = json_dumps (value, JSON_COMPACT);
  json_decref (value);
  return text;
}

/* Returns: (transfer full): all of the answer; of a stream its beginning. */
static char *
ask (Fixture *f, const json_t *document, const Operation *op, const char *token)
{
  g_autofree char *head = as (token);
  char *body = body_of (document, op);
  g_autofree char *path = fill (op->path);
  g_autoptr (Talk) talk = talk_new (f->port);

  g_autofree char *request = g_strdup_printf (
      "%s %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %zu\r\n\r\n%s",
      op->method, path, head, body ? strlen (body) : 0, body ? body : "");
  free (body);
  talk_send (talk, request, strlen (request));
  g_assert_true (talk_until (talk, "\r\n\r\n"));
  if (!strstr (talk->got->str, "text/event-stream"))
    g_assert_true (talk_until (talk, NULL));
  return g_strdup (talk->got->str);
}

/* --- answers --- */

/* JSON that came, to be held against its schema by a validator of the standard. */
static void
collect (json_t *cases, const char *what, const json_t *schema, const char *text)
{
  json_array_append_new (cases, json_pack ("{ss,sO,so}", "what", what, "schema", schema,
                                           "instance",
                                           json_loads (text, JSON_DECODE_ANY, NULL)));
}

static void
check_answer (const json_t *document,
              const Operation *op,
              const char *answer,
              json_t *cases)
{
  g_autofree char *status = g_strdup_printf ("%d", talk_status (answer));
  g_autofree char *what = g_strdup_printf ("%s %s: %s", op->method, op->path, status);
  const json_t *response = resolve (
      document, json_object_get (json_object_get (op->operation, "responses"), status));
  json_t *contents = json_object_get (response, "content");
  void *iter = json_object_iter (contents);

  g_test_message ("%s", what);
  g_assert_true (json_is_object (response)); /* else the status is not documented */
  if (!contents) {
    g_assert_null (strstr (answer, "\r\nContent-Type: "));
    g_assert_cmpstr (talk_body (answer), ==, "");
    return;
  }
  g_autofree char *type =
      g_strdup_printf ("\r\nContent-Type: %s", json_object_iter_key (iter));
  g_assert_nonnull (strstr (answer, type));
  if (strstr (type, "json"))
    collect (cases, what, json_object_get (json_object_iter_value (iter), "schema"),
             talk_body (answer));
}

static const char validator[] =
    "import json, sys\n"
    "from jsonschema import Draft202012Validator\n"
    "job = json.load(open(sys.argv[1], encoding='utf-8'))\n"
    "for schema in job['components']['schemas'].values():\n"
    "    Draft202012Validator.check_schema(schema)\n"
    "for case in job['cases']:\n"
    "    schema = {'allOf': [case['schema']], 'components': job['components']}\n"
    "    for error in Draft202012Validator(schema).iter_errors(case['instance']):\n"
    "        print(case['what'], error.json_path, error.message)\n";

/* Nothing is said by a script that finds nothing wrong. */
static void
assert_silent (const char *script, const char *a, const char *b)
{
  const char *argv[] = {"/usr/bin/python3", "-c", script, a, b, NULL};
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &said, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_assert_cmpstr (said, ==, "");
}

/* @cases: (transfer full). */
static void
assert_conform (Fixture *f, const json_t *document, json_t *cases)
{
  g_autofree char *path = g_build_filename (f->dir, "job.json", NULL);
  json_t *job = json_pack ("{sO,so}", "components",
                           json_object_get (document, "components"), "cases", cases);

  g_assert_cmpint (json_dump_file (job, path, 0), ==, 0);
  json_decref (job);
  assert_silent (validator, path, NULL);
  g_unlink (path);
}

/* --- the tests --- */

typedef void (*Each) (Fixture *f,
                      const json_t *document,
                      const Operation *op,
                      gpointer data);

static void
each_operation (Fixture *f, const json_t *document, Each each, gpointer data)
{
  const char *path = NULL, *method = NULL;
  json_t *item = NULL, *operation = NULL;

  json_object_foreach (json_object_get (document, "paths"), path, item)
  {
    json_object_foreach (item, method, operation)
    {
      Operation op = {path, g_ascii_strup (method, -1), operation};
      each (f, document, &op, data);
      g_free (op.method);
    }
  }
}

static TcRole
least_role (const Operation *op)
{
  const char *word =
      json_string_value (json_object_get (op->operation, "x-least-role"));
  TcRole role = TC_ROLE_NONE;

  g_assert_true (strcmp (word, "none") == 0 || tc_role_parse (word, &role));
  return role;
}

static void
check_operation (Fixture *f, const json_t *document, const Operation *op, gpointer data)
{
  const char *const tokens[] = {NULL, f->viewer, f->organizer, f->crew};

  for (guint role = TC_ROLE_NONE; role <= TC_ROLE_CREW; role++) {
    g_autofree char *answer = ask (f, document, op, tokens[role]);
    int status = talk_status (answer);
    check_answer (document, op, answer, data);
    if (role < least_role (op))
      g_assert_cmpint (status, ==, role == TC_ROLE_NONE ? 401 : 403);
    else
      g_assert_true (status != 403 && status < 500);
  }
}

/* The least that is a whole status; what a running broadcast says is held against its
 * schema in tests/e2e. */
#define WHOLE_STATUS                                                                   \
  "{'state':1,'frame':7,'version':'0','language':'en','time':'2026-11-26T08:00:00Z',"  \
  "'uptime_ms':9,'programme':{'scene':'score','since_ms':9,'width':640,'height':360,"  \
  "'fps':'25/1','source':'camera','missed':0,'late':0,'repeated':0,'dropped':0,"       \
  "'scheduling':'normal'},'preview':{'scene':null},'tbar':0.0,'bound':false,"          \
  "'cleared':false,'panic':false,'slate':false,'black':false,'auto':{'on':true,"       \
  "'next':null,'cause':null,'waits':false},'scenes':[],'layers':[],'keyers':[],'"      \
  "reload':{'count':0,"                                                                \
  "'errors':[]},'meeting':null,'roster_sha256':null,'feed':{'state':'none',"           \
  "'refusals':0,'refused':null,'held_epoch':null,'sections':[]},'cameras':[{'id':"     \
  "'main','state':'live','since_ms':1,'detail':null,'why':null,'source':null,'"        \
  "restarts':0}],'audio':{'state':"                                                    \
  "'live','why':null,'gain_db':0.0,'mute':false,'scene_mute':false,'silent_ms':0,'"    \
  "peak_db':[-9.0"                                                                     \
  ",-9.0],'limited_db':0.0,'clipped':0,'error_ms':0.0,'correction_ppm':0.0},"          \
  "'encoder':{'frames':7,'refused':0,'queued':0,'failed':false},'outputs':[],"         \
  "'record':{'state':'off'},'minute':{'seconds':0,'missed':0,'repeated':0,'dropped':0" \
  ",'clipped':0,'heard_db':[-60.0,-60.0]},'pictures':{'taken':0,'drawn':0,'coded':0,"  \
  "'waiting':0,'work_ms':0},'alerts':null,'alarms':[],'asrun':{'n':0,'head':null,"     \
  "'signed':0,'key':null,'waiting':0,'error':null,'why':null},'log':[]}"

static void
test_documented (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  json_t *document = load_document (f);
  json_t *cases = json_array ();

  set_status (f, WHOLE_STATUS);
  each_operation (f, document, check_operation, cases);
  g_assert_cmpuint (json_array_size (cases), >, 50);
  assert_conform (f, document, cases);
  json_decref (document);
}

/* Wrong requests are answered as documented, too. */
static void
check_wrong (Fixture *f, const json_t *document, const Operation *op, gpointer data)
{
  static const char *const bodies[] = {"{", "[]", "{\"zzz\":1}", "\xff"};
  g_autofree char *path = fill (op->path);
  g_autofree char *what = g_strdup_printf ("%s %s", op->method, path);

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    if (!json_object_get (op->operation, "requestBody"))
      continue;
    g_autofree char *answer = call_as (f, f->crew, what, bodies[i]);
    g_assert_cmpint (talk_status (answer), ==, 400);
    check_answer (document, op, answer, data);
  }
}

static void
test_wrong (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  json_t *document = load_document (f);
  json_t *cases = json_array ();

  each_operation (f, document, check_wrong, cases);
  g_assert_cmpuint (json_array_size (cases), >, 50);
  assert_conform (f, document, cases);
  g_assert_cmpstr (f->asked->str, ==, ""); /* the engine heard of none of it */
  json_decref (document);
}

/* The server says itself which methods a path has. */
static void
test_methods (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  json_t *document = load_document (f);
  const char *path = NULL;
  json_t *item = NULL;

  json_object_foreach (json_object_get (document, "paths"), path, item)
  {
    g_autofree char *filled = fill (path);
    g_autofree char *what = g_strdup_printf ("PATCH %s", filled);
    g_autofree char *answer = call_as (f, f->crew, what, NULL);
    g_assert_cmpint (talk_status (answer), ==, 405);
    const char *allow = strstr (answer, "\r\nAllow: ") + strlen ("\r\nAllow: ");
    g_autofree char *list = g_strndup (allow, strcspn (allow, "\r"));
    g_auto (GStrv) methods = g_strsplit (list, ", ", -1);
    guint n = 0;
    for (guint i = 0; methods[i]; i++) {
      g_autofree char *method = g_ascii_strdown (methods[i], -1);
      g_test_message ("%s %s", method, path);
      if (strcmp (method, "head") == 0)
        continue;
      g_assert_nonnull (json_object_get (item, method));
      n++;
    }
    g_assert_cmpuint (n, ==, json_object_size (item));
  }
  json_decref (document);
}

/* By the schema that the OpenAPI Initiative publishes for 3.1. */
static void
test_standard (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char script[] =
      "import json, sys\n"
      "from jsonschema import Draft202012Validator\n"
      "schema, document = (json.load(open(p, encoding='utf-8')) for p in "
      "sys.argv[1:])\n"
      "for error in Draft202012Validator(schema).iter_errors(document):\n"
      "    print(error.json_path, error.message[:300])\n";
  g_autofree char *schema = g_build_filename (
      g_getenv ("TC_TOP"), "build", "npm-tests", "node_modules", "@apidevtools",
      "openapi-schemas", "schemas", "v3.1", "schema.json", NULL);
  g_autofree char *path = g_build_filename (f->dir, "openapi.json", NULL);
  json_t *document = load_document (f);

  g_assert_true (g_file_test (schema, G_FILE_TEST_EXISTS));
  g_assert_cmpint (json_dump_file (document, path, 0), ==, 0);
  assert_silent (script, schema, path);
  g_unlink (path);
  json_decref (document);
}

static void
test_all_are_documented (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  json_t *document = load_document (f);
  json_t *paths = json_object_get (document, "paths");
  guint n = 0, n_documented = 0;
  const char *path = NULL;
  json_t *item = NULL;

  for (const TcWebRoute *route = f->api->routes; route->method; route++, n++) {
    g_autofree char *method = g_ascii_strdown (route->method, -1);
    const json_t *operation =
        json_object_get (json_object_get (paths, route->path), method);
    g_test_message ("%s %s", method, route->path);
    g_assert_cmpstr (json_string_value (json_object_get (operation, "x-least-role")),
                     ==, tc_role_name (route->role));
    g_assert_cmpuint (json_string_length (json_object_get (operation, "summary")), >,
                      5);
  }
  json_object_foreach (paths, path, item) n_documented += json_object_size (item);
  g_assert_cmpuint (n, ==, n_documented);
  json_decref (document);
}

#define ADD(name, function) \
  g_test_add ("/control/openapi/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("what-is-documented-answers-so", test_documented);
  ADD ("wrong-requests-are-refused-as-documented", test_wrong);
  ADD ("a-path-has-the-methods-documented", test_methods);
  ADD ("the-document-is-openapi-3.1", test_standard);
  ADD ("every-route-is-documented", test_all_are_documented);
  return g_test_run ();
}
