/* SPDX-License-Identifier: MIT
 *
 * Which moments of a scene the contact sheet shows, and their pictures: the worst one
 * in each language, or, when nothing is wrong, the fullest of the phase it is made for.
 */
#include "app/check-case.h"
#include "app/check-part.h"

#include "tallycast/draw/picture.h"
#include "tallycast/draw/placer.h"

#include <string.h>

#define SHEET_WIDTH 960 /* of a picture on the sheet */
#define CAMERA_Y    96  /* a quiet grey in place of the cameras */
#define NEUTRAL_UV  128

/* Of what is equally right the scene's own phase, real words, fresh data and a score
 * are shown.
 * All together are less than one warning. */
#define WORTH_PHASE 5000
#define WORTH_REAL  2000
#define WORTH_FRESH 1500
#define WORTH_SCORE 500

void
tc_check_picture_free (TcCheckPicture *self)
{
  g_free (self->scene);
  g_free (self->name);
  tc_check_case_free (self->of);
  if (self->png != NULL)
    g_bytes_unref (self->png);
  g_free (self);
}

static gint64
worth_of (const TcCheck *check, const TcCheckPicture *picture)
{
  const TcCheckCase *of = picture->of;
  const TcConfigPhase *phase = &check->config->overlays.phases[of->snapshot->phase];

  return picture->worth +
         (strcmp (phase->scene, picture->scene) == 0 ? WORTH_PHASE : 0) +
         (of->snapshot->scoring.aggregate != NULL ? WORTH_SCORE : 0) +
         (of->is_assumed || of->is_uniform || of->snapshot->rehearsal ? 0
                                                                      : WORTH_REAL) +
         (of->age == TC_AGE_FRESH ? WORTH_FRESH : 0);
}

static TcCheckPicture *
find (const TcCheck *check, const TcCheckPicture *like)
{
  for (guint i = 0; i < check->pictures->len; i++) {
    TcCheckPicture *picture = g_ptr_array_index (check->pictures, i);

    if (strcmp (picture->scene, like->scene) == 0 &&
        picture->is_english == like->is_english &&
        (picture->name != NULL) == (like->name != NULL))
      return picture;
  }
  return NULL;
}

void
tc_check_offer_picture (TcCheck *check, const TcCheckPicture *picture)
{
  gint64 worth = worth_of (check, picture);
  TcCheckPicture *known;

  if (!check->wants_pictures)
    return;
  known = find (check, picture);
  if (known != NULL && known->worth >= worth)
    return;
  if (known == NULL) {
    known = g_new0 (TcCheckPicture, 1);
    known->scene = g_strdup (picture->scene);
    known->is_english = picture->is_english;
    g_ptr_array_add (check->pictures, known);
  } else
    tc_check_case_free (known->of);
  known->index = picture->index;
  known->of = tc_check_case_copy (picture->of, "");
  known->worth = worth;
  tc_check_set_text (&known->name, picture->name);
}

/* --- drawing --- */

/* @shot with a grey picture for all its cameras. */
static TcPicture *
paint (TcShot *shot, int width, int height)
{
  g_autoptr (TcPicture) camera = tc_picture_new (width, height);
  g_autoptr (TcPlacer) placer = tc_placer_new (MAX (width, height));
  TcPicture *picture = tc_picture_new (width, height);
  TcPlacing placing = tc_shot_place (shot, 0, width, height);
  const TcPicture *cameras[TC_SHOT_MAX_PLACEMENTS];

  tc_picture_fill (camera, CAMERA_Y, NEUTRAL_UV, NEUTRAL_UV);
  for (guint i = 0; i < G_N_ELEMENTS (cameras); i++)
    cameras[i] = camera;
  tc_placer_draw (placer, shot, 0, &placing, cameras, picture);
  tc_shot_blend (shot, 0, picture);
  return picture;
}

/* A whole picture, smaller: as the ticker scales a camera. */
static TcPicture *
scale (const TcPicture *from)
{
  int width = MIN (SHEET_WIDTH, from->width);
  int height = from->height * width / from->width & ~1;
  g_autoptr (TcShot) shot = tc_shot_new (0);
  g_autoptr (TcPlacer) placer = tc_placer_new (MAX (from->width, from->height));
  TcPicture *to = tc_picture_new (width, height);
  TcPlacing placing;

  shot->placements[0].rect = (TcRect){0, 0, width, height};
  placing = tc_shot_place (shot, 0, width, height);
  tc_placer_draw (placer, shot, 0, &placing, &from, to);
  return to;
}

static void
draw (TcCheck *check, TcCheckPicture *self)
{
  const TcConfigProgramme *programme = &check->config->programme;
  const TcScene *scene =
      g_ptr_array_index (tc_inspector_scenes (check->inspector), self->index);
  const TcCheckCase *of = self->of;
  /* A picture stands still: what rolls has landed. */
  int landed_s = of->is_news ? scene->reel_ms / 1000 + 1 : 0;
  TcInspectMoment moment = {of->snapshot,     of->age,
                            of->age_s,        MAX (of->since_s, landed_s),
                            self->is_english, of->is_news};
  g_autoptr (TcShot) shot =
      tc_inspector_shot (check->inspector, self->index, &moment, NULL);
  g_autoptr (TcPicture) whole = NULL;
  g_autoptr (TcPicture) small = NULL;

  if (shot == NULL)
    return;
  whole = paint (shot, programme->width, programme->height);
  small = scale (whole);
  self->png = tc_picture_to_png (small);
}

void
tc_check_draw_pictures (TcCheck *check)
{
  for (guint i = 0; i < check->pictures->len && check->inspector != NULL; i++)
    draw (check, g_ptr_array_index (check->pictures, i));
}
