# shellcheck shell=bash
# First light: test camera -> ticker -> x264 -> hub -> RTMP -> nginx, pulled back by ffmpeg.
. "$(dirname "$0")/libtest.sh"
plan 14
need ffmpeg ffprobe nginx perl

read -r RTMP HTTP CONTROL < <(free_ports 3)
nginx_start nginx "$RTMP" "$HTTP"
cat >"$WORK/tallycast.yaml" <<YAML
programme: {size: 640x360, fps: 25}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 800}]
state_dir: $WORK/state
YAML
URL=rtmp://127.0.0.1:$RTMP/show/first
start live "$TALLYCAST" live --config "$WORK/tallycast.yaml" --camera test: --output "$URL" \
  --control "127.0.0.1:$CONTROL"
ok "live answers on its control port" until_true 15 answers "$CONTROL"
ok "the stream can be pulled" pull "$URL" "$WORK/got.flv" 9

is "video is H.264" "$(stream_field "$WORK/got.flv" v codec_name)" h264
is "of main or high profile" \
  "$(stream_field "$WORK/got.flv" v profile | grep -cE '^(Main|High)$')" 1
is "640 wide" "$(stream_field "$WORK/got.flv" v width)" 640
is "360 high" "$(stream_field "$WORK/got.flv" v height)" 360
is "with an IDR picture every 50 frames" "$(idr_frames "$WORK/got.flv")" 50
is "video dts never steps back" "$(steps_back "$WORK/got.flv" v)" 0
between "no gap is over 2 frames" 1 "$(longest_gap_ms "$WORK/got.flv" v)" 80
is "audio is AAC" "$(stream_field "$WORK/got.flv" a codec_name)" aac
is "at 48 kHz" "$(stream_field "$WORK/got.flv" a sample_rate)" 48000
is "in stereo" "$(stream_field "$WORK/got.flv" a channels)" 2
is "audio dts never steps back" "$(steps_back "$WORK/got.flv" a)" 0

stop live INT
is "an interrupt ends it well" $? 0
