/* SPDX-License-Identifier: MIT
 *
 * Cameras and audio inputs with real pipelines: files made by ffmpeg, test pictures.
 */
#include "tallycast/media/camera.h"

#include <math.h>
#include <string.h>

#include "../support/rig.h"
#include "media/island.h"
#include "tallycast/core/error.h"
#include "tallycast/media/audio_input.h"

#define VIDEO(size, fps) "-f lavfi -i testsrc2=s=" size ":r=" fps ":d=2 "
#define SOUND(rate)      "-f lavfi -i sine=440:r=" rate ":d=2 "
#define CODECS \
  "-c:v libx264 -preset ultrafast -threads 1 -pix_fmt yuv420p -g 25 -c:a aac -ac 2 "
#define MONO \
  "-c:v libx264 -preset ultrafast -threads 1 -pix_fmt yuv420p -g 25 -c:a aac -ac 1 "

static const struct {
  const char *name;
  const char *arguments;
  int width, height;
  double fps;
  gboolean has_sound;
  gboolean has_bars; /* another shape than 16:9: black at the sides */
} clips[] = {
    {"25.mp4", VIDEO ("320x180", "25") SOUND ("48000") CODECS, 320, 180, 25, TRUE, 0},
    {"25.ts", VIDEO ("320x180", "25") SOUND ("48000") CODECS, 320, 180, 25, TRUE, 0},
    {"25.mkv", VIDEO ("320x180", "25") SOUND ("48000") CODECS, 320, 180, 25, TRUE, 0},
    {"30.mp4", VIDEO ("640x360", "30") SOUND ("48000") CODECS, 640, 360, 30, TRUE, 0},
    {"50.mkv", VIDEO ("320x180", "50") SOUND ("48000") CODECS, 320, 180, 50, TRUE, 0},
    {"240.mp4", VIDEO ("320x180", "240") SOUND ("48000") CODECS, 320, 180, 240, TRUE,
     0},
    {"small.mp4", VIDEO ("176x144", "24") SOUND ("48000") CODECS, 176, 144, 24, TRUE,
     1},
    {"tall.mp4", VIDEO ("202x360", "25") SOUND ("48000") CODECS, 202, 360, 25, TRUE, 1},
    {"mute.mp4", VIDEO ("320x180", "25") CODECS, 320, 180, 25, FALSE, 0},
    {"mono.mp4", VIDEO ("320x180", "25") SOUND ("44100") MONO, 320, 180, 25, TRUE, 0},
};

/* All of them at once, each with a ticker of its own, until each has begun again and
 * has brought a second of its next loop. */
static void
plays_and_loops_every_file (void)
{
  Rig *rigs[G_N_ELEMENTS (clips)];

  for (guint i = 0; i < G_N_ELEMENTS (clips); i++) {
    g_autofree char *path = rig_clip (clips[i].name, clips[i].arguments);
    g_autofree char *uri = rig_uri (path);
    rigs[i] = rig_new (uri, NULL);
  }
  for (guint i = 0; i < G_N_ELEMENTS (clips); i++) {
    rig_wait (rig_status (rigs[i]).loops >= 1);
    rig_wait (rig_status (rigs[i]).frames > 3 * MIN (clips[i].fps, 60));
    rig_wait (rig_view (rigs[i]) == TC_VIEW_LIVE);
  }
  for (guint i = 0; i < G_N_ELEMENTS (clips); i++) {
    TcCameraStatus status = rig_status (rigs[i]);
    TcTickerStats stats;
    tc_ticker_get_stats (rigs[i]->ticker, &stats);
    TcFrameQueueStats frames = stats.views[0].frames;
    g_test_message ("%s: %u frames, %u loops, %u starved, %u overflows, period %.2f ms",
                    clips[i].name, (guint)status.frames, (guint)status.loops,
                    (guint)frames.starved, (guint)frames.overflows,
                    (double)frames.period_ns * 1e-6);
    g_assert_cmpint (status.width, ==, clips[i].width);
    g_assert_cmpint (status.height, ==, clips[i].height);
    g_assert_cmpfloat (fabs ((double)status.rate.num / status.rate.den - clips[i].fps),
                       <, 0.01);
    g_assert_cmpuint (status.restarts, ==, 0);
    g_assert_cmpint (status.has_audio, ==, clips[i].has_sound);

    pthread_mutex_lock (&rigs[i]->lock);
    g_assert_cmpuint (rigs[i]->changes, >, 20);
    if (clips[i].has_sound)
      g_assert_cmpfloat (rigs[i]->energy, >, 1);
    else
      g_assert_cmpfloat (rigs[i]->energy, ==, 0);
    if (clips[i].has_bars)
      g_assert_cmpuint (rigs[i]->corner, ==, 16);
    g_assert_cmpuint (rigs[i]->centre, >, 16);
    pthread_mutex_unlock (&rigs[i]->lock);
    rig_free (rigs[i]);
  }
}

