# shellcheck shell=bash
# The panel on a real broadcast: what is pressed in Chromium is seen in the stream that
# nginx gives out.
. "$(dirname "$0")/broadcast.sh"
drive live.mjs test:
