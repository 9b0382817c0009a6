/* SPDX-License-Identifier: MIT */
#include "tallycast/core/yaml.h"

#include <string.h>

#include "tallycast/core/error.h"

static char *
json_of (const TcYaml *document)
{
  json_t *json = tc_yaml_to_json (tc_yaml_root (document));
  char *text = json_dumps (json, JSON_ENCODE_ANY | JSON_COMPACT);
  char *copy = g_strdup (text);

  free (text);
  json_decref (json);
  return copy;
}

static void
plain_documents_are_read (void)
{
  static const struct {
    const char *text, *json;
  } rows[] = {
      {"a: 1\nb: [x, 'y', \"z\"]\n", "{\"a\":1,\"b\":[\"x\",\"y\",\"z\"]}"},
      {"a: {b: c, d: null}\n", "{\"a\":{\"b\":\"c\",\"d\":null}}"},
      {"a:\nb: ~\nc: ''\n", "{\"a\":null,\"b\":null,\"c\":\"\"}"},
      {"a: |\n  x\n  y\nb: >\n  x\n  y\n", "{\"a\":\"x\\ny\\n\",\"b\":\"x y\\n\"}"},
      {"- true\n- false\n- yes\n- 'true'\n", "[true,false,\"yes\",\"true\"]"},
      {"[1, -2, 1.5, 1e3, 010, 0x10, 1_0, .inf, '7']",
       "[1,-2,1.5,1000.0,10,\"0x10\",\"1_0\",\".inf\",\"7\"]"},
      {"url: rtmp://h/a?x=1#y\nt: 10:20\n",
       "{\"url\":\"rtmp://h/a?x=1#y\",\"t\":\"10:20\"}"},
      {"---\na: 1\n...\n", "{\"a\":1}"},
      {"\xef\xbb\xbf"
       "a: 1\r\nb: 2\r\n",
       "{\"a\":1,\"b\":2}"},
      {"中文: 值\n", "{\"中文\":\"值\"}"},
      {"", "null"},
      {"# a comment\n", "null"},
      {"{\n\t\"a\": [1, 2.5, true, null],\n\t\"b\": "
       "\"x\\/\\u4e2d\\ud83d\\ude00\\n\"\n}\n",
       "{\"a\":[1,2.5,true,null],\"b\":\"x/中😀\\n\"}"},
      {"{\"a\":{\"b\":[{\"c\":\"d\"}]}}", "{\"a\":{\"b\":[{\"c\":\"d\"}]}}"},
      {"9223372036854775807", "9223372036854775807"},
      {"9223372036854775808", "9.2233720368547758e18"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TcYaml) document = tc_yaml_parse (rows[i].text, -1, "t", 65, &error);
    g_test_message ("%s", rows[i].text);
    g_assert_no_error (error);
    g_autofree char *json = json_of (document);
    g_assert_cmpstr (json, ==, rows[i].json);
  }
}

typedef struct {
  const char *text;
  gssize length;
  const char *message;
} Refusal;

static void
assert_refused (const Refusal *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcYaml) document =
      tc_yaml_parse (row->text, row->length, "s.yaml", 65, &error);

  g_test_message ("%.60s", row->text);
  g_assert_null (document);
  g_assert_error (error, TC_ERROR, 65);
  g_assert_cmpstr (error->message, ==, row->message);
}

