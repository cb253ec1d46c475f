PYTHON ?= python3
BIN := .venv/bin
STAGE := _build/stage
COMPILE := $(BIN)/pip-compile -q --strip-extras --no-header --no-annotate --allow-unsafe \
  --no-emit-index-url --no-emit-find-links --no-emit-options

.PHONY: help book test lint lock clean
help:  ## list these commands
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 8

# A build happens in _build/stage and takes the place of _build/html only when it is whole. A stage
# that did not finish is thrown away, so that no warning of it can be lost.
book: .venv/book  ## build the book into _build/html
	@test -f $(STAGE)/finished || rm -rf $(STAGE)
	@rm -f $(STAGE)/finished
	@$(BIN)/jupyter-book build . --path-output $(STAGE) --warningiserror --nitpick --keep-going
	@$(BIN)/python -m budgetbook.publish $(STAGE)/_build/html _build/html
	@touch $(STAGE)/finished
	@echo "The book is in _build/html/index.html"

test: .venv/test  ## run every test
	@$(BIN)/python -m pytest

lint: .venv/test  ## check the code and the notebooks' code
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

lock: .venv/test  ## pin the whole tree anew from requirements*.in
	@$(BIN)/pip install -q pip-tools==7.5.3
	@$(COMPILE) requirements.in -o requirements.txt
	@cp requirements.txt _build/pins.txt && printf -- '-e .\n' >> requirements.txt
	@for each in test lab; do \
	  $(COMPILE) -c _build/pins.txt requirements-$$each.in -o requirements-$$each.txt; \
	done

clean:  ## remove everything that was built
	@rm -rf _build .venv

.venv/book: requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test: requirements-test.txt .venv/book
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements-test.txt
	@touch $@
