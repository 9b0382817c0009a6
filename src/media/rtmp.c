/* SPDX-License-Identifier: MIT */
#include "media/rtmp.h"

#include <gio/gio.h>
#include <gst/app/gstappsrc.h>
#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/core/log.h"

#include "media/teardown.h"

#define RTMP_PORT  1935
#define RTMPS_PORT 443
/* The default of 128 costs a header each 128 bytes; OBS uses 4096 as well. */
#define CHUNK_BYTES 4096
/* At EOS the sink queues its good-byes but does not wait for the socket. */
#define GOODBYE_EOS_MS    500
#define GOODBYE_LINGER_MS 300

struct _TcRtmp {
  const TcRtmpTarget *target; /* borrowed */
  GstElement *pipeline;       /* owned until close */
  GstElement *src, *sink;
  GstBus *bus;
};

void
tc_rtmp_target_free (TcRtmpTarget *self)
{
  if (!self)
    return;
  g_free (self->scheme);
  g_free (self->host);
  g_free (self->user);
  g_free (self->password);
  g_free (self->application);
  g_free (self->stream);
  g_free (self->shown);
  g_free (self);
}

static gboolean
wrong (const TcRtmpTarget *self, const char *what, GError **error)
{
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "output %s: %s", self->shown, what);
  return FALSE;
}

static gboolean
parse_port (TcRtmpTarget *self, const char *text, GError **error)
{
  guint64 port;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &port, NULL))
    return wrong (self, "the port must be 1 .. 65535", error);
  self->port = (guint)port;
  return TRUE;
}

/* host, host:port, [v6], [v6]:port */
static gboolean
parse_host (TcRtmpTarget *self, const char *text, GError **error)
{
  const char *end = *text == '[' ? strchr (text, ']') : strchr (text, ':');

  if (*text == '[') {
    if (!end || (end[1] && end[1] != ':'))
      return wrong (self, "a broken IPv6 address", error);
    self->host = g_strndup (text + 1, (gsize)(end - text - 1));
    end = end[1] ? end + 1 : NULL;
  } else {
    self->host = end ? g_strndup (text, (gsize)(end - text)) : g_strdup (text);
  }
  if (!*self->host)
    return wrong (self, "no host", error);
  self->port = g_str_equal (self->scheme, "rtmps") ? RTMPS_PORT : RTMP_PORT;
  return end ? parse_port (self, end + 1, error) : TRUE;
}

static gboolean
parse_authority (TcRtmpTarget *self, const char *authority, GError **error)
{
  const char *at = strrchr (authority, '@');

  if (!at)
    return parse_host (self, authority, error);

  g_autofree char *info = g_strndup (authority, (gsize)(at - authority));
  char *colon = strchr (info, ':');
  if (!colon)
    return wrong (self, "a user needs a password: user:password@host", error);
  *colon = '\0';
  self->user = g_uri_unescape_string (info, NULL);
  self->password = g_uri_unescape_string (colon + 1, NULL);
  if (!self->user || !self->password)
    return wrong (self, "broken %-escape in user or password", error);
  return parse_host (self, at + 1, error);
}

static gboolean
parse_path (TcRtmpTarget *self, const char *path, const char *key, GError **error)
{
  const char *slash = strchr (path, '/');

  if (key) {
    self->application = g_strdup (path);
    self->stream = g_strdup (key);
    if (g_str_has_suffix (self->application, "/"))
      self->application[strlen (self->application) - 1] = '\0';
  } else {
    self->application =
        slash ? g_strndup (path, (gsize)(slash - path)) : g_strdup (path);
    self->stream = g_strdup (slash ? slash + 1 : "");
  }
  if (!*self->application)
    return wrong (self, "no application: rtmp://host/application/key", error);
  if (!*self->stream)
    return wrong (self, "no stream key, neither in the URL nor given apart", error);
  for (const char *c = self->stream; *c; c++)
    if (g_ascii_iscntrl (*c) || *c == ' ')
      return wrong (self, "the stream key has a space or control character in it",
                    error);
  return TRUE;
}

