/* SPDX-License-Identifier: MIT
 *
 * What could differ from machine to machine beside the fonts is the language: where the
 * given one does not write a script, Pango asks the environment (PANGO_LANGUAGE,
 * LANGUAGE), and with "ja" there Noto's `locl` feature would give Japanese forms of
 * Han, with "ur" other figures of Arabic script. So whatever contains a Han character
 * is laid out as zh-CN, and letters of some other scripts get a language of theirs.
 */
#include "draw/text-private.h"

#define DEFAULT_LANG "zh-CN"

static gboolean
has_han (const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (p));
    if (script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_BOPOMOFO)
      return TRUE;
  }
  return FALSE;
}

const char *
tc_text_lang (const char *text, const char *lang)
{
  return lang && !has_han (text) ? lang : DEFAULT_LANG;
}

static const struct {
  PangoScript script;
  const char *lang;
} script_langs[] = {
    {PANGO_SCRIPT_ARABIC, "ug"},
    {PANGO_SCRIPT_TIBETAN, "bo"},
    {PANGO_SCRIPT_MONGOLIAN, "mn"},
};

static PangoLanguage *
language_of (PangoScript script, const char *lang)
{
  PangoLanguage *own = pango_language_from_string (lang);
  for (guint i = 0; i < G_N_ELEMENTS (script_langs); i++)
    if (script_langs[i].script == script)
      return pango_language_includes_script (own, script)
                 ? own
                 : pango_language_from_string (script_langs[i].lang);
  return NULL;
}

void
tc_text_add_languages (PangoAttrList *list, const char *text, const char *lang)
{
  PangoScriptIter *iter = pango_script_iter_new (text, -1);
  do {
    const char *from, *to;
    PangoScript script;
    pango_script_iter_get_range (iter, &from, &to, &script);
    PangoLanguage *language = language_of (script, lang);
    if (!language)
      continue;
    PangoAttribute *attribute = pango_attr_language_new (language);
    attribute->start_index = (guint)(from - text);
    attribute->end_index = (guint)(to - text);
    pango_attr_list_insert (list, attribute);
  } while (pango_script_iter_next (iter));
  pango_script_iter_free (iter);
}
