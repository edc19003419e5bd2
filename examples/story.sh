#!/bin/sh
# The main job, end to end: a procedure file becomes a released procedure, a run of it is worked step
# by step, refused where a gate is not met, completed, and exported. Works in a folder of its own.
set -eu
examples=$(cd "$(dirname "$0")" && pwd)
workshop=$(mktemp -d)
trap 'rm -rf "$workshop"' EXIT
cp -r "$examples/bracket" "$workshop"
cd "$workshop"
export TRAVELER_ACTOR=alice

say() { printf '\n# %s\n' "$*"; }
run() { printf '$ traveler %s\n' "$*"; traveler "$@"; }
refused() { # a command that must be refused: the story shows what it says
  printf '$ traveler %s\n' "$*"
  if traveler "$@" 2>&1; then echo "that should have been refused"; exit 1; fi
}

say 'A workspace, the people and the parts'
run init .
run user set alice --name Alice --role admin --role operator
run user add quinn --name Quinn --role quality
run part add -q -f bracket/parts.yaml

say 'The procedure lives in git as a file; it is checked, added and released'
run procedure validate bracket/bracket-assembly.proc.yaml
run procedure add bracket/bracket-assembly.proc.yaml
run procedure release bracket-assembly

say 'Five runs from one document, one transaction'
run run create -f bracket/runs.yaml

say 'A step that waits is refused, and so is one whose gates are not met'
refused step start R-1/torque
run step start R-1/kit
refused step complete R-1/kit
run step complete R-1/kit --set base_lot=L-2231 --set arm_lot=L-2198 --set bolt_lot=8841 \
  --set washer_lot=N/A --set head_marking=pass

say 'Work goes on; a torque out of limits is kept, and blocks until it is right'
run step start R-1/clean
run step complete R-1/clean --set solvent=Isopropanol --set white_wipe=pass
run step start R-1/torque
run step record R-1/torque wrench=TW-17 wrench_due=2027-01 b1=10.1 b2=10.05 b3=10.62 b4=9.98
run step sign R-1/torque torqued_by
refused step complete R-1/torque
run step record R-1/torque b3=10.10
run step complete R-1/torque --sign torqued_by
run step start R-1/mark
run step complete R-1/mark --set colour=Orange --set marks=pass

say 'The inspector is somebody else'
run step start R-1/peer-inspect
run step record R-1/peer-inspect feeler=pass
run --as quinn step sign R-1/peer-inspect inspector
run step complete R-1/peer-inspect
run step start R-1/final-inspect
run step record R-1/final-inspect report=CMM-0331 pitch=80.02 height=45.10 flatness=0.04
run --as quinn step sign R-1/final-inspect accepted
run step complete R-1/final-inspect

say 'The last step completed the run'
run run show R-1
run verify

say 'What happened, as a table for pandas, DuckDB or a spreadsheet'
run export measurements
