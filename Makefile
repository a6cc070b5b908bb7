# make run            serve the whole application, web and jobs, on http://127.0.0.1:8000
# make test           every check, and every test but the drills; SELECT= runs those too
# make check          lint, templates, long lines, types, translations, migrations, architecture
# make demo STAGE=…   build the demo at a stage: launched, reporting, closed, final, awarded
# make bench-close, make bench-entry, make bench-tally      measure, on the servers of BENCH_DATABASE_URL and BENCH_REDIS_URL (this machine's)
# make messages       bring the translations in line with the sources
# make lock           choose the versions of the dependencies anew
# make clean          remove what the tools made; the database and the files stay

VENV ?= .venv
PY ?= python3
STAGE ?= reporting
ARGS ?=
export VENV := $(abspath $(VENV))
VAR_DIR ?= var
export VAR_DIR := $(abspath $(VAR_DIR))
export BIND ?= 127.0.0.1:8000
export PYTHONUNBUFFERED = 1
# The demo's federation, shown beside the name.
export SITE_UNION ?= LĐLĐ thành phố Hà Nội

BIN := $(VENV)/bin
UV_VERSION := 0.13.9
CHROMIUM := /usr/bin/chromium
TEST_DIR := $(CURDIR)/var/test
# A test database need not survive a power cut.
TESTS := VAR_DIR=$(TEST_DIR) SQLITE_SYNCHRONOUS=OFF $(BIN)/python -m pytest -q

# Over so many workers; who has nothing left takes from the others.
WORKERS ?= 2
SPREAD = $(TESTS) -n $(WORKERS) --dist worksteal
# Kills, races and whole tables of attacks are left to .ci/run.
SELECT ?= not drill

# $(call install,FILE.lock): by uv, and by pip where uv is not to be had.
install = if [ -x $(BIN)/uv ] || $(BIN)/pip install -q --disable-pip-version-check uv==$(UV_VERSION); \
	then $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r $(1); \
	else $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r $(1); fi

.PHONY: help run test check pytest browser demo bench-close bench-entry bench-tally messages coverage lock clean setup dev ready port
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# make /make /p' Makefile

# ---------------------------------------------------------------- what everything needs

$(VENV)/.stamp: requirements.lock
	@echo "setup: creating the Python environment"
	@$(PY) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; choose it with PY=")'
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || scripts/system-packages python3-venv
	@[ -x $(BIN)/python ] || $(PY) -m venv $(VENV)
	@echo "setup: installing what requirements.lock names"
	@$(call install,requirements.lock)
	@touch $@

$(VENV)/.stamp-dev: $(VENV)/.stamp requirements-dev.lock
	@echo "setup: installing what tests need"
	@$(call install,requirements-dev.lock)
	@touch $@

ready:
	@mkdir -p $(VAR_DIR)/staticfiles
	@$(BIN)/python scripts/assets.py
	@$(BIN)/python scripts/messages.py compile

setup: $(VENV)/.stamp
	@$(MAKE) --no-print-directory ready

dev: $(VENV)/.stamp-dev
	@$(MAKE) --no-print-directory ready

# ---------------------------------------------------------------- serve

port:
	@$(PY) scripts/port.py $(BIND)

run: port setup
	@echo "run: bringing the database up to date"
	@$(BIN)/python manage.py migrate -v 0
	@echo "run: looking for the demo"
	@$(BIN)/python manage.py demo --if-empty
	@echo "run: serving http://$(BIND)/ (Ctrl-C ends it)"
	@$(BIN)/python manage.py demo --accounts
	@mkdir -p $(VAR_DIR)/log; \
	if (: >>/dev/fd/1) 2>/dev/null; then LOG=/dev/fd; else LOG=$(VAR_DIR)/log; echo "run: the log is in $$LOG"; fi; \
	export LOG PYTHONWARNINGS="ignore:You're running the worker"; exec $(BIN)/supervisord -n -u $$(id -u) -c deploy/supervisord.conf

demo: setup
	@$(BIN)/python manage.py demo --migrate --stage $(STAGE)

# ---------------------------------------------------------------- checks and tests

check: dev
	@echo "check: lint"
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check . || { echo "check: some files are not formatted: $(BIN)/ruff format"; exit 1; }
	@echo "check: templates"
	@$(BIN)/djlint --quiet --check templates || { echo "check: not formatted: $(BIN)/djlint --reformat templates"; exit 1; }
	@$(BIN)/djlint --quiet --lint templates
	@echo "check: lines"
	@$(BIN)/python scripts/lines.py
	@echo "check: types"
	@VAR_DIR=$(TEST_DIR) $(BIN)/mypy --no-error-summary
	@echo "check: translations"
	@$(BIN)/python scripts/messages.py check
	@echo "check: migrations"
	@VAR_DIR=$(TEST_DIR) $(BIN)/python manage.py makemigrations --check --dry-run
	@echo "check: architecture"
	@$(TESTS) tests/test_architecture.py tests/test_dates_architecture.py

browser:
	@{ [ -x $(CHROMIUM) ] && command -v pdftotext >/dev/null; } \
	|| scripts/system-packages chromium fonts-noto-core poppler-utils \
	|| { [ "$$CI" != true ] && echo "test: no Chromium, so the browser tests will be skipped"; }

pytest: dev browser
	@if [ -n "$$DATABASE_URL" ]; then echo "test: on the database of DATABASE_URL"; else echo "test: on SQLite"; fi
	@mkdir -p $(TEST_DIR)
	@$(SPREAD) -m "$(SELECT)" --durations=15 --durations-min=2 $(ARGS)

test: check pytest

# What must be covered to the last branch; pages are walked in the browser as well. The SQL of PostgreSQL is looked at as
# text, so that SQLite is enough.
DOMAIN := units/*,campaigns/*,awards/*,common/*,emulation_tracker/environment.py
PAGES := */views/*,*/forms/*,*/forms.py,*/migrations/*

coverage: export DATABASE_URL =
coverage: dev browser
	@$(SPREAD) --cov --cov-report=html $(ARGS)
	@$(BIN)/coverage report --fail-under=0 -m
	@echo "coverage: every branch of the domain"
	@$(BIN)/coverage report -m --include=$(DOMAIN) --omit=$(PAGES) --fail-under=100

bench-close: dev
	@$(BIN)/python -m benchmarks.close $(ARGS)

bench-entry: dev
	@$(BIN)/python -m benchmarks.entry $(ARGS)

bench-tally: dev
	@$(BIN)/python -m benchmarks.tally $(ARGS)

# ---------------------------------------------------------------- upkeep

messages: dev
	@$(BIN)/python scripts/messages.py extract
	@$(BIN)/python scripts/messages.py compile
	@$(BIN)/python scripts/messages.py missing

LOCK = $(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url --no-emit-find-links

lock: $(VENV)/.stamp
	@echo "lock: choosing versions"
	@$(LOCK) --extra dev -o requirements-dev.lock
	@$(LOCK) -c requirements-dev.lock -o requirements.lock
	@sed -i '1i # What tests and checks need besides; made from pyproject.toml by: make lock' requirements-dev.lock
	@sed -i '1i # The exact distributions that run the application; made from pyproject.toml by: make lock' requirements.lock

clean:
	rm -rf $(VENV) var/vendor var/npm var/test var/pytest var/mypy var/htmlcov var/coverage* .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
