# What the scenarios in kernel/ and rt/ share. Sourced; runs inside a bench kernel as root.
#
# SINEW names the program (default: the release build, else the debug build, of this checkout).
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ -z "${SINEW:-}" ]; then
  SINEW=$root/.build/release/sinew
  [ -x "$SINEW" ] || SINEW=$root/.build/debug/sinew
fi
export SINEW
work=$(mktemp -d); export XDG_STATE_HOME=$work/state SINEW_RUNTIME_DIR=/dev/shm
cd "$root" || exit 70
# How long a run lasts that its scenario ends: longer than any bench. How long the steps between take is
# the host's affair.
lasting=(--duration 3600)
checks=0 failures=0
started=() last_name=

# Whatever a scenario started is ended by its process id.
finish() {
  for pid in "${started[@]:-}"; do
    [ -n "$pid" ] && kill -CONT "$pid" 2> /dev/null && kill -9 "$pid" && wait "$pid"
  done 2> /dev/null
  rm -f /dev/shm/sinew-*.deck /dev/shm/sinew-*.mailbox
  rm -rf "$work"
  echo "$((checks - failures)) passed, $failures failed"
  [ "$checks" -gt 0 ] && [ "$failures" -eq 0 ]
  exit $?
}
trap finish EXIT

check() { # check SENTENCE COMMAND…
  local what=$1; shift
  checks=$((checks + 1))
  if "$@" > "$work/check.out" 2>&1; then
    echo "ok      $what"
  else
    failures=$((failures + 1))
    echo "FAILED  $what   ($*)"
    {
      head -n 20 "$work/check.out"
      [ -z "$last_name" ] || { echo "--- $last_name said last:"
        tail -q -n 8 "$work/$last_name.err" "$work/$last_name.out" | cut -c 1-1500; }
    } | sed 's/^/          /'
  fi
}

start() { # start NAME COMMAND… : in the background, output in $work/NAME.out and .err
  local name=$1 above=(); shift
  last_name=$name
  # The twin's drives have processors of their own on a robot: no shell command may hold them up. On
  # vcan it takes a real-time priority by itself; here it has one from its start on, below the loop's.
  [ "$name" = twin ] && above=(chrt -f 70)
  "${above[@]}" "$@" > "$work/$name.out" 2> "$work/$name.err" < /dev/null &
  last=$!
  started+=("$last")
  eval "${name}_pid=$last"
}

# Waits until the twin serves its drives: it writes a line a second. How long a program takes to start is
# the host's affair, so no scenario sleeps for it.
until_serving() { # until_serving [NAME]
  local end=$((SECONDS + 60))
  while [ $SECONDS -lt $end ]; do
    grep -q 'twin: [0-9]' "$work/${1:-twin}.err" 2> /dev/null && return 0
    sleep 0.2
  done
  echo "the twin does not serve"; cat "$work/${1:-twin}.err"
  return 1
}

# A robot that differs from the default one: the sed script acts on robot.yaml, the second on safety.yaml.
variant() { # variant NAME SED [SED]
  cp -r "$root/firmware-profiles/robots/openarm-right" "$work/$1"
  sed -i -e "s/^name: .*/name: $1/" "$work/$1/robot.yaml"
  sed -i -e "$2" "$work/$1/robot.yaml"
  [ -z "${3:-}" ] || sed -i -e "$3" "$work/$1/safety.yaml"
}

# More vcan interfaces than kernel-bench makes.
more_can() { # more_can NAME…
  local name
  for name in "$@"; do
    ip link add dev "$name" type vcan && ip link set "$name" mtu 72 && ip link set "$name" up || return 1
  done
}

armed() { # armed ROBOT : a reset and an arm, one after the other
  "$SINEW" reset --robot "$1" && "$SINEW" arm --robot "$1"
}

# A joint's key of the status, such as its position: joint NUMBER KEY
joint() { "$SINEW" status --robot "${3:-openarm-right}" --json > "$work/status" && field "$work/status" "o['joints'][$1]['$2']"; }