static void
what_is_not_plain_is_refused_in_its_place (void)
{
  static const Refusal rows[] = {
      {"a: &x 1\nb: *x\n", -1,
       "s.yaml:1:4: error: anchors (&name) are not supported: write the value out"},
      {"a: 1\nb: *x\n", -1,
       "s.yaml:2:4: error: aliases (*name) are not supported: write the value out"},
      {"*x : 1\n", -1,
       "s.yaml:1:1: error: aliases (*name) are not supported: write the value out"},
      {"&x a: 1\n", -1,
       "s.yaml:1:1: error: anchors (&name) are not supported: write the value out"},
      {"a: !!str 1\n", -1,
       "s.yaml:1:4: error: tags (!name) are not supported: remove it"},
      {"a: [1, !x {}]\n", -1,
       "s.yaml:1:8: error: tags (!name) are not supported: remove it"},
      {"a: 1\n<<: {b: 1}\n", -1,
       "s.yaml:2:1: error: merge keys (<<) are not supported: write them out"},
      {"a: 1\n---\nb: 1\n", -1,
       "s.yaml:3:1: error: a second document: only one is allowed in a file"},
      {"a: 1\n...\nb: 1\n", -1,
       "s.yaml:3:1: error: a second document: only one is allowed in a file"},
      {"a: 1\nb: 2\na: 3\n", -1,
       "s.yaml:3:1: error: duplicate key 'a', first in line 1"},
      {"b: {c: 1, \"c\": 2}\n", -1,
       "s.yaml:1:11: error: duplicate key 'c', first in line 1"},
      {"a: 1\nb: \0\n", 10, "s.yaml:2:4: error: a NUL byte"},
      {"a: \"x\\0y\"\n", -1,
       "s.yaml:1:4: error: text with a NUL or half a character in it"},
      {"a: x\x07\n", -1, "s.yaml:1:5: error: a control character"},
      {"中: \xff\n", -1, "s.yaml:1:4: error: not UTF-8"},
      {"? [a]\n: b\n", -1, "s.yaml:1:3: error: a key must be plain text"},
      {"{a: 1}: 2\n", -1, "s.yaml:1:1: error: a key must be plain text"},
      {": 1\n", -1, "s.yaml:1:1: error: a key is missing before the ':'"},
      {"a: [1, 2\n", -1, "s.yaml:2:1: error: flow sequence without a closing bracket"},
      {"a: 'x\n", -1, "s.yaml:1:5: error: single-quoted scalar without closing quote"},
      {"a:\n\tb: 1\n", -1,
       "s.yaml:2:1: error: tab character may not be used as indentation"},
      {"中文: @x\n", -1, "s.yaml:1:5: error: plain scalar cannot start with '@'"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_refused (&rows[i]);
}

/* @head, then @part @n times. */
static GString *
many (const char *head, const char *part, guint n)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  return text;
}

static void
depth_is_limited (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) most = many ("", "[", 32);
  g_autoptr (GString) end = many ("", "]", 32);
  g_autofree char *good = g_strconcat (most->str, end->str, NULL);
  g_autoptr (TcYaml) document = tc_yaml_parse (good, -1, "s.yaml", 65, &error);

  g_assert_no_error (error);
  static const struct {
    const char *part;
    guint n;
    const char *message;
  } rows[] = {
      {"[", 33, "s.yaml:1:33: error: nested too deeply, at most 32 levels"},
      {"[", 100000, "s.yaml:1:33: error: nested too deeply, at most 32 levels"},
      {"{a: ", 60000, "s.yaml:1:129: error: nested too deeply, at most 32 levels"},
      {"- ", 100000, "s.yaml:1:65: error: nested too deeply, at most 32 levels"},
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GString) text = many ("", rows[i].part, rows[i].n);
    assert_refused (&(Refusal){text->str, -1, rows[i].message});
  }
}

static GString *
mapping_of (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%x:\n", i);
  return text;
}

static void
keys_of_a_mapping_are_limited (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) most = mapping_of (2000);
  g_autoptr (GString) more = mapping_of (2001);
  g_autoptr (TcYaml) document = tc_yaml_parse (most->str, -1, "s.yaml", 65, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (tc_yaml_length (tc_yaml_root (document)), ==, 2000);
  assert_refused (&(Refusal){
      more->str, -1, "s.yaml:2001:1: error: too many keys, at most 2000 in a mapping"});
}

static void
size_is_limited (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) most = many ("", "#aaaaaa\n", TC_YAML_MAX_BYTES / 8);
  g_autoptr (TcYaml) document = tc_yaml_parse (most->str, -1, "s.yaml", 65, &error);

  g_assert_no_error (error);
  g_string_append_c (most, '#');
  assert_refused (&(Refusal){
      most->str, -1, "s.yaml:32769:1: error: the file is too large, at most 256 KiB"});
}

/* The place of the refusal tells how far the scan went: never behind the first thing
 * that is refused, however much follows. */
