/* SPDX-License-Identifier: MIT
 *
 * feed/judging.h - one document after another before the rules
 */
#pragma once

#include "../support/document.h"
#include "tallycast/feed/rules.h"

/* Judges @text (transfer full) with nothing bound. Returns: the document if it was
 * taken. */
static inline TcDocument *
take (TcRules *rules, char *text)
{
  g_autofree char *owned = text;
  g_autoptr (TcDocument) document = tc_test_parse (owned);
  g_autoptr (TcFault) fault = NULL;
  TcVerdict verdict = tc_rules_judge (rules, &document, FALSE, &fault);

  return verdict == TC_VERDICT_NEW ? g_steal_pointer (&document) : NULL;
}

static inline TcVerdict
judge (TcRules *rules, char *text, gboolean is_bound, char **said)
{
  g_autofree char *owned = text;
  g_autoptr (TcDocument) document = tc_test_parse (owned);
  g_autoptr (TcFault) fault = NULL;
  TcVerdict verdict = tc_rules_judge (rules, &document, is_bound, &fault);

  g_assert_true ((verdict == TC_VERDICT_REFUSED) == (fault != NULL));
  g_assert_true ((verdict == TC_VERDICT_HELD) == (document == NULL));
  if (said)
    *said = fault ? tc_fault_to_string (fault) : NULL;
  return verdict;
}

static inline char *
plain (void)
{
  return tc_test_document ("revision", "10", NULL);
}
