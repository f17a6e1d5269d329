# make demo   sets everything up and checks sample dossiers
# make test   sets everything up and runs all checks of the project

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PACKAGES := pipeline extractors validators samples tests

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format accuracy augraphy bench clean

help:
	@echo "make demo    check the sample dossiers"
	@echo "make test    lint, types, tests"
	@echo "make lint    lint and types only"
	@echo "make format  format the code"
	@echo "make accuracy SEED=N  measure how well papers are read (hours; docs/accuracy.md)"
	@echo "make augraphy         set up the second tool that the measurement wears pages with"
	@echo "make bench   measure how fast it is, beside other readers (half an hour)"
	@echo "make clean   remove what make made"

# Python packages, again whenever pyproject.toml changes.
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Conforme needs Python 3.11 or later: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && \
		  apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; } || \
		{ echo "Python cannot make virtual environments. Run: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV)"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

setup: $(STAMP)
	@setup/packages.sh $(BIN)/python

# A rejected dossier makes exit code 1, which is what the demonstration shows: only other codes are failures.
demo: setup
	@echo; echo "== One dossier that conforms, one that does not =="
	@$(BIN)/conforme check samples/dossiers/titulaire-unique samples/dossiers/csa-15-jours || [ $$? -eq 1 ]
	@echo; echo "== All sample dossiers (about 15 seconds each) =="
	@$(BIN)/conforme batch samples/dossiers || [ $$? -eq 1 ]
	@echo; echo "Most samples are rejected: each of those shows one fault. samples/README.md tells which."
	@echo "Your own papers, in a browser: $(BIN)/conforme serve"

lint: $(STAMP)
	$(BIN)/ruff check $(PACKAGES)
	$(BIN)/ruff format --check $(PACKAGES)
	$(BIN)/mypy

test: lint
	@setup/packages.sh $(BIN)/python fonts
	@setup/packages.sh $(BIN)/python browser || echo "No Chromium here: the tests in a browser will be skipped." >&2
	$(BIN)/python -m pip check --disable-pip-version-check
	$(BIN)/pytest --numprocesses 2 --dist loadfile

format: $(STAMP)
	$(BIN)/ruff check --fix $(PACKAGES)
	$(BIN)/ruff format $(PACKAGES)

# How much is measured: dossiers, loose papers of each other kind and forms, per level. A run that was stopped goes on.
SEED ?=
COUNT ?= 75
PAPERS ?= 40
FORMS ?= 20
LEVELS ?= clean,office,bad,photo,augraphy
BLANKS ?= ../shared/forms
JOBS ?= 2
RESULTS ?= out/accuracy-$(SEED).jsonl

accuracy: setup
	@test -n "$(SEED)" || { echo "Give a seed never used before: make accuracy SEED=..." >&2; exit 2; }
	@setup/packages.sh $(BIN)/python fonts
	@mkdir -p out
	$(BIN)/python -m tests.accuracy --seed $(SEED) --count $(COUNT) --papers $(PAPERS) --forms $(FORMS) \
		$(if $(wildcard $(BLANKS)),--official-forms $(BLANKS)) --levels $(LEVELS) --baselines-every 4 --jobs $(JOBS) \
		--results $(RESULTS) --into out/accuracy-$(SEED) > out/accuracy-$(SEED).md
	@echo "The tables: out/accuracy-$(SEED).md"

# How fast it is, beside OCRmyPDF (an environment of its own), pytesseract and RapidOCR: half an hour of a quiet machine.
bench: setup .venv-bench/.installed
	@setup/packages.sh $(BIN)/python fonts
	@$(BIN)/python -m tests.bench --ocrmypdf .venv-bench/bin/ocrmypdf

.venv-bench/.installed:
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check 'ocrmypdf>=17,<18'
	@touch $@

# Augraphy brings the GUI build of OpenCV, which may not stand beside the one that Conforme uses.
augraphy: .venv-augraphy/.installed

.venv-augraphy/.installed:
	@$(PYTHON) -m venv .venv-augraphy
	@.venv-augraphy/bin/python -m pip install --quiet --disable-pip-version-check 'augraphy>=8.2.6,<9'
	@touch $@

clean:
	rm -rf .venv-augraphy .venv-bench $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