static void
bombs_end_where_they_begin (void)
{
  g_autoptr (GString) aliases = g_string_new ("a0: &a0 [x, x, x, x, x, x, x, x]\n");
  for (guint i = 1; aliases->len < 250000; i++)
    g_string_append_printf (aliases, "a%u: &a%u [*a%u, *a%u, *a%u, *a%u, *a%u]\n", i, i,
                            i - 1, i - 1, i - 1, i - 1, i - 1);
  assert_refused (&(Refusal){
      aliases->str, -1,
      "s.yaml:1:5: error: anchors (&name) are not supported: write the value out"});

  g_autoptr (GString) keys = g_string_new (NULL);
  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (keys, "%x:\n", i);
  g_assert_cmpuint (keys->len, >, TC_YAML_MAX_BYTES); /* refused unread */
  assert_refused (&(Refusal){
      keys->str, -1, "s.yaml:44419:5: error: the file is too large, at most 256 KiB"});
  g_string_truncate (keys, 250000);
  assert_refused (&(Refusal){
      keys->str, -1, "s.yaml:2001:1: error: too many keys, at most 2000 in a mapping"});
}

/* --- readers --- */

static const char sample[] = "name: 中文\n"   /* 1 */
                             "count: 12\n"    /* 2 */
                             "quoted: '12'\n" /* 3 */
                             "ratio: -1.5\n"  /* 4 */
                             "on: true\n"     /* 5 */
                             "kind: apple\n"  /* 6 */
                             "empty:\n"       /* 7 */
                             "list: [1, 2]\n" /* 8 */
                             "map: {a: b}\n"; /* 9 */

static const char *const fruits[] = {"pear", "apple", "plum", NULL};

typedef struct {
  char *name;
  int count, kind;
  double ratio;
  gboolean on;
  const TcYamlNode *list;
} Values;

static void
readers_give_values (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcYaml) document = tc_yaml_parse (sample, -1, "s.yaml", 65, &error);
  const TcYamlNode *root = tc_yaml_root (document);
  Values v = {.name = g_strdup ("old")};

  g_assert_true (tc_yaml_read_string (root, "name", &v.name, &error));
  g_assert_true (tc_yaml_read_int (root, "count", 12, 12, &v.count, &error));
  g_assert_true (tc_yaml_read_double (root, "ratio", -1.5, 0, &v.ratio, &error));
  g_assert_true (tc_yaml_read_bool (root, "on", &v.on, &error));
  g_assert_true (tc_yaml_read_enum (root, "kind", fruits, &v.kind, &error));
  g_assert_true (tc_yaml_read_node (root, "list", TC_YAML_SEQUENCE, &v.list, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (v.name, ==, "中文");
  g_assert_cmpint (v.count, ==, 12);
  g_assert_cmpfloat (v.ratio, ==, -1.5);
  g_assert_true (v.on);
  g_assert_cmpint (v.kind, ==, 1);
  g_assert_cmpuint (tc_yaml_length (v.list), ==, 2);
  g_assert_cmpstr (tc_yaml_text (tc_yaml_at (v.list, 1)), ==, "2");
  g_assert_true (tc_yaml_require (root, "name", &error));
  g_free (v.name);
}

static void
absent_and_null_keep_the_default (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcYaml) document = tc_yaml_parse (sample, -1, "s.yaml", 65, &error);
  g_autoptr (TcYaml) nothing = tc_yaml_parse ("", -1, "s.yaml", 65, &error);
  const char *const keys[] = {"absent", "empty"};
  static const char *const known[] = {"x", NULL};

  for (guint i = 0; i < 3; i++) {
    const TcYamlNode *map = tc_yaml_root (i < 2 ? document : nothing);
    const char *key = keys[i % 2];
    g_autofree char *text = g_strdup ("default");
    int number = 7, kind = 2;
    gboolean on = TRUE;
    g_assert_true (tc_yaml_read_string (map, key, &text, &error));
    g_assert_true (tc_yaml_read_int (map, key, 0, 1, &number, &error));
    g_assert_true (tc_yaml_read_bool (map, key, &on, &error));
    g_assert_true (tc_yaml_read_enum (map, key, fruits, &kind, &error));
    g_assert_cmpstr (text, ==, "default");
    g_assert_cmpint (number, ==, 7);
    g_assert_cmpint (kind, ==, 2);
    g_assert_true (on);
    g_assert_null (tc_yaml_get (map, key));
  }
  g_assert_true (tc_yaml_check_keys (tc_yaml_root (nothing), known, &error));
  g_assert_false (tc_yaml_require (tc_yaml_root (document), "empty", &error));
  g_assert_cmpstr (error->message, ==, "s.yaml:1:1: error: 'empty' is missing");
}

