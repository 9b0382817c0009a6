# shellcheck shell=bash
# The panel while a real broadcast loses its camera, its server, its sound and its data.
. "$(dirname "$0")/broadcast.sh"
drive trouble.mjs "rtsp://127.0.0.1:$CAMERA/cam"
