# shellcheck shell=bash
# Who may do what with a running `tallycast live`: links are made, followed and revoked
# while it is on the air.
. "$(dirname "$0")/libtest.sh"
plan 38
need curl perl nginx python3

read -r CONTROL PROXY < <(free_ports 2)
API=http://127.0.0.1:$CONTROL/api/v1
TOKENS=$WORK/tokens.json
cat >"$WORK/t.yaml" <<CONF
programme: {size: 640x360, fps: 25}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 800}]
control: {listen: "0.0.0.0:$CONTROL", tokens_file: tokens.json}
state_dir: state
CONF
token() { "$TALLYCAST" token "$@" --config "$WORK/t.yaml"; }

# asked CODE METHOD PATH BODY CURL_OPTION...: as somebody elsewhere; his rights in the options
asked() {
  local wanted=$1 got
  got=$(curl -s -o "$WORK/answer" -w '%{http_code}' --max-time 5 -X "$2" -H 'X-Forwarded-For: 192.0.2.7' \
    ${4:+-d "$4"} "${@:5}" "$API/$3")
  [ "$got" = "$wanted" ] || { echo "$got: $(head -c 300 "$WORK/answer")"; return 1; }
}

# --- made before it runs, and while it does ---------------------------------------------------

ORGANIZER=$(token make 王主任 --role organizer 2>"$WORK/said")
ok "a link is for the organizer's page" test "${ORGANIZER#*/organizer.html#token=}" != "$ORGANIZER"
ok "and is said to be shown once" grep -q 'Shown only now' "$WORK/said"
is "the file is its owner's alone" "$(stat -c %a "$TOKENS")" 600
is "and has no token in it" "$(grep -c -- "${ORGANIZER#*=}" "$TOKENS")" 0

start live "$TALLYCAST" live --config "$WORK/t.yaml" --camera test: --scene standby \
  --output rtmp://127.0.0.1:1/show/S3CRET --record "$WORK/recordings"
ok "it listens on all addresses with a token file" until_true 15 grep -q "control at http://0.0.0.0:$CONTROL" "$WORK/live.log"
ok "and is on the air" until_true 15 status_is "$CONTROL" programme.source camera
CREW=$(token make desk --role crew 2>/dev/null)
VIEWER=$(token make foyer --role viewer 2>/dev/null)
crew=(-H "Authorization: Bearer ${CREW#*=}")
viewer=(-H "Authorization: Bearer ${VIEWER#*=}")

# --- rights -------------------------------------------------------------------------------------

ok "nobody in particular sees nothing" asked 401 GET status ''
ok "but the page, to log in" test "$(curl -s -o /dev/null -w '%{http_code}' -H 'X-Forwarded-For: 192.0.2.7' "http://127.0.0.1:$CONTROL/")" = 200
ok "the link's token is posted once for a cookie" asked 200 POST session "{\"token\": \"${ORGANIZER#*=}\"}" -c "$WORK/jar"
is "which no script can read" "$(grep -c '^#HttpOnly_127.0.0.1' "$WORK/jar")" 1
jar=(-b "$WORK/jar")
ok "an organizer chooses the next scene" asked 200 POST preview '{"scene": "break"}' "${jar[@]}"
ok "and takes it" asked 200 POST take '{"transition": "cut"}' "${jar[@]}"
is "it is on the air" "$(status "$CONTROL" programme.scene)" break
ok "he does not touch the sound" asked 403 POST audio '{"mute": true}' "${jar[@]}"
is "which plays on" "$(status "$CONTROL" audio.mute)" false
ok "the crew does" asked 200 POST audio '{"mute": true}' "${crew[@]}"
ok "a viewer sees" asked 200 GET status '' "${viewer[@]}"
is "but no address of anything" "$(grep -cE 'rtmp:|127\.0\.0\.1|recordings|S3CRET' "$WORK/answer")" 0
ok "nor anything else than documented" conforms "$CONTROL" Status "$WORK/answer"
ok "which the crew sees" asked 200 GET status '' "${crew[@]}"
ok "as documented" conforms "$CONTROL" Status "$WORK/answer"
is "without the key" "$(grep -c 'rtmp://127.0.0.1:1/show/\*\*\*' "$WORK/answer")$(grep -c S3CRET "$WORK/answer")" 10
ok "a viewer presses nothing" asked 403 POST panic '{"on": true}' "${viewer[@]}"
ok "every command is in the log, with name and role" \
  grep -qE 'control: take \{"transition":"cut"\} by 王主任 \(organizer\): frame [0-9]+' "$WORK/live.log"

# --- through a proxy, as the README says ---------------------------------------------------------

mkdir -p "$WORK/proxy/temp"
[ "$(id -u)" != 0 ] || { chmod 755 "$WORK" && chown -R www-data "$WORK/proxy"; }
cat >"$WORK/proxy/nginx.conf" <<CONF
$([ "$(id -u)" != 0 ] || echo 'user www-data;')
daemon off;
pid nginx.pid;
error_log error.log info;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path temp/body; proxy_temp_path temp/proxy; fastcgi_temp_path temp/fastcgi;
  uwsgi_temp_path temp/uwsgi; scgi_temp_path temp/scgi;
  server {
    listen 127.0.0.1:$PROXY;
    location / {
      proxy_pass http://127.0.0.1:$CONTROL;
      proxy_set_header Host \$http_host;
      proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto https;
    }
  }
}
CONF
start proxy nginx -p "$WORK/proxy" -c nginx.conf -e error.log
until_true 10 answers "$PROXY"
THROUGH=http://127.0.0.1:$PROXY
by() { # by CODE METHOD PATH BODY CURL_OPTION...: through the proxy, without more claims
  local got
  got=$(curl -s -o "$WORK/answer" -w '%{http_code}' --max-time 5 -X "$2" ${4:+-d "$4"} "${@:5}" "$THROUGH/$3")
  [ "$got" = "$1" ] || { echo "$got: $(head -c 300 "$WORK/answer")"; return 1; }
}
ok "nobody passes for this machine" by 401 POST api/v1/panic '{"on": true}'
ok "the page is there" by 200 GET '' ''
ok "a login by https" by 200 POST api/v1/session "{\"token\": \"${ORGANIZER#*=}\"}" \
  -H 'Origin: https://control.example' -H 'Host: control.example' -D "$WORK/headers"
