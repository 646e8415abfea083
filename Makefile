# Two commands matter: `make demo` and `make test`. The others are their parts.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export DJANGO_SETTINGS_MODULE := malath.platform.config.settings

.PHONY: setup setup-all demo test check bench soak

setup: $(VENV)/.core

setup-all: $(VENV)/.all

$(VENV)/.core: requirements/core.txt pyproject.toml
	sh scripts/setup.sh core "$(PYTHON)"
	touch $@

$(VENV)/.all: requirements/all.txt pyproject.toml
	sh scripts/setup.sh all "$(PYTHON)"
	touch $(VENV)/.core $@

demo: setup
	exec $(BIN)/malath demo --port $(PORT)

test: setup-all
	sh scripts/test.sh

check: setup-all
	sh scripts/check.sh

bench: setup-all
	for program in benchmarks/*.py; do $(BIN)/python $$program $(ARGS) || exit 1; done

soak: setup-all
	MALATH_SOAK=1 sh scripts/test.sh