/* In the file both begin on the same instant; at the sink at most 40 ms apart, over a
 * loop's seam too (4 s). */
static void
flash_and_beep_stay_together (void)
{
  static const char *const names[] = {"flash.mp4", "flash.ts", "flash.mkv"};
  Rig *rigs[G_N_ELEMENTS (names)];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = rig_flash_beep (names[i], "");
    g_autofree char *uri = rig_uri (path);
    rigs[i] = rig_new (uri, NULL);
  }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    rig_wait (rig_pairs (rigs[i]) >= 4);
    pthread_mutex_lock (&rigs[i]->lock);
    g_test_message ("%s: mean %.1f ms, worst %.1f ms", names[i],
                    rigs[i]->sum_ms / rigs[i]->pairs, rigs[i]->worst_ms);
    g_assert_cmpfloat (rigs[i]->worst_ms, <=, 40);
    pthread_mutex_unlock (&rigs[i]->lock);
    rig_free (rigs[i]);
  }
}

static void
test_pictures_move_and_sound (void)
{
  static const char *const uris[] = {"test:", "test:ball", "test:smpte"};
  Rig *rigs[G_N_ELEMENTS (uris)];

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    rigs[i] = rig_new (uris[i], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (uris); i++) {
    rig_wait (rig_view (rigs[i]) == TC_VIEW_LIVE);
    rig_wait (rig_energy (rigs[i]) > 0.1);
    rig_wait (rig_changes (rigs[i]) > 25);
    g_assert_cmpint (rig_status (rigs[i]).has_audio, ==, TRUE);
    rig_free (rigs[i]);
  }
}

/* No picture, nothing to decode, no device: lost with a reason, and tried again. */
static void
what_has_no_picture_is_lost_with_a_reason (void)
{
  g_autofree char *sound = rig_clip ("sound.m4a", SOUND ("48000") "-t 0.3 -c:a aac");
  g_autofree char *sound_uri = rig_uri (sound);
  g_autofree char *junk = g_build_filename (g_getenv ("TC_BUILD"), "junk.mp4", NULL);
  g_assert_true (g_file_set_contents (junk, "this is not a film", -1, NULL));
  g_autofree char *junk_uri = rig_uri (junk);
  const char *const uris[] = {sound_uri, junk_uri, "v4l2:/dev/video99"};

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++) {
    Rig *rig = rig_new (uris[i], NULL);
    rig_wait (rig_status (rig).restarts >= 1);
    g_autofree char *text = rig_dup_text (rig);
    g_test_message ("%s: %s", uris[i], text);
    g_assert_cmpstr (text, !=, "");
    g_assert_cmpint (rig_view (rig), ==, TC_VIEW_SLATE);
    rig_wait (rig_pictures (rig) > 10);
    rig_free (rig);
  }
}

static void
refuses_what_cannot_be_a_camera (void)
{
  static const struct {
    const char *uri;
    int code;
    const char *part; /* of the message */
  } cases[] = {
      {"tset:", TC_ERROR_CONFIG, "did you mean 'test:'"},
      {"test:bal", TC_ERROR_CONFIG, "unknown test picture"},
      {"", TC_ERROR_CONFIG, "unknown scheme"},
      {"clip.mp4", TC_ERROR_CONFIG, "unknown scheme"},
      {"ftp://a:secret@host/x", TC_ERROR_CONFIG, "unknown scheme"},
      {"file://clip.mp4", TC_ERROR_CONFIG, "file:///path"},
      {"file:///no/such/clip.mp4", TC_ERROR_UNAVAILABLE, "no such file"},
      {"file:///tmp", TC_ERROR_UNAVAILABLE, "no such file"},
      {"rtsp:///cam", TC_ERROR_CONFIG, "not an address"},
      {"rtsp://a:secret@:x/cam", TC_ERROR_CONFIG, "not an address"},
      {"v4l2:video0", TC_ERROR_CONFIG, "not a device"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (tc_camera_check_uri (cases[i].uri, &error));
    g_test_message ("%s", error->message);
    g_assert_error (error, TC_ERROR, cases[i].code);
    g_assert_nonnull (strstr (error->message, cases[i].part));
    g_assert_null (strstr (error->message, "secret"));
  }
  static const char *const good[] = {"test:", "test:smpte", "rtsp://10.0.0.5/cam",
                                     "rtsp://u:p@host:8554/a?b=c", "v4l2:/dev/video0"};
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    tc_camera_check_uri (good[i], &error);
    g_assert_no_error (error);
  }
}

