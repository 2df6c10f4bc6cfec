#!/bin/sh
# Check the types and the style of the scripts of the pages, and run their unit tests. Without Node nothing of that is done,
# which is said aloud; where every test has to run (CI is set) it is a failure.
set -eu
cd "$(dirname "$0")/.."
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "scripts: node or npm is missing: the scripts of the pages were NOT checked and NOT tested" >&2
  [ -z "${CI:-}" ] && exit 0
  exit 1
fi
tools=tools/node
bin=$tools/node_modules/.bin
if ! [ -x $bin/biome ] || ! [ $tools/node_modules/.package-lock.json -nt $tools/package-lock.json ]; then
  npm ci --omit=dev --silent --prefix $tools
fi
$bin/biome lint --error-on-warnings
$bin/tsc -p jsconfig.json
node --test --test-reporter=dot tests/scripts/*.test.js
