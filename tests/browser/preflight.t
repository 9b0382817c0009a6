# shellcheck shell=bash
# The preflight page in its states, on an engine that only pretends.
exec node "$TC_TOP/tests/browser/preflight.mjs"
