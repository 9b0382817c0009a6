/* SPDX-License-Identifier: MIT
 *
 * The worker moves packets from its tap into the present file. Files that are being
 * finished are down in the background and only looked at; a disk that hangs costs a
 * thread, never the programme: the tap is bounded and nobody waits for it.
 */
#include "tallycast/media/recorder.h"

#include <pthread.h>

#include "tallycast/core/sync.h"
#include "tallycast/media/limits.h"

#include "media/recorder_file.h"
#include "media/recorder_place.h"

#define DEFAULT_PREFIX    "tallycast"
#define DEFAULT_SEGMENT_S 1200
#define DEFAULT_RETRY_MS  5000

#define POLL_MS      50
#define CONGESTED_MS 10
#define SPACE_MS     1000
#define SYNC_MS      5000
#define ABANDON_MS   11000
/* Recording goes on only with a tenth more free than it stopped at, so that it does not
 * flap. */
#define RESUME_PARTS 10

typedef struct {
  TcTeardown *teardown; /* owned */
  gint64 since_ns;
} Finishing;

struct _TcRecorder {
  char *dir, *prefix; /* owned */
  int segment_s, retry_ms;
  guint64 keep_free_bytes;
  gboolean (*free_space) (gpointer data, const char *dir, guint64 *out_bytes);
  TcRecorderNotify notify;
  char *(*tag) (gpointer data);
  gpointer data;
  TcHub *hub; /* borrowed */
  TcStreamInfo info;
  GThread *worker;

  /* The worker's alone. */
  TcHubTap *tap;
  TcRecorderFile *file; /* NULL: none open */
  GArray *finishing;    /* of Finishing */
  gint64 looked_ns, synced_ns, retry_ns;

  pthread_mutex_t lock;
  /* guards: */
  gboolean is_wanted, is_quitting, has_news;
  TcRecorderStats stats;
};

static const char *const state_names[] = {"idle", "wait_key", "recording", "no_space",
                                          "backoff"};

const char *
tc_recorder_state_name (TcRecorderState state)
{
  return state_names[state];
}

void
tc_recorder_stats_clear (TcRecorderStats *stats)
{
  g_clear_pointer (&stats->path, g_free);
  g_clear_pointer (&stats->why, json_decref);
}

static gint64
now_ns (void)
{
  return tc_clock_mono_ns (tc_clock_system ());
}

/* --- state -------------------------------------------------------------------------
 */

static TcRecorderState
get_state (TcRecorder *self)
{
  TC_LOCKED (&self->lock);
  return self->stats.state;
}

static void
enter (TcRecorder *self, TcRecorderState state)
{
  gint64 now = now_ns ();

  TC_LOCKED (&self->lock);
  if (self->stats.state == state)
    return;
  self->stats.state = state;
  self->stats.since_ns = now;
  self->has_news = TRUE;
}

static void
publish (TcRecorder *self)
{
  gboolean has_news;

  {
    TC_LOCKED (&self->lock);
    has_news = self->has_news;
    self->has_news = FALSE;
  }
  if (!has_news || !self->notify)
    return;
  g_auto (TcRecorderStats) stats = {0};
  tc_recorder_get_stats (self, &stats);
  self->notify (self->data, &stats);
}

/* @why: (transfer full). */
static void
take_why (TcRecorder *self, json_t *why)
{
  TC_LOCKED (&self->lock);
  json_decref (self->stats.why);
  self->stats.why = why;
  self->stats.errors++;
}

/* --- files -------------------------------------------------------------------------
 */

static void
finish_file (TcRecorder *self, gboolean is_broken)
{
  if (!self->file)
    return;
  Finishing finishing = {
      tc_recorder_file_close (g_steal_pointer (&self->file), is_broken), now_ns ()};
  g_array_append_val (self->finishing, finishing);
}

/* Forgets what is down, and what does not come down. */
static void
reap (TcRecorder *self, gint64 now)
{
  for (guint i = self->finishing->len; i-- > 0;) {
    const Finishing *finishing = &g_array_index (self->finishing, Finishing, i);
    gboolean is_down = tc_teardown_wait (finishing->teardown, 0);

    if (!is_down && now - finishing->since_ns < ABANDON_MS * TC_NS_PER_MS)
      continue;
    if (is_down && tc_teardown_error (finishing->teardown))
      take_why (self,
                tc_recorder_why (self->dir, tc_teardown_error (finishing->teardown)));
    tc_teardown_unref (finishing->teardown);
    g_array_remove_index_fast (self->finishing, i);
    TC_LOCKED (&self->lock);
    self->stats.abandoned += is_down ? 0 : 1;
  }
}

