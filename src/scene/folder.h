/* SPDX-License-Identifier: MIT
 *
 * scene/folder.h - what the scenes' folder holds, and where (within the room)
 *
 *   NAME.yaml         the panel's scenes
 *   always.yaml       the keyers
 *   slate.yaml        the picture for a camera that is not there
 *   theme/NAME.yaml   themes
 */
#pragma once

#include "tallycast/core/yaml.h"
#include "tallycast/scene/scene.h"

G_BEGIN_DECLS

#define TC_FOLDER_KEYERS "always"
#define TC_FOLDER_SLATE  "slate"

/** The name of the scene in a file. Returns: (transfer full). */
char *tc_folder_scene_name (const char *path);
/** TRUE for the name of a file that is a scene, also of one that is not the panel's. */
gboolean tc_folder_is_scene_file (const char *file);
/** Scenes, by name, that every house has and that are not the panel's. */
gboolean tc_folder_is_part (const char *name);
/** @name: NULL: azure. Returns: (transfer full). */
char *tc_folder_theme_path (const char *dir, const char *name);
/** Sorts (element-type TcScene) as the panel's keys have them. */
int tc_folder_by_order (gconstpointer a, gconstpointer b);
/** What is asked of the keyers besides what every scene must be. */
gboolean tc_folder_check_scene (const TcScene *scene, const char *path, GError **error);

/** Whoever reads a scene or theme: what would make it wait, as a FIFO does, is an
 * error.
 */
TcYaml *tc_folder_load_yaml (const char *path, GError **error);
/** @name: NULL: azure. */
TcTheme *tc_folder_load_theme (const char *dir, const char *name, GError **error);
/** All scenes of the folder, the keyers and the slate among them, in no order. Returns:
 * (transfer full) (element-type TcScene), NULL with @error. */
GPtrArray *tc_folder_load_scenes (const char *dir,
                                  const TcTheme *theme,
                                  const char *const *cameras,
                                  GError **error);

G_END_DECLS
