/* SPDX-License-Identifier: MIT
 *
 * What one more output costs: CPU of this process with one output and with two, in
 * turns, to a private nginx each. The hub is fed by the clock with packets that were
 * encoded before (4500 kbit/s of H.264, 25 a second, and AAC), so that x264's own ups
 * and downs are not in it. Nothing is asserted.
 */
#include <gst/gst.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tallycast/media/limits.h"
#include "tallycast/media/output.h"

#include "../support/broadcast.h"
#include "../support/figures.h"
#include "../support/rtmp-server.h"

#define KBPS       4500
#define LOOP_S     4 /* of packets; two GOPs of TestBroadcast's */
#define MAX_ROUNDS 21
#define N_OUTPUTS  2
#define WAIT_MS    10000

/* Packets of LOOP_S seconds by DTS; the first one is a key frame at 0. */
typedef struct {
  GPtrArray *packets;
  gint64 first_ns, length_ns;
  TcStreamInfo info;
} Loop;

typedef struct {
  Loop loop;
  TcHub *hub;
  GThread *player;
  int is_ending; /* atomic */
  TestServer *server;
  TcOutput *outputs[N_OUTPUTS];
} Bench;

static gint64
now_ns (void)
{
  return tc_clock_mono_ns (tc_clock_system ());
}

/* --- packets, once round --- */

/* The tap is closed after this: what is taken is whole GOPs from a key frame on. */
static void
loop_record (Loop *self)
{
  TestBroadcast *broadcast = test_broadcast_start (KBPS);
  TcHubTap *tap = tc_hub_tap_new (broadcast->hub, &tc_hub_limits_recorder);
  gint64 until = now_ns () + (LOOP_S + 10) * TC_NS_PER_S;

  self->info = broadcast->info;
  self->length_ns = LOOP_S * TC_NS_PER_S;
  self->packets = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_packet_unref);
  tc_hub_tap_open (tap);
  while (now_ns () < until) {
    TcPacket *packet = tc_hub_tap_pop (tap, until);
    if (!packet)
      continue;
    if (self->packets->len == 0)
      self->first_ns = packet->dts_ns;
    gboolean is_end = packet->dts_ns >= self->first_ns + self->length_ns;
    if (is_end) {
      tc_packet_unref (packet);
      break;
    }
    g_ptr_array_add (self->packets, packet);
  }
  tc_hub_tap_free (tap);
  test_broadcast_stop (broadcast);
}

static int
loop_kbps (const Loop *self)
{
  guint64 bytes = 0;

  for (guint i = 0; i < self->packets->len; i++)
    bytes += ((const TcPacket *)g_ptr_array_index (self->packets, i))->size_bytes;
  return (int)(bytes * 8 / (guint64)(self->length_ns / TC_NS_PER_MS));
}

/* The same payload, not copied, with a later time. */
static TcPacket *
loop_packet (const Loop *self, guint64 n)
{
  const TcPacket *from = g_ptr_array_index (self->packets, n % self->packets->len);
  gint64 later = (gint64)(n / self->packets->len) * self->length_ns - self->first_ns;

  return tc_packet_new (from->kind, gst_buffer_ref (from->buffer), from->config,
                        from->pts_ns + later, from->dts_ns + later, from->duration_ns);
}

static void
sleep_until (gint64 at_ns)
{
  struct timespec at = {at_ns / TC_NS_PER_S, at_ns % TC_NS_PER_S};

  while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) != 0)
    ;
}

static gpointer
play (gpointer data)
{
  Bench *self = data;
  gint64 base = now_ns ();

  for (guint64 n = 0; !g_atomic_int_get (&self->is_ending); n++) {
    TcPacket *packet = loop_packet (&self->loop, n);
    sleep_until (base + packet->dts_ns);
    tc_hub_push (self->hub, packet);
  }
  return NULL;
}

/* --- measuring --- */

