# shellcheck shell=bash
# What the crew's page tells, in both languages, on an engine that only pretends.
exec node "$TC_TOP/tests/browser/facts.mjs"
