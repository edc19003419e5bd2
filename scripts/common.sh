# What the scripts share. Sourced from the root of the checkout.
set -eu
export DEBIAN_FRONTEND=noninteractive
packages="g++ cmake ninja-build pkg-config git ca-certificates
  libcli11-dev libyaml-cpp-dev nlohmann-json3-dev libsqlite3-dev libutf8proc-dev nettle-dev"
test_packages="catch2 librapidcheck-dev libvalijson-dev mandoc clang-format strace sqlite3 man-db libxml2-utils
  python3"

# Installs the packages that are not there; needs root or sudo only when something is missing.
install_packages() {
  missing=""
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo"
  echo "installing:$missing"
  $sudo apt-get update -qq
  # shellcheck disable=SC2086
  $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# Configures the dev preset: optimised as shipped, with warnings as errors. Both commands share it, so that
# the library is compiled once.
configure() { # configure [CMAKE OPTIONS]
  cmake --preset dev "$@" >/dev/null
}
build() { # build [TARGETS]
  cmake --build --preset dev "$@" -- --quiet
}
