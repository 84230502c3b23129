# Sourced by workflows/demo and tests/run. Installs what is missing, makes the Python environment, configures and builds.
# Needs bash and, where packages are missing, root or sudo on Debian 12 (Ubuntu 24.04: names known, not tried).
amends_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
amends_build="$amends_root/build/release"
amends_venv="$amends_root/build/venv"

amends_say() { printf '\n== %s\n' "$*"; }
amends_stop() { printf '\nerror: %s\n' "$*" >&2; exit 1; }

amends_packages() {  # the list in the names of this system
  local column=1
  if [ -r /etc/os-release ] && (. /etc/os-release; [ "${ID:-}" = ubuntu ]); then column=2; fi
  sed 's/#.*//' "$amends_root/core/cmake/packages.txt" | awk -v c="$column" 'NF { print (c == 2 && NF > 1) ? $2 : $1 }'
}

amends_install_missing() {
  command -v dpkg-query >/dev/null 2>&1 || { amends_check_tools; return; }
  local missing=() name
  for name in $(amends_packages); do
    case "$(dpkg-query -W -f='${Status}' "$name" 2>/dev/null)" in
      'install ok installed') ;;
      *) amends_provided "$name" || missing+=("$name") ;;
    esac
  done
  [ ${#missing[@]} -eq 0 ] && return
  local sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || amends_stop "these packages are missing and this user may not install them: ${missing[*]}
Ask an administrator to run: apt-get install --no-install-recommends --no-remove ${missing[*]}"
    sudo="sudo"
  fi
  amends_say "installing ${#missing[@]} system packages: ${missing[*]}"
  $sudo apt-get update -qq || amends_stop "apt-get update failed; check the network and the package sources"
  local held
  held=$($sudo apt-get install -s --no-install-recommends --no-remove "${missing[@]}" 2>&1) || amends_stop "the packages cannot be installed beside what is there:
$(printf '%s\n' "$held" | tail -n 8)
libboost1.81-dev conflicts with libboost1.74-dev: remove the older one (apt-get remove libboost1.74-dev) if nothing else needs it."
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends --no-remove "${missing[@]}" >"$amends_root/build/apt.log" 2>&1 ||
    amends_stop "installing failed; the log is build/apt.log:
$(tail -n 5 "$amends_root/build/apt.log")"
}

# A tool that came from elsewhere serves as well as the package.
amends_provided() {
  case "$1" in
    cmake | git | ccache | g++) command -v "$1" >/dev/null 2>&1 ;;
    ninja-build) command -v ninja >/dev/null 2>&1 ;;
    python3) command -v python3 >/dev/null 2>&1 ;;
    python3-dev | python3-venv) amends_python >/dev/null 2>&1 ;;
    *) return 1 ;;
  esac
}

amends_check_tools() {
  local tool
  for tool in g++ cmake ninja python3; do
    command -v "$tool" >/dev/null 2>&1 || amends_stop "$tool is missing and this is no Debian system; install the equivalents of core/cmake/packages.txt"
  done
}

# The first Python of 3.10 or newer that can make environments and has its headers.
amends_python() {
  local candidate
  for candidate in ${AMENDS_PYTHON:-} python3 /usr/bin/python3; do
    "$candidate" - <<'PY' >/dev/null 2>&1 && { command -v "$candidate"; return; }
import ensurepip, os, sys, sysconfig, venv
sys.exit(not (sys.version_info >= (3, 10) and os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h"))))
PY
  done
  return 1
}

amends_environment() {
  local python
  python=$(amends_python) || amends_stop "no Python of 3.10 or newer with venv and headers was found; install python3-venv and python3-dev"
  if [ ! -x "$amends_venv/bin/python" ]; then
    amends_say "making the Python environment build/venv"
    "$python" -m venv "$amends_venv" || amends_stop "the Python environment could not be made with $python"
  fi
  if ! cmp -s "$amends_root/python/requirements-build.txt" "$amends_venv/requirements-installed.txt"; then
    "$amends_venv/bin/python" -m pip install -q --disable-pip-version-check -r "$amends_root/python/requirements-build.txt" ||
      amends_stop "the Python packages of python/requirements-build.txt could not be installed; check the network"
    cp "$amends_root/python/requirements-build.txt" "$amends_venv/requirements-installed.txt"
  fi
}

amends_jobs() { nproc 2>/dev/null || echo 2; }

amends_configure_and_build() {
  amends_say "building (preset release)"
  ( cd "$amends_root" &&
    cmake --preset release -DPython_EXECUTABLE="$amends_venv/bin/python" "$@" >"$amends_root/build/configure.log" 2>&1 ) ||
    amends_stop "configuring failed; the log is build/configure.log:
$(tail -n 15 "$amends_root/build/configure.log")"
  cmake --build "$amends_build" --parallel "$(amends_jobs)" || amends_stop "the build failed; the first error stands above"
}

amends_setup() {
  mkdir -p "$amends_root/build"
  amends_install_missing
  amends_environment
  amends_configure_and_build "$@"
  export PATH="$amends_build/amends/bin:$PATH"
}
