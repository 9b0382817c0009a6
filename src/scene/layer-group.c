/* SPDX-License-Identifier: MIT
 *
 * group: layers that are switched and shown together; each group of a scene has its
 * place in the stagger.
 */
#include "scene/layer.h"

static const TcLayerKey keys[] = {
    {"layers", TC_KEY_OWN, .is_required = TRUE, .schema = "layers",
     .help = "switched and shown together"},
    {NULL},
};

static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  if (reader->rows != NULL)
    return tc_yaml_fail (map, error, "a table's cells may not be groups");
  return tc_layers_read (reader, map, "layers", layer->layers, error);
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  char *group = tc_resolve_begin_group (resolve, layer->id);

  tc_layers_resolve (resolve, layer->layers);
  tc_resolve_end_group (resolve, group);
}

const TcLayerKind tc_layer_group = {
    .name = "group",
    .size = sizeof (TcLayer),
    .keys = keys,
    .finish = finish,
    .resolve = resolve,
};