static double
ring_energy (TcAudioRing *ring)
{
  static float samples[4800 * 2];
  TcAudioRingStats stats;
  double energy = 0;
  tc_audio_ring_get_stats (ring, &stats);
  gint64 end = tc_audio_position_at (stats.last_write_ns);
  for (int block = 0; block < 10; block++) { /* a second */
    tc_audio_ring_read (ring, end - 48000 + block * 4800, samples, 4800);
    for (int i = 0; i < 4800 * 2; i++)
      energy += samples[i] * samples[i];
  }
  return energy;
}

static void
audio_inputs_fill_the_ring (void)
{
  static const char *const inputs[] = {"test:", "test:tone"};

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++) {
    TcAudioRing *ring = tc_audio_ring_new ();
    TcAudioRingStats stats = {0};
    g_autoptr (GError) error = NULL;
    TcAudioInput *input =
        tc_audio_input_new (inputs[i], ring, tc_clock_system (), NULL, &error);
    g_assert_no_error (error);
    tc_audio_input_start (input);
    rig_wait ((tc_audio_ring_get_stats (ring, &stats), stats.written > 60000));
    g_assert_cmpint (tc_audio_input_state (input), ==, TC_CAMERA_LIVE);
    /* The tone is loud all the time: 0.1^2 / 2 in each of 96,000 samples. */
    double energy = ring_energy (ring);
    g_test_message ("%s: energy %g", inputs[i], energy);
    g_assert_cmpfloat (energy, >, i == 0 ? 5 : 400);
    g_assert_cmpfloat (energy, <, i == 0 ? 20 : 1000);
    tc_audio_input_free (input);
    tc_audio_ring_free (ring);
  }
}

static void
a_sound_card_that_is_not_there_is_lost (void)
{
  TcAudioRing *ring = tc_audio_ring_new ();
  TcAudioInput *input =
      tc_audio_input_new ("alsa:hw:77", ring, tc_clock_system (), NULL, NULL);
  tc_audio_input_start (input);
  rig_wait (tc_audio_input_state (input) == TC_CAMERA_BACKOFF);
  tc_audio_input_free (input);
  tc_audio_ring_free (ring);
}

static void
pauses_grow_to_ten_seconds (void)
{
  static const gint64 want[] = {1000, 2000, 4000, 8000, 10000, 10000};
  for (guint i = 0; i < G_N_ELEMENTS (want); i++)
    g_assert_cmpint (tc_island_backoff_ms (i), ==, want[i]);
  g_assert_cmpint (tc_island_backoff_ms (G_MAXUINT), ==, 10000);
}

static void
audio_inputs_are_checked (void)
{
  static const char *const good[] = {"camera", "none", "test:", "test:tone",
                                     "alsa:hw:1,0"};
  static const char *const bad[] = {"", "camra", "alsa", "test:noise", "tone"};

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    tc_audio_input_check (good[i], &error);
    g_assert_no_error (error);
    g_assert_cmpint (tc_audio_input_is_camera (good[i]), ==, i == 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (tc_audio_input_check (bad[i], &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/media/camera/refuses-what-cannot-be-a-camera",
                   refuses_what_cannot_be_a_camera);
  g_test_add_func ("/media/island/pauses-grow-to-ten-seconds",
                   pauses_grow_to_ten_seconds);
  g_test_add_func ("/media/audio-input/a-sound-card-that-is-not-there-is-lost",
                   a_sound_card_that_is_not_there_is_lost);
  g_test_add_func ("/media/audio-input/inputs-are-checked", audio_inputs_are_checked);
  g_test_add_func ("/media/audio-input/inputs-fill-the-ring",
                   audio_inputs_fill_the_ring);
  g_test_add_func ("/media/camera/test-pictures-move-and-sound",
                   test_pictures_move_and_sound);
  g_test_add_func ("/media/camera/plays-and-loops-every-file",
                   plays_and_loops_every_file);
  g_test_add_func ("/media/camera/flash-and-beep-stay-together",
                   flash_and_beep_stay_together);
  g_test_add_func ("/media/camera/what-has-no-picture-is-lost-with-a-reason",
                   what_has_no_picture_is_lost_with_a_reason);
  return g_test_run ();
}