TcRtmpTarget *
tc_rtmp_target_parse (const char *url, const char *key, GError **error)
{
  g_autoptr (TcRtmpTarget) self = g_new0 (TcRtmpTarget, 1);

  const char *rest = strstr (url, "://");
  self->scheme = g_strndup (url, rest ? (gsize)(rest - url) : 0);
  if (!rest ||
      (!g_str_equal (self->scheme, "rtmp") && !g_str_equal (self->scheme, "rtmps"))) {
    /* Not even masked: with a mistyped scheme nobody knows where the key stands. */
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "output: the URL must begin with rtmp:// or rtmps://");
    return NULL;
  }
  self->shown = tc_url_mask (url);
  rest += strlen ("://");

  const char *path = strchr (rest, '/');
  g_autofree char *authority =
      path ? g_strndup (rest, (gsize)(path - rest)) : g_strdup (rest);
  if (!parse_authority (self, authority, error) ||
      !parse_path (self, path ? path + 1 : "", key, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Shorter parts are words of any sentence: hiding a user "r" would hide nothing. */
#define MIN_SECRET_BYTES 4

static void
mask_part (GString *text, const char *secret)
{
  if (secret && *secret)
    g_string_replace (text, secret, "***", 0);
}

static void
mask_long (GString *text, const char *secret)
{
  if (secret && strlen (secret) >= MIN_SECRET_BYTES)
    mask_part (text, secret);
}

/* Servers name a stream in their answers as they please: without its arguments, with
 * the arguments apart, decoded, or escaped by who prints it. */
static void
mask_pieces (GString *text, const char *secret)
{
  g_auto (GStrv) pieces = g_strsplit_set (secret, "?&=", -1);
  g_autofree char *escaped = g_strescape (secret, NULL);
  g_autofree char *decoded = g_uri_unescape_string (secret, NULL);

  mask_part (text, secret);
  mask_long (text, escaped);
  mask_long (text, decoded);
  for (guint i = 0; pieces[i]; i++) {
    g_autofree char *piece = g_uri_unescape_string (pieces[i], NULL);
    mask_long (text, pieces[i]);
    mask_long (text, piece);
  }
}

char *
tc_rtmp_target_mask (const TcRtmpTarget *self, const char *text)
{
  g_autoptr (GString) shown = g_string_new (text);

  mask_pieces (shown, self->stream);
  mask_part (shown, self->password);
  mask_long (shown, self->user);
  mask_part (shown, strchr (self->application, '?'));
  return g_string_free (g_steal_pointer (&shown), FALSE);
}

static GstElement *
make (GstElement *pipeline, const char *factory, json_t **why)
{
  GstElement *element = gst_element_factory_make (factory, NULL);

  if (!element)
    *why = tc_why_new (TC_WHY_NOT_INSTALLED, json_pack ("{s:s}", "text", factory));
  else
    gst_bin_add (GST_BIN (pipeline), element);
  return element;
}

static void
set_up_source (GstElement *src)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("video/x-flv");

  g_object_set (src, "caps", caps, "format", GST_FORMAT_BYTES, "is-live", TRUE, "block",
                FALSE, "max-bytes", G_GUINT64_CONSTANT (0), NULL);
}

static void
set_up_sink (GstElement *sink, const TcRtmpTarget *target, int socket_timeout_ms)
{
  guint timeout_s = (guint)MAX ((socket_timeout_ms + 999) / 1000, 1);

  gst_util_set_object_arg (G_OBJECT (sink), "scheme", target->scheme);
  g_object_set (sink, "host", target->host, "port", target->port, "application",
                target->application, "stream", target->stream, "username", target->user,
                "password", target->password, "timeout", timeout_s, "chunk-size",
                CHUNK_BYTES, "async-connect", TRUE, "sync", FALSE, "async", FALSE,
                "enable-last-sample", FALSE, NULL);
}

TcRtmp *
tc_rtmp_open (const TcRtmpTarget *target, int socket_timeout_ms, json_t **why)
{
  g_autoptr (GstElement) pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  GstElement *src = make (pipeline, "appsrc", why);
  GstElement *sink = src ? make (pipeline, "rtmp2sink", why) : NULL;
  if (!sink)
    return NULL;

  set_up_source (src);
  set_up_sink (sink, target, socket_timeout_ms);
  gst_element_link (src, sink);
  TcRtmp *self = g_new0 (TcRtmp, 1);
  self->target = target;
  self->src = src;
  self->sink = sink;
  self->bus = gst_element_get_bus (pipeline);
  self->pipeline = g_steal_pointer (&pipeline);
  /* A failure is on the bus and found by the first check. */
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return self;
}

void
tc_rtmp_push (TcRtmp *self, GBytes *tag)
{
  GstBuffer *buffer = gst_buffer_new_wrapped_bytes (tag);

  g_bytes_unref (tag);
  /* Refused only when the pipeline has failed, which check says with its reason. */
  gst_app_src_push_buffer (GST_APP_SRC (self->src), buffer);
}

guint64
tc_rtmp_queued_bytes (TcRtmp *self)
{
  return gst_app_src_get_current_level_bytes (GST_APP_SRC (self->src));
}

guint64
tc_rtmp_sent_bytes (TcRtmp *self)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 bytes = 0;

  g_object_get (self->sink, "stats", &stats, NULL);
  if (stats)
    gst_structure_get_uint64 (stats, "out-bytes-total", &bytes);
  return bytes;
}

