/* SPDX-License-Identifier: MIT
 *
 * The pages: every file of panel.gresource.xml has its path, a page at the root, what
 * it is made of in /panel/. So a new file is named once, in the list of what is
 * embedded.
 */
#include "api-private.h"
#include "panel-resource.h"

#define FOLDER "/tallycast/panel/"

static const struct {
  const char *suffix, *type;
} types[] = {{".html", "text/html; charset=utf-8"},
             {".css", "text/css; charset=utf-8"},
             {".js", "text/javascript; charset=utf-8"},
             {".svg", "image/svg+xml"},
             {".txt", "text/plain; charset=utf-8"}};

static const char *
type_of (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_suffix (name, types[i].suffix))
      return types[i].type;
  g_error ("panel/%s: a kind of file that no browser is told of", name);
}

static char *
path_of (const char *name)
{
  if (g_str_equal (name, "index.html"))
    return g_strdup ("/");
  return g_strconcat (g_str_has_suffix (name, ".html") ? "/" : "/panel/", name, NULL);
}

/* Made once, for every server there is: they borrow it. */
static const TcWebFile *
all_files (void)
{
  static gsize once;
  static TcWebFile *files;

  if (g_once_init_enter (&once)) {
    g_auto (GStrv) names =
        g_resource_enumerate_children (tc_panel_get_resource (), FOLDER, 0, NULL);
    guint n = g_strv_length (names);
    files = g_new0 (TcWebFile, n + 1);
    for (guint i = 0; i < n; i++)
      files[i] = (TcWebFile){.path = path_of (names[i]),
                             .resource = g_strconcat (FOLDER, names[i], NULL),
                             .type = type_of (names[i])};
    g_once_init_leave (&once, 1);
  }
  return files;
}

void
tc_api_add_pages (TcWebServer *server)
{
  tc_web_server_add_files (server, tc_panel_get_resource (), all_files ());
}
