# shellcheck shell=bash
# A whole broadcast for Chromium: nginx and a rehearsal that is led by hand run; `live`, and
# what else is to come and go, is started by the script that drives it. Source it.
#
#   drive SCRIPT CAMERA   SCRIPT with all it needs to know; CAMERA: the camera's uri
. "$(dirname "${BASH_SOURCE[0]}")/../e2e/libtest.sh"
need node chromium ffmpeg nginx
trap - EXIT # the plan and the count are the script's; what is started here is still stopped
trap 'for name in "${!PIDS[@]}"; do stop "$name" >/dev/null; done; rm -rf "$WORK"' EXIT

read -r RTMP HTTP CONTROL BACKEND CAMERA < <(free_ports 5)
nginx_start nginx "$RTMP" "$HTTP"
start rehearse "$TALLYCAST" rehearse --listen "127.0.0.1:$BACKEND" --manual --seed 4
until_true 20 answers "$BACKEND" || bail "no rehearsal"

drive() {
  cat >"$WORK/tallycast.yaml" <<YAML
programme: {size: 640x360, fps: 25}
cameras: [{id: main, uri: "$2"}]
audio: {input: "test:tone"}
outputs: [{id: public, url: "rtmp://127.0.0.1:$RTMP/show/panel"}]
backend: {url: "http://127.0.0.1:$BACKEND", align_ms: 0, wait_s: 1, late_after_s: 3, stale_after_s: 4}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 1500}]
record: {dir: $WORK/recordings}
overlays: {auto: false, scene: clean}
control: {listen: "127.0.0.1:$CONTROL"}
state_dir: $WORK/state
YAML
  URL=http://127.0.0.1:$CONTROL STREAM=rtmp://127.0.0.1:$RTMP/show/panel BACKEND=http://127.0.0.1:$BACKEND \
    LIVE="$TALLYCAST live --config $WORK/tallycast.yaml" LOG=$WORK/live.log \
    NGINX="nginx -p $WORK/nginx -c nginx.conf -e error.log" NGINX_PID=$(pid_of nginx) \
    CAMERA="$TC_BUILD/tests/tools/rtsp-server --port=$CAMERA --size=640x360" \
    node "$TC_TOP/tests/browser/$1"
  local code=$?
  [ "$code" = 0 ] || tail -n 30 "$WORK/live.log" | sed 's/^/# live: /'
  return "$code"
}
