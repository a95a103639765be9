# Two commands need nothing but Python 3.11, make and git: `make plan` and `make test`.
PYTHON ?= python3
FROM ?= starter
TO ?= growth
VENV := .venv
PY := $(VENV)/bin/python
# Of two cores: a third of the tests' time goes by in waiting for what is slow on purpose.
JOBS ?= 3
ROOT_RUNS := $(if $(filter 0,$(shell id -u)),,sudo)
# A mirror that is out of reach is told within minutes.
APT := $(ROOT_RUNS) env DEBIAN_FRONTEND=noninteractive timeout 300 apt-get -o Acquire::Retries=1 -o Acquire::http::Timeout=20
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# Hundreds of processes load the same modules, in tests as at users: byte-code is kept, whatever a container says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup plan test engine prometheus postgres check lint types drift generate bench soak clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(VENV)/.ready ## .venv with everything in the lock

$(VENV)/.ready: pyproject.toml uv.lock tools/bootstrap.py
	@echo "setting up .venv (once, about a minute)" >&2
	@$(PYTHON) tools/bootstrap.py

plan: setup ## the forecast of a move: make plan FROM=starter TO=growth
	@$(PY) -m sayar.cli.main plan --from $(FROM) --to $(TO); code=$$?; \
	  case $$code in 0|3|4) exit 0;; *) exit $$code;; esac

# What a test needs and this machine has not is left out, and that is said; CI demands it all.
test: setup ## the tests; with those on the real engine and on a real Prometheus where they are there
	@marks=$$($(PY) -m tools.left_out) && $(PY) -m pytest -n $(JOBS) --dist worksteal -m "$$marks"

engine: setup ## build the pinned pulumi into .engine (about five minutes once), or use the one on PATH
	@$(PY) tools/engine/build.py

prometheus: ## Debian's prometheus and promtool, for tests, or those on the PATH
	@command -v prometheus >/dev/null && command -v promtool >/dev/null || \
	  { $(APT) update -q && $(APT) install -qy --no-install-recommends prometheus; } >&2

postgres: ## Debian's PostgreSQL server and psql, for tests, or those that are there
	@{ ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 && command -v psql >/dev/null; } || \
	  { $(APT) update -q && $(APT) install -qy --no-install-recommends postgresql; } >&2

check: lint types drift ## what a pull request must pass beside the tests

lint: setup
	@$(PY) -m ruff check . && $(PY) -m ruff format --check --quiet .

types: setup
	@$(PY) -m mypy

drift: setup ## generated files are those that their sources make
	@$(PY) tools/generate.py --check

generate: setup ## write the generated files anew
	@$(PY) tools/generate.py

bench: setup ## medians of fresh processes, with the machine's load
	@$(PY) tools/bench.py

soak: setup ## what takes long: random graphs and faults by the thousand, all moves rehearsed, 60 kills in all phases
	@SAYAR_AGREEMENT_PAIRS=3000 $(PY) -m pytest -n $(JOBS) tests/engine/agreement
	@SAYAR_PROVIDER_SEQUENCES=1000 $(PY) -m pytest -n $(JOBS) --timeout 7200 tests/providers/converging
	@SAYAR_SOAK=1 $(PY) -m pytest -n $(JOBS) tests/soak

clean: ## remove what was built, not the engine
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
