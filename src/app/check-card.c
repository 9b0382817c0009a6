/* SPDX-License-Identifier: MIT */
#include "app/check-sheet.h"

#include <string.h>

/* One scene's findings of all checks, in their order: the worst first within a check.
 * Their numbers are those on the pictures. */
static GPtrArray *
findings_of (const GPtrArray *results, const char *scene)
{
  GPtrArray *findings = g_ptr_array_new ();

  for (int level = TC_CHECK_ERROR; level >= TC_CHECK_NOTE; level--)
    for (guint i = 0; i < results->len; i++) {
      const TcCheckResult *result = g_ptr_array_index (results, i);

      for (guint k = 0; k < result->findings->len; k++) {
        const TcFinding *finding = g_ptr_array_index (result->findings, k);

        if ((int)finding->level == level && g_strcmp0 (finding->scene, scene) == 0)
          g_ptr_array_add (findings, (gpointer)finding);
      }
    }
  return findings;
}

static TcSheetState
state_of (const GPtrArray *findings)
{
  return findings->len == 0
             ? TC_SHEET_OK
             : tc_sheet_state_of (
                   ((TcFinding *)g_ptr_array_index (findings, 0))->level);
}

/* --- pictures --- */

static void
add_spot (GString *html, const TcCheck *check, const TcFinding *finding, guint number)
{
  double w = check->config->programme.width / 100.0;
  double h = check->config->programme.height / 100.0;
  char left[G_ASCII_DTOSTR_BUF_SIZE];
  char top[G_ASCII_DTOSTR_BUF_SIZE];
  char width[G_ASCII_DTOSTR_BUF_SIZE];
  char height[G_ASCII_DTOSTR_BUF_SIZE];
  TcRect box = finding->box;

  g_string_append_printf (
      html,
      "<span class=\"spot %s\" aria-hidden=\"true\" "
      "style=\"left:%s%%;top:%s%%;width:%s%%;height:%s%%\"><b>%u</b></span>",
      tc_sheet_class (tc_sheet_state_of (finding->level)),
      g_ascii_formatd (left, sizeof left, "%.2f", box.x / w),
      g_ascii_formatd (top, sizeof top, "%.2f", box.y / h),
      g_ascii_formatd (width, sizeof width, "%.2f", box.w / w),
      g_ascii_formatd (height, sizeof height, "%.2f", box.h / h), number);
}

static gboolean
is_on (const TcFinding *finding, const TcCheckPicture *picture)
{
  if (finding->box.w <= 0 || finding->level == TC_CHECK_NOTE)
    return FALSE;
  if (finding->language != NULL &&
      (*finding->language == 'e') != (picture->is_english != FALSE))
    return FALSE;
  return picture->name == NULL || g_strcmp0 (finding->value, picture->name) == 0;
}

static void
add_caption (GString *html, const TcCheckPicture *picture)
{
  g_autofree char *moment = g_markup_escape_text (picture->of->name, -1);

  g_string_append (html, "<figcaption>");
  tc_sheet_add_both (html, picture->is_english ? "英文" : "中文",
                     picture->is_english ? "English" : "Chinese");
  if (picture->name != NULL) {
    g_autofree char *zh = g_strdup_printf ("，放不下的名称“%s”", picture->name);
    g_autofree char *en =
        g_strdup_printf (", a name that does not fit: %s", picture->name);

    tc_sheet_add_both (html, zh, en);
  }
  g_string_append_printf (html, " <code>%s</code></figcaption>", moment);
}

static void
add_picture (GString *html,
             const TcCheck *check,
             const TcCheckPicture *picture,
             const GPtrArray *findings)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (picture->png, &n);
  g_autofree char *base64 = g_base64_encode (bytes, n);
  g_autofree char *alt = g_markup_printf_escaped (
      "%s, %s", picture->scene, picture->is_english ? "English" : "中文");

  g_string_append_printf (
      html,
      "<figure><div class=\"shot\"><img alt=\"%s\" width=\"960\" height=\"540\" "
      "loading=\"lazy\" src=\"data:image/png;base64,%s\">",
      alt, base64);
  for (guint i = 0; i < findings->len; i++)
    if (is_on (g_ptr_array_index (findings, i), picture))
      add_spot (html, check, g_ptr_array_index (findings, i), i + 1);
  g_string_append (html, "</div>");
  add_caption (html, picture);
  g_string_append (html, "</figure>\n");
}

static void
add_pictures (GString *html,
              const TcCheck *check,
              const char *scene,
              const GPtrArray *findings)
{
  g_string_append (html, "<div class=\"shots\">\n");
  for (int is_english = 0; is_english < 2; is_english++)
    for (guint i = 0; i < check->pictures->len; i++) {
      const TcCheckPicture *picture = g_ptr_array_index (check->pictures, i);

      if (strcmp (picture->scene, scene) == 0 && picture->png != NULL &&
          (picture->is_english != FALSE) == (is_english == 1))
        add_picture (html, check, picture, findings);
    }
  g_string_append (html, "</div>\n");
}

/* --- cards --- */

static void
add_card (GString *html,
          const TcCheck *check,
          const GPtrArray *results,
          const char *scene,
          const TcTitle *title)
{
  g_autoptr (GPtrArray) findings = findings_of (results, scene);
  TcSheetState state = state_of (findings);
  g_autofree char *name = g_markup_escape_text (scene, -1);
  const char *zh = title->zh != NULL ? title->zh : scene;

  g_string_append_printf (html, "<article class=\"scene %s\"><div class=\"title\"><h3>",
                          tc_sheet_class (state));
  tc_sheet_add_both (html, zh, title->en != NULL ? title->en : zh);
  g_string_append_printf (html, "</h3><code>%s</code>", name);
  tc_sheet_add_state (html, state);
  g_string_append (html, "</div>\n");
  add_pictures (html, check, scene, findings);
  if (findings->len > 0)
    g_string_append (html, "<ol class=\"finds\">\n");
  for (guint i = 0; i < findings->len; i++)
    tc_sheet_add_finding (html, g_ptr_array_index (findings, i), i + 1);
  if (findings->len > 0)
    g_string_append (html, "</ol>\n");
  g_string_append (html, "</article>\n");
}

void
tc_sheet_add_cards (GString *html, const TcCheck *check, const GPtrArray *results)
{
  static const TcTitle keyers = {(char *)"常驻", (char *)"Always on"};
  g_autoptr (GPtrArray) over = findings_of (results, "always");

  if (check->scenes->len == 0)
    return;
  g_string_append (html, "<section class=\"scenes\"><h2>");
  tc_sheet_add_both (html, "场景", "Scenes");
  g_string_append (html, "</h2>\n");
  for (guint i = 0; i < check->scenes->len; i++) {
    const TcScene *scene = g_ptr_array_index (check->scenes, i);

    add_card (html, check, results, scene->name, &scene->title);
  }
  if (over->len > 0)
    add_card (html, check, results, "always", &keyers);
  g_string_append (html, "</section>\n");
}
