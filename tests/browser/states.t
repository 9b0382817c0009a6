# shellcheck shell=bash
# Every state of every page, on an engine that only pretends.
exec node "$TC_TOP/tests/browser/states.mjs"
