# A new user's two commands: make demo, make test. Both need python3 (3.11 or newer) and make, no more.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test lint unit spark bench lock golden clean

help: ## show this
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.run ## a simulated network is watched, tampered with, and watched again
	@$(BIN)/netwatch demo

test: lint unit ## lint, types, import contracts and every test that can run here

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.dev
	$(BIN)/pytest -n $(JOBS) --dist loadgroup

spark: $(VENV)/.spark ## install PySpark (450 MB), by which the SQL is tested on Spark; needs Java

bench: $(VENV)/.dev ## measure against plain scripts on the lab fleet
	@for each in benchmarks/*.py; do echo "== $$each"; $(BIN)/python $$each || exit 1; done

golden: $(VENV)/.dev ## rewrite the expected readings, to be reviewed as a diff
	@for each in tests/data/platforms/*/; do $(BIN)/python tests/support/golden.py $$(basename $$each) || exit 1; done

lock: $(VENV)/.dev ## resolve the locked versions anew
	$(PIP) install uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --python-version 3.11 --extra lab --extra postgres --extra snmp --extra web --group build \
	  pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --python-version 3.11 --all-extras --group build --group dev pyproject.toml \
	  -c requirements.lock -o requirements-dev.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --python-version 3.11 --group pyproject.toml:spark -o requirements-spark.lock

clean: ## remove the environment and everything built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "netwatch needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "python3 lacks the venv module; on Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: $(VENV)/bin/python requirements.lock pyproject.toml
	@echo "installing the locked packages into $(VENV)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python requirements-dev.lock pyproject.toml
	@echo "installing the locked packages into $(VENV)"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.spark: $(VENV)/.dev requirements-spark.lock
	@echo "installing PySpark into $(VENV)"
	@$(PIP) install --require-hashes -r requirements-spark.lock
	@touch $@
