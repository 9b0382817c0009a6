# shellcheck shell=bash
# In sync: a clip in which a flash and a beep begin on the same instant, sent through the
# whole way from a file and from an RTSP camera; what nginx received is measured.
. "$(dirname "$0")/libtest.sh"
plan 9
need ffmpeg ffprobe nginx perl

read -r RTMP HTTP CONTROL1 CONTROL2 RTSP < <(free_ports 5)
nginx_start nginx "$RTMP" "$HTTP"
CLIP=$WORK/flash.mp4
LONG=$WORK/flash-long.mp4
ok "the clip is made" "$TC_TOP/tests/tools/flash-beep" "$CLIP" 640x360 25 4
ok "and a long one" "$TC_TOP/tests/tools/flash-beep" "$LONG" 640x360 25 60
cat >"$WORK/tallycast.yaml" <<YAML
programme: {size: 640x360, fps: 25}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 800}]
state_dir: $WORK/state
YAML

# When the picture turns white and when the tone begins, seconds of the stream.
flashes() {
  ffmpeg -nostdin -copyts -i "$1" -map 0:v -vf blackdetect=d=0.5:pix_th=0.4 -f null - 2>&1 |
    sed -n 's/.*black_end:\([0-9.]*\).*/\1/p'
}
beeps() {
  ffmpeg -nostdin -copyts -i "$1" -map 0:a -af silencedetect=noise=-30dB:d=0.5 -f null - 2>&1 |
    sed -n 's/.*silence_end: \([0-9.]*\).*/\1/p'
}

# Largest distance between a flash and the beep nearest to it, ms, over all flashes from
# the second on but for the last (the end of the file); "few" when there are not three.
apart_ms() { # apart_ms FILE
  { flashes "$1" | sed 's/^/v /'; beeps "$1" | sed 's/^/a /'; } | awk '
    $1 == "v" { v[++n] = $2 } $1 == "a" { a[++m] = $2 }
    END {
      for (i = 2; i < n; i++) {
        best = 9
        for (j = 1; j <= m; j++) { d = v[i] - a[j]; if (d < 0) d = -d; if (d < best) best = d }
        if (best < 1) { used++; if (best > worst) worst = best }
      }
      if (used < 3) print "few: " n " flashes, " m " beeps"; else printf "%.1f\n", worst * 1000
    }'
}

broadcast() { # broadcast NAME CAMERA CONTROL
  start "live-$1" "$TALLYCAST" live --config "$WORK/tallycast.yaml" --camera "$2" --audio camera \
    --scene clean --output "rtmp://127.0.0.1:$RTMP/show/$1" --control "127.0.0.1:$3"
}

between "in the file itself they are together" 0 "$(apart_ms "$LONG")" 10

start rtsp "$TC_BUILD/tests/tools/rtsp-server" --port="$RTSP" "$LONG"
ok "an RTSP camera stands ready" until_true 10 answers "$RTSP"
broadcast file "file://$CLIP" "$CONTROL1"
ok "what nginx got from the file" pull "rtmp://127.0.0.1:$RTMP/show/file" "$WORK/file.flv" 12
stop live-file INT
between "is within 40 ms, over the loop's seam too" 0 "$(apart_ms "$WORK/file.flv")" 40

broadcast camera "rtsp://127.0.0.1:$RTSP/cam" "$CONTROL2"
ok "what nginx got from the RTSP camera" \
  pull "rtmp://127.0.0.1:$RTMP/show/camera" "$WORK/camera.flv" 14
stop live-camera INT
between "is within 40 ms" 0 "$(apart_ms "$WORK/camera.flv")" 40
is "and the camera was never lost" "$(grep -c 'the stream ended' "$WORK/live-camera.log")" 0
