/* SPDX-License-Identifier: MIT
 *
 * The two halves of reading a script: who takes part, and what happens when.
 */
#pragma once

#include "tallycast/app/rehearse.h"
#include "tallycast/core/yaml.h"

/** Appends the events of @steps (a sequence) and END_OF_SCRIPT to @script, whose cast
 * is complete. Errors: file:line:col. */
gboolean
tc_script_read_steps (TcScript *script, const TcYamlNode *steps, GError **error);
