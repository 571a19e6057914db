#!/usr/bin/env bash
# Installs the wheelhouse where no network is and there uses every command a user has; makes the folder for Windows and carries out its
# installing script, with this machine's wheels, in a folder with an awkward name.
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
make --silent bundle-windows
du -sh dist/wheelhouse dist/planner-windows

kit=$work/kit
mkdir "$kit"
cp -r data scenarios dist/wheelhouse "$kit"
bundle="$work/局里的 资料 & 程序"
.venv/bin/python tools/bundle_windows.py dist/wheelhouse "$bundle"
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
  venv/bin/python -m planner.access.warm
  echo "compiled in $((SECONDS - start)) s"
  start=$SECONDS
  venv/bin/planner run scenarios/baseline.yaml --out out/baseline > run.log
  echo "first run: $((SECONDS - start)) s"
  start=$SECONDS
  venv/bin/planner run scenarios/shortfall-2030.yaml --out out/shortfall >> run.log
  echo "second run: $((SECONDS - start)) s"
  for file in summary.json parcels.csv communities.csv results.gpkg report.xlsx map.html; do test -s "out/baseline/$file"; done
  test "$(wc -l < out/baseline/parcels.csv)" -eq 41
  venv/bin/planner inspect data/facilities/facilities.csv > inspect.log
  venv/bin/planner check parcels data/parcels/parcels.geojson > check.log
  venv/bin/planner compare out/baseline out/shortfall --out out/compared > compare.log
  test -s out/compared/comparison.xlsx
  start=$SECONDS
  venv/bin/planner report out/baseline --plates > report.log
  echo "papers and plates: $((SECONDS - start)) s, $(find out/baseline/papers -name "*.png" | wc -l) plates"
  ip link set lo up
  venv/bin/planner app out/baseline --port 8511 > app.log 2>&1 & app=$!
  for try in $(seq 120); do
    if venv/bin/python -c "import urllib.request as u; u.urlopen(\"http://localhost:8511\", timeout=2)" 2>/dev/null; then break; fi
    test "$try" -lt 120 || { echo "the app did not answer"; cat app.log; exit 1; }
    sleep 0.5
  done
  kill "$app"
  wait "$app" || true
  for log in inspect check compare report app; do echo "$log: $(tail -n 1 "$log.log")"; done

  cd "$3"
  start=$SECONDS
  "$2" setup/install.py
  echo "the script of the folder for Windows: $((SECONDS - start)) s"
  .venv/bin/python -m planner run scenarios/baseline.yaml --out out/example > "$1/example.log"
  cmp out/example/summary.json "$1/out/baseline/summary.json"
' offline "$kit" "$python" "$bundle"
echo "offline installation: ok"
