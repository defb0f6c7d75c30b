# Every command a person or CI runs. Needs Python 3.11+, git and make; everything else is fetched.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DATA ?= var
COMPENDIUM ?=
export PYTHONPATH := src:.
export HEQI_DATA := $(DATA)

.DEFAULT_GOAL := help
.PHONY: help setup run demo test test-sqlite test-postgres check format maps messages bench soak \
	acceptance lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/run.stamp: requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Heqi needs Python 3.11 or newer.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/run.stamp

setup: $(VENV)/run.stamp ## install, fetch assets, compile messages, migrate
	@$(BIN)/python -m heqi setup

run: setup ## serve on http://127.0.0.1:8000 with the loop; the demo is loaded into an empty database
	@$(BIN)/python -m heqi run

test: test-sqlite test-postgres ## the whole suite, on SQLite and on PostgreSQL

test-sqlite: $(VENV)/dev.stamp ## the suite on SQLite
	@$(BIN)/python -m heqi messages --compile
	@$(BIN)/python -m heqi assets || echo "Without assets the pages are tested with plain styling."
	$(BIN)/python -m pytest -n auto --dist worksteal -q

test-postgres: $(VENV)/dev.stamp ## the suite on PostgreSQL; started here unless DATABASE_URL names one
	@$(BIN)/python -m heqi messages --compile
	@$(BIN)/python -m heqi assets || echo "Without assets the pages are tested with plain styling."
	$(BIN)/python tests/postgres.py $(BIN)/python -m pytest -n auto --dist worksteal -q

check: $(VENV)/dev.stamp ## format, lint, types, imports, migrations, catalogs, generated maps
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/bandit -q -r src -c pyproject.toml
	$(BIN)/python -m heqi makemigrations --check --dry-run
	$(BIN)/python -m heqi messages --check
	$(BIN)/python -m heqi policy check
	$(BIN)/python -m heqi maps --check

format: $(VENV)/dev.stamp ## format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

maps: $(VENV)/dev.stamp ## write docs/generated
	$(BIN)/python -m heqi maps

messages: $(VENV)/dev.stamp ## collect the messages to translate into the catalogs
	$(BIN)/python -m heqi messages

bench: $(VENV)/dev.stamp ## measure search and the work queue at a million rows; writes var/bench.json
	$(BIN)/python -m heqi bench

soak: $(VENV)/dev.stamp ## 100,000 deadlines against brute force; 20,000 steps of complaints; 1,000 races of signatures on both databases
	$(BIN)/python -m heqi.rulebook.tests.soak_time --cases 100000
	HEQI_SOAK=20000 $(BIN)/python -m pytest -q src/heqi/complaints/tests/test_histories.py
	HEQI_SOAK=1000 $(BIN)/python -m pytest -q src/heqi/authority/tests/test_races.py
	HEQI_SOAK=1000 $(BIN)/python tests/postgres.py $(BIN)/python -m pytest -q src/heqi/authority/tests/test_races.py

acceptance: $(VENV)/dev.stamp ## read a real compendium: make acceptance COMPENDIUM=FILE
	@test -n "$(COMPENDIUM)" || (echo "Name the file: make acceptance COMPENDIUM=FILE"; exit 2)
	COMPENDIUM="$(COMPENDIUM)" $(BIN)/python -m pytest tests/acceptance -q -p no:randomly

lock: ## write the requirements files anew from pyproject.toml
	uv pip compile pyproject.toml --universal --generate-hashes --no-annotate --no-header -q --python-version 3.11 -o requirements/run.txt
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-annotate --no-header -q --python-version 3.11 -o requirements/dev.txt

clean: ## remove what was made here, the data excepted
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
