#!/usr/bin/env bash
# Runs the examples against a binary, target/debug/beian-sim unless another is given:
#
#     examples/run.sh [BINARY]
#
# Needs Python 3.11 or later with venv, curl and jq; jq is installed where apt-get can do it.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
binary=$(realpath "${1:-$target/debug/beian-sim}")
[ -x "$binary" ] || { echo "examples/run.sh: there is no $binary; cargo build makes one" >&2; exit 1; }

if ! command -v jq >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends jq >/dev/null
  else
    echo "examples/run.sh: jq is needed; install it, such as by apt-get install jq" >&2
    exit 1
  fi
fi

venv=$(realpath -m "$target/examples")
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check \
  -r examples/portal/tests/requirements.txt -r examples/ci/requirements.txt
export PYTHONDONTWRITEBYTECODE=1

echo "-- portal"
(cd examples/portal && BEIAN_SIM="$binary" "$venv/bin/python" -m pytest -q -n auto -p no:cacheprovider)

echo "-- shell"
exec {ready}< <(exec "$binary" --listen 127.0.0.1:0 --database sqlite::memory:)
served=$!
trap 'kill "$served"' EXIT
read -r line <&"$ready" || { echo "examples/run.sh: $binary did not come up" >&2; exit 1; }
BEIAN_SIM_URL=${line#ready on } examples/shell/verified.sh

echo "-- ci"
"$venv/bin/python" examples/ci/check.py examples/ci/github-actions.yml examples/ci/gitlab-ci.yml
