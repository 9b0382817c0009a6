/* SPDX-License-Identifier: MIT
 *
 * What is wrong now: to the log when it comes and when it is good again, and to whoever
 * asks.
 */
#include "scene/reload-private.h"

#include "tallycast/core/log.h"
#include "tallycast/core/sync.h"

#include <string.h>

void
tc_reload_fault_free (TcReloadFault *self)
{
  g_free (self->message);
  g_free (self);
}

const char *
tc_reload_within (const TcReload *self, const char *path)
{
  gsize n = strlen (self->dir);

  return strncmp (path, self->dir, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

void
tc_reload_report (TcReload *self, const char *path, const char *message)
{
  const char *file = tc_reload_within (self, path);
  TcReloadFault *fault;

  {
    TC_LOCKED (&self->lock);
    fault = g_hash_table_lookup (self->faults, file);
    if (fault == NULL && message == NULL)
      return;
    if (fault != NULL && g_strcmp0 (fault->message, message) == 0)
      return;
    self->is_news = TRUE;
    if (message == NULL) {
      g_hash_table_remove (self->faults, file);
    } else {
      fault = g_new0 (TcReloadFault, 1);
      fault->message = g_strdup (message);
      fault->since_ns = tc_clock_mono_ns (&self->clock);
      g_hash_table_insert (self->faults, g_strdup (file), fault);
    }
  }
  if (message == NULL)
    tc_log (TC_LOG_INFO, "scene", "%s is good again", file);
  else
    tc_log (TC_LOG_ERROR, "scene", "%s; what was there before stays", message);
}

json_t *
tc_reload_errors (TcReload *self)
{
  json_t *list = json_array ();
  gint64 now_ns = tc_clock_mono_ns (&self->clock);
  GHashTableIter iter;
  gpointer file;
  gpointer value;

  TC_LOCKED (&self->lock);
  g_hash_table_iter_init (&iter, self->faults);
  while (g_hash_table_iter_next (&iter, &file, &value)) {
    const TcReloadFault *fault = value;

    json_array_append_new (
        list, json_pack ("{s:s, s:s, s:I}", "file", file, "message", fault->message,
                         "since_ms",
                         (json_int_t)((now_ns - fault->since_ns) / TC_NS_PER_MS)));
  }
  return list;
}
