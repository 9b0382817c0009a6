/* SPDX-License-Identifier: MIT */
#include "tallycast/app/app.h"

int
main (int argc, char **argv)
{
  return tc_app_main (argc, argv);
}
