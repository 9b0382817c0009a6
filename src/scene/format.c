/* SPDX-License-Identifier: MIT
 *
 * How values become text. Nothing here rounds.
 */
#include "scene/value.h"

#include <string.h>

/* "0.4" -> "40%", "0.125" -> "12.5%": moved by two places as text, so nothing rounds.
 */
static gboolean
append_percent (GString *out, const char *decimal)
{
  const char *dot = strchr (decimal, '.');
  gsize whole = dot != NULL ? (gsize)(dot - decimal) : strlen (decimal);
  const char *fraction = dot != NULL ? dot + 1 : "";
  gsize n = strlen (fraction);
  g_autoptr (GString) digits = g_string_new_len (decimal, (gssize)whole);

  for (gsize i = 0; i < 2; i++)
    g_string_append_c (digits, i < n ? fraction[i] : '0');
  while (digits->len > 1 && digits->str[0] == '0')
    g_string_erase (digits, 0, 1);
  while (n > 2 && fraction[n - 1] == '0')
    n--;
  g_string_append (out, digits->str);
  if (n > 2) {
    g_string_append_c (out, '.');
    g_string_append_len (out, fraction + 2, (gssize)n - 2);
  }
  g_string_append_c (out, '%');
  return TRUE;
}

static void
append_duration (GString *out, gint64 seconds)
{
  if (seconds >= 3600)
    g_string_append_printf (out, "%" G_GINT64_FORMAT ":%02d:%02d", seconds / 3600,
                            (int)(seconds / 60 % 60), (int)(seconds % 60));
  else
    g_string_append_printf (out, "%02d:%02d", (int)(seconds / 60), (int)(seconds % 60));
}

GDateTime *
tc_value_local_time (const TcBind *bind, gint64 wall_us)
{
  int offset_s = bind->snapshot->utc_offset_s;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC);
  g_autoptr (GTimeZone) zone =
      offset_s == 0 ? g_time_zone_new_local () : g_time_zone_new_offset (offset_s);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

static gboolean
append_date (GString *out, TcFormatter format, gint64 wall_us, const TcBind *bind)
{
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  g_autoptr (GDateTime) local = tc_value_local_time (bind, wall_us);

  if (local == NULL)
    return FALSE;
  if (format == TC_FORMAT_DAY && bind->is_english)
    g_string_append_printf (out, "%d %s", g_date_time_get_day_of_month (local),
                            months[g_date_time_get_month (local) - 1]);
  else if (format == TC_FORMAT_DAY)
    g_string_append_printf (out, "%d月%d日", g_date_time_get_month (local),
                            g_date_time_get_day_of_month (local));
  else
    g_string_append_printf (out, "%02d:%02d", g_date_time_get_hour (local),
                            g_date_time_get_minute (local));
  if (format == TC_FORMAT_TIME)
    g_string_append_printf (out, ":%02d", g_date_time_get_second (local));
  return TRUE;
}

static void
append_rank (GString *out, gint64 rank, gboolean is_english)
{
  gint64 tens = rank / 10 % 10;
  const char *suffix = "th";

  if (!is_english) {
    g_string_append_printf (out, "第%" G_GINT64_FORMAT "名", rank);
    return;
  }
  if (tens != 1)
    suffix = rank % 10 == 1   ? "st"
             : rank % 10 == 2 ? "nd"
             : rank % 10 == 3 ? "rd"
                              : "th";
  g_string_append_printf (out, "%" G_GINT64_FORMAT "%s", rank, suffix);
}

gboolean
tc_format_append (GString *out,
                  TcFormatter format,
                  const TcValue *value,
                  const TcBind *bind)
{
  switch (format) {
    case TC_FORMAT_PERCENT:
      return value->text != NULL && append_percent (out, value->text);
    case TC_FORMAT_DURATION:
      append_duration (out, value->number);
      return TRUE;
    case TC_FORMAT_TIME:
    case TC_FORMAT_MINUTE:
    case TC_FORMAT_DAY:
      return append_date (out, format, value->number, bind);
    case TC_FORMAT_RANK:
      append_rank (out, value->number, bind->is_english);
      return TRUE;
    default:
      if (value->kind == TC_VALUE_TEXT)
        g_string_append (out, value->text);
      else
        g_string_append_printf (out, "%" G_GINT64_FORMAT, value->number);
      return TRUE;
  }
}

char *
tc_format_number (TcFormatter format, gint64 number, const TcBind *bind)
{
  TcValue value = {TC_VALUE_NUMBER, number, NULL};
  GString *out = g_string_new (NULL);

  tc_format_append (out, format, &value, bind);
  return g_string_free (out, FALSE);
}
