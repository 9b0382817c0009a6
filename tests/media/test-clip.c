/* SPDX-License-Identifier: MIT */
#include "tallycast/media/clip.h"

#include <glib/gstdio.h>
#include <math.h>

#include "tallycast/core/error.h"
#include "tallycast/draw/blend.h"
#include "tallycast/draw/picture.h"
#include "tallycast/media/media.h"

#include "../support/probe.h"

#define FRAMES 150
#define NTSC_S (1001.0 / 30000)

static const TcFormat ntsc = {320, 180, {30000, 1001}};

typedef struct {
  char *dir, *path;
  TcPicture *picture;
} Fixture;

static void
set_up (Fixture *fix, gconstpointer data G_GNUC_UNUSED)
{
  fix->dir = g_dir_make_tmp ("tc-clip-XXXXXX", NULL);
  fix->path = g_build_filename (fix->dir, "clip.mp4", NULL);
  fix->picture = tc_picture_new (ntsc.width, ntsc.height);
}

static void
tear_down (Fixture *fix, gconstpointer data G_GNUC_UNUSED)
{
  g_unlink (fix->path);
  g_rmdir (fix->dir);
  g_free (fix->dir);
  g_free (fix->path);
  tc_picture_free (fix->picture);
}

/* More frames than push lets wait, so it has waited for x264. */
static void
test_frames (Fixture *fix, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcClip) clip = tc_clip_new (&ntsc, fix->path, &error);
  g_autofree char *complaints = NULL;
  TestProbe probe;

  for (guint i = 0; i < FRAMES; i++) {
    tc_picture_fill (fix->picture, (guint8)(16 + i), 128, 128);
    g_assert_true (tc_clip_push (clip, fix->picture, &error));
  }
  g_assert_true (tc_clip_finish (clip, &error));
  g_assert_no_error (error);

  g_assert_true (test_probe (fix->path, &probe));
  g_assert_cmpint (probe.n_video, ==, FRAMES);
  g_assert_cmpint (probe.n_audio, ==, 0);
  g_assert_cmpint (probe.n_back, ==, 0);
  g_assert_true (probe.begins_with_key);
  g_assert_cmpfloat (probe.first_video_s, ==, 0);
  g_assert_cmpfloat (fabs (probe.last_video_s - (FRAMES - 1) * NTSC_S), <, 1e-4);
  g_assert_cmpfloat (probe.max_key_gap_s, <, 1.01);
  complaints = test_decode (fix->path);
  g_assert_cmpstr (complaints, ==, "");
}

/* A full disk is told while frames are pushed or at the end, not by waiting for ever.
 */
static void
test_full (Fixture *fix, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcClip) clip = tc_clip_new (&ntsc, "/dev/full", &error);
  gboolean is_well = TRUE;

  g_assert_no_error (error);
  for (guint i = 0; is_well && i < FRAMES; i++)
    is_well = tc_clip_push (clip, fix->picture, &error);
  if (is_well)
    is_well = tc_clip_finish (clip, &error);
  g_assert_false (is_well);
  g_assert_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE);
  g_assert_cmpstr (error->message, ==, "No space left on the resource.");
}

static void
test_nowhere (Fixture *fix, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (fix->dir, "nowhere", "clip.mp4", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TcClip) clip = tc_clip_new (&ntsc, path, &error);

  g_assert_null (clip);
  g_assert_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE);
  g_assert_cmpstr (error->message, ==, "No such file or directory");
}

int
main (int argc, char **argv)
{
  int code;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (tc_media_init (NULL));
  g_test_add ("/media/clip/every-frame-at-its-time", Fixture, NULL, set_up, test_frames,
              tear_down);
  g_test_add ("/media/clip/a-full-disk-is-told", Fixture, NULL, set_up, test_full,
              tear_down);
  g_test_add ("/media/clip/a-path-that-is-not-there-is-told", Fixture, NULL, set_up,
              test_nowhere, tear_down);
  code = g_test_run ();
  tc_media_deinit ();
  return code;
}
