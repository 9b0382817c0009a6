/* SPDX-License-Identifier: MIT */
#include "scene/state.h"

static json_t *
scene_name (const TcScene *scene)
{
  return scene != NULL ? json_string (scene->name) : json_null ();
}

/* In the languages there are: who looks chooses, not the programme. */
static json_t *
title_json (const TcTitle *title)
{
  json_t *json = json_object ();

  if (title->zh != NULL)
    json_object_set_new (json, "zh", json_string (title->zh));
  if (title->en != NULL)
    json_object_set_new (json, "en", json_string (title->en));
  return json;
}

static json_t *
layer_name (const TcLayer *layer)
{
  TcTitle id = {.zh = layer->id};

  return title_json (layer->name.zh != NULL ? &layer->name : &id);
}

static json_t *
layers (const TcDirector *self)
{
  json_t *list = json_array ();

  for (guint i = 0; i < self->programme->layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (self->programme->layers, i);

    if (layer->name.zh == NULL)
      continue;
    json_array_append_new (
        list, json_pack ("{s:s, s:o, s:b, s:b}", "id", layer->id, "name",
                         layer_name (layer), "visible",
                         !self->is_cleared &&
                             !g_hash_table_contains (self->hidden, layer->id),
                         "fixed", layer->has_score));
  }
  return list;
}

static json_t *
keyers (const TcDirector *self)
{
  json_t *list = json_array ();

  for (guint i = 0; i < self->keyers->layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (self->keyers->layers, i);

    json_array_append_new (list, json_pack ("{s:s, s:o, s:b}", "id", layer->id, "name",
                                            layer_name (layer), "on",
                                            (int)(self->keyers_on >> i & 1)));
  }
  return list;
}

json_t *
tc_director_status (const TcDirector *self)
{
  gint64 since_ns = tc_clock_mono_ns (&self->clock) - self->programme_since_ns;
  json_t *programme = json_pack ("{s:o, s:I}", "scene", scene_name (self->programme),
                                 "since_ms", (json_int_t)(since_ns / TC_NS_PER_MS));
  json_t *status = json_pack (
      "{s:I, s:s, s:o, s:{s:o}, s:b, s:b, s:b, s:b, s:o, s:b}", "state",
      (json_int_t)self->state, "language", self->language, "programme", programme,
      "preview", "scene", scene_name (self->preview), "cleared", self->is_cleared,
      "panic", self->is_panic, "slate", self->is_slate, "black", self->is_black, "auto",
      tc_director_say_auto (self), "bound", tc_director_is_bound (self));

  json_object_set_new (status, "tbar", json_real (self->bar.position));
  json_object_set_new (
      status, "reload",
      json_pack ("{s:I, s:[]}", "count", (json_int_t)self->n_reloads, "errors"));
  json_object_set_new (status, "scenes", tc_director_say_scenes (self));
  json_object_set_new (status, "layers", layers (self));
  json_object_set_new (status, "keyers", keyers (self));
  return status;
}

json_t *
tc_director_scenes (const TcDirector *self)
{
  json_t *list = json_array ();

  for (guint i = 0; i < self->scenes->len; i++) {
    const TcScene *scene = g_ptr_array_index (self->scenes, i);

    json_array_append_new (list, json_pack ("{s:s, s:o}", "name", scene->name, "title",
                                            title_json (&scene->title)));
  }
  return list;
}

/* Panic, black and clear cover the scene, and what is under them may be back with the
 * next press: another meeting must not get on the air by it. */
gboolean
tc_director_is_bound (const TcDirector *self)
{
  gboolean is_bound =
      self->programme->is_bound || (self->bar.is_on && self->preview->is_bound);

  return is_bound && !self->is_slate;
}

guint64
tc_director_state (const TcDirector *self)
{
  return self->state;
}

guint64
tc_director_drawn (const TcDirector *self)
{
  return self->sprites.n_drawn;
}
