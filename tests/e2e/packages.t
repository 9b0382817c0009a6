# shellcheck shell=bash
# tests/tools/packages with stand-ins for apt, dpkg, id and sudo: what is installed is
# said before, daemons are kept from starting while apt runs and not a moment longer.
. "$(dirname "$0")/libtest.sh"
plan 13
SCRIPT=$TC_TOP/tests/tools/packages
BIN=$WORK/bin
POLICY=$WORK/policy-rc.d
mkdir "$BIN"
for tool in sh sed grep cat rm chmod printf command env mktemp ln mv; do
  path=$(command -v "$tool") && [ -x "$path" ] && ln -s "$path" "$BIN/$tool"
done
stub() { # stub NAME: its text on standard input
  { echo '#!/bin/sh'; cat; } >"$BIN/$1"
  chmod 755 "$BIN/$1"
}
stub dpkg-query <<'SH'
for last; do :; done
case " $HAVE " in *" $last "*) echo installed ;; *) exit 1 ;; esac
SH
stub id <<'SH'
echo "${FAKE_UID:-0}"
SH
stub apt-get <<'SH'
"$TC_POLICY"; echo "apt-get $* policy=$?" >>"$CALLS"
case "$*" in *install*) exit "${APT_EXIT:-0}" ;; esac
SH
run() { # run NAME=VALUE... -- PACKAGE...
  local env=()
  while [ "$1" != -- ]; do env+=("$1") && shift; done
  shift
  rm -f "$WORK/calls"
  env -i PATH="$BIN" CALLS="$WORK/calls" TC_POLICY="$POLICY" "${env[@]}" sh "$SCRIPT" "$@" >"$WORK/out" 2>"$WORK/err"
}

run HAVE='aa bb' -- aa bb
is "when all is there, nothing is done" "$? $(cat "$WORK/out" "$WORK/err") $(cat "$WORK/calls" 2>/dev/null)" '0  '

run HAVE='aa' -- aa bb cc
is "what is missing is installed" "$?" 0
is "said before" "$(cat "$WORK/out")" 'tallycast needs these Debian packages: bb cc'
is "and only that, without recommended ones" \
  "$(grep -c 'install .*--no-install-recommends bb cc policy=101$' "$WORK/calls")" 1
is "with daemons kept from starting all the while" "$(grep -vc 'policy=101$' "$WORK/calls")" 0
ok "and no longer" test ! -e "$POLICY"

run HAVE='' APT_EXIT=100 -- bb
ok "a failure of apt is a failure" test $? != 0
ok "and leaves no policy either" test ! -e "$POLICY"

printf '#!/bin/sh\nexit 104\n' >"$POLICY"
chmod 755 "$POLICY"
run HAVE='' -- bb
is "a policy that was there before stays" "$(sed -n 2p "$POLICY")" 'exit 104'
is "and holds" "$(grep -c 'policy=104$' "$WORK/calls")" 2
rm "$POLICY"

run FAKE_UID=1000 HAVE='' -- bb
is "without root and sudo it is one line, exit 69" "$? $(wc -l <"$WORK/err")" '69 1'
ok "that tells what to do" grep -q 'as root: apt-get install .* bb' "$WORK/err"

stub sudo <<'SH'
echo sudo >>"$CALLS"
exec "$@"
SH
run FAKE_UID=1000 HAVE='' -- bb
is "with sudo, only apt runs by it" "$? $(grep -c sudo "$WORK/calls")" '0 1'
