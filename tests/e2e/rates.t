# shellcheck shell=bash
# --fps, --size and --bitrate as the recording has them: the frame rate exact, an IDR picture
# each two seconds, the bit rate constant (measured by packets' sizes, second by second).
. "$(dirname "$0")/libtest.sh"
plan 14
need ffprobe curl

echo "state_dir: $WORK/state" >"$WORK/tallycast.yaml"

record() { # record FPS KBPS: 8 s of programme at that rate into $FILE
  local dir=$WORK/rec-${1//\//-}
  read -r CONTROL < <(free_ports 1)
  start live "$TALLYCAST" live --config "$WORK/tallycast.yaml" --camera test: --scene clean --size 320x180 --fps "$1" \
    --bitrate "$2" --record "$dir" --control "127.0.0.1:$CONTROL"
  until_true 10 sh -c "ls '$dir'/*.mp4" >/dev/null 2>&1
  sleep 8
  stop live INT
  is "live at $1 frames a second ends well" $? 0
  FILE=$(ls "$dir"/*.mp4)
}

# The least and the most kbit/s of whole seconds of video, without the first and the last.
kbps_range() {
  ffprobe -v error -select_streams v -show_entries packet=dts_time,size -of csv=p=0 "$1" |
    awk -F, '{ s[int($1)] += $2 * 8 / 1000; if (int($1) > last) last = int($1) }
      END { for (i = 1; i < last; i++) { if (!lo || s[i] < lo) lo = s[i]; if (s[i] > hi) hi = s[i] }
            printf "%.0f %.0f\n", lo, hi }'
}

check() { # check FPS WANTED GOP KBPS
  record "$1" "$4"
  is "it is $2" "$(stream_field "$FILE" v r_frame_rate)" "$2"
  is "on average too" "$(stream_field "$FILE" v avg_frame_rate)" "$2"
  is "with an IDR picture every $3 frames" "$(idr_frames "$FILE")" "$3"
  is "H.264 main or high" "$(stream_field "$FILE" v profile | sed 's/Main\|High/ok/')" ok
  read -r LOW HIGH < <(kbps_range "$FILE")
  between "no second has much less than $4 kbit/s" $(($4 * 75 / 100)) "$LOW" $(($4 * 13 / 10))
  between "nor much more" $(($4 * 75 / 100)) "$HIGH" $(($4 * 13 / 10))
}

check 50 50/1 100 1200
check 30000/1001 30000/1001 60 700