typedef enum {
  STRING,
  INT,
  DOUBLE,
  BOOL,
  ENUM,
  MAPPING
} Reader;

static gboolean
read_as (Reader reader, const TcYamlNode *map, const char *key, GError **error)
{
  g_autofree char *text = NULL;
  const TcYamlNode *node;
  int number;
  double real;

  switch (reader) {
    case STRING:
      return tc_yaml_read_string (map, key, &text, error);
    case INT:
      return tc_yaml_read_int (map, key, 1, 9, &number, error);
    case DOUBLE:
      return tc_yaml_read_double (map, key, 0, 1.5, &real, error);
    case BOOL:
      return tc_yaml_read_bool (map, key, &number, error);
    case ENUM:
      return tc_yaml_read_enum (map, key, fruits, &number, error);
    default:
      return tc_yaml_read_node (map, key, TC_YAML_MAPPING, &node, error);
  }
}

static void
wrong_values_are_told_with_range_and_place (void)
{
  static const struct {
    const char *text;
    Reader reader;
    const char *message;
  } rows[] = {
      {"k: [1]", STRING, "1:4: error: 'k' must be text, not a list"},
      {"k: {a: b}", STRING, "1:4: error: 'k' must be text, not a mapping"},
      {"k: 10", INT, "1:4: error: 'k' must be a whole number from 1 to 9, not '10'"},
      {"k: 0", INT, "1:4: error: 'k' must be a whole number from 1 to 9, not '0'"},
      {"k: '5'", INT,
       "1:4: error: 'k' must be a whole number from 1 to 9, not the text '5'"},
      {"k: \"a\\n\\eb\"", INT,
       "1:4: error: 'k' must be a whole number from 1 to 9, not the text 'a  b'"},
      {"k: 5.0", INT, "1:4: error: 'k' must be a whole number from 1 to 9, not '5.0'"},
      {"k: 5x", INT, "1:4: error: 'k' must be a whole number from 1 to 9, not '5x'"},
      {"k: +-5", INT, "1:4: error: 'k' must be a whole number from 1 to 9, not '+-5'"},
      {"k: 99999999999999999999", INT,
       "1:4: error: 'k' must be a whole number from 1 to 9, not "
       "'99999999999999999999'"},
      {"k: 1.6", DOUBLE, "1:4: error: 'k' must be a number from 0 to 1.5, not '1.6'"},
      {"k: nan", DOUBLE, "1:4: error: 'k' must be a number from 0 to 1.5, not 'nan'"},
      {"k: 1e999", DOUBLE,
       "1:4: error: 'k' must be a number from 0 to 1.5, not '1e999'"},
      {"k: 1.2.3", DOUBLE,
       "1:4: error: 'k' must be a number from 0 to 1.5, not '1.2.3'"},
      {"\nk: yes", BOOL, "2:4: error: 'k' must be true or false, not 'yes'"},
      {"k: 'true'", BOOL, "1:4: error: 'k' must be true or false, not the text 'true'"},
      {"k: aple", ENUM,
       "1:4: error: 'k' must be one of pear, apple, plum, not 'aple' (did you mean "
       "'apple'?)"},
      {"k: car", ENUM, "1:4: error: 'k' must be one of pear, apple, plum, not 'car'"},
      {"k: [pear]", ENUM,
       "1:4: error: 'k' must be one of pear, apple, plum, not a list"},
      {"k: x", MAPPING, "1:4: error: 'k' must be a mapping (key: value), not 'x'"},
      {"k:\n- x", MAPPING,
       "2:1: error: 'k' must be a mapping (key: value), not a list"},
      {"k: "
       "中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中"
       "中中中"
       "中中中中中中中中中中中中中中中中中中中中",
       INT,
       "1:4: error: 'k' must be a whole number from 1 to 9, not "
       "'中中中中中中中中中中中中"
       "中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中"
       "中中中"
       "中中中中中中...'"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TcYaml) document = tc_yaml_parse (rows[i].text, -1, "f", 78, &error);
    g_assert_no_error (error);
    g_autofree char *message = g_strconcat ("f:", rows[i].message, NULL);
    g_assert_false (read_as (rows[i].reader, tc_yaml_root (document), "k", &error));
    g_assert_error (error, TC_ERROR, 78);
    g_assert_cmpstr (error->message, ==, message);
  }
}

