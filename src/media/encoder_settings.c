/* SPDX-License-Identifier: MIT */
#include "media/encoder_settings.h"

#include "tallycast/core/error.h"
#include "tallycast/media/limits.h"

#define DEFAULT_PRESET     "veryfast"
#define DEFAULT_PROFILE    "high"
#define DEFAULT_KBPS       4500
#define DEFAULT_KEYFRAME_S 2
#define DEFAULT_AUDIO_KBPS 128
#define MIN_AUDIO_KBPS     64
#define MAX_AUDIO_KBPS     320
/* The hub holds the sound at most 1 s for the video; threads may take 0.4 s of it. */
#define THREADS_MS 400

static const char *const presets[] = {"ultrafast", "superfast", "veryfast", "faster",
                                      "fast",      "medium",    "slow",     "slower",
                                      "veryslow",  NULL};
static const char *const profiles[] = {"main", "high", NULL};
static const char *const codecs[] = {"x264", NULL};

static gboolean
check_word (const char *what,
            const char *word,
            const char *const *known,
            GError **error)
{
  if (g_strv_contains (known, word))
    return TRUE;
  g_autofree char *all = g_strjoinv (", ", (char **)known);
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "unknown %s '%s' (known: %s)", what,
               word, all);
  return FALSE;
}

static gboolean
check_range (const char *what, int value, int min, int max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "%s %d is outside %d .. %d", what,
               value, min, max);
  return FALSE;
}

static gboolean
check_format (const TcFormat *format, GError **error)
{
  int fps = format->rate.den > 0 ? format->rate.num / format->rate.den : 0;

  if (format->width % 2 || format->height % 2) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "size %dx%d: both must be even",
                 format->width, format->height);
    return FALSE;
  }
  return check_range ("width", format->width, 160, 3840, error) &&
         check_range ("height", format->height, 90, 2160, error) &&
         check_range ("frame rate", fps, 5, 60, error);
}

/* x264's own choice, one and a half threads a core, is 96 on a large machine: as many
 * frames of delay, for nothing. */
static int
threads_for (TcRate rate)
{
  int threads = (int)g_get_num_processors () * 3 / 2;

  /* An impossible rate is refused by the check, which comes later. */
  if (rate.num <= 0 || rate.den <= 0)
    return 1;
  threads = MIN (threads, (int)tc_rate_ticks_in_ms (rate, THREADS_MS));
  return CLAMP (threads, 1, TC_ENCODER_MAX_THREADS);
}

TcEncoderSettings
tc_encoder_settings_with_defaults (const TcEncoderSettings *given)
{
  TcEncoderSettings settings = *given;

  settings.codec = given->codec ? given->codec : codecs[0];
  settings.preset = given->preset ? given->preset : DEFAULT_PRESET;
  settings.profile = given->profile ? given->profile : DEFAULT_PROFILE;
  settings.bitrate_kbps = given->bitrate_kbps ? given->bitrate_kbps : DEFAULT_KBPS;
  settings.keyframe_s = given->keyframe_s ? given->keyframe_s : DEFAULT_KEYFRAME_S;
  settings.audio_kbps = given->audio_kbps ? given->audio_kbps : DEFAULT_AUDIO_KBPS;
  settings.threads = given->threads ? given->threads : threads_for (given->format.rate);
  return settings;
}

gboolean
tc_encoder_settings_check (const TcEncoderSettings *s, GError **error)
{
  gboolean is_right =
      check_format (&s->format, error) &&
      check_word ("codec", s->codec, codecs, error) &&
      check_word ("preset", s->preset, presets, error) &&
      check_word ("profile", s->profile, profiles, error) &&
      check_range ("bitrate_kbps", s->bitrate_kbps, TC_ENCODER_MIN_KBPS,
                   TC_ENCODER_MAX_KBPS, error) &&
      check_range ("keyframe_s", s->keyframe_s, 1, TC_ENCODER_MAX_KEYFRAME_S, error) &&
      check_range ("audio_kbps", s->audio_kbps, MIN_AUDIO_KBPS, MAX_AUDIO_KBPS,
                   error) &&
      check_range ("threads", s->threads, 1, TC_ENCODER_MAX_THREADS, error);

  if (!is_right)
    g_prefix_error (error, "encoder: ");
  return is_right;
}
