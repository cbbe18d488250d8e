# Shared by the scripts in this folder: `. "$(dirname "$0")/lib.sh"`. Bash.

# say TEXT: one line to the user, never mixed with a command's own output.
say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

# refuse CODE TEXT: says why and ends the script. 64 usage, 69 something is missing, 70 internal.
refuse() { local code=$1; shift; say "$*"; exit "$code"; }

# installed PACKAGE: true when dpkg has it configured. No subprocess per package matters here:
# one dpkg-query costs 10 ms.
installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }

# need_packages PACKAGE...: installs the Debian packages that are missing, or says exactly what to
# type when it may not.
need_packages() {
  local missing=() name
  command -v dpkg-query > /dev/null \
    || refuse 69 "this needs Debian's packages ($*), and there is no dpkg here; install their like by hand"
  for name in "$@"; do installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get > /dev/null || refuse 69 "missing: ${missing[*]}, and there is no apt-get here"
  [ "$(id -u)" = 0 ] || refuse 77 "missing packages; type: sudo apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  # Another apt may be at work (a fresh box updates itself): wait for it rather than fail.
  local apt=(apt-get -q -o DPkg::Lock::Timeout=300)
  export DEBIAN_FRONTEND=noninteractive
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" > /dev/null 2>&1 && return 0
  # The lists of a fresh box are empty or old.
  "${apt[@]}" update > /dev/null 2>&1 || say "apt-get update failed; trying with the lists there are"
  local log; log=$(mktemp)
  if "${apt[@]}" install -y --no-install-recommends "${missing[@]}" > "$log" 2>&1; then
    rm -f "$log"; return 0
  fi
  tail -n 5 "$log" >&2
  rm -f "$log"
  refuse 69 "apt-get could not install ${missing[*]}; its last words are above"
}
