/* SPDX-License-Identifier: MIT */
#include "tallycast/media/hub.h"
#include "tallycast/media/limits.h"

#include "../support/packets.h"

typedef struct {
  gint64 now_ns;
  TcClock clock;
  TcHub *hub;
  TcHubTap *tap;
} Fixture;

static gint64
fake_mono (gpointer data)
{
  return ((Fixture *)data)->now_ns;
}

static void
fixture_set_up (Fixture *fix, gconstpointer limits)
{
  fix->clock = (TcClock){fake_mono, fake_mono, fix};
  fix->hub = tc_hub_new (&fix->clock);
  fix->tap = tc_hub_tap_new (fix->hub, limits ? limits : &tc_hub_limits_output);
}

static void
fixture_tear_down (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  tc_hub_tap_free (fix->tap);
  tc_hub_free (fix->hub);
}

static void
push (Fixture *fix, TestPacketKind kind, gint64 dts_ms)
{
  tc_hub_push (fix->hub, test_packet (kind, dts_ms, 100));
}

/* Everything in the queue as text: "K0 a10 P40 d80 ". */
static char *
take_all (Fixture *fix)
{
  GString *text = g_string_new (NULL);

  for (;;) {
    g_autoptr (TcPacket) packet = tc_hub_tap_pop (fix->tap, 0);
    if (!packet)
      break;
    char letter = packet->kind == TC_PACKET_AUDIO ? 'a' : 'P';
    if (packet->is_key)
      letter = 'K';
    else if (packet->is_disposable)
      letter = 'd';
    g_string_append_printf (text, "%c%d ", letter,
                            (int)(packet->dts_ns / TC_NS_PER_MS));
  }
  return g_string_free (text, FALSE);
}

#define assert_queue(fix, expected)           \
  G_STMT_START                                \
  {                                           \
    g_autofree char *queue_ = take_all (fix); \
    g_assert_cmpstr (queue_, ==, expected);   \
  }                                           \
  G_STMT_END

static void
test_kinds (void)
{
  static const struct {
    TestPacketKind kind;
    gboolean is_key, is_disposable;
  } rows[] = {
      {TEST_KEY, TRUE, FALSE},
      {TEST_INTER, FALSE, FALSE},
      {TEST_DISPOSABLE, FALSE, TRUE},
      {TEST_AUDIO, FALSE, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TcPacket) packet = test_packet (rows[i].kind, 0, 6);
    g_assert_cmpint (packet->is_key, ==, rows[i].is_key);
    g_assert_cmpint (packet->is_disposable, ==, rows[i].is_disposable);
  }
}

/* An access unit of AUD, SEI and two slices: one of them is needed, so all of it is. */
static void
test_several_units (void)
{
  static const guint8 unit[] = {0, 0, 0, 2,    0x09, 0xf0, 0, 0, 0, 1,    0x06, 0,
                                0, 0, 2, 0x01, 1,    0,    0, 0, 2, 0x41, 1};
  g_autoptr (TcPacket) packet =
      tc_packet_new (TC_PACKET_VIDEO, gst_buffer_new_memdup (unit, sizeof unit),
                     test_packet_config (TC_PACKET_VIDEO), 0, 0, 0);

  g_assert_false (packet->is_key);
  g_assert_false (packet->is_disposable);

  /* A length that runs past the end ends the reading. */
  static const guint8 broken[] = {0xff, 0xff, 0xff, 0xff, 0x41, 0, 0, 0, 1};
  g_autoptr (TcPacket) odd =
      tc_packet_new (TC_PACKET_VIDEO, gst_buffer_new_memdup (broken, sizeof broken),
                     test_packet_config (TC_PACKET_VIDEO), 0, 0, 0);
  g_assert_false (odd->is_key);
}

static void
test_interleaves (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  TcHubStats stats;

  tc_hub_tap_open (fix->tap);
  /* The video comes half a second after the sound, as from x264. */
  for (int ms = -21; ms < 500; ms += 21)
    push (fix, TEST_AUDIO, ms);
  assert_queue (fix, "");
  push (fix, TEST_KEY, 0);
  push (fix, TEST_INTER, 40);
  assert_queue (fix, "K0 a0 a21 P40 ");
  push (fix, TEST_INTER, 80);
  assert_queue (fix, "a42 a63 P80 ");

  tc_hub_get_stats (fix->hub, &stats);
  g_assert_cmpuint (stats.late, ==, 0);
  g_assert_cmpuint (stats.video_packets, ==, 3);
  g_assert_cmpuint (stats.audio_packets, ==, 5);
  g_assert_cmpint (stats.last_dts_ns, ==, 80 * TC_NS_PER_MS);
}