static void
fail (TcRecorder *self, const GError *error)
{
  take_why (self, tc_recorder_why (self->dir, error));
  tc_hub_tap_close (self->tap);
  finish_file (self, TRUE);
  self->retry_ns = now_ns () + self->retry_ms * TC_NS_PER_MS;
  enter (self, TC_RECORDER_BACKOFF);
}

static void
open_file (TcRecorder *self, const TcPacket *first)
{
  g_autoptr (GBytes) audio = tc_hub_dup_config (self->hub, TC_PACKET_AUDIO);
  g_autofree char *tag = self->tag ? self->tag (self->data) : NULL;
  g_autofree char *path = tc_recorder_new_path (self->dir, self->prefix, tag);
  g_autoptr (GError) error = NULL;

  self->file = tc_recorder_file_open (path, &self->info, first, audio, &error);
  if (!self->file) {
    fail (self, error);
    return;
  }
  self->synced_ns = now_ns ();
  enter (self, TC_RECORDER_RECORDING);
  TC_LOCKED (&self->lock);
  g_free (self->stats.path);
  self->stats.path = g_steal_pointer (&path);
  self->stats.files++;
  self->stats.bytes = 0;
  self->stats.duration_ms = 0;
  self->stats.first_ns = first->pts_ns;
  self->has_news = TRUE;
}

static void
write_packet (TcRecorder *self, const TcPacket *packet)
{
  gint64 segment_ns = self->segment_s * TC_NS_PER_S;

  if (self->file && packet->is_key &&
      packet->dts_ns - tc_recorder_file_zero_ns (self->file) >= segment_ns)
    finish_file (self, FALSE);
  if (!self->file && packet->is_key)
    open_file (self, packet);
  if (!self->file)
    return;

  tc_recorder_file_push (self->file, packet);
  gint64 end_ns = packet->pts_ns + packet->duration_ns;
  TC_LOCKED (&self->lock);
  self->stats.bytes += packet->size_bytes;
  self->stats.duration_ms =
      (end_ns - tc_recorder_file_zero_ns (self->file)) / TC_NS_PER_MS;
}

/* --- the worker's rounds -----------------------------------------------------------
 */

static void
check_file (TcRecorder *self)
{
  g_autoptr (GError) error = NULL;

  if (self->file && !tc_recorder_file_check (self->file, &error)) {
    fail (self, error);
    return;
  }
  if (!tc_hub_tap_take_overflow (self->tap))
    return;
  finish_file (self, FALSE);
  enter (self, TC_RECORDER_WAIT_KEY);
}

static void
sync_file (TcRecorder *self, gint64 now)
{
  if (!self->file || now - self->synced_ns < SYNC_MS * TC_NS_PER_MS)
    return;
  self->synced_ns = now;
  tc_recorder_file_sync (self->file);

  gint64 took_ms = (now_ns () - now) / TC_NS_PER_MS;
  TC_LOCKED (&self->lock);
  self->stats.max_sync_ms = MAX (self->stats.max_sync_ms, took_ms);
}

/* Looks once a second. A disk that cannot be asked is not taken for a full one: the
 * next write will say what is wrong with it. */
static gboolean
has_space (TcRecorder *self, gint64 now)
{
  guint64 bytes = G_MAXUINT64, needed = self->keep_free_bytes;
  gboolean was_full = get_state (self) == TC_RECORDER_NO_SPACE;

  if (now - self->looked_ns < SPACE_MS * TC_NS_PER_MS)
    return !was_full;
  self->looked_ns = now;
  if (!self->free_space (self->data, self->dir, &bytes))
    return TRUE;
  if (was_full)
    needed += needed / RESUME_PARTS;
  TC_LOCKED (&self->lock);
  self->stats.free_bytes = bytes;
  return bytes >= needed;
}

static void
stop_for_space (TcRecorder *self)
{
  if (get_state (self) == TC_RECORDER_NO_SPACE)
    return;
  tc_hub_tap_close (self->tap);
  finish_file (self, FALSE);
  take_why (self, tc_why_new (TC_WHY_DISK_NEARLY_FULL, NULL));
  enter (self, TC_RECORDER_NO_SPACE);
}

static void
wait_for_key (TcRecorder *self)
{
  tc_hub_tap_open (self->tap);
  enter (self, TC_RECORDER_WAIT_KEY);
}

static void
round_wanted (TcRecorder *self, gint64 now)
{
  TcRecorderState state = get_state (self);

  if (!has_space (self, now))
    stop_for_space (self);
  else if (state == TC_RECORDER_IDLE || state == TC_RECORDER_NO_SPACE ||
           (state == TC_RECORDER_BACKOFF && now >= self->retry_ns))
    wait_for_key (self);
  else
    check_file (self);
}

