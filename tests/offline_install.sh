#!/usr/bin/env bash
# Installs the wheelhouse where no network is and runs the example city there; checks that the Windows wheelhouse is whole.
# Needs root (a network namespace) and, for the downloads, a way to the package index. `make soak` runs it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A copy of its own, so that neither .venv nor dist of the checkout is touched.
git ls-files --cached --others --exclude-standard --deduplicate -z |
  while IFS= read -r -d '' file; do if [[ -e $file ]]; then printf '%s\0' "$file"; fi; done |
  xargs -0 cp --parents -t "$work"
cd "$work"
make --silent setup
make --silent wheelhouse
make --silent wheelhouse-windows
du -sh dist/wheelhouse dist/wheelhouse-windows

kit=$work/kit
mkdir "$kit"
cp -r data scenarios dist/wheelhouse "$kit"
python=$(.venv/bin/python -c 'import sys; print(sys.executable if sys.prefix == sys.base_prefix else sys._base_executable)')

# shellcheck disable=SC2016 - expanded inside
unshare -n -- bash -euo pipefail -c '
  cd "$1"
  if "$2" -c "import socket; socket.create_connection((\"192.0.2.1\", 80), 2)" 2>/dev/null; then echo "the network is not off"; exit 1; fi
  "$2" -m venv venv
  start=$SECONDS
  venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheelhouse "planner[app,report,terrain]"
  echo "installed without network in $((SECONDS - start)) s, $(du -sh venv | cut -f1)"
  start=$SECONDS
  venv/bin/planner run scenarios/baseline.yaml --out out/baseline > run.log
  echo "first run, compiling included: $((SECONDS - start)) s"
  start=$SECONDS
  venv/bin/planner run scenarios/shortfall-2030.yaml --out out/shortfall >> run.log
  echo "second run: $((SECONDS - start)) s"
  for file in summary.json parcels.csv communities.csv results.gpkg report.xlsx map.html; do test -s "out/baseline/$file"; done
  test "$(wc -l < out/baseline/parcels.csv)" -eq 41
' offline "$kit" "$python"
echo "offline installation: ok"