static void
test_passed_is_enough (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  tc_hub_tap_open (fix->tap);
  push (fix, TEST_KEY, 0);
  assert_queue (fix, "");
  push (fix, TEST_AUDIO, 100);
  assert_queue (fix, "K0 ");
  /* The sound has been at 100 already: nothing before that can come. */
  push (fix, TEST_INTER, 40);
  push (fix, TEST_INTER, 80);
  assert_queue (fix, "P40 P80 ");
  push (fix, TEST_INTER, 120);
  assert_queue (fix, "a100 ");
}

static void
test_silent_stream (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  TcHubStats stats;

  tc_hub_tap_open (fix->tap);
  push (fix, TEST_KEY, 0);
  fix->now_ns = 999 * TC_NS_PER_MS;
  push (fix, TEST_INTER, 40);
  assert_queue (fix, "");
  fix->now_ns = 1000 * TC_NS_PER_MS;
  push (fix, TEST_INTER, 80);
  assert_queue (fix, "K0 ");
  /* Back again, behind what has gone: out at once, and counted. */
  push (fix, TEST_AUDIO, -10);
  assert_queue (fix, "a-10 ");
  tc_hub_get_stats (fix->hub, &stats);
  g_assert_cmpuint (stats.late, ==, 1);
}

static void
test_waiting_is_bounded (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  TcHubStats stats;

  tc_hub_tap_open (fix->tap);
  for (int i = 0; i < TC_HUB_INTERLEAVE_PACKETS + 10; i++)
    push (fix, i ? TEST_INTER : TEST_KEY, i);
  tc_hub_get_stats (fix->hub, &stats);
  g_assert_cmpuint (stats.video_packets, ==, 10);
}

/* From here on sound runs along at the same times, so that video goes straight on. */
static void
push_both (Fixture *fix, TestPacketKind kind, gint64 dts_ms)
{
  push (fix, kind, dts_ms);
  push (fix, TEST_AUDIO, dts_ms);
}

static void
test_opens_at_key (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  push_both (fix, TEST_KEY, 0);
  assert_queue (fix, "");
  tc_hub_tap_open (fix->tap);
  push_both (fix, TEST_INTER, 40);
  push_both (fix, TEST_KEY, 80);
  push_both (fix, TEST_INTER, 120);
  assert_queue (fix, "K80 a80 P120 a120 ");
  tc_hub_tap_close (fix->tap);
  push_both (fix, TEST_KEY, 160);
  assert_queue (fix, "");
}

/* A GOP of @n frames 40 ms apart from @from_ms on; each second frame is disposable. */
static void
push_gop (Fixture *fix, gint64 from_ms, int n)
{
  for (int i = 0; i < n; i++) {
    TestPacketKind kind = i % 2 ? TEST_DISPOSABLE : TEST_INTER;
    push_both (fix, i ? kind : TEST_KEY, from_ms + i * 40);
  }
}

static void
count_left (Fixture *fix,
            int *out_keys,
            int *out_inter,
            int *out_disposable,
            int *out_audio)
{
  g_autofree char *queue = take_all (fix);

  *out_keys = *out_inter = *out_disposable = *out_audio = 0;
  for (const char *c = queue; *c; c++) {
    *out_keys += *c == 'K';
    *out_inter += *c == 'P';
    *out_disposable += *c == 'd';
    *out_audio += *c == 'a';
  }
}

static void
test_drops_disposable (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  TcHubTapStats stats;
  int keys, inter, disposable, audio;

  tc_hub_tap_open (fix->tap);
  /* First droppable frame at 40, newest at 720: 680 ms. Nothing is dropped yet. */
  push_gop (fix, 0, 19);
  tc_hub_tap_get_stats (fix->tap, &stats);
  g_assert_cmpuint (stats.dropped_disposable, ==, 0);
  /* 760: 720 ms, above 700. */
  push_both (fix, TEST_DISPOSABLE, 760);
  tc_hub_tap_get_stats (fix->tap, &stats);
  g_assert_cmpuint (stats.dropped_disposable, ==, 10);
  g_assert_cmpuint (stats.dropped_to_key, ==, 0);
  count_left (fix, &keys, &inter, &disposable, &audio);
  g_assert_cmpint (keys, ==, 1);
  g_assert_cmpint (inter, ==, 9);
  g_assert_cmpint (disposable, ==, 0);
  g_assert_cmpint (audio, ==, 20);
}

static void
push_plain_gop (Fixture *fix, gint64 from_ms, int n)
{
  for (int i = 0; i < n; i++)
    push_both (fix, i ? TEST_INTER : TEST_KEY, from_ms + i * 40);
}

