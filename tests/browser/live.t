# shellcheck shell=bash
# The panel on a real broadcast: what is pressed in Chromium is seen in the stream that
# nginx gives out.
. "$(dirname "$0")/../e2e/libtest.sh"
need node chromium ffmpeg nginx
trap - EXIT # the plan and the count are live.mjs's; what is started here is still stopped
trap 'for name in "${!PIDS[@]}"; do stop "$name" >/dev/null; done; rm -rf "$WORK"' EXIT

read -r RTMP HTTP CONTROL BACKEND < <(free_ports 4)
nginx_start nginx "$RTMP" "$HTTP"
start rehearse "$TALLYCAST" rehearse --listen "127.0.0.1:$BACKEND" --manual --seed 4
until_true 20 answers "$BACKEND" || bail "no rehearsal"
cat >"$WORK/tallycast.yaml" <<YAML
programme: {size: 640x360, fps: 25}
cameras: [{id: main, uri: "test:"}]
audio: {input: "test:"}
outputs: [{id: public, url: "rtmp://127.0.0.1:$RTMP/show/panel"}]
backend: {url: "http://127.0.0.1:$BACKEND", align_ms: 0}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 1500}]
record: {dir: $WORK/recordings}
overlays: {auto: false, scene: clean}
control: {listen: "127.0.0.1:$CONTROL"}
state_dir: $WORK/state
YAML
URL=http://127.0.0.1:$CONTROL STREAM=rtmp://127.0.0.1:$RTMP/show/panel BACKEND=http://127.0.0.1:$BACKEND \
  LIVE="$TALLYCAST live --config $WORK/tallycast.yaml" LOG=$WORK/live.log node "$TC_TOP/tests/browser/live.mjs"
code=$?
[ "$code" = 0 ] || tail -n 30 "$WORK/live.log" | sed 's/^/# live: /'
exit "$code"