static TcOutputState
state_of (TcOutput *output)
{
  g_auto (TcOutputStats) stats = {0};

  tc_output_get_stats (output, &stats);
  return stats.state;
}

static void
fail (const char *what)
{
  fprintf (stderr, "bench-output: %s\n", what);
  exit (1);
}

static void
wait_state (TcOutput *output, TcOutputState state)
{
  gint64 until = now_ns () + WAIT_MS * TC_NS_PER_MS;

  while (state_of (output) != state) {
    if (now_ns () > until)
      fail ("an output does not get where it should");
    g_usleep (20 * 1000);
  }
}

static double
cpu_s (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Returns: per cent of a core, over @seconds. */
static double
load (int seconds)
{
  gint64 begin = now_ns ();
  double cpu = cpu_s ();

  sleep_until (begin + seconds * TC_NS_PER_S);
  return 100 * (cpu_s () - cpu) / ((double)(now_ns () - begin) / 1e9);
}

static void
check_sent (TcOutput *output)
{
  g_auto (TcOutputStats) stats = {0};

  tc_output_get_stats (output, &stats);
  if (stats.state != TC_OUTPUT_LIVE || stats.dropped_frames > 0 || stats.reconnects > 0)
    fail ("an output did not send all");
}

/* --- */

static void
bench_start (Bench *self)
{
  g_autoptr (GError) error = NULL;

  loop_record (&self->loop);
  if (self->loop.packets->len == 0)
    fail ("nothing was encoded");
  self->server = test_server_new ("bench-output");
  self->hub = tc_hub_new (tc_clock_system ());
  self->player = g_thread_new ("player", play, self);
  for (int i = 0; i < N_OUTPUTS; i++) {
    g_autofree char *url =
        g_strdup_printf ("rtmp://127.0.0.1:%d/live/bench%d", self->server->port, i);
    TcOutputSettings settings = {.id = "bench", .url = url};
    self->outputs[i] = tc_output_new (&settings, self->hub, &self->loop.info, &error);
    if (!self->outputs[i])
      fail (error->message);
  }
  tc_output_start (self->outputs[0]);
  wait_state (self->outputs[0], TC_OUTPUT_LIVE);
}

static void
bench_stop (Bench *self)
{
  for (int i = 0; i < N_OUTPUTS; i++)
    tc_output_free (self->outputs[i]);
  g_atomic_int_set (&self->is_ending, 1);
  g_thread_join (self->player);
  tc_hub_free (self->hub);
  test_server_free (self->server);
  g_ptr_array_unref (self->loop.packets);
}

int
main (int argc, char **argv)
{
  Bench bench = {0};
  double one[MAX_ROUNDS], more[MAX_ROUNDS];
  const char *rounds_text = g_getenv ("ROUNDS"), *seconds_text = g_getenv ("OUTPUT_S");
  int rounds = CLAMP (rounds_text ? atoi (rounds_text) : 5, 1, MAX_ROUNDS);
  int seconds = MAX (seconds_text ? atoi (seconds_text) : 6, 1);

  gst_init (&argc, &argv);
  bench_start (&bench);
  for (int i = 0; i < rounds; i++) {
    one[i] = load (seconds);
    tc_output_start (bench.outputs[1]);
    wait_state (bench.outputs[1], TC_OUTPUT_LIVE);
    more[i] = load (seconds) - one[i];
    check_sent (bench.outputs[1]);
    tc_output_stop (bench.outputs[1]);
    wait_state (bench.outputs[1], TC_OUTPUT_IDLE);
  }
  check_sent (bench.outputs[0]);
  figures_row ("one more output, of a core", "1 %", "%.2f %%",
               figures_median (more, rounds));
  figures_row ("hub and first output, of a core", "", "%.2f %%",
               figures_median (one, rounds));
  printf ("# %d kbit/s, %d rounds of %d s\n", loop_kbps (&bench.loop), rounds, seconds);
  bench_stop (&bench);
  return 0;
}
