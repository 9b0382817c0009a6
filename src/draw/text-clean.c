/* SPDX-License-Identifier: MIT
 *
 * Pango would draw line breaks, other controls and what no font has as boxes with
 * numbers in them. On air there are none: they are replaced before anything is laid
 * out.
 */
#include <string.h>

#include "draw/font-private.h"
#include "draw/text-private.h"

#define GETA_MARK 0x3013 /* 〓 */

static gboolean
is_control (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);
  return type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
         type == G_UNICODE_PARAGRAPH_SEPARATOR || (c & 0xfffe) == 0xfffe;
}

/* An embedding or override would turn the order of figures around it. */
static gboolean
is_turning (gunichar c)
{
  return c >= 0x202a && c <= 0x202e;
}

/* Shows nothing, in any font (Unicode's Default_Ignorable_Code_Point, and spaces). */
static gboolean
is_invisible (gunichar c)
{
  static const gunichar ranges[][2] = {
      {0xad, 0xad},     {0x34f, 0x34f},   {0x61c, 0x61c},   {0x115f, 0x1160},
      {0x180b, 0x180e}, {0x200b, 0x200f}, {0x2060, 0x206f}, {0x3164, 0x3164},
      {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xe0000, 0xe0fff}};
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (c >= ranges[i][0] && c <= ranges[i][1])
      return TRUE;
  return g_unichar_isspace (c);
}

static void
append_shown (GString *out, gunichar c, int *n_unknown)
{
  if (is_invisible (c) || tc_font_has (c))
    g_string_append_unichar (out, c);
  else {
    ++*n_unknown;
    if (!g_unichar_ismark (c) && g_unichar_type (c) != G_UNICODE_FORMAT)
      g_string_append_unichar (out, GETA_MARK);
  }
}

static void
append (GString *out, gunichar c, int *n_unknown)
{
  if (is_control (c))
    g_string_append_c (out, ' ');
  else if (!is_turning (c))
    append_shown (out, c, n_unknown);
}

char *
tc_text_replace_unknown (const char *text, int *n_unknown)
{
  GString *out = g_string_sized_new (strlen (text));
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    append_shown (out, g_utf8_get_char (p), n_unknown);
  return g_string_free (out, FALSE);
}

TcCleanText
tc_text_clean (const char *text, glong limit)
{
  gsize most = (gsize)limit * 4 + 4; /* bytes; no character of UTF-8 has more than 4 */
  g_autofree char *valid = g_utf8_make_valid (text, (gssize)strnlen (text, most));
  TcCleanText self = {0};
  GString *out = g_string_sized_new (strlen (valid));
  const char *p = valid;
  for (; *p && limit > 0; p = g_utf8_next_char (p), limit--)
    append (out, g_utf8_get_char (p), &self.n_unknown);
  self.is_cut = *p != '\0';
  if (self.is_cut)
    g_string_append (out, "…");
  self.text = g_string_free (out, FALSE);
  return self;
}