# A hostile gateway between the master on one interface and the drives on another (gateway.py says what it
# can do). Like the twin it must not wait for a shell command, and stands above the runtime.
start_gateway() { # start_gateway MASTER DRIVES [NAME]
  start gateway chrt -f 82 python3 "$root/Tests/bench/gateway.py" "$@"
  rule '{}' "${3:-gateway}" > /dev/null
}

rule() { # rule JSON [NAME]: in force when it returns
  python3 "$root/Tests/bench/gateway.py" --rule "$@"
}

await() { # await PID : its exit status in $status
  wait "$1"; status=$?
}

# Waits until the twin's arm hangs still, at most 20 s: after torque off it swings for some seconds, and a
# run that begins meanwhile may rightly find a joint past its limit. The twin writes a line a second.
until_still() {
  local end=$((SECONDS + 20))
  while [ $SECONDS -lt $end ]; do
    sleep 1
    grep 'twin:' "$work/twin.err" | tail -n 3 | sed 's/.*overrun; //' | awk -F', ' '
      { for (i = 1; i <= NF; i++) { n = split($i, word, " "); if (NR > 1 && (word[n] - last[i]) ^ 2 > 0.0004) moved = 1
          last[i] = word[n] } }
      END { exit !(NR == 3 && !moved) }' && return 0
  done
  echo "the arm does not come to rest"
}

# A run that moves and ends without a fault, however long its start takes: its exit status in $status.
moves_and_ends() { # moves_and_ends NAME ROBOT COMMAND…
  local name=$1 robot=$2; shift 2
  start "$name" "$@"
  until_phase "$robot" moving 60 > /dev/null
  sleep 1
  kill -TERM "$last"; await "$last"
}

# Ends a run that has latched, before its time: its exit status in $status.
end_latched() { # end_latched ROBOT PID
  until_phase "$1" latched 60 > /dev/null; kill -TERM "$2"; await "$2"
}

field() { # field FILE PYTHON-EXPRESSION over the JSON object o on the last line
  tail -n 1 "$1" | python3 -c "import json,sys; o=json.loads(sys.stdin.readline()); v=$2; print(v if not isinstance(v,bool) else int(v))"
}

holds() { # holds FILE PYTHON-CONDITION over the JSON object o on the last line
  [ "$(field "$1" "bool($2)")" = 1 ] || { echo "not: $2"; tail -c 2000 "$1"; return 1; }
}

says() { # says PATTERN FILE… : an extended regular expression, case ignored
  local pattern=$1; shift
  grep -q -i -E -e "$pattern" "$@" || { echo "nothing like: $pattern"; tail -n 30 "$@"; return 1; }
}

lacks() { # lacks PATTERN FILE… : nothing like it, and something at all
  local pattern=$1; shift
  [ -s "$1" ] || [ -s "${2:-$1}" ] || { echo "nothing was said at all"; return 1; }
  ! grep -i -E -e "$pattern" "$@"
}

equals() { [ "$1" = "$2" ] || { echo "$1 is not $2"; return 1; }; }

# Waits until the robot reports a phase; at most $3 seconds (default 30: a limit for hanging).
until_phase() { # until_phase ROBOT PHASE [SECONDS]
  local end=$((SECONDS + ${3:-30}))
  while [ $SECONDS -lt $end ]; do
    # Of a robot that runs: the deck of an ended run still tells its last phase.
    "$SINEW" status --robot "$1" --json > "$work/phase" 2> /dev/null \
      && grep -q "\"phase\":\"$2\"" "$work/phase" && return 0
    # Starting `sinew` takes its time in an emulated machine, from the robot's.
    [ "${SINEW_BENCH:-}" = rt ] && sleep 1 || sleep 0.2
  done
  echo "no phase $2 within ${3:-30} s"; "$SINEW" status --robot "$1"
  return 1
}
