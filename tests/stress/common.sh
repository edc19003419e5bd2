# What the stress programs share. usage in each: . common.sh TRAVELER_BINARY [SEED]
# Gives $traveler, $seed, a scratch folder as the current one, and the words below.
set -u
traveler=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
seed=${2:-$(date +%s)}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
export TRAVELER_ACTOR=alice LC_ALL=C TZ=UTC NO_COLOR=1
unset TRAVELER_WORKSPACE
echo "$(basename "$0"): seed $seed"

fail() {
  echo "$(basename "$0"): VIOLATION (seed $seed): $*" >&2
  exit 1
}
must() { # runs a command that has to succeed
  "$@" || fail "exit $?: $*"
}
verified() { # verified WHEN
  "$traveler" verify >verify.out 2>&1 || fail "verify is not clean $1: $(cat verify.out)"
}
# Everything that the workspace tells, in one text: two equal ones are the same state.
state_of() {
  for table in runs steps measurements history; do "$traveler" export "$table" || fail "export $table"; done
}
# random N COUNT: COUNT numbers from 0 to N-1, the same for the same seed
random() {
  awk -v seed="$seed" -v n="$1" -v count="$2" 'BEGIN { srand(seed); while (count-- > 0) print int(rand() * n) }'
}
