/* SPDX-License-Identifier: MIT */
#include "document.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

const char tc_test_document_text[] =
    "{ \"version\": 1, \"epoch\": \"E1\", \"revision\": 10,\n"
    "  \"time\": \"2026-11-23T10:11:12.345+08:00\", \"rehearsal\": false,\n"
    "  \"meeting\": {\"id\": \"2026-mid\", \"title\": \"年中评议\", \"subtitle\": "
    "\"s\",\n"
    "    \"venue\": \"v\"},\n"
    "  \"phase\": \"scoring\",\n"
    "  \"units\": {\"total\": 77, \"roster_sha256\": null,\n"
    "    \"categories\": [{\"id\": \"dept\", \"name\": \"区直部门\", \"count\": "
    "50}]},\n"
    "  \"draw\": \"d1\",\n"
    "  \"draws\": [{\"id\": \"d1\", \"kind\": \"unit\", \"title\": \"抽取\",\n"
    "    \"state\": \"done\", \"quota\": 12, \"pool_sha256\": \"ab\",\n"
    "    \"picks\": [{\"order\": 2, \"id\": \"u18\", \"name\": \"水务局\",\n"
    "                 \"category\": \"dept\"},\n"
    "                {\"order\": 1, \"id\": \"u17\", \"name\": \"教育局\",\n"
    "                 \"category\": \"dept\"}],\n"
    "    \"proof\": {\"algorithm\": \"a\", \"commitment\": \"c\", \"entropy\": null,\n"
    "                \"reveal\": null, \"url\": \"https://example.org/\"}}],\n"
    "  \"agenda\": [{\"order\": 1, \"unit\": \"u17\", \"state\": \"scoring\"},\n"
    "             {\"order\": 2, \"unit\": \"u18\", \"state\": \"waiting\"}],\n"
    "  \"current\": {\"unit\": \"u17\", \"name\": \"教育局\", \"category\": \"dept\",\n"
    "    \"order\": 1, \"of\": 12, \"speaker\": {\"name\": \"张三\", \"title\": "
    "\"局长\"},\n"
    "    \"started\": \"2026-11-23T10:05:00+08:00\", \"limit_s\": 480},\n"
    "  \"scoring\": {\"id\": \"s17\",\n"
    "    \"subject\": {\"kind\": \"unit\", \"unit\": \"u17\", \"count\": 1},\n"
    "    \"state\": \"open\", \"reopened\": false, \"visibility\": \"live\",\n"
    "    \"scale\": 100, \"decimals\": 2,\n"
    "    \"ballots\": {\"cast\": 57, \"eligible\": 63},\n"
    "    \"aggregate\": \"92.35\", \"corrected\": false,\n"
    "    \"groups\": [{\"id\": \"npc\", \"name\": \"人大\", \"weight\": \"0.4\",\n"
    "      \"cast\": 20, \"eligible\": 21, \"score\": \"93.1\"}],\n"
    "    \"distribution\": [{\"from\": \"90\", \"to\": \"100\", \"count\": 31}]},\n"
    "  \"ranking\": [{\"rank\": 1, \"unit\": \"u3\", \"name\": \"A\",\n"
    "      \"score\": \"95.20\", \"state\": \"published\"},\n"
    "    {\"rank\": 2, \"unit\": \"u4\", \"name\": \"B\", \"score\": \"95\",\n"
    "      \"state\": \"published\"}],\n"
    "  \"notice\": {\"text\": \"请安静\", \"level\": \"info\"} }\n";

static json_t *
member (json_t *parent, const char *part)
{
  return json_is_array (parent)
             ? json_array_get (parent, (size_t)strtoul (part, NULL, 10))
             : json_object_get (parent, part);
}

static void
change (json_t *root, const char *path, const char *value)
{
  g_auto (GStrv) parts = g_strsplit_set (path, ".[", -1);
  json_t *parent = root;
  guint last = g_strv_length (parts) - 1;

  for (guint i = 0; i < last; i++) {
    parent = member (parent, parts[i]);
    g_assert_nonnull (parent);
  }
  if (strcmp (value, "-") == 0) {
    if (json_is_array (parent))
      json_array_remove (parent, (size_t)strtoul (parts[last], NULL, 10));
    else
      json_object_del (parent, parts[last]);
    return;
  }
  json_error_t error;
  json_t *json = json_loads (value, JSON_DECODE_ANY, &error);
  if (!json)
    g_error ("%s: %s: %s", path, value, error.text);
  if (json_is_array (parent))
    json_array_set_new (parent, (size_t)strtoul (parts[last], NULL, 10), json);
  else
    json_object_set_new (parent, parts[last], json);
}

char *
tc_test_document (const char *path, ...)
{
  json_t *root = json_loads (tc_test_document_text, 0, NULL);
  va_list args;

  va_start (args, path);
  for (; path; path = va_arg (args, const char *))
    change (root, path, va_arg (args, const char *));
  va_end (args);

  char *dump = json_dumps (root, JSON_COMPACT);
  char *text = g_strdup (dump);
  free (dump);
  json_decref (root);
  return text;
}

TcDocument *
tc_test_parse (const char *text)
{
  TcFault *fault = NULL;
  TcDocument *document = tc_document_parse (text, strlen (text), &fault);

  if (fault)
    g_error ("%s", tc_fault_to_string (fault));
  g_assert_nonnull (document);
  return document;
}

gboolean
tc_test_fault_says (const TcFault *fault, const char *part)
{
  g_autofree char *text = tc_fault_to_string (fault);

  return strstr (text, part) != NULL;
}
