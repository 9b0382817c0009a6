/* SPDX-License-Identifier: MIT */
#include "app/check-sheet.h"

#include "app/check-print.h"

#include <string.h>

#include <gio/gio.h>

#define CSS "/tallycast/app/check/sheet.css"
#define JS  "/tallycast/app/check/sheet.js"

/* --- parts of the page --- */

TcSheetState
tc_sheet_state_of (TcCheckLevel level)
{
  static const TcSheetState states[] = {TC_SHEET_LOOK, TC_SHEET_WARN, TC_SHEET_NO};

  return states[level];
}

static const struct {
  const char *css, *sign, *zh, *en;
} states[] = {
    [TC_SHEET_OK] = {"is-ok", "ok", "通过", "Pass"},
    [TC_SHEET_LOOK] = {"is-look", "look", "请看", "Look"},
    [TC_SHEET_WARN] = {"is-warn", "warn", "留意", "Note"},
    [TC_SHEET_NO] = {"is-no", "no", "不通过", "Fail"},
    [TC_SHEET_OFF] = {"is-off", "off", "没有检查", "Not checked"},
};

const char *
tc_sheet_class (TcSheetState state)
{
  return states[state].css;
}

void
tc_sheet_add_both (GString *html, const char *zh, const char *en)
{
  g_autofree char *text =
      g_markup_printf_escaped ("<span data-l=\"zh\" lang=\"zh-CN\">%s</span>"
                               "<span data-l=\"en\" lang=\"en\">%s</span>",
                               zh, en);

  g_string_append (html, text);
}

static void
add_sign (GString *html, TcSheetState state)
{
  g_string_append_printf (
      html, "<svg class=\"ic\" aria-hidden=\"true\"><use href=\"#ic-%s\"/></svg>",
      states[state].sign);
}

void
tc_sheet_add_state (GString *html, TcSheetState state)
{
  g_string_append (html, "<p class=\"state\">");
  add_sign (html, state);
  tc_sheet_add_both (html, states[state].zh, states[state].en);
  g_string_append (html, "</p>");
}

static void
add_element (GString *html, const char *element, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (html, "<%s>%s</%s>", element, escaped, element);
}

void
tc_sheet_add_finding (GString *html, const TcFinding *finding, guint number)
{
  TcSheetState state = tc_sheet_state_of (finding->level);

  g_string_append_printf (html, "<li class=\"find %s\">", states[state].css);
  if (number > 0)
    g_string_append_printf (html, "<span class=\"n\">%u</span>", number);
  else
    add_sign (html, state);
  g_string_append (html, "<p><span class=\"level\">");
  tc_sheet_add_both (html, states[state].zh, states[state].en);
  g_string_append (html, "</span> ");
  if (finding->layer != NULL) {
    add_element (html, "code", finding->layer);
    g_string_append_c (html, ' ');
  }
  if (finding->language != NULL)
    tc_sheet_add_both (html, *finding->language == 'z' ? "（中文）" : "（英文）",
                       *finding->language == 'z' ? "(Chinese) " : "(English) ");
  tc_sheet_add_both (html, finding->zh, finding->en);
  if (finding->fix_en != NULL) {
    g_string_append (html, "<span class=\"fix\">");
    tc_sheet_add_both (html, "；", "; ");
    tc_sheet_add_both (html, finding->fix_zh, finding->fix_en);
    g_string_append (html, "</span>");
  }
  g_string_append (html, "</p></li>");
}

/* --- head --- */

static void
add_resource (GString *html, const char *path)
{
  g_autoptr (GBytes) bytes =
      g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (bytes != NULL); /* it is built in */
  g_string_append_len (html, g_bytes_get_data (bytes, NULL),
                       (gssize)g_bytes_get_size (bytes));
}

