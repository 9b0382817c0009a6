/* SPDX-License-Identifier: MIT
 *
 * The embedded files: each is compressed once, when it is added, for everybody whose
 * Accept-Encoding allows gzip.
 */
#include "web-private.h"

#define LEVEL     9 /* of zlib, the smallest */
#define TAG_CHARS 32

struct TcWebStored {
  const TcWebFile *file;
  GBytes *plain;
  GBytes *gzip;
  char *plain_tag, *gzip_tag; /* of two representations, as RFC 9110 has it */
};

static GBytes *
compress (GBytes *plain)
{
  gsize n_bytes = 0;
  gconstpointer bytes = g_bytes_get_data (plain, &n_bytes);
  g_autoptr (GZlibCompressor) gzip =
      g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, LEVEL);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) into =
      g_converter_output_stream_new (memory, G_CONVERTER (gzip));

  if (!g_output_stream_write_all (into, bytes, n_bytes, NULL, NULL, NULL) ||
      !g_output_stream_close (into, NULL, NULL))
    g_assert_not_reached (); /* memory takes all */
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

TcWebStored *
tc_web_stored_new (GResource *resource, const TcWebFile *file)
{
  TcWebStored *self = g_new0 (TcWebStored, 1);

  self->file = file;
  self->plain = g_resource_lookup_data (resource, file->resource,
                                        G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert (self->plain);
  self->gzip = compress (self->plain);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->plain);
  self->plain_tag = g_strndup (sum, TAG_CHARS);
  self->gzip_tag = g_strconcat (self->plain_tag, "-gzip", NULL);
  return self;
}

void
tc_web_stored_free (gpointer data)
{
  TcWebStored *self = data;

  g_bytes_unref (self->plain);
  g_bytes_unref (self->gzip);
  g_free (self->plain_tag);
  g_free (self->gzip_tag);
  g_free (self);
}

static gboolean
accepts_gzip (const TcWebRequest *request)
{
  const char *accepted = tc_web_request_header (request, "Accept-Encoding");
  GSList *names = accepted ? soup_header_parse_quality_list (accepted, NULL) : NULL;
  gboolean is_found = FALSE;

  for (const GSList *name = names; name && !is_found; name = name->next)
    is_found = g_ascii_strcasecmp (name->data, "gzip") == 0;
  soup_header_free_list (names);
  return is_found;
}

void
tc_web_serve_file (TcWebRequest *request, const TcWebStored *stored)
{
  gboolean is_gzip = accepts_gzip (request);
  gsize n_bytes = 0;
  gconstpointer bytes =
      g_bytes_get_data (is_gzip ? stored->gzip : stored->plain, &n_bytes);
  gboolean is_same =
      tc_web_reply_tag (request, is_gzip ? stored->gzip_tag : stored->plain_tag);

  tc_web_reply_start (request, is_same ? 304 : 200, stored->file->csp);
  tc_web_reply_header (request, "Vary", "Accept-Encoding");
  if (!is_same && is_gzip)
    tc_web_reply_header (request, "Content-Encoding", "gzip");
  if (!is_same)
    soup_server_message_set_response (request->msg, stored->file->type,
                                      SOUP_MEMORY_STATIC, bytes, n_bytes);
  tc_web_conn_deadline (request->conn, TRUE);
}
