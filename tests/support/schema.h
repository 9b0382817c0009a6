/* SPDX-License-Identifier: MIT
 *
 * support/schema.h - the JSON Schemas of scenes and themes, made of the very tables by
 * which they are read. overlays/scene.schema.json and theme.schema.json must be what is
 * made here.
 */
#pragma once

#include "scene/theme-keys.h"

#include <jansson.h>

/* Returns: new references. */
json_t *tc_schema_scene (void);
json_t *tc_schema_theme (void);
