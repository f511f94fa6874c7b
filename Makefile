.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
ARGS ?=

.PHONY: help demo run test check soak mutants messages lock bench bench-register bench-ballots bench-scan bench-tally bench-law bench-archive bench-paper bench-omrchecker

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## one whole assembly, then served on http://127.0.0.1:8000 (ARGS="--no-serve --dir DIR")
	$(RUN) -m assembly demo $(ARGS)

run: $(VENV)/.installed ## serve with your own data in ./var
	$(RUN) -m assembly migrate
	$(RUN) -m assembly serve $(ARGS)

test: $(VENV)/.installed-dev ## every test; installs what the machine lacks where it may
	@scripts/system-packages.sh
	$(RUN) -m pytest -n 2 --dist loadfile $(ARGS)

check: $(VENV)/.installed-dev ## lint, types, imports, branch coverage of the pure rooms
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(RUN) -m pytest -q --no-header -n 2 --dist loadfile tests/ballots tests/legal_rules --cov=ballots --cov=legal_rules --cov-branch --cov-report=term:skip-covered --cov-fail-under=95

soak: $(VENV)/.installed-dev ## long runs: thousands of cases
	HYPOTHESIS_PROFILE=soak $(RUN) -m pytest tests/ballots tests/legal_rules tests/archive tests/register_import $(ARGS)
	$(RUN) -m pytest -m soak $(ARGS)
	$(MAKE) mutants

mutants: $(VENV)/.installed-dev ## the law's code with one fault at a time: at least 90 % must make a test fail (an hour or two)
	nice -n 19 $(RUN) -m mutmut run
	$(RUN) scripts/mutants.py

messages: $(VENV)/.installed-dev ## collect the sentences of pages and code into templates/locales
	$(RUN) scripts/messages.py

lock: ## write the locked versions anew (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header -o requirements.txt
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-header -c requirements.txt -o requirements-dev.txt

bench: bench-register bench-ballots bench-scan bench-tally bench-law bench-archive ## seconds and peak memory of everything below

bench-register: $(VENV)/.installed-dev ## register import, 10,000 rows
	@$(RUN) scripts/bench.py register

bench-ballots: $(VENV)/.installed-dev ## issuing 1,000 ballots
	@$(RUN) scripts/bench.py ballots

bench-scan: $(VENV)/.installed-dev ## reading 200 pages
	@$(RUN) scripts/bench.py scan

bench-tally: $(VENV)/.installed-dev ## tally of 10,000 ballots with 40 questions
	@$(RUN) scripts/bench.py tally

bench-law: $(VENV)/.installed-dev ## 40 decisions of 10,000 voters, each told in words
	@$(RUN) scripts/bench.py law

bench-archive: $(VENV)/.installed-dev ## archive and verify of the same
	@$(RUN) scripts/bench.py archive

# PAPER is the tool that makes bad scans with a known truth, no part of the project; MARKS a folder of real pen marks
PAPER ?= $(if $(MARKS),$(MARKS)/../paper.py)
bench-paper: $(VENV)/.installed-dev ## the reader against bad scans (MARKS=…/paper/marks or PAPER=…/paper.py; ARGS="--pages 200")
	@$(RUN) scripts/bench_paper.py $(if $(PAPER),--paper $(PAPER)) $(if $(MARKS),--marks $(MARKS)) $(ARGS)

bench-omrchecker: $(VENV)/.installed-dev ## the same marks read by OMRChecker (OMRCHECKER=clone PAPER=…/paper.py [MARKS=…])
	@$(RUN) scripts/compare_omrchecker.py --omrchecker $(OMRCHECKER) --paper $(PAPER) $(if $(MARKS),--marks $(MARKS)) $(ARGS)

$(VENV)/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Veche needs Python 3.11 or newer; set PYTHON=python3.12 or the like"; exit 2; }
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
