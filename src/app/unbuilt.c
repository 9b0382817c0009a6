/* SPDX-License-Identifier: MIT */
#include "app/unbuilt.h"

#include "tallycast/core/error.h"

#include <string.h>

gboolean
tc_unbuilt_refuse (const TcConfig *config, GError **error)
{
  const char *key = NULL;

  if (config->backend.mapping)
    key = "backend: mapping";
  else if (config->obs_websocket.password_file ||
           config->obs_websocket.organizer_password_file)
    key = "obs_websocket";
  else if (config->n_encoders > 1)
    key = "encoders: more than one";
  else if (strcmp (config->encoders[0].feed, "programme") != 0)
    key = "encoders: feed: clean";
  for (guint i = 0; i < config->n_cameras && !key; i++)
    if (config->cameras[i].backup_for)
      key = "cameras: backup_for";
  if (!key)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
               "configuration: '%s' is not supported by this version", key);
  return FALSE;
}
