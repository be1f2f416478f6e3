# Each target does all of its own set-up, into .venv, and does it once: see `make help`.
# Written for GNU make 3.81 and any POSIX shell, so that it runs on a Mac as it comes.

PORT ?= 8000
# Not `?=`: some shells export HOST as the machine's own name, which would open the site to the network.
HOST = 127.0.0.1

VENV := .venv
HERE := $(VENV)/bin/python
PIP := $(HERE) -m pip --disable-pip-version-check --no-input
# Known versions first, newest first; a python3 newer than these may find no ready-made lxml or Pillow.
PYTHONS := $(or $(PYTHON),python3.15 python3.14 python3.13 python3.12 python3.11 python3 python)

# A copied or moved folder holds an environment that still points to the old place: make it anew.
ifneq ($(CURDIR),$(shell cat $(VENV)/.folder 2>/dev/null || pwd -P))
.PHONY: $(HERE)
endif

.DEFAULT_GOAL := help
.PHONY: run test check constraints clean help
.DELETE_ON_ERROR:
.NOTPARALLEL:

run: $(VENV)/.ready-run ## serve the site at http://127.0.0.1:8000 (PORT=8123 for another port)
	@exec $(VENV)/bin/trifold serve --port $(PORT) --host $(HOST)

test: $(VENV)/.ready-test ## run the whole fast test suite (ARGS="-k feeds" for a part)
	@$(HERE) -m pytest $(ARGS)

check: $(VENV)/.ready-check ## look at style, types and imports; runs no test
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy --strict app wsgi.py
	$(VENV)/bin/lint-imports --no-logo

# The oldest Python we support, so that what fits it fits the newer ones.
constraints: PYTHONS = $(or $(PYTHON),python3.11)
constraints: ## find the newest versions that fit, and write them to constraints.txt
	@$(FIND_PYTHON) \
	fresh=$$(mktemp -d) && trap 'rm -rf "$$fresh"' EXIT && "$$python" -m venv "$$fresh" && \
	"$$fresh/bin/python" -m pip install -qq --no-input -e '.[server,browser,test,dev]' && \
	"$$fresh/bin/python" -m pip freeze -qq --exclude-editable > "$$fresh/found" && \
	if grep -vE '^[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+$$' "$$fresh/found"; then \
	    echo "These lines are more than a name and a version; constraints.txt is left as it was." >&2; exit 1; \
	fi && \
	cp "$$fresh/found" constraints.txt && echo "constraints.txt: $$(wc -l < constraints.txt) versions"

clean: ## remove the environment, caches and builds; content is never touched
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find app benchmarks tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# ---- set-up -------------------------------------------------------------------------------------

# Sets $python. A name alone proves nothing: it may be a shim that fails, or a Python without venv.
define FIND_PYTHON
python=; bare=; \
for name in $(PYTHONS); do \
    "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
    if "$$name" -c 'import ensurepip, venv' >/dev/null 2>&1; then python=$$name; break; fi; \
    bare="$$bare $$name"; \
done; \
if [ -z "$$python" ]; then \
    if [ -n "$$bare" ]; then \
        echo "Trifold needs Python's venv, which is missing from:$$bare. On Debian or Ubuntu: sudo apt install python3-venv" >&2; \
    else \
        echo "Trifold needs Python 3.11 or newer and found none (tried: $(PYTHONS))." >&2; \
        echo "Get one from https://www.python.org/downloads/, or with your system: sudo apt install python3 python3-venv, sudo dnf install python3, brew install python. If you have one elsewhere, name it: make run PYTHON=/path/to/python3" >&2; \
    fi; \
    exit 1; \
fi;
endef

$(HERE):
	@$(FIND_PYTHON) \
	echo "Making $(VENV) with $$("$$python" --version) ..." >&2; \
	"$$python" -m venv --clear $(VENV) && printf '%s\n' '$(CURDIR)' > $(VENV)/.folder

$(VENV)/.ready-run: WANTED = .
$(VENV)/.ready-test: WANTED = .[test]
$(VENV)/.ready-check: WANTED = .[dev]

# The mark is made last, so an interrupted set-up starts again. Every set-up holds what `run` needs.
# -qq leaves errors only.
$(VENV)/.ready-run $(VENV)/.ready-test $(VENV)/.ready-check: $(HERE) pyproject.toml constraints.txt
	@echo "Installing what 'make $(patsubst .ready-%,%,$(notdir $@))' needs; the first time takes a minute ..." >&2
	@$(PIP) install -qq -c constraints.txt -e '$(WANTED)' || { \
	    echo "Installing failed, for the reason above. It needs the network this once; 'make clean' starts over." >&2; \
	    exit 1; }
	@touch $(VENV)/.ready-run $@
