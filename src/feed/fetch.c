/* SPDX-License-Identifier: MIT */
#include "feed/fetch.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "tallycast/core/log.h"
#include "tallycast/core/model.h"
#include "tallycast/core/why.h"
#include "tallycast/feed/poller.h"

#define CONNECT_LIMIT_MS 3000L

struct TcFetch {
  CURLM *multi;
  CURL *easy; /* kept, so that its connection is used again */
  struct curl_slist *headers;
  GByteArray *body;
  gsize n_head_bytes;
  gboolean is_busy, is_too_large;
  CURLcode result;
  char error[CURL_ERROR_SIZE];
};

static void
global_init (void)
{
  curl_global_init (CURL_GLOBAL_DEFAULT);
}

/* Bytes after decoding: a small gzip body that unpacks to gigabytes ends here too. */
static size_t
body_cb (char *bytes, size_t size, size_t n, void *data)
{
  TcFetch *self = data;

  if (self->body->len + size * n > TC_MODEL_MAX_DOCUMENT_BYTES) {
    self->is_too_large = TRUE;
    return 0;
  }
  g_byte_array_append (self->body, (const guint8 *)bytes, (guint)(size * n));
  return size * n;
}

static size_t
head_cb (G_GNUC_UNUSED char *bytes, size_t size, size_t n, void *data)
{
  TcFetch *self = data;

  self->n_head_bytes += size * n;
  if (self->n_head_bytes <= TC_FEED_MAX_HEAD_BYTES)
    return size * n;
  self->is_too_large = TRUE;
  return 0;
}

