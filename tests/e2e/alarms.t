# shellcheck shell=bash
# What wants a person: the alarms of a running broadcast, the alert that somebody gets who
# is not there, and the preflight, which runs `check` beside it.
. "$(dirname "$0")/libtest.sh"
plan 19
need curl perl ffprobe python3

read -r RTMP HTTP CONTROL DEAD < <(free_ports 4)
nginx_start nginx "$RTMP" "$HTTP"
mkdir "$WORK/rec"
cat >"$WORK/alert.sh" <<SH
#!/bin/sh
printf '%s|%s|%s\n' "\$TALLYCAST_ALERT_STATE" "\$TALLYCAST_ALERT_ID" "\$1" >>"$WORK/alerts"
SH
chmod +x "$WORK/alert.sh"
cat >"$WORK/tallycast.yaml" <<YAML
programme: {size: 1280x720, fps: 10, language: en}
cameras: [{id: main, uri: "test:"}]
audio: {input: "test:tone"}
outputs:
  - {id: public, url: "rtmp://127.0.0.1:$RTMP/show/alarms"}
  - {id: dead, url: "rtmp://127.0.0.1:$DEAD/show/key"}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 800}]
record: {dir: "$WORK/rec", keep_free_gb: 0}
control: {listen: "127.0.0.1:$CONTROL"}
alerts: {command: alert.sh}
state_dir: $WORK/state
YAML
API=http://127.0.0.1:$CONTROL/api/v1

start live "$TALLYCAST" live --config "$WORK/tallycast.yaml"
ok "live is up" until_true 20 answers "$CONTROL"
ok "and on the air" until_true 20 status_is "$CONTROL" outputs.0.state live

# --- alarms and alerts -------------------------------------------------------------------

# A busy machine may have others, of its own.
alarm() { # alarm: what that of the output says the public sees
  curl -sf "$API/status" | perl -MJSON::PP -e 'local $/; my $d = decode_json(<STDIN>);
    for (@{$d->{alarms}}) { print $_->{en}{public} if $_->{id} eq "output:dead" }'
}
has_alarm() { [ -n "$(alarm)" ]; }
has_none() { [ -z "$(alarm)" ]; }

ok "an output that does not come is an alarm" until_true 20 has_alarm
is "that says what the public sees" "$(alarm)" "1 other output is fine. The recording is fine."
curl -sf "$API/status" >"$WORK/status.json"
ok "the status is as documented" conforms "$CONTROL" Status "$WORK/status.json"
ok "somebody is told, and why it is" until_true 20 grep -q \
  '^begun|output:dead|Output dead not connected for [0-9]* s: 127\.0\.0\.1:[0-9]*: connection refused: nothing listens there\. ' "$WORK/alerts"
curl -sf -X POST "$API/outputs/dead/stop" >"$WORK/reply"

# --- preflight ---------------------------------------------------------------------------

preflight() { # preflight: its document in $WORK/preflight.json
  curl -sf "$API/preflight" >"$WORK/preflight.json"
}
line() { # line ID KEY: of the document
  perl -MJSON::PP -e 'local $/; my $d = decode_json(<STDIN>); binmode STDOUT, ":utf8";
    for (@{$d->{lines}}) { print $_->{$ARGV[1]} if $_->{id} eq $ARGV[0] }' "$1" "$2" <"$WORK/preflight.json"
}
is_done() { preflight && [ "$(json "$WORK/preflight.json" state)" != running ]; }

preflight
# A frame that was repeated is worth a note.
is "what is known at any moment is known" "$(line camera state | sed s/note/ok/) $(line sound state) $(line disk state)" \
  "ok ok ok"
is "what needs a check is not" "$(line names state) $(line encoder state)" "todo todo"
is "a check begins" "$(curl -s -o "$WORK/reply" -w '%{http_code}' -X POST "$API/preflight/run")" 200
is "one at a time" "$(curl -s -o "$WORK/reply" -w '%{http_code}' -X POST "$API/preflight/run")" 422
ok "it ends" until_true 170 is_done
is "names and encoder are measured" \
  "$(line names en)|$(line encoder en | sed 's/[0-9][0-9]*/N/g')" \
  "All 77 names fit in 9 scenes.|Encodes N frames a second, missed N in N s, and has room for N more."
ok "as documented" conforms "$CONTROL" Preflight "$WORK/preflight.json"
is "and the disk's speed" "$(line disk en | grep -c 'writes [0-9]* MB/s\.$')" 1
# While it was checked the time has passed after which an alarm is over.
ok "when it is over, too" until_true 30 grep -q '^over|output:dead|Over: Output dead not connected for ' "$WORK/alerts"
is "each once" "$(grep -c '|output:dead|' "$WORK/alerts")" 2
ok "and the alarm has left" has_none

curl -s -X POST "$API/preflight/anyway" >"$WORK/reply"
said_anyway() { curl -sf "$API/status" | grep -q '"kind": *"anyway"'; }
ok "who goes on the air anyway is in the as-run log" until_true 20 said_anyway
for scene in unit score result draw ranking standby; do
  start "look-$scene" curl -s -m 20 -o "$WORK/$scene.jpg" "http://127.0.0.1:$CONTROL/scenes/$scene.jpg"
done
stop live INT
is "an interrupt ends it well, while somebody looks, too" $? 0
