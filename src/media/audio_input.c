/* SPDX-License-Identifier: MIT */
#include "tallycast/media/audio_input.h"

#include <string.h>

#include "media/island.h"
#include "tallycast/core/error.h"

typedef struct {
  const char *name;    /* the whole input, or with a colon its beginning */
  const char *element; /* must be installed; NULL: nothing runs here */
  TcSourceKind kind;
} Input;

static const Input inputs[] = {
    {"camera", NULL, 0},
    {"none", NULL, 0},
    {"alsa:", "alsasrc", TC_SOURCE_ALSA},
    {"pulse:", "pulsesrc", TC_SOURCE_PULSE},
    {"test:tone", "audiotestsrc", TC_SOURCE_TEST},
    {"test:", "audiotestsrc", TC_SOURCE_TEST},
};

static const char *const input_names[] = {
    "camera", "none", "alsa:", "pulse:", "test:tone", "test:", NULL};

struct TcAudioInput {
  TcIsland *island; /* NULL: nothing runs here */
};

static const Input *
find_input (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++) {
    gboolean is_device =
        inputs[i].kind == TC_SOURCE_ALSA || inputs[i].kind == TC_SOURCE_PULSE;
    if (is_device ? g_str_has_prefix (text, inputs[i].name)
                  : strcmp (text, inputs[i].name) == 0)
      return &inputs[i];
  }
  return NULL;
}

gboolean
tc_audio_input_is_camera (const char *input)
{
  return strcmp (input, "camera") == 0;
}

gboolean
tc_audio_input_check (const char *input, GError **error)
{
  const Input *found = find_input (input);
  if (!found) {
    const char *meant = tc_did_you_mean (input, input_names);
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "audio input '%s': unknown (known: camera alsa:DEVICE pulse:NAME "
                 "test: test:tone none%s%s%s)",
                 input, meant ? "; did you mean " : "", meant ? meant : "",
                 meant ? "?" : "");
    return FALSE;
  }
  GstElementFactory *factory =
      found->element ? gst_element_factory_find (found->element) : NULL;
  if (found->element && !factory) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                 "audio input '%s': GStreamer element '%s' is not installed", input,
                 found->element);
    return FALSE;
  }
  g_clear_pointer (&factory, gst_object_unref);
  return TRUE;
}

TcAudioInput *
tc_audio_input_new (const char *input,
                    TcAudioRing *ring,
                    const TcClock *clock,
                    const TcCameraCallbacks *callbacks,
                    GError **error)
{
  if (!tc_audio_input_check (input, error))
    return NULL;

  TcAudioInput *self = g_new0 (TcAudioInput, 1);
  const Input *found = find_input (input);
  if (found->element) {
    TcSourceSettings source = {
        .kind = found->kind,
        .uri = input,
        .format = {.width = 16, .height = 16, .rate = {25, 1}},
        .clock = clock,
        .audio = ring,
    };
    self->island = tc_island_new ("audio", &source, callbacks);
  }
  return self;
}

void
tc_audio_input_start (TcAudioInput *self)
{
  if (self->island)
    tc_island_start (self->island);
}

void
tc_audio_input_free (TcAudioInput *self)
{
  if (!self)
    return;
  tc_island_free (self->island);
  g_free (self);
}

json_t *
tc_audio_input_dup_why (TcAudioInput *self)
{
  return self->island ? tc_island_dup_why (self->island) : NULL;
}

TcCameraState
tc_audio_input_state (TcAudioInput *self)
{
  TcCameraStatus status = {.state = TC_CAMERA_IDLE};
  if (self->island)
    tc_island_get_status (self->island, &status);
  return status.state;
}
