/* SPDX-License-Identifier: MIT
 *
 * Programs that a test starts. They get SIGKILL when the thread that started them ends,
 * so that a test that aborts or is killed leaves nothing behind.
 */
#pragma once

#include <gio/gio.h>

/**
 * test_process_start:
 * @argv: NULL at its end; the first one is a path or is looked up in PATH
 * @dir: (nullable): where it starts; NULL: here
 *
 * It cannot fail: a program that does not start fails the test.
 *
 * Returns: (transfer full): the process
 */
GSubprocess *
test_process_start (const char *const *argv, GSubprocessFlags flags, const char *dir);

/**
 * test_process_end:
 * @process: in, cleared: NULL is allowed
 *
 * Sends the signal and waits for the end.
 */
void test_process_end (GSubprocess **process, int signal_number);
