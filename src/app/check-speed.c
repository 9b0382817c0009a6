/* SPDX-License-Identifier: MIT
 *
 * What can only be known by doing it: how fast this machine encodes, and its disk
 * writes.
 */
#include "app/check-part.h"

#include "media/test_picture.h"
#include "tallycast/core/error.h"
#include "tallycast/core/file.h"
#include "tallycast/media/encoder.h"
#include "tallycast/media/media.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PICTURES    8 /* shown again and again */
#define PICTURE_NS  (40 * TC_NS_PER_MS)
#define NOISE       3  /* of 255, up and down: what a camera has in a hall */
#define WARM_FRAMES 20 /* until look-ahead and threads are filled */
#define MEASURE_MS  2000
#define MIN_FRAMES  5
#define MAX_MS      20000
#define RETRY_US    500
#define SPARE       1.5 /* cameras, graphics and outputs need time, too */
#define WRITE_BYTES (16 * 1024 * 1024)
#define BYTES_IN_MB 1e6

/* --- the encoder --- */

/* Without noise a test picture would be much easier to encode than a camera's. */
static void
add_noise (GstBuffer *picture, guint32 *random)
{
  GstMapInfo map;

  g_return_if_fail (gst_buffer_map (picture, &map, GST_MAP_READWRITE));
  for (gsize i = 0; i < map.size; i++) {
    *random ^= *random << 13;
    *random ^= *random >> 17;
    *random ^= *random << 5;
    map.data[i] = (guint8)CLAMP (
        (int)map.data[i] + (int)(*random % (2 * NOISE + 1)) - NOISE, 16, 235);
  }
  gst_buffer_unmap (picture, &map);
}

static GPtrArray *
paint (const TcFormat *format)
{
  GPtrArray *pictures =
      g_ptr_array_new_with_free_func ((GDestroyNotify)gst_buffer_unref);
  TcTestPicture *painter = tc_test_picture_new (format);
  guint32 random = 1;

  for (int i = 0; i < PICTURES; i++) {
    GstBuffer *picture =
        gst_buffer_make_writable (tc_test_picture_paint (painter, i * PICTURE_NS));

    add_noise (picture, &random);
    g_ptr_array_add (pictures, picture);
  }
  tc_test_picture_free (painter);
  return pictures;
}

/* Frames a second, as fast as it goes. */
static double
race (TcEncoder *encoder, const GPtrArray *pictures)
{
  gint64 begin_us = g_get_monotonic_time ();
  gint64 end_us = begin_us + MAX_MS * G_GINT64_CONSTANT (1000);
  gint64 from_us = 0;
  guint64 from = 0;
  TcEncoderStats stats;

  for (gint64 k = 0;;) {
    gint64 now_us = g_get_monotonic_time ();

    tc_encoder_get_stats (encoder, &stats);
    if (from_us == 0 && stats.frames_out >= WARM_FRAMES) {
      from_us = now_us;
      from = stats.frames_out;
    }
    if (stats.has_failed || now_us > end_us ||
        (from_us != 0 && now_us - from_us >= MEASURE_MS * G_GINT64_CONSTANT (1000) &&
         stats.frames_out >= from + MIN_FRAMES))
      return from_us != 0 && now_us > from_us
                 ? (double)(stats.frames_out - from) * G_USEC_PER_SEC /
                       (double)(now_us - from_us)
                 : (double)stats.frames_out * G_USEC_PER_SEC /
                       (double)(now_us - begin_us);
    if (stats.queued_frames < 2 &&
        tc_encoder_push_video (encoder, k,
                               g_ptr_array_index (pictures, (guint)(k % PICTURES))))
      k++;
    else
      g_usleep (RETRY_US);
  }
}

static double
measure (const TcConfig *config, GError **error)
{
  const TcConfigEncoder *wanted = &config->encoders[0];
  TcFormat format = {config->programme.width, config->programme.height,
                     config->programme.rate};
  TcEncoderSettings settings = {.format = format,
                                .codec = wanted->codec,
                                .preset = wanted->preset,
                                .bitrate_kbps = wanted->bitrate_kbps,
                                .keyframe_s = wanted->keyframe_s};
  TcHub *hub = tc_hub_new (tc_clock_system ());
  TcEncoder *encoder = tc_encoder_new (&settings, hub, error);
  double fps = 0;

  if (encoder != NULL) {
    g_autoptr (GPtrArray) pictures = paint (&format);

    fps = race (encoder, pictures);
    tc_encoder_free (encoder);
  }
  tc_hub_free (hub);
  return fps;
}

static void
tell_slow (TcCheckResult *result, double fps, double needed)
{
  tc_check_result_add (
      result,
      &(TcFinding){
          .level = fps < needed ? TC_CHECK_ERROR : TC_CHECK_WARNING,
          .kind = "slow",
          .en =
              g_strdup_printf ("it encodes %.0f frames a second, %.0f are needed, and "
                               "half as many again for all the rest",
                               fps, needed),
          .zh = g_strdup_printf ("每秒能编%.0f帧，需要%.0f帧，还要留一半余量", fps,
                                 needed),
          .fix_en = g_strdup ("end other programs, or use a faster `preset`, or a "
                              "smaller `size`"),
          .fix_zh = g_strdup ("关掉别的程序；或把 preset 调快一档，或把 size 改小"),
      });
}

void
tc_check_encoder (TcCheck *check, TcCheckResult *result)
{
  const TcConfigProgramme *programme = &check->config->programme;
  double needed = (double)programme->rate.num / programme->rate.den;
  g_autoptr (GError) error = NULL;

  if (check->part == NULL) {
    tc_check_result_skip (result, "not measured (--part machine)",
                          "没有测（--part machine）");
    return;
  }
  if (tc_media_init (&error))
    result->measured = measure (check->config, &error);
  if (error != NULL) {
    check->exit_code = tc_error_exit_code (error);
    tc_check_result_add_file (result, error->message);
    return;
  }
  if (result->measured < needed * SPARE)
    tell_slow (result, result->measured, needed);
  tc_check_result_set_sum (
      result,
      g_strdup_printf ("encodes %.0f frames a second of %dx%d with preset %s, %.1f "
                       "times what is needed",
                       result->measured, programme->width, programme->height,
                       check->config->encoders[0].preset, result->measured / needed),
      g_strdup_printf ("%dx%d、%s，每秒能编%.0f帧，是需要的%.1f倍", programme->width,
                       programme->height, check->config->encoders[0].preset,
                       result->measured, result->measured / needed));
}

/* --- the disk --- */

double
tc_check_write_speed (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, ".tallycast-check-XXXXXX", NULL);
  g_autofree char *bytes = g_malloc (WRITE_BYTES);
  gint64 begin_us;
  gboolean is_written;
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    return 0;
  memset (bytes, 0x55, WRITE_BYTES);
  begin_us = g_get_monotonic_time ();
  is_written = tc_write_all (fd, bytes, WRITE_BYTES) && fdatasync (fd) == 0;
  gint64 took_us = MAX (g_get_monotonic_time () - begin_us, 1);
  close (fd);
  g_unlink (path);
  return is_written ? WRITE_BYTES / BYTES_IN_MB * G_USEC_PER_SEC / (double)took_us : 0;
}
