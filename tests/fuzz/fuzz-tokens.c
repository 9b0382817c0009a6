/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a token file: a table of whole entries, or one sentence.
 */
#include "fuzz.h"

#include "web/tokens-private.h"

#include <string.h>

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  g_autoptr (GError) error = NULL;
  GArray *table = tc_tokens_parse ("t.json", (const char *)data, n, &error);

  if (!table) {
    g_assert_true (g_str_has_prefix (error->message, "t.json:"));
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  g_assert_cmpuint (table->len, <=, TC_TOKENS_MAX);
  for (guint i = 0; i < table->len; i++) {
    const TcTokenEntry *entry = &g_array_index (table, TcTokenEntry, i);
    g_assert_null (tc_tokens_check_name (entry->name));
    g_assert_cmpint (entry->role, >, TC_ROLE_NONE);
    g_assert_cmpint (entry->role, <=, TC_ROLE_CREW);
    g_assert_cmpint (tc_tokens_find_name (table, entry->name), ==, (int)i);
    g_assert_cmpuint (strlen (entry->id), ==, TC_TOKEN_ID_CHARS);
  }
  g_array_unref (table);
  return 0;
}
