/* SPDX-License-Identifier: MIT
 *
 * The real program, from outside: what it prints where, and how it ends.
 */
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "tallycast/core/config.h"

#include "../support/process.h"

typedef struct {
  char *out, *err;
  int code;
} Result;

static void
result_clear (Result *self)
{
  g_free (self->out);
  g_free (self->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* Runs "tallycast ARGUMENTS..." in @dir (NULL: here). @line is split at blanks. */
static Result
run (const char *dir, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program =
      g_build_filename (g_getenv ("TC_BUILD"), "tallycast", NULL);
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  Result result = {NULL};

  g_ptr_array_add (argv, program);
  for (char **word = words; *word; word++)
    if (**word)
      g_ptr_array_add (argv, *word);
  g_ptr_array_add (argv, NULL);
  g_autoptr (GSubprocess) child = test_process_start (
      (const char *const *)argv->pdata,
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, dir);
  g_subprocess_communicate_utf8 (child, NULL, NULL, &result.out, &result.err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (child));
  result.code = g_subprocess_get_exit_status (child);
  return result;
}

/* Each ends before it opens anything. */
static void
it_ends_as_it_says (void)
{
  static const struct {
    const char *line;
    int code;
    const char *out, *err; /* in what is printed; NULL: nothing is */
  } rows[] = {
      {"--help", 0, "Usage: tallycast COMMAND", NULL},
      {"-h", 0, "Usage: tallycast COMMAND", NULL},
      {"--version", 0, "tallycast " TC_VERSION "\n", NULL},
      {"", 64, NULL, "Usage: tallycast COMMAND"},
      {"liv", 64, NULL,
       "tallycast: error: unknown command 'liv' (did you mean 'live'?); tallycast "
       "--help "
       "lists them\n"},
      {"broadcast", 64, NULL,
       "tallycast: error: unknown command 'broadcast'; tallycast --help lists them\n"},
      {"--verison", 64, NULL,
       "tallycast: error: unknown option '--verison' (did you mean '--version'?); "
       "tallycast --help lists them\n"},
      {"live --help", 0, "--output=URL", NULL},
      {"live -h", 0, "tallycast live", NULL},
      {"check --help", 0, "tallycast check", NULL},
      {"verify --help", 0, "--chapters=FORM", NULL},
      {"verify --at 5 --csv", 64, NULL, "one of --at, --csv, --chapters and --webvtt"},
      {"verify -o seen.png", 64, NULL, "-o OUT.png needs --at"},
      {"verify --at 5 -o seen.jpg", 64, NULL, "-o: must end in .png"},
      {"verify --chapters vimeo", 64, NULL, "--chapters must be mp4 or youtube"},
      {"verify --from 5", 64, NULL, "--from is for --chapters and --webvtt"},
      {"verify --key 60af", 64, NULL, "--key 60af: must be 64 hexadecimal digits"},
      {"verify --head 5", 64, NULL, "--head 5: must be NUMBER:HASH"},
      {"verify no/such/log", 69, NULL, "no/such/log"},
      {"check --scene unti", 64, NULL,
       "tallycast check: error: no scene 'unti' (did you mean 'unit'?); tallycast "
       "check "
       "--help tells the options\n"},
      {"check --config /nowhere/t.yaml", 78, NULL,
       "/nowhere/t.yaml: error: cannot read it: No such file or directory\n"},
      {"check --scene clean -o /nowhere/sheet.html", 69,
       "all 77 names fit in 1 scene\n",
       "tallycast check: error: cannot write /nowhere/sheet.html: "},
      {"check --scene clean --roster README.md", 65, "README.md:1:1: error: ", NULL},
      {"check --theme beige", 78, "no theme 'beige'", NULL},
      {"render --help", 0, "tallycast render", NULL},
      {"rehearse --help", 0, "tallycast rehearse", NULL},
      {"demo --help", 0, "tallycast demo", NULL},
      {"init --help", 0, "tallycast init", NULL},
      {"token --help", 0, "make NAME | list | revoke NAME", NULL},
      {"token", 64, NULL, "tallycast token: error: make, list or revoke is needed"},
      {"token mkae x", 64, NULL, "make, list or revoke is needed"},
      {"token make", 64, NULL, "tallycast token: error: make needs a name"},
      {"token list x", 64, NULL, "tallycast token: error: list takes no name"},
      {"token make x --role boss --file /nowhere/t.json", 64, NULL,
       "--role must be viewer, organizer or crew, not 'boss'"},
      {"token make x --role crew --file /nowhere/t.json", 69, NULL,
       "tallycast token: error: token file '/nowhere/t.json': its folder: No such file "
       "or directory"},
      {"token list --file src", 78, NULL, "token file 'src': it is not a file"},
      {"live --control 0.0.0.0:0", 78, NULL,
       "control: 'listen' '0.0.0.0:0': must be an address of this machine only"},
      {"live --ouput rtmp://h/a", 64, NULL,
       "tallycast live: error: unknown option '--ouput' (did you mean '--output'?); "
       "tallycast live --help tells the options\n"},
      {"live --ouput=rtmp://h/S3CRET", 64, NULL, "(did you mean '--output'?)"},
      {"live --wrong", 64, NULL, "unknown option '--wrong'; tallycast live --help"},
      {"live --fps", 64, NULL, "Missing argument for --fps"},
      {"live extra", 64, NULL, "tallycast live: error: unexpected argument 'extra'"},
      {"live rtmp://h/app/S3CRET", 64, NULL, "unexpected argument 'rtmp://h/app/***'"},
      {"live --fps 7x", 64, NULL,
       "tallycast live: error: --fps must be 5 to 60 frames a second, as in 25, 50, "
       "30000/1001 or 29.97, not '7x'\n"},
      {"live --log-format xml", 64, NULL,
       "--log-format must be text or json, not 'xml'"},
      {"live --camera rstp://h/x", 78, NULL,
       "--camera: unknown scheme 'rstp' (did you mean 'rtsp'?); known are: file, rtsp, "
       "v4l2, test\n"},
      {"live --camera srt://h:9000", 69, NULL,
       "--camera: srt cameras are not supported by this version"},
      {"live --config /nowhere/t.yaml", 78, NULL,
       "/nowhere/t.yaml: error: cannot read it: No such file or directory\n"},
      {"render score --language fr -o /nowhere/x.png", 64, NULL,
       "tallycast render: error: --language fr: must be zh-CN or en"},
      {"render score -d README.md -o /nowhere/x.png", 65, NULL,
       "README.md:1:1: error: "},
      {"init extra", 64, NULL, "tallycast init: error: unexpected argument 'extra'"},
      {"init --output /nowhere/t.yaml", 69, NULL,
       "tallycast init: error: cannot write /nowhere/t.yaml: No such file or "
       "directory"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_auto (Result) r = run (NULL, rows[i].line);
    g_test_message ("tallycast %s -> %d\n%s%s", rows[i].line, r.code, r.out, r.err);
    g_assert_cmpint (r.code, ==, rows[i].code);
    if (rows[i].out)
      g_assert_nonnull (strstr (r.out, rows[i].out));
    else
      g_assert_cmpstr (r.out, ==, "");
    if (rows[i].err)
      g_assert_nonnull (strstr (r.err, rows[i].err));
    else
      g_assert_cmpstr (r.err, ==, "");
    g_assert_null (strstr (r.err, "S3CRET"));
  }
}

static void
help_names_every_command (void)
{
  static const char *const commands[] = {"live",     "render", "check",
                                         "rehearse", "demo",   "init"};
  g_auto (Result) r = run (NULL, "--help");

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *line = g_strdup_printf ("\n  %s ", commands[i]);
    g_assert_nonnull (strstr (r.out, line));
  }
}

/* --- configuration files --- */

typedef struct {
  char *dir;
} Fixture;

static void
set_up (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  self->dir = g_dir_make_tmp ("tc-cli-XXXXXX", NULL);
}

static void
tear_down (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  static const char *const names[] = {"tallycast.yaml", "other.yaml", "p.txt"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (self->dir, names[i], NULL);
    g_unlink (path);
  }
  g_assert_cmpint (g_rmdir (self->dir), ==, 0);
  g_free (self->dir);
}

static char *
put (Fixture *self, const char *name, const char *text)
{
  char *path = g_build_filename (self->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
a_wrong_file_is_told_with_line_and_column (Fixture *self,
                                           G_GNUC_UNUSED gconstpointer data)
{
  static const struct {
    const char *text, *message;
    int code;
  } rows[] = {
      {"programme:\n  colour: red\n",
       "tallycast.yaml:2:3: error: unknown key 'colour'; known are: size, fps, "
       "delay_ms, "
       "language, theme\n",
       78},
      {"cameras: [{uir: 'test:'}]\n",
       "tallycast.yaml:1:12: error: unknown key 'uir' (did you mean 'uri'?)\n", 78},
      {"cameras: [{uri: 'srt://h:1'}]\n",
       "tallycast.yaml:1:17: error: 'uri': srt cameras are not supported by this "
       "version; "
       "it has: file, rtsp, v4l2, test\n",
       69},
      {"backend: {url: 'http://h', mapping: m.yaml}\n",
       "tallycast live: error: configuration: 'backend: mapping' is not supported by "
       "this version\n",
       78},
      {"cameras: [{id: a, uri: 'test:'}, {id: b, uri: 'test:', backup_for: a}]\n",
       "tallycast live: error: configuration: 'cameras: backup_for' is not supported "
       "by "
       "this version\n",
       78},
      {"encoders: [{id: a, feed: clean}]\n",
       "tallycast live: error: configuration: 'encoders: feed: clean' is not supported "
       "by this version\n",
       78},
      {"a: &x 1\n",
       "tallycast.yaml:1:4: error: anchors (&name) are not supported: write the value "
       "out\n",
       78},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = put (self, "tallycast.yaml", rows[i].text);
    g_auto (Result) r = run (self->dir, "live"); /* found in the working folder */
    g_assert_cmpstr (r.err, ==, rows[i].message);
    g_assert_cmpint (r.code, ==, rows[i].code);
  }
}

static char *
dump_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcConfig) config = tc_config_parse (text, "/x/tallycast.yaml", &error);

  g_assert_no_error (error);
  return tc_config_dump (config);
}

static void
init_writes_the_defaults (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->dir, "tallycast.yaml", NULL);
  g_autofree char *text = NULL;
  g_auto (Result) r = run (self->dir, "init");

  g_assert_cmpint (r.code, ==, 0);
  g_assert_cmpstr (r.err, ==, "wrote tallycast.yaml\n");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *written = dump_of (text);
  g_autofree char *defaults = dump_of ("");
  g_assert_cmpstr (written, ==, defaults);
}

/* The lines that begin with "# " and a key, and the one list that is empty, made real:
 * every key of the table is in the file, and each example is right. */
static void
init_tells_every_key (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_auto (Result) r = run (self->dir, "init -o -");
  g_autofree char *shown = dump_of ("outputs: [{url: 'rtmp://h/a'}]");
  g_auto (GStrv) lines = g_strsplit (shown, "\n", -1);

  g_assert_cmpint (r.code, ==, 0);
  for (char **line = lines; *line && **line; line++) {
    char *end = strstr (*line, " = ");
    *end = '\0';
    char *dot = strrchr (*line, '.');
    g_autofree char *pattern =
        g_strdup_printf ("(?m)^[ #-]*%s:( |$)", dot ? dot + 1 : *line);
    g_test_message ("%s", pattern);
    g_assert_true (g_regex_match_simple (pattern, r.out, 0, 0));
  }
}

/* What would be refused is said to be so in its own line. */
static void
init_says_what_is_not_there (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  static const struct {
    const char *line, *config;
  } rows[] = {
      {"# backup_for: ",
       "cameras: [{id: a, uri: 'test:'}, {id: b, uri: 'test:', backup_for: a}]\n"},
      {"# mapping: ", "backend: {url: 'http://h', mapping: m.yaml}\n"},
      {"# 1 to 4 encoders", "encoders: [{id: a}, {id: b}]\n"},
      {" feed: ", "encoders: [{id: a, feed: clean}]\n"},
      {"# password_file: ", "obs_websocket: {password_file: p.txt}\n"},
      {"# organizer_password_file: ",
       "obs_websocket: {organizer_password_file: p.txt}\n"},
  };
  g_auto (Result) init = run (self->dir, "init -o -");
  g_autofree char *password = put (self, "p.txt", "secret\n");

  g_assert_cmpint (g_chmod (password, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = put (self, "tallycast.yaml", rows[i].config);
    g_autofree char *pattern =
        g_strdup_printf ("(?m)^.*%s.*not in this version", rows[i].line);
    g_auto (Result) r = run (self->dir, "live");

    g_assert_nonnull (strstr (r.err, "is not supported by this version"));
    g_assert_cmpint (r.code, ==, 78);
    g_test_message ("%s", pattern);
    g_assert_true (g_regex_match_simple (pattern, init.out, 0, 0));
  }
}

static void
init_overwrites_nothing (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = put (self, "other.yaml", "mine");
  g_autofree char *text = NULL;
  g_auto (Result) r = run (self->dir, "init --output other.yaml");

  g_assert_cmpint (r.code, ==, 69);
  g_assert_cmpstr (r.err, ==,
                   "tallycast init: error: other.yaml is there already and is not "
                   "overwritten; name another file with --output, or - to print it\n");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "mine");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/cli/it-ends-as-it-says", it_ends_as_it_says);
  g_test_add_func ("/app/cli/help-names-every-command", help_names_every_command);
#define ADD_WITH_FILES(name, function) \
  g_test_add ("/app/cli/" name, Fixture, NULL, set_up, function, tear_down)
  ADD_WITH_FILES ("a-wrong-file-is-told-with-line-and-column",
                  a_wrong_file_is_told_with_line_and_column);
  ADD_WITH_FILES ("init-writes-the-defaults", init_writes_the_defaults);
  ADD_WITH_FILES ("init-tells-every-key", init_tells_every_key);
  ADD_WITH_FILES ("init-says-what-is-not-there", init_says_what_is_not_there);
  ADD_WITH_FILES ("init-overwrites-nothing", init_overwrites_nothing);
  return g_test_run ();
}
