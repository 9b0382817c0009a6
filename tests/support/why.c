/* SPDX-License-Identifier: MIT */
#include "why.h"

#include <string.h>

#include "tallycast/core/why.h"

/* The words alone. Returns: (transfer full). */
static char *
without_values (const char *sentence, const json_t *values)
{
  g_autoptr (GString) words = g_string_new (sentence);
  g_autoptr (GRegex) names = g_regex_new ("`[^`]*`", 0, 0, NULL);
  const char *key = NULL;
  json_t *value = NULL;

  json_object_foreach ((json_t *)values, key, value)
  {
    if (json_string_length (value) > 0)
      g_string_replace (words, json_string_value (value), "", 0);
  }
  return g_regex_replace_literal (names, words->str, -1, 0, "", 0, NULL);
}

static gboolean
has_script (const char *text, GUnicodeScript script)
{
  for (; *text; text = g_utf8_next_char (text))
    if (g_unichar_get_script (g_utf8_get_char (text)) == script)
      return TRUE;
  return FALSE;
}

void
test_why_has_words (const json_t *why)
{
  const json_t *values = json_object_get (why, "values");
  const char *zh = tc_why_text (why, FALSE);
  const char *en = tc_why_text (why, TRUE);
  g_autofree char *zh_words = without_values (zh, values);
  g_autofree char *en_words = without_values (en, values);

  g_test_message ("%s: %s | %s", json_string_value (json_object_get (why, "code")), zh,
                  en);
  g_assert_true (has_script (zh_words, G_UNICODE_SCRIPT_HAN));
  g_assert_false (has_script (zh_words, G_UNICODE_SCRIPT_LATIN));
  g_assert_cmpstr (en, !=, "");
  g_assert_false (has_script (en_words, G_UNICODE_SCRIPT_HAN));
}