/* --- why it failed ---------------------------------------------------------------- */

static json_t *
why_with_host (const TcRtmpTarget *self, TcWhyCode code, const char *text)
{
  return tc_why_new (code, json_pack ("{s:o, s:s*}", "host",
                                      json_sprintf ("%s:%u", self->host, self->port),
                                      "text", text));
}

json_t *
tc_rtmp_target_why (const TcRtmpTarget *self, TcWhyCode code)
{
  return why_with_host (self, code, NULL);
}

/* nginx-rtmp: "publish denied; stream already exists: NetStream.Publish.BadName". */
static TcWhyCode
refusal_code (const GError *cause)
{
  if (strstr (cause->message, "BadName") || strstr (cause->message, "already exists"))
    return TC_WHY_KEY_IN_USE;
  if (g_error_matches (cause, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED) ||
      strstr (cause->message, "publish denied"))
    return TC_WHY_KEY_REFUSED;
  return TC_WHY_OTHER;
}

static TcWhyCode
socket_code (int code)
{
  switch (code) {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return TC_WHY_CONNECTION_REFUSED;
    case G_IO_ERROR_HOST_NOT_FOUND:
      return TC_WHY_NO_SUCH_HOST;
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return TC_WHY_UNREACHABLE;
    case G_IO_ERROR_TIMED_OUT:
      return TC_WHY_NO_ANSWER;
    case G_IO_ERROR_CONNECTION_CLOSED:
    case G_IO_ERROR_CLOSED:
    case G_IO_ERROR_PARTIAL_INPUT:
      return TC_WHY_CONNECTION_ENDED;
    default:
      return TC_WHY_OTHER;
  }
}

/* rtmp2sink says a socket's error in @details, as "domain g-io-error-quark, code 24",
 * but for one, which it has words of its own for. */
static TcWhyCode
network_code (const GError *cause, const char *details)
{
  g_autoptr (GRegex) regex =
      g_regex_new ("domain ([a-z-]+), code ([0-9]+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (g_str_has_prefix (cause->message, "Connection refused: "))
    return TC_WHY_CONNECTION_REFUSED;
  if (!details || !g_regex_match (regex, details, 0, &match))
    return TC_WHY_OTHER;
  g_autofree char *domain = g_match_info_fetch (match, 1);
  g_autofree char *code = g_match_info_fetch (match, 2);
  GQuark quark = g_quark_try_string (domain);
  if (quark == G_IO_ERROR)
    return socket_code ((int)g_ascii_strtoll (code, NULL, 10));
  if (quark == G_RESOLVER_ERROR)
    return TC_WHY_NO_SUCH_HOST;
  return quark == G_TLS_ERROR ? TC_WHY_NOT_TRUSTED : TC_WHY_OTHER;
}

json_t *
tc_rtmp_why (const TcRtmpTarget *target, GstMessage *message, gboolean *out_refused)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *details = NULL;

  *out_refused = FALSE;
  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return tc_rtmp_target_why (target, TC_WHY_CONNECTION_ENDED);
  gst_message_parse_error (message, &cause, &details);
  g_autofree char *masked = tc_rtmp_target_mask (target, cause->message);
  g_autofree char *text = g_utf8_make_valid (masked, -1);
  TcWhyCode code = refusal_code (cause);

  *out_refused = code != TC_WHY_OTHER;
  if (!*out_refused)
    code = network_code (cause, details);
  return code == TC_WHY_OTHER ? tc_why_other (text)
                              : why_with_host (target, code, text);
}

gboolean
tc_rtmp_check (TcRtmp *self, gboolean *out_refused, json_t **why)
{
  GstMessage *message =
      gst_bus_pop_filtered (self->bus, GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
  if (!message)
    return TRUE;

  *why = tc_rtmp_why (self->target, message, out_refused);
  gst_message_unref (message);
  return FALSE;
}

gboolean
tc_rtmp_close (TcRtmp *self, gboolean says_goodbye, int timeout_ms)
{
  if (says_goodbye)
    gst_app_src_end_of_stream (GST_APP_SRC (self->src));

  g_autoptr (TcTeardown) teardown = tc_teardown_start (
      self->pipeline, says_goodbye ? GOODBYE_EOS_MS : 0, GOODBYE_LINGER_MS);
  gboolean is_down = tc_teardown_wait (teardown, timeout_ms);
  gst_object_unref (self->bus);
  g_free (self);
  return is_down;
}
