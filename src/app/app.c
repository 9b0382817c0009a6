/* SPDX-License-Identifier: MIT */
#include "tallycast/app/app.h"

#include "tallycast/core/error.h"
#include "tallycast/core/process.h"
#include "tallycast/draw/svg.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary;
} Command;

/* In the order of --help; ends with an entry without a name. */
static const Command commands[] = {
    {"live", tc_app_live, "the broadcast"},
    {"render", tc_app_render, "draw a scene: one picture, or its motion"},
    {"check", tc_app_check, "what would look wrong on air, before it is on air"},
    {"rehearse", tc_app_rehearse, "play a scripted meeting on the backend contract"},
    {"verify", tc_app_verify, "was the as-run log changed, and what did it say"},
    {"demo", tc_app_demo, "everything on one machine: rehearsal, server, broadcast"},
    {"token", tc_app_token, "who may reach the control page from elsewhere"},
    {"init", tc_app_init, "write a commented configuration"},
    {NULL},
};

static void
print_help (FILE *out)
{
  fputs ("Usage: tallycast COMMAND [OPTION...]\n\n", out);
  for (size_t i = 0; commands[i].name; i++)
    fprintf (out, "  %-9s %s\n", commands[i].name, commands[i].summary);
  fputs ("\ntallycast COMMAND --help tells a command's options; tallycast --version.\n",
         out);
}

int
tc_app_main (int argc, char **argv)
{
  tc_process_init ();
  setlocale (LC_ALL, "");
  if (argc < 2) {
    print_help (stderr);
    return TC_ERROR_USAGE;
  }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0) {
    print_help (stdout);
    return 0;
  }
  if (strcmp (argv[1], "--version") == 0) {
    puts ("tallycast " TC_VERSION);
    return 0;
  }

  if (strcmp (argv[1], TC_SVG_WORKER_COMMAND) == 0)
    return tc_svg_worker_main (argc > 2 ? argv[2] : NULL);

  tc_svg_set_worker ("/proc/self/exe");
  const char *names[G_N_ELEMENTS (commands) + 2] = {"--help", "--version", NULL};
  for (size_t i = 0; commands[i].name; i++) {
    names[i + 2] = commands[i].name;
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1);
  }
  const char *near = tc_did_you_mean (argv[1], names);
  fprintf (stderr, "tallycast: error: unknown %s '%s'",
           *argv[1] == '-' ? "option" : "command", argv[1]);
  if (near)
    fprintf (stderr, " (did you mean '%s'?)", near);
  fputs ("; tallycast --help lists them\n", stderr);
  return TC_ERROR_USAGE;
}