static void
unknown_keys_name_the_nearest (void)
{
  static const char *const known[] = {"color", "size", NULL};
  static const struct {
    const char *text, *message;
  } rows[] = {
      {"size: 1\ncolour: red\n",
       "f:2:1: error: unknown key 'colour' (did you mean 'color'?)"},
      {"{size: 1, what: 2}",
       "f:1:11: error: unknown key 'what'; known are: color, size"},
      {"[a]", "f:1:1: error: a mapping (key: value) is needed here, not a list"},
      {"word", "f:1:1: error: a mapping (key: value) is needed here, not 'word'"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TcYaml) document = tc_yaml_parse (rows[i].text, -1, "f", 65, &error);
    g_assert_false (tc_yaml_check_keys (tc_yaml_root (document), known, &error));
    g_assert_error (error, TC_ERROR, 65);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

static void
nodes_and_keys_know_their_place (void)
{
  g_autoptr (TcYaml) document = tc_yaml_parse (
      "a: 1\n中文:   'x'\nlist:\n  - y\n  - {k: v}\n", -1, "f", 65, NULL);
  const TcYamlNode *root = tc_yaml_root (document);
  const TcYamlNode *map = tc_yaml_at (tc_yaml_get (root, "list"), 1);

  g_assert_cmpint (tc_yaml_line (tc_yaml_at (root, 1)), ==, 2);
  g_assert_cmpint (tc_yaml_column (tc_yaml_at (root, 1)), ==, 7);
  g_assert_cmpint (tc_yaml_key_line (root, 2), ==, 3);
  g_assert_cmpint (tc_yaml_key_column (root, 1), ==, 1);
  g_assert_cmpint (tc_yaml_line (map), ==, 5);
  g_assert_cmpint (tc_yaml_column (map), ==, 5);
  g_assert_cmpint (tc_yaml_key_column (map, 0), ==, 6);
  g_assert_cmpstr (tc_yaml_key (root, 1), ==, "中文");
}

static void
a_file_that_cannot_be_read_is_named (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tc_yaml_load ("/nowhere/x.yaml", 78, &error));
  g_assert_error (error, TC_ERROR, 78);
  g_assert_cmpstr (error->message, ==,
                   "/nowhere/x.yaml: error: cannot read it: No such file or directory");
  g_clear_error (&error);
  g_assert_null (tc_yaml_load ("/", 65, &error));
  g_assert_cmpstr (error->message, ==, "/: error: cannot read it: Is a directory");
  g_clear_error (&error);
  g_assert_null (tc_yaml_load ("/dev/zero", 65, &error)); /* without end */
  g_assert_error (error, TC_ERROR, 65);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/core/yaml/" name, function)
  ADD ("plain-documents-are-read", plain_documents_are_read);
  ADD ("what-is-not-plain-is-refused-in-its-place",
       what_is_not_plain_is_refused_in_its_place);
  ADD ("depth-is-limited", depth_is_limited);
  ADD ("keys-of-a-mapping-are-limited", keys_of_a_mapping_are_limited);
  ADD ("size-is-limited", size_is_limited);
  ADD ("bombs-end-where-they-begin", bombs_end_where_they_begin);
  ADD ("readers-give-values", readers_give_values);
  ADD ("absent-and-null-keep-the-default", absent_and_null_keep_the_default);
  ADD ("wrong-values-are-told-with-range-and-place",
       wrong_values_are_told_with_range_and_place);
  ADD ("unknown-keys-name-the-nearest", unknown_keys_name_the_nearest);
  ADD ("nodes-and-keys-know-their-place", nodes_and_keys_know_their_place);
  ADD ("a-file-that-cannot-be-read-is-named", a_file_that_cannot_be_read_is_named);
  return g_test_run ();
}