/* The signs have forms of their own: no state is told by colour alone. */
static const char signs[] =
    "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\">"
    "<symbol id=\"ic-ok\" viewBox=\"0 0 16 16\"><path d=\"M2.5 8.5 6.3 12.3 13.5 4.2\" "
    "fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.2\"/></symbol>"
    "<symbol id=\"ic-no\" viewBox=\"0 0 16 16\"><path d=\"M3.2 3.2 12.8 12.8M12.8 3.2 "
    "3.2 "
    "12.8\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.4\"/></symbol>"
    "<symbol id=\"ic-warn\" viewBox=\"0 0 16 16\"><path d=\"M8 1.2 15.4 14.6H.6z\" "
    "fill=\"currentColor\"/><path d=\"M8 5.6v4.6M8 11.4v1.8\" "
    "stroke=\"var(--ic-hole)\" "
    "stroke-width=\"1.8\"/></symbol>"
    "<symbol id=\"ic-look\" viewBox=\"0 0 16 16\"><path d=\"M1 8q7-8.5 14 0q-7 8.5-14 "
    "0z\" "
    "fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\"/><circle cx=\"8\" "
    "cy=\"8\" r=\"2.2\" fill=\"currentColor\"/></symbol>"
    "<symbol id=\"ic-off\" viewBox=\"0 0 16 16\"><path d=\"M3 8h10\" "
    "stroke=\"currentColor\" stroke-width=\"2.2\"/></symbol></svg>";

static const char mark[] =
    "<svg class=\"mark\" viewBox=\"0 0 28 24\" aria-hidden=\"true\"><g "
    "stroke=\"currentColor\" stroke-width=\"2.6\"><path d=\"M5 3v18M11 3v18M17 3v18M23 "
    "3v18\"/></g><path d=\"M1 18.5 27 5.5\" stroke=\"var(--no)\" "
    "stroke-width=\"3\"/></svg>";

static void
add_head (GString *html, const TcCheck *check)
{
  gboolean is_english = g_str_has_prefix (check->config->programme.language, "en");

  g_string_append_printf (
      html,
      "<!doctype html>\n<html lang=\"%s\" data-lang=\"%s\" "
      "data-theme=\"dark\">\n<head>\n"
      "<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>开播检查 · Before going on air · tallycast</title>\n<style>\n",
      is_english ? "en" : "zh-CN", is_english ? "en" : "zh");
  add_resource (html, CSS);
  g_string_append_printf (
      html,
      "</style>\n</head>\n<body>\n%s\n<header class=\"top\"><p "
      "class=\"brand\">%s<span>tallycast</span></p><div class=\"tools\" hidden>"
      "<button type=\"button\" id=\"lang\"><span data-l=\"zh\" "
      "lang=\"en\">English</span>"
      "<span data-l=\"en\" lang=\"zh-CN\">中文</span></button>"
      "<button type=\"button\" id=\"theme\">",
      signs, mark);
  tc_sheet_add_both (html, "深浅", "Light or dark");
  g_string_append (html, "</button></div></header>\n<main>\n");
}

static void
add_title (GString *html, const TcCheck *check, double seconds)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H:%M:%S");
  g_autofree char *zh =
      g_strdup_printf ("%s 检查，用时%.1f秒，主题%s", time, seconds, check->theme);
  g_autofree char *en =
      g_strdup_printf ("Checked %s in %.1f s, theme %s", time, seconds, check->theme);

  g_string_append (html, "<div class=\"head\"><h1>");
  tc_sheet_add_both (html, "开播检查", "Before going on air");
  g_string_append (html, "</h1>");
  if (check->document != NULL && check->document->meeting_title != NULL)
    add_element (html, "p", check->document->meeting_title);
  g_string_append (html, "<p class=\"when\">");
  tc_sheet_add_both (html, zh, en);
  g_string_append (html, "</p></div>\n");
}

