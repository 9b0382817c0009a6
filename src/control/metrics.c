/* SPDX-License-Identifier: MIT
 *
 * The numbers of the status, in the text format of Prometheus 0.0.4.
 */
#include "documents.h"

#include "api-private.h"

#include <string.h>

/* A number of the status: of one part, or of each item of a list, labelled by its id.
 * With a word: 1 when the member is it, else 0. */
typedef struct {
  const char *name, *type, *help;
  const char *part, *key, *word;
  double scale;
} Metric;

static const Metric metrics[] = {
    {"tallycast_uptime_seconds", "gauge", "Since the broadcast began", NULL,
     "uptime_ms", NULL, 1e-3},
    {"tallycast_programme_frame", "counter", "Programme frames so far", NULL, "frame",
     NULL, 1},
    {"tallycast_missed_frames_total", "counter", "Frames that were not encoded",
     "programme", "missed", NULL, 1},
    {"tallycast_late_frames_total", "counter", "Frames begun over half a frame late",
     "programme", "late", NULL, 1},
    {"tallycast_feed_fresh", "gauge", "Whether the backend's data is fresh", "feed",
     "state", "fresh", 1},
    {"tallycast_feed_refusals", "gauge", "Parts of the document refused now", "feed",
     "refusals", NULL, 1},
    {"tallycast_camera_live", "gauge", "Whether the camera's picture is on the air",
     "cameras", "state", "live", 1},
    {"tallycast_output_live", "gauge", "Whether the output sends", "outputs", "state",
     "live", 1},
    {"tallycast_output_bits_per_second", "gauge", "What it sends", "outputs", "kbps",
     NULL, 1000},
    {"tallycast_output_backlog_seconds", "gauge", "What it has yet to send", "outputs",
     "backlog_ms", NULL, 1e-3},
    {"tallycast_output_reconnects_total", "counter", "Connections lost", "outputs",
     "reconnects", NULL, 1},
    {"tallycast_record_free_bytes", "gauge", "Free space where it records", "record",
     "free_bytes", NULL, 1},
};

static void
add_sample (GString *text, const Metric *metric, const json_t *of, const char *id)
{
  const json_t *value = json_object_get (of, metric->key);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  double sample;

  if (metric->word && json_is_string (value))
    sample = strcmp (json_string_value (value), metric->word) == 0;
  else if (!metric->word && json_is_number (value))
    sample = json_number_value (value) * metric->scale;
  else
    return; /* not known */
  g_string_append (text, metric->name);
  if (id)
    g_string_append_printf (text, "{id=\"%s\"}", id);
  g_string_append_printf (text, " %s\n",
                          g_ascii_formatd (number, sizeof number, "%.15g", sample));
}

/* An id is of letters, digits, - and _: nothing to be escaped. */
static void
add_metric (GString *text, const Metric *metric, const json_t *status)
{
  const json_t *of = metric->part ? json_object_get (status, metric->part) : status;
  size_t i = 0;
  const json_t *item = NULL;

  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", metric->name,
                          metric->help, metric->name, metric->type);
  if (!json_is_array (of)) {
    add_sample (text, metric, of, NULL);
    return;
  }
  json_array_foreach (of, i, item)
  {
    add_sample (text, metric, item, json_string_value (json_object_get (item, "id")));
  }
}

void
tc_api_metrics_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;
  json_t *status = self->engine.status (self->engine.engine);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (metrics); i++)
    add_metric (text, &metrics[i], status);
  json_decref (status);
  tc_web_reply_bytes (request, 200, "text/plain; version=0.0.4; charset=utf-8",
                      text->str, text->len);
}
