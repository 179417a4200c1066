# Newslake's commands. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PEERS := .venv/.peers
SPARK := .venv/.spark

ifdef CONFIG
export NEWSLAKE_CONFIG := $(abspath $(CONFIG))
endif
export Q
export GX_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help run up sql migrate-lake upgrade-lake backup restore secrets test lint types check test-compose test-spark docs bench lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: $(READY) ## Run the DAGs once over the sample newsroom, or CONFIG=my.toml, and print the most viewed articles
	@$(BIN)/python -m dags.run

up: $(READY) ## Start Airflow with its web page on this machine, schedules on
	@$(BIN)/python -m dags.environment standalone

sql: $(READY) ## Open DuckDB's shell on the lake, read-only; Q='select …' prints CSV
	@$(BIN)/python -m settings lake.shell "$$Q"

migrate-lake: $(READY) ## Move the lake of CONFIG=my.toml to the place that TO=other.toml names, checked row for row
	@$(BIN)/python -m dags.migrate_lake "$(TO)"

upgrade-lake: $(READY) ## Bring a catalog of an older DuckLake to the format of the installed one; older clients stay out then
	@$(BIN)/python -m settings lake.upgrade

backup: $(READY) ## Back up the lake of CONFIG=my.toml to TO=folder or s3://…, and remove backups older than KEEP=7 days
	@KEEP="$(KEEP)" $(BIN)/python -m dags.backup_lake backup "$(TO)"

restore: $(READY) ## Restore the newest backup of FROM=…, or the newest of AT=2026-11-24T04:00Z and before, to an empty place
	@AT="$(AT)" $(BIN)/python -m dags.backup_lake restore "$(FROM)"

secrets: ## Write .env with new passwords and keys for `docker compose up`
	@$(PYTHON) docker/make_env.py

test: lint types check ## Lint, types and all tests

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(SPARK)
	$(BIN)/mypy

# Files side by side, one a core: what a file's tests share is made once.
check: $(SPARK)
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

test-compose: $(READY) ## The whole system in containers, some ten minutes; needs Docker (its package and root will do); PROFILE=spark
	NEWSLAKE_TEST_COMPOSE=$(or $(PROFILE),1) $(BIN)/python -m pytest tests/compose

test-spark: $(SPARK) ## A run on Spark with the lake in an object store; fetches jars by their Maven coordinates
	NEWSLAKE_TEST_SPARK=1 $(BIN)/python -m pytest tests/integration/test_spark_s3.py

docs: $(READY) ## Write what docs/ has of the contracts: data dictionary, JSON Schemas
	@$(BIN)/python -m schemas

bench: $(PEERS) $(SPARK) ## Measure: wall time and peak memory of a run's parts, side by side with peers
	@$(BIN)/python -m benchmarks $(PART)

lock: $(READY) ## Resolve requirements.lock again from pyproject.toml
	for group in dev bench; do $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --group $$group \
		pyproject.toml -o requirements$$( [ $$group = dev ] || echo -$$group ).lock \
		--custom-compile-command 'make lock' --upgrade; done
	cp requirements.lock requirements-compose.lock  # where they can be, versions are those that the tests have
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --group compose \
		pyproject.toml -o requirements-compose.lock --custom-compile-command 'make lock'
	cp requirements.lock requirements-spark.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --extra spark \
		pyproject.toml -o requirements-spark.lock --custom-compile-command 'make lock'

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

$(SPARK): requirements-spark.lock $(READY)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-spark.lock
	@touch $@

$(PEERS): requirements-bench.lock $(READY)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-bench.lock
	@touch $@