static void
add_verdict (GString *html, const GPtrArray *results)
{
  guint n = tc_check_count (results, TC_CHECK_ERROR);
  TcSheetState state = n > 0 ? TC_SHEET_NO : TC_SHEET_OK;
  g_autofree char *left_zh = g_strdup_printf ("还差%u处", n);
  g_autofree char *left_en = g_strdup_printf ("%u thing%s left", n, n == 1 ? "" : "s");
  g_autofree char *zh = NULL;
  g_autofree char *en = NULL;

  tc_check_sum (results, &en, &zh);
  g_string_append_printf (html, "<div class=\"verdict %s\">", states[state].css);
  add_sign (html, state);
  g_string_append (html, "<p><b>");
  tc_sheet_add_both (html, n > 0 ? left_zh : "可以开播",
                     n > 0 ? left_en : "Ready to go on air");
  g_string_append (html, "</b> ");
  tc_sheet_add_both (html, zh, en);
  g_string_append (html, "</p></div>\n");
}

/* --- checks --- */

static TcSheetState
state_of (const TcCheckResult *result)
{
  for (int level = TC_CHECK_ERROR; level >= TC_CHECK_NOTE; level--)
    if (tc_check_result_count (result, (TcCheckLevel)level) > 0)
      return tc_sheet_state_of ((TcCheckLevel)level);
  return result->is_skipped || result->sum_en == NULL ? TC_SHEET_OFF : TC_SHEET_OK;
}

/* What is about a scene is told on its card. */
static void
add_own_findings (GString *html, const TcCheckResult *result)
{
  gboolean is_open = FALSE;

  for (guint i = 0; i < result->findings->len; i++) {
    const TcFinding *finding = g_ptr_array_index (result->findings, i);

    if (finding->scene != NULL)
      continue;
    if (!is_open)
      g_string_append (html, "<ul class=\"finds\">");
    is_open = TRUE;
    tc_sheet_add_finding (html, finding, 0);
  }
  if (is_open)
    g_string_append (html, "</ul>");
}

static void
add_pointer (GString *html, const TcCheckResult *result)
{
  g_autofree char *zh = NULL;
  g_autofree char *en = NULL;
  guint n = 0;

  for (guint i = 0; i < result->findings->len; i++)
    n += ((const TcFinding *)g_ptr_array_index (result->findings, i))->scene != NULL;
  for (guint i = 0; i < G_N_ELEMENTS (result->n_untold); i++)
    n += result->n_untold[i];
  if (n == 0)
    return;
  zh = g_strdup_printf ("；%u处见下面的场景", n);
  en = g_strdup_printf ("; %u finding%s, at the scenes below", n, n == 1 ? "" : "s");
  tc_sheet_add_both (html, zh, en);
}

static void
add_check (GString *html, const TcCheckResult *result)
{
  TcSheetState state = state_of (result);

  g_string_append_printf (html, "<li class=\"chk %s\">", states[state].css);
  tc_sheet_add_state (html, state);
  g_string_append (html, "<h2>");
  tc_sheet_add_both (html, result->title_zh, result->title_en);
  g_string_append (html, "</h2><p class=\"what\">");
  if (result->sum_en != NULL)
    tc_sheet_add_both (html, result->sum_zh, result->sum_en);
  add_pointer (html, result);
  g_string_append (html, "</p>");
  add_own_findings (html, result);
  g_string_append (html, "</li>\n");
}

char *
tc_check_sheet (const TcCheck *check, const GPtrArray *results, double seconds)
{
  GString *html = g_string_new (NULL);

  add_head (html, check);
  add_title (html, check, seconds);
  add_verdict (html, results);
  g_string_append (html, "<ol class=\"chks\">\n");
  for (guint i = 0; i < results->len; i++)
    add_check (html, g_ptr_array_index (results, i));
  g_string_append (html, "</ol>\n");
  tc_sheet_add_cards (html, check, results);
  g_string_append (html, "</main>\n<footer>");
  tc_sheet_add_both (html, "图中的人物和会场没有画出，灰色是摄像机画面。",
                     "Grey stands for the cameras' pictures.");
  g_string_append (html, "</footer>\n<script>\n");
  add_resource (html, JS);
  g_string_append (html, "</script>\n</body>\n</html>\n");
  return g_string_free (html, FALSE);
}
