/* SPDX-License-Identifier: MIT */
#include "tallycast/core/why.h"

#include <string.h>

#include "core/why-texts.h"

const char *
tc_why_code_name (TcWhyCode code)
{
  return tc_why_words[code].name;
}

const char *
tc_why_plain (TcWhyCode code, gboolean is_english)
{
  return is_english ? tc_why_words[code].en : tc_why_words[code].zh;
}

static void
append_value (GString *out, const json_t *value, gboolean is_english)
{
  if (json_is_integer (value))
    g_string_append_printf (out, "%" JSON_INTEGER_FORMAT, json_integer_value (value));
  else if (json_is_string (value) && json_string_length (value) > 0)
    g_string_append (out, json_string_value (value));
  else
    g_string_append (out, is_english ? "the document" : "整份数据");
}

/* "line 3, column 14: ", if it is known. */
static void
append_place (GString *out, const json_t *values, gboolean is_english)
{
  json_int_t line = json_integer_value (json_object_get (values, "line"));
  json_int_t column = json_integer_value (json_object_get (values, "column"));

  if (line > 0)
    g_string_append_printf (out,
                            is_english ? "line %d, column %d: " : "第 %d 行第 %d 列，",
                            (int)line, (int)column);
}

static char *
fill (const char *text, const json_t *values, gboolean is_english)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *open = NULL;

  append_place (out, values, is_english);
  while ((open = strchr (text, '{')) != NULL) {
    g_autofree char *name = g_strndup (open + 1, strcspn (open + 1, "}"));

    g_string_append_len (out, text, open - text);
    append_value (out, json_object_get (values, name), is_english);
    text = open + strlen (name) + 2;
  }
  g_string_append (out, text);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

json_t *
tc_why_new (TcWhyCode code, json_t *values)
{
  const TcWhyWords *words = &tc_why_words[code];
  g_autofree char *zh = fill (words->zh, values, FALSE);
  g_autofree char *en = fill (words->en, values, TRUE);

  return json_pack ("{s:s, s:o, s:s, s:s}", "code", words->name, "values",
                    values ? values : json_object (), "zh", zh, "en", en);
}

G_DEFINE_QUARK (tc_why_error, tc_why_error)

json_t *
tc_why_of_error (const GError *error)
{
  g_autofree char *text = g_utf8_make_valid (error->message, -1);

  return tc_why_new (error->domain == TC_WHY_ERROR ? (TcWhyCode)error->code
                                                   : TC_WHY_OTHER,
                     json_pack ("{s:s}", "text", text));
}

static TcWhyCode
disk_code (GFileError number)
{
  switch (number) {
    case G_FILE_ERROR_NOSPC:
      return TC_WHY_DISK_FULL;
    case G_FILE_ERROR_NOENT:
    case G_FILE_ERROR_NOTDIR:
      return TC_WHY_FOLDER_GONE;
    case G_FILE_ERROR_ROFS:
      return TC_WHY_FOLDER_READ_ONLY;
    case G_FILE_ERROR_ACCES:
    case G_FILE_ERROR_PERM:
      return TC_WHY_FOLDER_FORBIDDEN;
    default:
      return TC_WHY_WRITE_FAILED;
  }
}

json_t *
tc_why_of_disk (const char *folder, GFileError number, const char *text)
{
  g_autofree char *valid_folder = g_utf8_make_valid (folder, -1);
  g_autofree char *valid_text = g_utf8_make_valid (text, -1);

  return tc_why_new (disk_code (number), json_pack ("{s:s, s:s}", "folder",
                                                    valid_folder, "text", valid_text));
}

/* Returns: (transfer full) (nullable): NULL if @text is no such sentence. */
static json_t *
faulty_file (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new (
      "^(.+):([0-9]{1,9}):([0-9]{1,9}): error: (.+)$", G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match (regex, text, 0, &match))
    return NULL;
  g_autofree char *path = g_match_info_fetch (match, 1);
  g_autofree char *line = g_match_info_fetch (match, 2);
  g_autofree char *column = g_match_info_fetch (match, 3);
  g_autofree char *what = g_match_info_fetch (match, 4);
  g_autofree char *file = g_path_get_basename (path);
  return tc_why_new (TC_WHY_FAULTY_FILE,
                     json_pack ("{s:s, s:s, s:I, s:I}", "file", file, "text", what,
                                "line", (json_int_t)g_ascii_strtoll (line, NULL, 10),
                                "column",
                                (json_int_t)g_ascii_strtoll (column, NULL, 10)));
}

json_t *
tc_why_other (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  json_t *faulty = faulty_file (valid);

  if (faulty)
    return faulty;
  return tc_why_new (TC_WHY_OTHER, json_pack ("{s:s}", "text", valid));
}

const char *
tc_why_text (const json_t *why, gboolean is_english)
{
  const char *text =
      json_string_value (json_object_get (why, is_english ? "en" : "zh"));

  return text ? text : "";
}

json_t *
tc_why_copy (const json_t *why)
{
  return why ? json_deep_copy (why) : NULL;
}