TcFetch *
tc_fetch_new (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  TcFetch *self = g_new0 (TcFetch, 1);

  pthread_once (&once, global_init);
  self->multi = curl_multi_init ();
  self->easy = curl_easy_init ();
  self->body = g_byte_array_new ();
  if (!self->multi || !self->easy)
    g_error ("libcurl: out of memory");

  curl_easy_setopt (self->easy, CURLOPT_NOSIGNAL, 1L);
  /* Else removing the handle waits for a name look-up that hangs. */
  curl_easy_setopt (self->easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt (self->easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (self->easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (self->easy, CURLOPT_PROXY, "");
  curl_easy_setopt (self->easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  curl_easy_setopt (self->easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_LIMIT_MS);
  curl_easy_setopt (self->easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt (self->easy, CURLOPT_USERAGENT, "tallycast/" TC_VERSION);
  curl_easy_setopt (self->easy, CURLOPT_WRITEFUNCTION, body_cb);
  curl_easy_setopt (self->easy, CURLOPT_WRITEDATA, self);
  curl_easy_setopt (self->easy, CURLOPT_HEADERFUNCTION, head_cb);
  curl_easy_setopt (self->easy, CURLOPT_HEADERDATA, self);
  curl_easy_setopt (self->easy, CURLOPT_ERRORBUFFER, self->error);
  return self;
}

void
tc_fetch_free (TcFetch *self)
{
  if (!self)
    return;
  if (self->is_busy)
    curl_multi_remove_handle (self->multi, self->easy);
  curl_easy_cleanup (self->easy);
  curl_multi_cleanup (self->multi);
  curl_slist_free_all (self->headers);
  g_byte_array_unref (self->body);
  g_free (self);
}

void
tc_fetch_start (TcFetch *self, const char *url, const char *etag, int limit_ms)
{
  g_return_if_fail (!self->is_busy);

  g_byte_array_set_size (self->body, 0);
  self->n_head_bytes = 0;
  self->is_too_large = FALSE;
  self->error[0] = '\0';
  curl_slist_free_all (self->headers);
  self->headers = curl_slist_append (NULL, "Accept: application/json");
  if (etag) {
    g_autofree char *header = g_strdup_printf ("If-None-Match: \"%s\"", etag);
    self->headers = curl_slist_append (self->headers, header);
  }
  curl_easy_setopt (self->easy, CURLOPT_HTTPHEADER, self->headers);
  curl_easy_setopt (self->easy, CURLOPT_HTTPGET, 1L);
  curl_easy_setopt (self->easy, CURLOPT_URL, url);
  curl_easy_setopt (self->easy, CURLOPT_TIMEOUT_MS, (long)limit_ms);
  curl_multi_add_handle (self->multi, self->easy);
  self->is_busy = TRUE;
}

void
tc_fetch_start_post (TcFetch *self, const char *url, const char *json, int limit_ms)
{
  /* Without this a body over 1 kB waits a second for a server's "100 Continue". */
  static const char *const lines[] = {"Content-Type: application/json", "Expect:"};

  tc_fetch_start (self, url, NULL, limit_ms);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    self->headers = curl_slist_append (self->headers, lines[i]);
  curl_easy_setopt (self->easy, CURLOPT_HTTPHEADER, self->headers);
  curl_easy_setopt (self->easy, CURLOPT_COPYPOSTFIELDS, json);
}

gboolean
tc_fetch_is_busy (const TcFetch *self)
{
  return self->is_busy;
}

static gboolean
is_done (TcFetch *self)
{
  const CURLMsg *message;
  int n_left;

  while ((message = curl_multi_info_read (self->multi, &n_left))) {
    if (message->msg != CURLMSG_DONE)
      continue;
    self->result = message->data.result;
    curl_multi_remove_handle (self->multi, self->easy);
    self->is_busy = FALSE;
    return TRUE;
  }
  return FALSE;
}

gboolean
tc_fetch_run (TcFetch *self, int timeout_ms)
{
  int n_running;

  curl_multi_perform (self->multi, &n_running);
  if (is_done (self))
    return TRUE;
  curl_multi_poll (self->multi, NULL, 0, timeout_ms, NULL);
  curl_multi_perform (self->multi, &n_running);
  return is_done (self);
}

void
tc_fetch_wake (TcFetch *self)
{
  curl_multi_wakeup (self->multi);
}

long
tc_fetch_status (const TcFetch *self)
{
  long status = 0;

  if (self->result == CURLE_OK)
    curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

const char *
tc_fetch_body (const TcFetch *self, gsize *n_bytes)
{
  *n_bytes = self->body->len;
  return (const char *)self->body->data;
}

/* "name:port" of the URL that was asked. */
static char *
host_of (const TcFetch *self)
{
  CURLU *url = curl_url ();
  char *whole = NULL, *host = NULL, *port = NULL;
  char *both = NULL;

  curl_easy_getinfo (self->easy, CURLINFO_EFFECTIVE_URL, &whole);
  if (whole && curl_url_set (url, CURLUPART_URL, whole, 0) == CURLUE_OK &&
      curl_url_get (url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
      curl_url_get (url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK)
    both = g_strdup_printf ("%s:%s", host, port);
  curl_free (host);
  curl_free (port);
  curl_url_cleanup (url);
  return both ? both : g_strdup ("?");
}

static TcWhyCode
connect_code (const TcFetch *self)
{
  long number = 0;

  curl_easy_getinfo (self->easy, CURLINFO_OS_ERRNO, &number);
  return number == ENETUNREACH || number == EHOSTUNREACH ? TC_WHY_UNREACHABLE
         : number == ETIMEDOUT                           ? TC_WHY_NO_ANSWER
                                                         : TC_WHY_CONNECTION_REFUSED;
}

static TcWhyCode
failure_code (const TcFetch *self)
{
  switch (self->result) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return TC_WHY_NO_SUCH_HOST;
    case CURLE_COULDNT_CONNECT:
      return connect_code (self);
    case CURLE_OPERATION_TIMEDOUT:
      return TC_WHY_NO_ANSWER;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
      return TC_WHY_NOT_TRUSTED;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return TC_WHY_CONNECTION_ENDED;
    default:
      return TC_WHY_OTHER;
  }
}

json_t *
tc_fetch_why (const TcFetch *self)
{
  g_autofree char *host = host_of (self);
  long status = tc_fetch_status (self);
  TcWhyCode code = self->is_too_large ? TC_WHY_ANSWER_TOO_LARGE : failure_code (self);
  const char *location = NULL;

  if (status == 0 && code == TC_WHY_OTHER)
    return tc_why_other (self->error[0] ? self->error
                                        : curl_easy_strerror (self->result));
  if (status == 0 || self->is_too_large)
    return tc_why_new (code, json_pack ("{s:s}", "host", host));

  curl_easy_getinfo (self->easy, CURLINFO_REDIRECT_URL, &location);
  g_autofree char *masked = location ? tc_url_mask (location) : NULL;
  return tc_why_new (masked ? TC_WHY_HTTP_REDIRECT : TC_WHY_HTTP_STATUS,
                     json_pack ("{s:s, s:i, s:s*}", "host", host, "status", (int)status,
                                "to", masked));
}

/* Joins the base's path and @path with one slash. */
static CURLUcode
set_path (CURLU *url, const char *path)
{
  char *base = NULL;
  CURLUcode code = curl_url_get (url, CURLUPART_PATH, &base, 0);

  if (code != CURLUE_OK)
    return code;
  g_autofree char *joined = g_strdup (base);
  curl_free (base);
  while (g_str_has_suffix (joined, "/"))
    joined[strlen (joined) - 1] = '\0';
  g_autofree char *whole = g_strconcat (joined, path, NULL);
  return curl_url_set (url, CURLUPART_PATH, whole, 0);
}

char *
tc_fetch_url (const char *base, const char *path, const char *query)
{
  CURLU *url = curl_url ();
  char *whole = NULL, *result = NULL;
  gboolean is_http = g_ascii_strncasecmp (base, "http://", 7) == 0 ||
                     g_ascii_strncasecmp (base, "https://", 8) == 0;

  if (is_http && curl_url_set (url, CURLUPART_URL, base, 0) == CURLUE_OK &&
      set_path (url, path) == CURLUE_OK &&
      curl_url_set (url, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK &&
      (!query ||
       curl_url_set (url, CURLUPART_QUERY, query, CURLU_APPENDQUERY) == CURLUE_OK) &&
      curl_url_get (url, CURLUPART_URL, &whole, 0) == CURLUE_OK)
    result = g_strdup (whole);
  curl_free (whole);
  curl_url_cleanup (url);
  return result;
}