ok "has a cookie for https only" grep -qi '^set-cookie: .*; secure' "$WORK/headers"
ok "another site has no rights even with it" by 403 POST api/v1/panic '{"on": true}' "${crew[@]}" \
  -H 'Origin: https://evil.example' -H 'Host: control.example'
ok "the crew works through it" by 200 POST api/v1/audio '{"mute": false}' "${crew[@]}"
ok "and makes a link" by 201 POST api/v1/tokens '{"name": "phone", "role": "organizer"}' \
  "${crew[@]}" -H 'Host: control.example'
is "which has the name of the proxy" "$(grep -c '"https://control.example/organizer.html#token=' "$WORK/answer")" 1
curl -sN --max-time 3 "${crew[@]}" "$THROUGH/api/v1/events" >"$WORK/events"
ok "events come at once" test "$(grep -c '^event: change' "$WORK/events")" -ge 3

# --- revoked ------------------------------------------------------------------------------------

token revoke 王主任 >/dev/null
ok "a revoked link opens nothing, at once" asked 401 POST take '{}' "${jar[@]}"
ok "the others are as they were" asked 200 GET status '' "${viewer[@]}"

# --- the end, while somebody holds the token file ---------------------------------------------------

# shellcheck disable=SC2016
start holder perl -MFcntl=:flock -e 'open my $d, "<", $ARGV[0] or die; flock $d, LOCK_EX; $| = 1; print "held\n"; sleep 60' "$WORK"
until_true 5 grep -q held "$WORK/holder.log"
start maker curl -s "${crew[@]}" -d '{"name": "late", "role": "viewer"}' "$API/tokens"
LIVE=$(pid_of live)
until_true 5 grep -qx tokens "/proc/$LIVE/task/"*/comm
kill -s INT "$LIVE"
until_true 5 grep -q 'live: ending' "$WORK/live.log"
ok "while a token is being made at the end, others are served" asked 200 GET preflight '' "${crew[@]}"
stop holder
until_true 20 eval '! alive live'
wait "$LIVE"
is "then it ends well" $? 0
is "and the token is made" "$(token list | grep -c '  late$')" 1
