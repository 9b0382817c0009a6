/* SPDX-License-Identifier: MIT */
#include "feed/text.h"

#include <string.h>

#include "tallycast/feed/parse.h"

gboolean
tc_decimal_is_valid (const char *text)
{
  if (strlen (text) > TC_DECIMAL_MAX_BYTES)
    return FALSE;

  size_t whole = strspn (text, "0123456789");
  if (whole == 0 || (whole > 1 && text[0] == '0'))
    return FALSE;
  if (text[whole] == '\0')
    return TRUE;
  if (text[whole] != '.')
    return FALSE;
  size_t digits = strspn (text + whole + 1, "0123456789");
  return digits > 0 && text[whole + 1 + digits] == '\0';
}

guint
tc_decimal_digits (const char *text)
{
  const char *point = strchr (text, '.');

  return point ? (guint)strlen (point + 1) : 0;
}

int
tc_decimal_compare (const char *a, const char *b)
{
  size_t whole_a = strcspn (a, "."), whole_b = strcspn (b, ".");

  if (whole_a != whole_b)
    return whole_a < whole_b ? -1 : 1;
  int whole = strncmp (a, b, whole_a);
  if (whole)
    return whole;
  a += whole_a + (a[whole_a] == '.');
  b += whole_b + (b[whole_b] == '.');
  while (*a || *b) {
    int digit_a = *a ? *a++ : '0', digit_b = *b ? *b++ : '0';
    if (digit_a != digit_b)
      return digit_a - digit_b;
  }
  return 0;
}

char *
tc_decimal_pad (const char *text, guint digits)
{
  guint has = tc_decimal_digits (text);

  if (has >= digits)
    return g_strdup (text);
  g_autofree char *zeros = g_strnfill (digits - has, '0');
  return g_strconcat (text, has ? "" : ".", zeros, NULL);
}

char *
tc_decimal_reduce (const char *text)
{
  char *reduced = g_strdup (text);
  gsize n = strlen (reduced);

  if (!strchr (text, '.'))
    return reduced;
  while (reduced[n - 1] == '0')
    n--;
  reduced[n - (reduced[n - 1] == '.')] = '\0';
  return reduced;
}

/* Reads exactly @n digits. */
static gboolean
read_digits (const char **text, int n, int *value)
{
  *value = 0;
  for (; n > 0; n--, (*text)++) {
    if (!g_ascii_isdigit (**text))
      return FALSE;
    *value = *value * 10 + (**text - '0');
  }
  return TRUE;
}

static gboolean
read_char (const char **text, const char *allowed)
{
  if (!**text || !strchr (allowed, **text))
    return FALSE;
  (*text)++;
  return TRUE;
}

/* ".345678912" -> microseconds, cut after the sixth digit. */
static gboolean
read_fraction (const char **text, int *us)
{
  *us = 0;
  if (**text != '.')
    return TRUE;
  (*text)++;
  if (!g_ascii_isdigit (**text))
    return FALSE;
  for (int unit = 100000; g_ascii_isdigit (**text); (*text)++, unit /= 10)
    *us += (**text - '0') * unit;
  return TRUE;
}

static gboolean
read_offset (const char **text, int *offset_s)
{
  int sign = **text == '-' ? -1 : 1, hours, minutes;

  *offset_s = 0;
  if (read_char (text, "Zz"))
    return TRUE;
  if (!read_char (text, "+-") || !read_digits (text, 2, &hours) ||
      !read_char (text, ":") || !read_digits (text, 2, &minutes))
    return FALSE;
  *offset_s = sign * (hours * 3600 + minutes * 60);
  return hours < 24 && minutes < 60;
}

gboolean
tc_rfc3339_parse (const char *text, gint64 *time_us, int *utc_offset_s)
{
  int year, month, day, hour, minute, second, us, offset_s;

  if (!read_digits (&text, 4, &year) || !read_char (&text, "-") ||
      !read_digits (&text, 2, &month) || !read_char (&text, "-") ||
      !read_digits (&text, 2, &day) || !read_char (&text, "Tt ") ||
      !read_digits (&text, 2, &hour) || !read_char (&text, ":") ||
      !read_digits (&text, 2, &minute) || !read_char (&text, ":") ||
      !read_digits (&text, 2, &second))
    return FALSE;
  if (!read_fraction (&text, &us) || !read_offset (&text, &offset_s) || *text)
    return FALSE;
  /* 60 is a leap second: the second after 59, as POSIX time has it. */
  if (second > 60)
    return FALSE;

  g_autoptr (GDateTime) start = g_date_time_new_utc (year, month, day, hour, minute, 0);
  if (!start)
    return FALSE;
  gint64 seconds = g_date_time_to_unix (start) + second - offset_s;
  if (seconds < 0 || year > TC_FEED_MAX_YEAR)
    return FALSE;
  *time_us = seconds * G_USEC_PER_SEC + us;
  if (utc_offset_s)
    *utc_offset_s = offset_s;
  return TRUE;
}
