#!/usr/bin/env bash
# Runs every test that needs no browser on other interpreters (compat) or on the lowest versions pyproject.toml allows (lowest).
# Environments are kept in .venv-compat; words after the first go to pytest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
what=${1:?compat or lowest}
shift
chosen=(-m "not soak and not browser" -n 2 -p no:cacheprovider "$@")

find_python() { # version → a path that runs, or nothing
  local candidate
  for candidate in "$(command -v "python$1" || true)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python; do
    if [[ -x $candidate ]] && [[ $("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) == "$1" ]]; then
      echo "$candidate"
      return
    fi
  done
}

run_tests() { # folder of an environment → its last line, and whether all passed
  local log=$1/tests.log
  echo "$("$1/bin/python" -V): testing; every line goes to $log"
  if "$1/bin/python" -m pytest "${chosen[@]}" >"$log" 2>&1; then passed=0; else passed=1; fi
  summary+=("$("$1/bin/python" -V) ($(basename "$1")): $(tail -n 1 "$log")")
  ((passed == 0)) || failed=1
}

summary=()
failed=0
if [[ $what == compat ]]; then
  for version in 3.11 3.12 3.13; do
    python=$(find_python "$version")
    if [[ -z $python ]]; then
      summary+=("Python $version: not found here, not tested")
      continue
    fi
    make --silent setup PYTHON="$python" VENV=".venv-compat/$version"
    run_tests ".venv-compat/$version"
  done
else
  command -v uv >/dev/null || { echo "make lowest needs uv (python -m pip install uv)"; exit 2; }
  folder=.venv-compat/lowest
  python=$(find_python 3.11)
  rm -rf "$folder"
  uv venv --quiet --python "$python" "$folder"
  uv pip compile --quiet --resolution lowest-direct --python-version 3.11 --no-header \
    --extra app --extra dev --extra docs --extra report --extra terrain pyproject.toml -o "$folder/requirements.txt"
  uv pip install --quiet --python "$folder/bin/python" -r "$folder/requirements.txt"
  uv pip install --quiet --python "$folder/bin/python" --no-deps --no-build-isolation -e .
  run_tests "$folder"
fi
printf '%s\n' "${summary[@]}"
exit "$failed"
