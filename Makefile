# Dragoman. On a fresh machine with Python 3.11-3.13 (or uv): `make demo`, `make test`, `make ui`.

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/runtime.stamp
DEV := $(VENV)/dev.stamp
# What tests, benchmarks and scripts import that is ours: the packages, and each other by bare name.
OURS := $(patsubst %,--known-first-party %,flows qa glossary translations benchmarks \
	$(basename $(notdir $(wildcard scripts/*.py tests/*.py tests/*/*.py))))
# What a benchmark runs in environments of their own, never in this one.
PEERS := argostranslate|torch|transformers
BENCHES := bench bench-qa bench-glossary bench-growth bench-scaling chaos

export PYTHONUTF8 := 1
# Reports of use are nobody's business: Prefect honours this.
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test lint $(BENCHES) ui ui-stop lock

# An environment knows its folder; after the checkout has moved it is made anew.
ifneq ($(shell cat $(VENV)/place 2>/dev/null),$(CURDIR))
.PHONY: $(RUNTIME) $(DEV)
endif

help:  ## Print this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1@\2/p' Makefile | awk -F@ '{ printf "%-22s %s\n", $$1, $$2 }'

setup: $(RUNTIME)  ## Make .venv and install everything that translating needs

setup-dev: $(DEV)  ## The same, with what tests, checks and benchmarks need

$(RUNTIME): requirements.lock pyproject.toml scripts/setup
	@scripts/setup runtime
	@touch $@

$(DEV): requirements-dev.lock requirements.lock pyproject.toml scripts/setup
	@scripts/setup dev
	@touch $(RUNTIME) $@

demo: setup  ## Translate the five sample articles and say where the pages are
	@$(BIN)/dragoman translate samples/articles

test: lint  ## Run all checks and tests
	@$(BIN)/python -m pytest

lint: $(DEV)  ## Run the checks that need no test: style, types, direction of imports, declared dependencies
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy scripts/*.py
	@$(BIN)/lint-imports
	@$(BIN)/deptry flows qa glossary translations
	@$(BIN)/deptry tests benchmarks scripts --ignore DEP002,DEP004 --per-rule-ignores "DEP001=$(PEERS)" $(OURS)

bench: $(DEV)  ## Measure speed beside bare CTranslate2 and peers, cost, growth and quality; renew docs/benchmarks.md
	@$(BIN)/python -m benchmarks.pipeline $(BENCH)

bench-qa: $(DEV)  ## Measure what the checks find and what they report wrongly
	@$(BIN)/python -m benchmarks.qa

bench-glossary: $(DEV)  ## Measure matching and enforcement of terms
	@$(BIN)/python -m benchmarks.glossary

bench-growth: $(DEV)  ## Measure second runs, changes, and memory as a corpus grows
	@$(BIN)/python -m benchmarks.growth

bench-scaling: $(DEV)  ## Measure Dask workers and Prefect workers over shards beside one process on the same cores
	@$(BIN)/python -m benchmarks.scaling $(BENCH)

chaos: $(DEV)  ## Kill runs at 50 random places and compare their ends with an undisturbed run
	@$(BIN)/python -m benchmarks.chaos

ui: setup  ## Start Prefect, its worker and the result pages on 127.0.0.1 and print their addresses
	@$(BIN)/python scripts/ui.py start

ui-stop:  ## End what `make ui` started, and nothing else
	@if [ -x $(BIN)/python ]; then $(BIN)/python scripts/ui.py stop; else echo "Nothing to stop: $(VENV) is not there."; fi

lock:  ## Renew requirements.lock and requirements-dev.lock (LOCK=--upgrade for newer versions)
	@scripts/lock $(LOCK)
