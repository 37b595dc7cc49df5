# The few words of the project. Needs only make and Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
UV_VERSION := $(shell sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements.lock)
SHNOR := $(BIN)/shnor

.DEFAULT_GOAL := help
.PHONY: reference screens help setup reports test soak check fix lab bench bench-full bench-region country lock demo-data demo-store clean country-batch

help:  ## show these words
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

setup: $(STAMP)  ## make the environment in .venv

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(None if sys.version_info >= (3, 11) else 'Нужен Python 3.11 или новее, найден ' + sys.version.split()[0])"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install -qq --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $(STAMP)

demo-store: setup  ## import the sources of data/demo and data/altai
	@$(SHNOR) import data/demo/sources --data data/demo --brief
	@$(SHNOR) import data/altai/sources --data data/altai --brief

reports: demo-store  ## make all demo reports and say where they are
	@$(SHNOR) batch params/demo.yaml
	@echo "Готово: откройте outputs/index.html"

test: setup  ## run the tests, in two processes
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

soak: demo-store  ## run the long tests (damaged inputs and others), hours at most
	@$(BIN)/python -m pytest $(wildcard tests/soak/soak_*.py)

check: setup  ## lint and type-check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

fix: setup  ## repair what the linter can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lab: demo-store  ## open JupyterLab on the notebooks
	@$(SHNOR) lab

bench: demo-store  ## measure, print a table and a line of ratios
	@$(BIN)/python -m benchmarks

bench-region: setup  ## measure the indicators of a region of 45 municipalities
	@$(BIN)/python -m benchmarks.region

bench-full: demo-store  ## the same, an unchanged batch, growing data and a cluster
	@$(BIN)/python -m benchmarks --full

country-batch: demo-store  ## make three reports for each municipality of such a country (an hour)
	@$(BIN)/python -m pytest tests/soak/soak_country.py

country: demo-store  ## make a country of made-up data in build/country
	@$(BIN)/python -m benchmarks.country

lock: setup  ## resolve the dependencies anew
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --python-version 3.11 --all-extras --custom-compile-command "make lock" \
	  pyproject.toml --output-file requirements.lock
	@$(BIN)/python -m tools.environment

demo-data: setup  ## write the demo sources anew (the same bytes)
	@$(BIN)/python -m tools.demo_data

reference: setup  ## write the reference of the public face anew
	@$(BIN)/python -m tools.reference
	@$(BIN)/python -m tools.indicator_page
	@$(BIN)/python -m tools.sentences

screens: reports  ## picture the real screens for the guide (needs Chromium)
	@$(BIN)/python -m tools.screens

clean:  ## remove what was built
	rm -rf outputs/internal outputs/public outputs/index.html data/*/store
