/* SPDX-License-Identifier: MIT
 *
 * bench-control PORT PID: a running `live`, asked and watched.
 *
 * - from a take's request to the programme frame that shows it, and to its answer
 * - what TC_API_MAX_EVENTS listeners of the events cost, in CPU time and missed frames
 *
 * One thread reads all listeners with poll; what it needs itself is not counted.
 */
#include "tallycast/control/api.h"

#include "../support/http.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TAKES    200
#define ROUNDS   3
#define ROUND_US (10 * G_USEC_PER_SEC)

static int
by_value (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static double
quantile (GArray *values, double q)
{
  guint i = (guint)(q * (values->len - 1) + 0.5);

  g_array_sort (values, by_value);
  return g_array_index (values, double, i);
}

static void
row (const char *what, const char *value, const char *aim)
{
  printf ("%-46s %12s %12s %7s   %s\n", what, value, "", "", aim);
  fflush (stdout);
}

static json_t *
call (guint16 port, const char *what, const char *body)
{
  g_autofree char *answer = talk_call (port, what, NULL, body);
  json_t *json = json_loads (talk_body (answer), 0, NULL);

  if (talk_status (answer) != 200 || !json)
    g_error ("%s: %s", what, answer);
  return json;
}

static json_int_t
number (const json_t *of, const char *part, const char *key)
{
  return json_integer_value (
      json_object_get (part ? json_object_get (of, part) : of, key));
}

/* --- takes ------------------------------------------------------------------------ */

static void
bench_takes (guint16 port)
{
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) answers = g_array_new (FALSE, FALSE, sizeof (double));

  for (int i = 0; i < TAKES; i++) {
    json_t *status = call (port, "GET /api/v1/status", NULL);
    gint64 asked_us = g_get_monotonic_time ();
    json_t *answer = call (port, "POST /api/v1/take", "{\"transition\":\"cut\"}");
    double ms = (double)(g_get_monotonic_time () - asked_us) / 1000;
    double after =
        (double)(number (answer, NULL, "frame") - number (status, NULL, "frame"));
    g_array_append_val (answers, ms);
    g_array_append_val (frames, after);
    json_decref (status);
    json_decref (answer);
    g_usleep (20000 + (gulong)g_random_int_range (0, 40000)); /* anywhere in a frame */
  }
  g_autofree char *shown = g_strdup_printf ("%.0f, %.0f fr", quantile (frames, 0.5),
                                            quantile (frames, 0.99));
  g_autofree char *said = g_strdup_printf ("%.1f, %.1f ms", quantile (answers, 0.5),
                                           quantile (answers, 0.99));
  row ("take: frames after the next one, median, 99 %", shown, "0");
  row ("take: to its answer, median, 99 %", said, "");
}

/* --- listeners -------------------------------------------------------------------- */

static double
cpu_s (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  long user = 0, system = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("no process %d", pid);
  if (sscanf (strrchr (text, ')'),
              ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
              "%ld %ld", /* NOLINT(cert-err34-c) */
              &user, &system) != 2)
    g_error ("%s cannot be read", path);
  return (double)(user + system) / (double)sysconf (_SC_CLK_TCK);
}

/* Reads all of them for a round. Returns: the events that came. */
static guint64
read_round (struct pollfd *polls, int n)
{
  gint64 end_us = g_get_monotonic_time () + ROUND_US;
  char bytes[65536];
  guint64 events = 0;

  while (g_get_monotonic_time () < end_us) {
    if (poll (polls, (nfds_t)n, 100) <= 0)
      continue;
    for (int i = 0; i < n; i++) {
      if (!polls[i].revents)
        continue;
      ssize_t got = read (polls[i].fd, bytes, sizeof bytes);
      if (got <= 0)
        g_error ("listener %d was dropped", i);
      for (ssize_t k = 0; k + 6 < got; k++)
        events += memcmp (bytes + k, "event:", 6) == 0;
    }
  }
  return events;
}

static void
open_listeners (guint16 port, Talk **talks, struct pollfd *polls)
{
  const char *request = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n";

  for (int i = 0; i < TC_API_MAX_EVENTS; i++) {
    talks[i] = talk_new (port);
    talk_send (talks[i], request, strlen (request));
    if (!talk_until (talks[i], "event: status"))
      g_error ("listener %d is not served", i);
    polls[i] = (struct pollfd){g_socket_get_fd (talks[i]->socket), POLLIN, 0};
  }
}

static json_int_t
missed (guint16 port)
{
  json_t *status = call (port, "GET /api/v1/status", NULL);
  json_int_t n = number (status, "programme", "missed");

  json_decref (status);
  return n;
}

/* A round without and one with listeners, in turn. */
static void
bench_listeners (guint16 port, int pid)
{
  static Talk *talks[TC_API_MAX_EVENTS];
  static struct pollfd polls[TC_API_MAX_EVENTS];
  g_autoptr (GArray) costs = g_array_new (FALSE, FALSE, sizeof (double));
  json_int_t missed_alone = 0, missed_with = 0;
  guint64 events = 0;

  for (int round = 0; round < ROUNDS; round++) {
    json_int_t before = missed (port);
    double start = cpu_s (pid);
    g_usleep (ROUND_US);
    double alone = cpu_s (pid) - start;
    missed_alone += missed (port) - before;
    open_listeners (port, talks, polls);
    before = missed (port);
    start = cpu_s (pid);
    events += read_round (polls, TC_API_MAX_EVENTS);
    double cost = (cpu_s (pid) - start - alone) * G_USEC_PER_SEC / ROUND_US * 100;
    g_array_append_val (costs, cost);
    missed_with += missed (port) - before;
    for (int i = 0; i < TC_API_MAX_EVENTS; i++)
      talk_free (talks[i]);
  }
  g_autofree char *cost = g_strdup_printf ("%.1f %%", quantile (costs, 0.5));
  g_autofree char *frames =
      g_strdup_printf ("%d (%d)", (int)missed_with, (int)missed_alone);
  g_autofree char *rate =
      g_strdup_printf ("%.1f /s", (double)events * G_USEC_PER_SEC / ROUND_US / ROUNDS /
                                      TC_API_MAX_EVENTS);
  row ("200 listeners of the events: CPU of a core", cost, "5 %");
  row ("200 listeners: frames missed (without them)", frames, "0");
  row ("200 listeners: events to each", rate, "");
}

int
main (int argc, char **argv)
{
  if (argc != 3) {
    fputs ("usage: bench-control PORT PID\n", stderr);
    return 64;
  }
  bench_takes ((guint16)g_ascii_strtoull (argv[1], NULL, 10));
  bench_listeners ((guint16)g_ascii_strtoull (argv[1], NULL, 10),
                   (int)g_ascii_strtoll (argv[2], NULL, 10));
  return 0;
}
