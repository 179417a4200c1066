# Newslake's commands. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PEERS := .venv/.peers

ifdef CONFIG
export NEWSLAKE_CONFIG := $(abspath $(CONFIG))
endif
export Q
export GX_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help run up sql test lint types check docs bench lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: $(READY) ## Run the DAGs once over the sample newsroom, or CONFIG=my.toml, and print the most viewed articles
	@$(BIN)/python -m dags.run

up: $(READY) ## Start Airflow with its web page on this machine, schedules on
	@$(BIN)/python -m dags.environment standalone

sql: $(READY) ## Open DuckDB's shell on the lake, read-only; Q='select …' prints CSV
	@lake=$$($(BIN)/python -m settings) && eval "$$lake" && exec $(BIN)/python -m lake.shell "$$Q"

test: lint types check ## Lint, types and all tests

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

check: $(READY)
	$(BIN)/python -m pytest

docs: $(READY) ## Write what docs/ has of the contracts: data dictionary, JSON Schemas
	@$(BIN)/python -m schemas

bench: $(PEERS) ## Measure: wall time and peak memory of a run's parts, side by side with peers
	@$(BIN)/python -m benchmarks $(PART)

lock: $(READY) ## Resolve requirements.lock again from pyproject.toml
	for group in dev bench; do $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --group $$group \
		pyproject.toml -o requirements$$( [ $$group = dev ] || echo -$$group ).lock \
		--custom-compile-command 'make lock' --upgrade; done

clean: ## Remove the environment and the sample's lake
	rm -rf .venv var

# uv comes by pip, checked against the hashes of the lock file like everything else.
$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Newslake needs Python 3.11 or newer: set PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "newslake: making the environment in .venv"
	@$(PYTHON) -m venv .venv
	@awk '/^[a-z]/ {uv = /^uv==/} uv' requirements.lock > .venv/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@touch $@

$(PEERS): requirements-bench.lock $(READY)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-bench.lock
	@touch $@
