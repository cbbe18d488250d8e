# Shared by the scripts in this folder: `. "$(dirname "$0")/lib.sh"`. Bash.

# The repository's folder, whatever folder the user stands in.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What it takes to build, and what the tests need on top. `name>=version` asks for a version.
# g++ brings the C library's headers and the linker that the Swift compiler uses.
build_packages=("libmujoco-dev>=2.2" libncurses-dev libgpiod-dev libi2c-dev libsocketcan-dev
  libzstd-dev git g++)
test_packages=(user-mode-linux can-utils i2c-tools iproute2 kmod tmux python3-venv rt-tests)

# say TEXT: one line to the user, never mixed with a command's own output.
say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

# refuse CODE TEXT: says why and ends the script. 64 usage, 69 something is missing, 70 internal,
# 77 no permission.
refuse() { local code=$1; shift; say "$*"; exit "$code"; }

# installed NAME[>=VERSION]: true when dpkg has it configured, in that version or a later one.
installed() {
  local name=${1%%>=*} status version
  read -r status version \
    < <(dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$name" 2> /dev/null) || return 1
  [ "$status" = installed ] || return 1
  [ "$name" = "$1" ] || dpkg --compare-versions "$version" ge "${1#*>=}" 2> /dev/null
}

# need_packages NAME[>=VERSION]...: installs the Debian packages that are missing, or says exactly
# what to type when it may not. With everything in place it needs neither root nor a network.
need_packages() {
  local missing=() names=() name
  command -v dpkg-query > /dev/null \
    || refuse 69 "this needs Debian's packages ($*), and there is no dpkg here: use Debian 12, or install their like by hand"
  for name in "$@"; do installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  names=("${missing[@]%%>=*}")
  command -v apt-get > /dev/null \
    || refuse 69 "missing: ${names[*]}, and there is no apt-get here to install them: use Debian 12, or install their like by hand"
  [ "$(id -u)" = 0 ] \
    || refuse 77 "missing packages, and only root may install them; type: sudo apt-get update && sudo apt-get install ${names[*]}"
  say "installing ${names[*]}"
  # Another apt may be at work (a fresh box updates itself): wait for it rather than fail.
  local apt=(apt-get -q -o DPkg::Lock::Timeout=300) log
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  # The lists of a fresh box are empty or old: only then they are fetched.
  "${apt[@]}" install -y --no-install-recommends "${names[@]}" > "$log" 2>&1 \
    || { "${apt[@]}" update > "$log" 2>&1 || say "apt-get update failed; trying with the lists there are"
      "${apt[@]}" install -y --no-install-recommends "${names[@]}" > "$log" 2>&1; } \
    || { tail -n 5 "$log" >&2; rm -f "$log"
      refuse 69 "apt-get could not install ${names[*]}: its last words are above; type: apt-get update && apt-get install ${names[*]}"; }
  rm -f "$log"
  for name in "${missing[@]}"; do
    installed "$name" \
      || refuse 69 "this release offers no $name (found: $(dpkg-query -W -f '${Version}' "${name%%>=*}" 2> /dev/null)): use Debian 12 or later"
  done
}

# need_swift: a Swift toolchain of the series in .swift-version. @_noLocks is an underscored
# attribute, so another series may check other things: the toolchain is pinned.
need_swift() {
  local wanted series folder found
  wanted=$(cat "$root/.swift-version")
  series=${wanted%.*}
  local advice="get Swift $wanted for $(. /etc/os-release 2> /dev/null && echo "${PRETTY_NAME:-this system}") from https://www.swift.org/install/linux/"
  if ! command -v swift > /dev/null; then
    for folder in /opt/swift/usr/bin /opt/swift-*/usr/bin /usr/local/swift/usr/bin \
      "${HOME:-/root}/.local/share/swiftly/bin"; do
      [ -x "$folder/swift" ] || continue
      refuse 69 "swift is not in PATH, but it is in $folder; type: export PATH=$folder:\$PATH"
    done
    refuse 69 "the Swift $series toolchain is missing; $advice, unpack it to /opt/swift and type: export PATH=/opt/swift/usr/bin:\$PATH"
  fi
  # A user without a home of their own (a service, setpriv) still gets SwiftPM's caches somewhere.
  if [ ! -w "${HOME:-/nonexistent}" ]; then
    HOME=${TMPDIR:-/var/tmp}/sinew-home-$(id -u)
    mkdir -p "$HOME" || refuse 77 "$HOME cannot be made; set HOME to a folder that you may write"
    export HOME
  fi
  found=$(swift --version 2> /dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
  case $found in
    "$series" | "$series".*) ;;
    "") refuse 69 "$(command -v swift) does not start (swift --version says why); $advice" ;;
    *) refuse 69 "$(command -v swift) is Swift $found, this needs $series; $advice, and put it first in PATH" ;;
  esac
}