static void
test_drops_to_next_key (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  TcHubTapStats stats;
  int keys, inter, disposable, audio;

  tc_hub_tap_open (fix->tap);
  /* First droppable at 40, newest at 920: 880 ms. */
  push_plain_gop (fix, 0, 24);
  tc_hub_tap_get_stats (fix->tap, &stats);
  g_assert_cmpuint (stats.dropped_to_key, ==, 0);
  /* 960: 920 ms. All inter frames go, and those that still come before the next key. */
  push_both (fix, TEST_INTER, 960);
  push_both (fix, TEST_INTER, 1000);
  tc_hub_tap_get_stats (fix->tap, &stats);
  g_assert_cmpuint (stats.dropped_to_key, ==, 25);
  push_both (fix, TEST_KEY, 1040);
  push_both (fix, TEST_INTER, 1080);
  tc_hub_tap_get_stats (fix->tap, &stats);
  g_assert_cmpuint (stats.dropped_to_key, ==, 25);
  count_left (fix, &keys, &inter, &disposable, &audio);
  g_assert_cmpint (keys, ==, 2);
  g_assert_cmpint (inter, ==, 1);
  g_assert_cmpint (audio, ==, 28);
  g_assert_cmpuint (stats.overflows, ==, 0);
}

/* A key frame is in the queue already: what follows it is whole and stays. */
static void
test_keeps_what_follows_a_key (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  tc_hub_tap_open (fix->tap);
  push (fix, TEST_KEY, 0);
  push (fix, TEST_INTER, 40);
  push (fix, TEST_INTER, 80);
  push (fix, TEST_KEY, 500);
  push (fix, TEST_INTER, 540);
  push (fix, TEST_INTER, 900);
  push (fix, TEST_INTER, 980);
  push (fix, TEST_AUDIO, 1000);
  assert_queue (fix, "K0 K500 P540 P900 P980 ");
}

static void
test_cap_by_time (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  TcHubTapStats stats;

  tc_hub_tap_open (fix->tap);
  for (gint64 ms = 0; ms <= 5000; ms += 1000)
    push_both (fix, TEST_KEY, ms);
  g_assert_false (tc_hub_tap_take_overflow (fix->tap));
  tc_hub_tap_get_stats (fix->tap, &stats);
  g_assert_cmpint (stats.backlog_ms, ==, 5000);

  push_both (fix, TEST_INTER, 5040);
  g_assert_true (tc_hub_tap_take_overflow (fix->tap));
  g_assert_false (tc_hub_tap_take_overflow (fix->tap));
  /* Empty, and on from the next key frame. */
  push_both (fix, TEST_INTER, 5080);
  assert_queue (fix, "");
  push_both (fix, TEST_KEY, 5120);
  assert_queue (fix, "K5120 a5120 ");
  tc_hub_tap_get_stats (fix->tap, &stats);
  g_assert_cmpuint (stats.overflows, ==, 1);
  g_assert_cmpuint (stats.queued_bytes, ==, 0);
}

static void
test_cap_by_size (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  tc_hub_tap_open (fix->tap);
  for (int i = 0; i < 16; i++) {
    g_assert_false (tc_hub_tap_take_overflow (fix->tap));
    tc_hub_push (fix->hub, test_packet (TEST_KEY, i, 1024 * 1024));
    push (fix, TEST_AUDIO, i);
  }
  g_assert_true (tc_hub_tap_take_overflow (fix->tap));
}

static void
test_recorder_drops_no_frame (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  TcHubTapStats stats;
  int keys, inter, disposable, audio;

  tc_hub_tap_open (fix->tap);
  push_gop (fix, 0, 700); /* 28 s */
  g_assert_false (tc_hub_tap_take_overflow (fix->tap));
  tc_hub_tap_get_stats (fix->tap, &stats);
  g_assert_cmpuint (stats.dropped_disposable + stats.dropped_to_key, ==, 0);
  count_left (fix, &keys, &inter, &disposable, &audio);
  g_assert_cmpint (keys + inter + disposable, ==, 700);

  tc_hub_tap_open (fix->tap);
  push_gop (fix, 40000, 800);
  g_assert_true (tc_hub_tap_take_overflow (fix->tap));
}

static void
test_one_slow_tap (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  TcHubTap *slow = tc_hub_tap_new (fix->hub, &tc_hub_limits_output);
  TcHubTapStats stats;
  int video = 0;

  tc_hub_tap_open (fix->tap);
  tc_hub_tap_open (slow);
  for (int i = 0; i < 500; i++) {
    push_both (fix, i % 50 ? TEST_INTER : TEST_KEY, i * 40);
    for (;;) {
      g_autoptr (TcPacket) packet = tc_hub_tap_pop (fix->tap, 0);
      if (!packet)
        break;
      video += packet->kind == TC_PACKET_VIDEO;
    }
  }
  g_assert_cmpint (video, ==, 500);
  tc_hub_tap_get_stats (slow, &stats);
  g_assert_cmpuint (stats.dropped_to_key, >, 0);
  g_assert_cmpuint (stats.overflows, >, 0);
  tc_hub_tap_free (slow);
}

