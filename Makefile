# `make deck` and `make test` need Python 3.11 or later, make and git, nothing else.
# `make test-all` adds real Anki engines, its reviewer and browsers; `.ci/run` installs the system packages they need.
PYTHON ?= python3
BIN := .venv/bin

# Anki as learners have it: the last importer written in Python, two in between, and the newest with its windows.
OLD_ANKIS := 2.1.54 2.1.66 24.11
ANKI := 26.9.3
ENGINES := $(OLD_ANKIS:%=.engines/%/ok) .engines/$(ANKI)/ok

.PHONY: deck test test-all check format bench gallery revision clean

deck: .venv/ok ## Build every deck under content/ into dist/
	$(BIN)/deckgen build

test: .venv/ok check ## Everything that needs no system package beyond Python
	$(BIN)/pytest -q -n auto --ignore=tests/real

test-all: test $(ENGINES) ## Also real engines, reviewers and browsers
	$(BIN)/pytest -q tests/real

check: .venv/ok
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo > .venv/imports.log || (cat .venv/imports.log; exit 1)
	$(BIN)/deckgen check --strict
	$(BIN)/deckgen build --locked --quiet

format: .venv/ok ## Put the code into its usual form
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

bench: .venv/ok .engines/$(ANKI)/ok ## Measure beside plain scripts; OPTIONS=--record keeps the run in docs/performance.md
	$(BIN)/python -m bench $(OPTIONS)

gallery: .venv/ok .engines/$(ANKI)/ok ## Take the pictures of docs/gallery.md anew
	$(BIN)/python -m tests.real.cards.gallery

revision: .venv/ok ## Give each note type that changed a new revision, which learners need to get it
	$(BIN)/python -m tools.revision

.venv/ok: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable . --group test
	touch $@

# Engines of before 2023 were made for an older protobuf, and import pkg_resources.
$(OLD_ANKIS:%=.engines/%/ok): .engines/%/ok:
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet "anki==$*" $(if $(filter 2.1.54,$*),"protobuf<4") "setuptools<81"
	touch $@

# deckgen lies in this one, too: `deckgen rehearse` plays a learner on the engine beside it.
.engines/$(ANKI)/ok: pyproject.toml
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet "aqt[qt6]==$(ANKI)" --editable ".[anki]"
	touch $@

clean:
	rm -rf .venv .engines dist build deckgen.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
