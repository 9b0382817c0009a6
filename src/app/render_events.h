/* SPDX-License-Identifier: MIT
 *
 * What happens while `render` plays: documents arrive, scenes are taken, data grows
 * old.
 */
#pragma once

#include "tallycast/core/clock.h"
#include "tallycast/core/model.h"
#include "tallycast/scene/stage.h"

G_BEGIN_DECLS

#define TC_RENDER_MAX_S 86400.0 /* from the first take to the last picture */

typedef enum {
  TC_RENDER_DOCUMENT,
  TC_RENDER_AGE,
  TC_RENDER_LIVE,    /**< is_on: an output is live */
  TC_RENDER_CLOCK,   /**< nothing but the time */
  TC_RENDER_TAKE,    /**< name, transition */
  TC_RENDER_COMMAND, /**< command: any one, by what it names below */
} TcRenderEventKind;

typedef struct {
  TcRenderEventKind kind;
  gint64 tick;
  gint64 wall_us;       /**< what the wall clock says then; 0: it goes on as before */
  char *name;           /**< the document's file, the age, the scene, keyer, layer */
  TcSnapshot *snapshot; /**< of a document; NULL: none, as before */
  gboolean has_none;    /**< of a document: from here on there is no data */
  TcAge age;
  gint64 age_ms; /**< how old the data is then */
  TcStageTransition transition;
  TcStageCommandKind command;
  int duration_ms;
  double position;
  gboolean is_on;
} TcRenderEvent;

/** Owns name and snapshot. */
TcRenderEvent *
tc_render_event_new (TcRenderEventKind kind, gint64 tick, const char *name);
void tc_render_event_free (TcRenderEvent *self);

/** What the command line says, all nullable: "NAME" (at 0) or "NAME@SECONDS". */
typedef struct {
  const char *scene;
  char **data, **then;
  const char *roster;     /**< a backend's roster: the reel rolls through it */
  char **ages;            /**< fresh, late, stale */
  char **keyers;          /**< NAME=on, NAME=off */
  const char *transition; /**< of all takes: scene (NULL), write, cut, fade, push */
} TcRenderWords;

/**
 * Reads the documents, in the order of their times, by the rules of feed: what may not
 * be seen is not in their snapshots. A section that is refused is told on stderr.
 * Errors: TC_ERROR_USAGE, TC_ERROR_DATA (file:line:col).
 * Returns: (transfer full) (nullable) (element-type TcRenderEvent): by tick; at the
 * same tick documents first, takes last.
 */
GPtrArray *
tc_render_events_new (const TcRenderWords *words, TcRate rate, GError **error);

/** Seconds of the command line to the nearest tick. */
gint64 tc_render_tick (TcRate rate, double seconds);
/** When a tick is, on the clock of the play. */
gint64 tc_render_tick_ns (TcRate rate, gint64 tick);

G_END_DECLS
