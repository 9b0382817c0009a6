/* SPDX-License-Identifier: MIT
 *
 * Seeded mutations of a document, so that a failure comes back in each run.
 */
#include "tallycast/core/yaml.h"

#include <string.h>

#include "tallycast/core/error.h"

static const char sample[] = "name: 中文\n"   /* 1 */
                             "count: 12\n"    /* 2 */
                             "quoted: '12'\n" /* 3 */
                             "ratio: -1.5\n"  /* 4 */
                             "on: true\n"     /* 5 */
                             "kind: apple\n"  /* 6 */
                             "empty:\n"       /* 7 */
                             "list: [1, 2]\n" /* 8 */
                             "map: {a: b}\n"; /* 9 */

/* Pieces that mean something to YAML, so that mutations reach its corners. */
static const char *const pieces[] = {
    ": ", "- ",   "[",  "]",   "{",   "}",   ",",           "'",  "\"",
    "\n", "\n  ", "#",  "|",   ">\n", "? ",  "& ",          "*a", "!t",
    "%",  "@",    "\\", "\t",  "---", "...", "~",           "<<", "\\u0",
    "中", "\r",   "a",  "1e9", "&b",  "\\x", "\xef\xbb\xbf"};

static void
mutate (GRand *rand, GString *text)
{
  gint n = g_rand_int_range (rand, 1, 6);

  while (n-- > 0) {
    gsize at = (gsize)g_rand_int_range (rand, 0, (gint32)text->len + 1);
    gssize length = g_rand_int_range (rand, 0, 8);
    switch (g_rand_int_range (rand, 0, 4)) {
      case 0: /* cut */
        g_string_erase (text, (gssize)at, MIN ((gssize)(text->len - at), length));
        break;
      case 1: /* any byte */
        if (at < text->len)
          text->str[at] = (char)g_rand_int_range (rand, 0, 256);
        break;
      default:
        g_string_insert (
            text, (gssize)at,
            pieces[g_rand_int_range (rand, 0, (gint32)G_N_ELEMENTS (pieces))]);
    }
  }
}

/* Whatever comes in: a tree whose every place lies within the text, or one error that
 * names a line and column. */
static void
check_tree (const TcYamlNode *node, int n_lines, int depth)
{
  g_assert_cmpint (depth, <=, TC_YAML_MAX_DEPTH + 1); /* scalars are one below */
  g_assert_cmpint (tc_yaml_line (node), >=, 1);
  g_assert_cmpint (tc_yaml_line (node), <=, n_lines + 1);
  g_assert_cmpint (tc_yaml_column (node), >=, 1);
  if (tc_yaml_kind (node) == TC_YAML_SCALAR)
    g_assert_true (g_utf8_validate (tc_yaml_text (node), -1, NULL));
  for (guint i = 0; i < tc_yaml_length (node); i++) {
    check_tree (tc_yaml_at (node, i), n_lines, depth + 1);
    if (tc_yaml_kind (node) == TC_YAML_MAPPING)
      g_assert_cmpint (tc_yaml_key_line (node, i), <=, n_lines + 1);
  }
}

static void
anything_gives_a_tree_or_one_error (void)
{
  GRand *rand = g_rand_new_with_seed (20261123);
  guint n_good = 0, n_bad = 0;

  for (int i = 0; i < 4000; i++) {
    g_autoptr (GString) text = g_string_new (sample);
    g_autoptr (GError) error = NULL;
    mutate (rand, text);
    int n_lines = 1;
    for (gsize at = 0; at < text->len; at++)
      n_lines += text->str[at] == '\n' || text->str[at] == '\r';
    g_autoptr (TcYaml) document =
        tc_yaml_parse (text->str, (gssize)text->len, "f", 65, &error);
    if (document) {
      check_tree (tc_yaml_root (document), n_lines, 1);
      n_good++;
    } else {
      g_assert_error (error, TC_ERROR, 65);
      g_assert_true (
          g_regex_match_simple ("^f:[0-9]+:[0-9]+: error: .", error->message, 0, 0));
      n_bad++;
    }
  }
  g_rand_free (rand);
  g_test_message ("%u trees, %u errors", n_good, n_bad);
  g_assert_cmpuint (n_good, >, 400); /* both ways were walked */
  g_assert_cmpuint (n_bad, >, 400);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/yaml-random/anything-gives-a-tree-or-one-error",
                   anything_gives_a_tree_or_one_error);
  return g_test_run ();
}
