/* SPDX-License-Identifier: MIT
 *
 * tests/fuzz/fuzz.h - what each fuzz target defines
 *
 * A target is tests/fuzz/fuzz-NAME.c with seeds in tests/fuzz/corpus/NAME/. `make fuzz`
 * links it with libFuzzer (clang), which mutates for FUZZ_S seconds; among the unit
 * tests standalone.c feeds it the seeds and a fixed number of mutations of them. An
 * input that broke something goes into the corpus, under a name that tells what it was.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** Once, before the first input. Returns: 0. */
int LLVMFuzzerInitialize (int *argc, char ***argv);
/** One input. What it may not lead to is asserted. Returns: 0. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);
/** Optional: changes an input in place that has room for @room bytes, where changes of
 * bytes would not get far. Returns: the new length. */
size_t LLVMFuzzerCustomMutator (uint8_t *data, size_t n, size_t room, unsigned seed)
    __attribute__ ((weak));
/** Of libFuzzer or standalone.c, for that: changes bytes. Returns: the new length. */
size_t LLVMFuzzerMutate (uint8_t *data, size_t n, size_t room);
