/* SPDX-License-Identifier: MIT
 *
 * panel-resource.h - what glib-compile-resources makes of panel.gresource.xml
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GResource *tc_panel_get_resource (void);

G_END_DECLS