static void
round_unwanted (TcRecorder *self)
{
  if (get_state (self) == TC_RECORDER_IDLE)
    return;
  tc_hub_tap_close (self->tap);
  finish_file (self, FALSE);
  if (self->finishing->len == 0)
    enter (self, TC_RECORDER_IDLE);
}

static void
drain (TcRecorder *self, gint64 deadline)
{
  while (now_ns () < deadline) {
    if (self->file &&
        tc_recorder_file_queued_bytes (self->file) >= TC_RECORDER_MUX_BYTES) {
      g_usleep (CONGESTED_MS * 1000);
      continue;
    }
    g_autoptr (TcPacket) packet = tc_hub_tap_pop (self->tap, deadline);
    if (!packet)
      return;
    write_packet (self, packet);
  }
}

static gboolean
take_wish (TcRecorder *self, gboolean *out_wanted)
{
  TC_LOCKED (&self->lock);
  *out_wanted = self->is_wanted;
  return !self->is_quitting || self->stats.state != TC_RECORDER_IDLE;
}

static gpointer
worker_thread (gpointer data)
{
  TcRecorder *self = data;
  gboolean is_wanted;

  while (take_wish (self, &is_wanted)) {
    gint64 now = now_ns ();

    reap (self, now);
    if (is_wanted)
      round_wanted (self, now);
    else
      round_unwanted (self);
    sync_file (self, now);
    publish (self);
    drain (self, now + POLL_MS * TC_NS_PER_MS);
  }
  return NULL;
}

/* --- public ------------------------------------------------------------------------
 */

TcRecorder *
tc_recorder_new (const TcRecorderSettings *settings,
                 TcHub *hub,
                 const TcStreamInfo *info,
                 GError **error)
{
  if (!tc_recorder_check_settings (settings, error))
    return NULL;

  TcRecorder *self = g_new0 (TcRecorder, 1);
  self->dir = g_strdup (settings->dir);
  self->prefix = g_strdup (settings->prefix ? settings->prefix : DEFAULT_PREFIX);
  self->segment_s = settings->segment_s ? settings->segment_s : DEFAULT_SEGMENT_S;
  self->retry_ms = settings->retry_ms ? settings->retry_ms : DEFAULT_RETRY_MS;
  self->keep_free_bytes = settings->keep_free_bytes;
  self->free_space =
      settings->free_space ? settings->free_space : tc_recorder_disk_free;
  self->notify = settings->notify;
  self->tag = settings->tag;
  self->data = settings->data;
  self->hub = hub;
  self->info = *info;
  self->tap = tc_hub_tap_new (hub, &tc_hub_limits_recorder);
  self->finishing = g_array_new (FALSE, FALSE, sizeof (Finishing));
  self->stats.since_ns = now_ns ();
  pthread_mutex_init (&self->lock, NULL);
  self->worker = g_thread_new ("recorder", worker_thread, self);
  return self;
}

static void
ask (TcRecorder *self, gboolean is_wanted, gboolean is_quitting)
{
  {
    TC_LOCKED (&self->lock);
    if (is_wanted && !self->is_wanted)
      g_clear_pointer (&self->stats.why, json_decref);
    self->is_wanted = is_wanted;
    self->is_quitting = is_quitting;
  }
  tc_hub_tap_wake (self->tap);
}

void
tc_recorder_start (TcRecorder *self)
{
  ask (self, TRUE, FALSE);
}

void
tc_recorder_stop (TcRecorder *self)
{
  ask (self, FALSE, FALSE);
}

void
tc_recorder_free (TcRecorder *self)
{
  if (!self)
    return;
  ask (self, FALSE, TRUE);
  g_thread_join (self->worker);
  g_array_unref (self->finishing);
  tc_hub_tap_free (self->tap);
  tc_recorder_stats_clear (&self->stats);
  pthread_mutex_destroy (&self->lock);
  g_free (self->dir);
  g_free (self->prefix);
  g_free (self);
}

void
tc_recorder_get_stats (TcRecorder *self, TcRecorderStats *out_stats)
{
  TcHubTapStats queue;

  tc_hub_tap_get_stats (self->tap, &queue);
  TC_LOCKED (&self->lock);
  *out_stats = self->stats;
  out_stats->overflows = queue.overflows;
  out_stats->path = g_strdup (self->stats.path);
  out_stats->why = tc_why_copy (self->stats.why);
  out_stats->last_error = out_stats->why ? tc_why_text (out_stats->why, TRUE) : NULL;
}