# swift_build ARGUMENT...: `swift build` in a small environment that is the same every time. SwiftPM
# takes any changed variable for a reason to build again, and a user's shell changes many. With
# build_limit set it ends after so many seconds.
swift_build() {
  local name folder kept=()
  forget_stale_objects "$@"
  folder=$(dirname "$(command -v swift)")
  # What reaches a network or a toolchain in an unusual place, and which tests are asked for.
  for name in $(compgen -e); do
    case $name in
      http_proxy | https_proxy | all_proxy | no_proxy | HTTP_PROXY | HTTPS_PROXY | ALL_PROXY | NO_PROXY \
        | SSL_CERT_* | GIT_SSL_* | SWIFTPM_* | SWIFTLY_* | SDKROOT | TMPDIR | XDG_CACHE_HOME \
        | PKG_CONFIG_PATH | CPATH | LIBRARY_PATH | LD_LIBRARY_PATH | SINEW_TESTS)
        kept+=("$name=${!name}") ;;
    esac
  done
  env -i "${kept[@]}" HOME="${HOME:-/root}" LANG=C.UTF-8 TERM=xterm \
    PATH="$folder:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    ${build_limit:+timeout "$build_limit"} swift build "$@"
}

# forget_stale_objects ARGUMENT...: before the build that these arguments ask for, throws away what was
# built from other sources. `swift build` (6.3) does not see that a value's size follows from a room two
# arrows away: with one stored property more in Safety, sinew-run was linked with the old offsets into the
# cycle, and read zeros. A change of the sources therefore builds every room of ours again, libraries stay.
forget_stale_objects() {
  local from=$root into=$root/.build stamp room
  while [ $# -gt 1 ]; do
    case $1 in --package-path) from=$2 ;; --scratch-path) into=$2 ;; esac
    shift
  done
  [[ $into = /* ]] || into=$PWD/$into
  stamp=$(cd "$from" && find Sources Package.swift -type f -print0 | LC_ALL=C sort -z \
    | xargs -0 sha256sum | sha256sum)
  [ "$(cat "$into/sinew-sources" 2> /dev/null)" = "$stamp" ] && return
  for room in "$from"/Sources/*/ "$from"/Tests/*/; do
    room=$(basename "$room")
    find "$into"/*/{debug,release}/"${room//-/_}".build -name '*.o' -delete 2> /dev/null || true
  done
  mkdir -p "$into" && echo "$stamp" > "$into/sinew-sources"
}

# build_folder: sets `scratch`, the folder that products are built in: .build of the repository, or
# one in /var/tmp for a user who may not write there.
build_folder() {
  scratch=$root/.build
  if [ -d "$scratch" ]; then [ -w "$scratch" ] && return; else [ -w "$root" ] && return; fi
  # SwiftPM wants to write Package.resolved beside Package.swift, so the sources are copied too.
  local copy=${TMPDIR:-/var/tmp}/sinew-build-$(id -u)
  say "$root is not yours to write: building in $copy"
  mkdir -p "$copy" || refuse 77 "$copy cannot be made; set TMPDIR to a folder that you may write"
  local name
  for name in Package.swift Sources Tests scripts firmware-profiles udev .swift-version .swift-format; do
    [ -e "$root/$name" ] || continue
    rm -rf "${copy:?}/$name"
    cp -Rp "$root/$name" "$copy/" || refuse 77 "$root/$name could not be copied to $copy"
  done
  root=$copy
  scratch=$copy/.build
}

# built_by_others PRODUCT...: true when the repository's release programs are there, runnable and
# newer than every source: what a user who may not build can still run.
built_by_others() {
  local name
  for name in "$@"; do
    [ -x "$root/.build/release/$name" ] || return 1
    [ -z "$(find "$root/Sources" "$root/Package.swift" -type f -newer "$root/.build/release/$name" \
      -print -quit)" ] || return 1
  done
}

# before_others COMMAND [ARG...]: becomes the command, which gets the processor before other work of this
# box and ends with whoever started it. A bench is a computer whose clock must go on while something is
# built beside it. In a session of its own, because the kernel shares the processor among sessions first
# ("autogroup", sched(7)) and looks at nice values only within one. Without the right to (root has it) it
# runs as everything else does.
before_others() {
  exec setsid setpriv --pdeathsig KILL bash -c \
    '{ echo -19 > /proc/self/autogroup; renice -n -15 -p $$; } > /dev/null 2>&1; exec "$@"' - "$@"
}
