# shellcheck shell=bash
# What hands do on the crew's page: held keys, the T-bar, the mouse, two at once.
exec node "$TC_TOP/tests/browser/hands.mjs"
