# shellcheck shell=bash
# What the crew's page lets its people see, hear and be told.
exec node "$TC_TOP/tests/browser/senses.mjs"
