# The two commands of the README are `make demo` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 3000
REPORTS_PORT ?= 3001
EXPLORE_PORT ?= 8001
PACKAGES := aimak_pipeline assets warehouse sources

# Dagster starts many processes; without compiled bytecode each of them imports three times as long.
unexport PYTHONDONTWRITEBYTECODE

# Dagster wants absolute paths.
ifdef AIMAK_HOME
export AIMAK_HOME := $(abspath $(AIMAK_HOME))
endif

.PHONY: help demo test test-slow soak bench bench-large check lint types imports format dev explore docs clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; name it: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up the virtual environment (a minute or two, once)"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --compile -c constraints.txt -e .
	$(BIN)/python -m compileall -q $(PACKAGES)
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --compile -c constraints.txt -e '.[test]'
	@touch $@

$(VENV)/.benched: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --compile -c constraints.txt -e '.[bench]'
	@touch $@

.env: $(VENV)/.installed aimak_pipeline/dagster.yaml
	@$(BIN)/python -m aimak_pipeline.home
	@touch $@

demo: .env ## set up, run the pipeline over the sample programme, compare with the published results
	@$(BIN)/aimak demo

test: $(VENV)/.tested ## set up and run the tests (all but the slow ones)
	@$(BIN)/python -m pytest -n 3 --dist loadgroup $(TESTS)
	@echo "Left out: the tests marked slow, which take some minutes more (make test-slow)"
	@command -v soffice >/dev/null || echo "Left out: the tests that need LibreOffice Calc (Debian: apt-get install libreoffice-calc)"
	@PATH="$$PATH:/usr/sbin" command -v sshd >/dev/null || echo "Left out: the tests that need an OpenSSH server (Debian: apt-get install openssh-server)"

test-slow: $(VENV)/.tested ## set up and run the slow tests: the daemon, a production installation, the whole programme on PostgreSQL
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m slow $(TESTS)
	@PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null || echo "Left out: the production installation behind its proxy (Debian: apt-get install nginx-light)"
	@[ -x /usr/bin/chromium ] || echo "Left out: the UI and the published pages in a browser (Debian: apt-get install chromium)"

soak: $(VENV)/.tested ## try faults and hostile files at random for SOAK_SECONDS (300)
	@SOAK_SECONDS=$${SOAK_SECONDS:-300} $(BIN)/python -m pytest -n 2 -m soak $(TESTS)

bench: $(VENV)/.benched ## measure against the limit of the machine and against what people do instead (docs/performance.md)
	@$(BIN)/python -m bench $(BENCH)

bench-large: $(VENV)/.benched ## the same at full size: 100,000 workbooks, 20 quarters of 1,000 municipalities; hours
	@$(BIN)/python -m bench --growth 100,1000,10000,100000 --correction 20x1000 $(BENCH)

check: lint types imports ## lint, types and the import contract

lint: $(VENV)/.tested
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.tested
	@$(BIN)/mypy

imports: $(VENV)/.tested
	@$(BIN)/lint-imports

format: $(VENV)/.tested ## put the code in shape
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

# The UI's pages may not open files, so the reports that they link to are served beside them.
demo dev: export AIMAK_REPORTS_URL ?= http://127.0.0.1:$(REPORTS_PORT)

dev: $(VENV)/.installed ## the Dagster UI on http://127.0.0.1:3000 (another port: make dev PORT=3100), with sensors on
	@$(BIN)/python -m aimak_pipeline.home
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory "$${AIMAK_HOME:-var}/reports" $(REPORTS_PORT) >/dev/null 2>&1 & \
	    trap "kill $$! 2>/dev/null" EXIT; PYTHONWARNINGS='ignore:Function `dev_command` is superseded' \
	    $(BIN)/dagster dev -w workspace.yaml -h 127.0.0.1 -p $(PORT)

$(VENV)/.explorable: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --compile -c constraints.txt -e '.[explore]'
	@touch $@

explore: $(VENV)/.explorable ## look around in the warehouse with a browser, on http://127.0.0.1:8001 (EXPLORE_PORT)
	@$(BIN)/python -m aimak_pipeline.exploring --port $(EXPLORE_PORT)

docs: .env ## write the generated pages of docs/
	@$(BIN)/python -m aimak_pipeline.documentation

clean: ## remove what can be made again; var/ is left alone
	rm -rf $(VENV) .env .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
