# shellcheck shell=bash
# The organizer's phone, and what each role may, on an engine that only pretends.
exec node "$TC_TOP/tests/browser/people.mjs"
