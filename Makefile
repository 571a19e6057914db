# Everything a person or the gate runs. Needs Python 3.11 (with venv) and make; the rest is fetched into .venv from requirements.lock.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.setup-stamp
LOCK := requirements.lock
# Leaflet and the font, from locked npm packages: built into the wheel, never committed.
CARRIED := planner/report/vendor/locked.sha256

# Tests start many processes: where the environment forbids compiled modules, each would compile every module of ours again.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help setup run test lint types bench soak compat lowest lock example docs wheelhouse wheelhouse-windows bundle-windows clean
.DEFAULT_GOAL := help

help:
	@echo "make setup       build .venv from the lock file; fetch Leaflet and the font (locked npm packages)"
	@echo "make run         set up, then run the example city: out/baseline"
	@echo "make test        set up, lint, types, tests"
	@echo "make bench       speed, measured side by side"
	@echo "make soak        long tests that the gate leaves out, and property tests at random (SEED=n searches as another soak did)"
	@echo "make compat      every test that needs no browser, on each Python from 3.11 to 3.13 that is found"
	@echo "make lowest      the same on the lowest versions pyproject.toml allows (needs uv)"
	@echo "make example     make the example city again (same bytes)"
	@echo "make docs        the documentation site, without internet: dist/docs/index.html"
	@echo "make lock        resolve requirements.lock again (needs uv)"
	@echo "make wheelhouse  all wheels for an installation without internet on a machine like this one: dist/wheelhouse"
	@echo "make wheelhouse-windows  the same for 64-bit Windows with Python 3.11: dist/wheelhouse-windows"
	@echo "make bundle-windows  one folder to copy to Windows: those wheels, the example, scripts to double-click: dist/planner-windows"
	@echo "make clean       remove .venv, caches, out and dist"

setup: $(STAMP) $(CARRIED)
	@:

$(CARRIED): tools/carriers.py tools/npm/package-lock.json | $(STAMP)
	$(BIN)/python tools/carriers.py
	@touch $(CARRIED)

# The wheels are fetched once: the tests install from them what a user gets.
$(STAMP): $(LOCK) pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 was not found; set PYTHON=/path/to/python3.11"; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 2; }
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes -r $(LOCK) -d $(VENV)/wheels
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --find-links $(VENV)/wheels --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m planner.access.warm
	@touch $(STAMP)

run: setup
	$(BIN)/planner run scenarios/baseline.yaml --out out/baseline
	@echo
	@echo "结果在 out/baseline。打开地图：用浏览器打开 out/baseline/map.html，或运行 $(BIN)/planner app out/baseline"
	@echo "Results are in out/baseline. To see the map: open out/baseline/map.html in a browser, or run $(BIN)/planner app out/baseline"

test: lint types
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m benchmarks

soak: setup
	$(BIN)/python -m pytest -m soak $(if $(SEED),--hypothesis-seed=$(SEED))

compat:
	tools/interpreters.sh compat

lowest:
	tools/interpreters.sh lowest

example: setup
	$(BIN)/python data/make_example.py

docs: setup
	$(BIN)/python -m mkdocs build --strict
	@echo "dist/docs/index.html"

# --no-emit-index-url keeps the lock free of any registry's address.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra app --extra dev --extra docs --extra report --extra terrain pyproject.toml -o $(LOCK)

# What a user needs, with hashes, markers settled for the machine it will be installed on; then the wheels; then a look whether any is missing.
wheelhouse: setup
	$(call collect,dist/wheelhouse,here,)

wheelhouse-windows: setup
	$(call collect,dist/wheelhouse-windows,windows,--platform win_amd64 --python-version 3.11)

bundle-windows: wheelhouse-windows
	$(BIN)/python tools/bundle_windows.py dist/wheelhouse-windows dist/planner-windows

define collect
	rm -rf $(1) && mkdir -p $(1)
	$(BIN)/python tools/wheelhouse.py list $(LOCK) --platform $(2) > $(1)/requirements.txt
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: $(3) \
		-r $(1)/requirements.txt -d $(1)
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation . -w $(1)
	$(BIN)/python tools/wheelhouse.py check $(1) --platform $(2)
	@echo "Wheels are in $(1). Install without internet: see docs/install-offline.md"
	@echo "  python -m pip install --no-index --find-links $(1) \"planner[app,report,terrain]\""
endef

clean:
	rm -rf $(VENV) .venv-compat out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
