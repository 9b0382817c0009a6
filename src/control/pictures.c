/* SPDX-License-Identifier: MIT
 *
 * Pictures as long polls: a request is held until there is one newer than the client's
 * last, so that a page shows motion with one request after another, and none is made
 * for a page that nobody looks at.
 */
#include "api-private.h"

#include <string.h>

#define DEFAULT_WIDTH 480
#define SUFFIX        ".jpg"

#define TEXT_OF(...) #__VA_ARGS__
#define LIST_OF(...) TEXT_OF (__VA_ARGS__)

static const int widths[] = {TC_PICTURE_WIDTHS};

/* --- the query --- */

static gboolean
read_after (TcWebRequest *request, guint64 *after)
{
  g_autofree char *text = tc_web_request_query (request, "after");

  *after = 0;
  if (!text || g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, after, NULL))
    return TRUE;
  tc_web_reply_problem (request, 400, "after: must be a picture's number, 0 or more");
  return FALSE;
}

static gboolean
read_width (TcWebRequest *request, int *width)
{
  g_autofree char *text = tc_web_request_query (request, "width");

  *width = DEFAULT_WIDTH;
  if (!text)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    g_autofree char *name = g_strdup_printf ("%d", widths[i]);

    *width = widths[i];
    if (strcmp (text, name) == 0)
      return TRUE;
  }
  tc_web_reply_problem (request, 400,
                        "width: must be one of " LIST_OF (TC_PICTURE_WIDTHS));
  return FALSE;
}

/* --- the answer --- */

typedef struct {
  TcWebRequest *request;
  TcEngine engine; /* it may answer after the API has ended */
  gboolean has_sound;
} Asked;

static void
add_peak (const Asked *asked)
{
  char texts[2][G_ASCII_DTOSTR_BUF_SIZE];
  double peak_db[2];

  asked->engine.peak (asked->engine.engine, peak_db);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ascii_formatd (texts[i], sizeof texts[i], "%.1f", peak_db[i]);
  g_autofree char *both = g_strdup_printf ("%s %s", texts[0], texts[1]);
  tc_web_reply_header (asked->request, "X-Tallycast-Peak", both);
}

static void
picture_cb (gpointer data, TcPictureKind kind, GBytes *jpeg, guint64 number)
{
  g_autofree Asked *asked = data;
  g_autoptr (TcWebRequest) request = asked->request;
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  gsize n = 0;
  gconstpointer bytes = jpeg ? g_bytes_get_data (jpeg, &n) : NULL;

  switch (kind) {
    case TC_PICTURE_DONE:
      tc_web_reply_header (request, "X-Tallycast-Picture", text);
      if (asked->has_sound)
        add_peak (asked);
      tc_web_reply_bytes (request, 200, "image/jpeg", bytes, n);
      break;
    case TC_PICTURE_NOTHING:
      tc_web_reply_empty (request, 204);
      break;
    case TC_PICTURE_UNKNOWN:
      tc_web_reply_problem (request, 404, "there is no such scene");
      break;
    case TC_PICTURE_BUSY:
      tc_web_reply_header (request, "Retry-After", "1");
      tc_web_reply_problem (request, 503, "too many pictures are waited for");
      break;
  }
}

static void
reply_picture (TcApi *self, TcWebRequest *request, const char *which)
{
  guint64 after;
  int width;

  if (!read_after (request, &after) || !read_width (request, &width))
    return;
  Asked *asked = g_new (Asked, 1);
  *asked = (Asked){.request = tc_web_request_ref (request),
                   .engine = self->engine,
                   .has_sound = self->engine.peak && strcmp (which, "programme") == 0};
  self->engine.picture (self->engine.engine, which, after, width, picture_cb, asked);
}

/* --- the routes --- */

void
tc_api_programme_cb (TcWebRequest *request, gpointer data)
{
  reply_picture (data, request, "programme");
}

void
tc_api_preview_cb (TcWebRequest *request, gpointer data)
{
  reply_picture (data, request, "preview");
}

void
tc_api_scene_picture_cb (TcWebRequest *request, gpointer data)
{
  const char *file = tc_web_request_param (request, "file");
  gsize n = strlen (file);

  if (!g_str_has_suffix (file, SUFFIX) || n > TC_API_MAX_NAME + strlen (SUFFIX)) {
    tc_web_reply_problem (request, 404, "there is no such scene");
    return;
  }
  g_autofree char *which =
      g_strdup_printf ("scene/%.*s", (int)(n - strlen (SUFFIX)), file);
  reply_picture (data, request, which);
}