static void
test_config (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  g_assert_null (tc_hub_dup_config (fix->hub, TC_PACKET_AUDIO));
  push (fix, TEST_AUDIO, 0);
  g_autoptr (GBytes) config = tc_hub_dup_config (fix->hub, TC_PACKET_AUDIO);
  g_assert_true (config == test_packet_config (TC_PACKET_AUDIO));
  g_assert_null (tc_hub_dup_config (fix->hub, TC_PACKET_VIDEO));
}

#define THREAD_PACKETS 2000

static gpointer
audio_thread (gpointer data)
{
  for (int i = 0; i < THREAD_PACKETS; i++)
    push (data, TEST_AUDIO, i);
  return NULL;
}

static gpointer
video_thread (gpointer data)
{
  for (int i = 0; i < THREAD_PACKETS; i++)
    push (data, i % 50 ? TEST_INTER : TEST_KEY, i);
  return NULL;
}

/* For ThreadSanitizer, and: each stream stays in order whatever the threads do. */
static void
test_threads (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  tc_hub_tap_open (fix->tap);
  GThread *audio = g_thread_new ("audio", audio_thread, fix);
  GThread *video = g_thread_new ("video", video_thread, fix);
  gint64 last[TC_PACKET_N_KINDS] = {-1, -1};
  gint64 end_ns = tc_clock_mono_ns (tc_clock_system ()) + 20 * TC_NS_PER_S;

  while (last[TC_PACKET_VIDEO] < (THREAD_PACKETS - 1) * TC_NS_PER_MS) {
    g_autoptr (TcPacket) packet = tc_hub_tap_pop (fix->tap, end_ns);
    if (!packet)
      break;
    g_assert_cmpint (packet->dts_ns, >, last[packet->kind]);
    last[packet->kind] = packet->dts_ns;
  }
  g_thread_join (audio);
  g_thread_join (video);
  g_assert_cmpint (last[TC_PACKET_VIDEO], ==, (THREAD_PACKETS - 1) * TC_NS_PER_MS);
  tc_hub_tap_wake (fix->tap);
}

static gpointer
wake_thread (gpointer data)
{
  tc_hub_tap_wake (data);
  return NULL;
}

static void
test_wake (Fixture *fix, G_GNUC_UNUSED gconstpointer limits)
{
  GThread *thread = g_thread_new ("wake", wake_thread, fix->tap);
  gint64 hour_ns = 3600 * TC_NS_PER_S;

  g_assert_null (
      tc_hub_tap_pop (fix->tap, tc_clock_mono_ns (tc_clock_system ()) + hour_ns));
  g_thread_join (thread);
}

#define CLAIM(name, limits, function)                                        \
  g_test_add ("/media/hub/" name, Fixture, limits, fixture_set_up, function, \
              fixture_tear_down)

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/packet/slices-say-key-and-disposable", test_kinds);
  g_test_add_func ("/media/packet/one-needed-slice-is-enough", test_several_units);
  CLAIM ("sound-waits-for-the-video-of-its-moment", NULL, test_interleaves);
  CLAIM ("a-stream-that-has-passed-need-not-be-waited-for", NULL,
         test_passed_is_enough);
  CLAIM ("a-silent-stream-holds-the-other-for-one-second", NULL, test_silent_stream);
  CLAIM ("what-waits-is-bounded", NULL, test_waiting_is_bounded);
  CLAIM ("an-opened-tap-begins-with-a-key-frame", NULL, test_opens_at_key);
  CLAIM ("above-700-ms-disposable-frames-go", NULL, test_drops_disposable);
  CLAIM ("above-900-ms-frames-up-to-the-next-key-go", NULL, test_drops_to_next_key);
  CLAIM ("what-follows-a-queued-key-stays", NULL, test_keeps_what_follows_a_key);
  CLAIM ("above-5-s-the-queue-is-emptied-once", NULL, test_cap_by_time);
  CLAIM ("above-16-MB-the-queue-is-emptied", NULL, test_cap_by_size);
  CLAIM ("the-recorder-loses-no-frame-in-28-s", &tc_hub_limits_recorder,
         test_recorder_drops_no_frame);
  CLAIM ("a-slow-tap-costs-the-other-nothing", NULL, test_one_slow_tap);
  CLAIM ("configurations-are-remembered", NULL, test_config);
  CLAIM ("streams-stay-in-order-over-threads", NULL, test_threads);
  CLAIM ("wake-ends-the-wait", NULL, test_wake);
  return g_test_run ();
}
