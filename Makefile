PYTHON ?= python3
BIN := .venv/bin
OLD := "make book PYTHON=...: a Python of 3.11 or later is needed" if sys.version_info < (3, 11) else 0
COMPILE := $(BIN)/pip-compile -q --upgrade --strip-extras --no-header --no-annotate --allow-unsafe \
  --no-emit-index-url --no-emit-find-links --no-emit-options

EDITION = BUDGETBOOK_LANGUAGE=$(1) BUDGETBOOK_SUMMARY=$(2)/summary \
  $(BIN)/jupyter-book build . --path-output $(2)
# What another builder makes of the pages, or a summary of what is to be mended.
MADE_BY = $(call EDITION,$(1),$(2)) --builder custom --custom-builder $(3) >/dev/null 2>&1 \
  || { $(BIN)/python -m computedbook.summary $(2)/summary; exit 1; }
SLIDES := _build/slides
TEACH := _build/teach
PDF := _build/book-en.pdf _build/book-zh.pdf
ZIP := _build/how-to-read-a-bureaus-budget.zip
SHEETS := _build/handouts
# What other commands make of the book.
OF_IT := $(PDF) $(ZIP) $(SHEETS) $(SLIDES) $(TEACH)

# Not in the make of macOS.
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
# More processes than processors, for each waits much of its time: for kernels, a browser.
SPREAD := -n 3 --dist loadgroup --no-loadscope-reorder

.PHONY: help book pdf slides zip teach draft catalogues test proof bench bench-pages lint strip filter lock clean
help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / {printf "%-11s %s\n", $$1, $$2}' Makefile

# Data that are malformed stop it before it begins.
book: .venv/book  ## build both editions into _build/html
	@$(BIN)/python -m budgetbook.package data
	@$(BIN)/python -m computedbook.build
	@$(foreach each,$(wildcard $(OF_IT)),echo "Removed $(each), made of an older book";) rm -rf $(OF_IT)

edition-%: .venv/book
	@$(BIN)/python -m computedbook.build $*

# Of what the book has just read, all pages as one, which Chromium prints; nbconvert, each sheet. `make
# book` removes them, and so they are never older than the site, whose pages offer them.
pdf: book  ## print each edition as a book, _build/book-en.pdf and -zh, and the sheets to hand out
	@$(MAKE) --no-print-directory -j2 $(SYNC) pdf-en pdf-zh
	@$(MAKE) --no-print-directory -j2 $(SYNC) handouts-en handouts-zh
	@echo "The books on paper are $(PDF), the sheets in $(SHEETS)"

FRONT-en := _build/html/index.html
FRONT-zh := _build/html/zh/index.html
pdf-%:
	@$(call MADE_BY,$*,_build/$*,singlehtml)
	@$(BIN)/python -m computedbook.pdf _build/$*/_build/singlehtml/index.html _build/book-$*.pdf $(FRONT-$*)

handouts-%:
	@BUDGETBOOK_LANGUAGE=$* $(BIN)/jupyter nbconvert --log-level ERROR --to webpdf \
	  --output-dir $(SHEETS)/$* chapters/handouts/*.ipynb
	@$(BIN)/python -m computedbook.handouts $(SHEETS)/$* $(dir $(FRONT-$*))chapters/handouts

# Of the same chapters; `make book` removes them, too, and the page on teaching offers them.
slides: book  ## make slides, a deck for each part and one for a talk, in _build/slides/en and zh
	@$(MAKE) --no-print-directory -j2 $(SYNC) slides-en slides-zh

slides-%:
	@BUDGETBOOK_LANGUAGE=$* $(BIN)/python -m computedbook.decks $(SLIDES)/$* $(dir $(FRONT-$*))

# Of what the book has just read, too; the page on teaching offers them.
teach: book  ## pack notebooks for a class, student.zip and teacher.zip, in _build/teach/en and zh
	@$(MAKE) --no-print-directory -j2 $(SYNC) teach-en teach-zh
	@echo "The notebooks for a class are in $(TEACH)"

teach-%:
	@$(call MADE_BY,$*,_build/$*,teach)
	@mkdir -p $(TEACH)/$*
	@cp _build/$*/_build/teach/*.zip $(TEACH)/$*
	@$(BIN)/python -m computedbook.teach $(TEACH)/$* $(dir $(FRONT-$*))

MADE = $(if $(wildcard $(PDF)),pdf) $(if $(wildcard $(SLIDES)),slides) $(if $(wildcard $(TEACH)),teach)
zip: $(or $(strip $(MADE)),book)  ## pack the site, with the PDFs, slides and notebooks that had been made
	@$(BIN)/python -m computedbook.archive _build/html $(ZIP)
	@echo "The site is packed in $(ZIP)"

# In a folder of its own: a build with warnings must not pass for one without.
draft: draft-en  ## build the English edition into _build/draft/en, whatever is missing
draft-%: .venv/book  ## draft-zh: the Chinese; what is not translated yet is English, and marked
	@mkdir -p _build/draft/$*
	@$(call EDITION,$*,_build/draft/$*)
	@$(BIN)/python -m computedbook.summary _build/draft/$*/summary
	@echo "The draft is in _build/draft/$*/_build/html/index.html"

catalogues: .venv/test  ## bring the messages to translate in locale/ up to date
	@mkdir -p _build/catalogues
	@$(call MADE_BY,en,_build/catalogues,gettext)
	@rm _build/catalogues/_build/gettext/sphinx.pot  # the templates' words, in a catalogue of ours
	@$(BIN)/sphinx-intl update -p _build/catalogues/_build/gettext -d locale -l zh_CN -w 100

test: .venv/test  ## run every test; where trying everything is costly, on samples
	@$(BIN)/python -m pytest $(SPREAD)

proof: .venv/test  ## run every test, and try everything; put on record how much that was
	@$(BIN)/python -m pytest $(SPREAD) --complete

bench: .venv/test  ## measure builds side by side with stock settings, some rounds of each
	@$(BIN)/python benchmarks/book.py

bench-pages: .venv/test  ## measure what readers load, side by side with stock settings
	@$(BIN)/python benchmarks/pages.py

lint: .venv/test  ## check the code and the notebooks' code
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

strip: .venv/book  ## take outputs and what JupyterLab adds out of the notebooks
	@$(BIN)/python -m computedbook.strip index.ipynb chapters/*/*.ipynb

filter: .venv/book  ## have git do so, here, whenever it looks at a notebook
	@git config filter.notebooks.clean '$(BIN)/python -m computedbook.strip'
	@git config filter.notebooks.smudge cat

lock: .venv/test  ## pin the whole tree anew from requirements*.in
	@$(BIN)/pip install -q pip-tools==7.6.2
	@mkdir -p _build
	@$(COMPILE) requirements.in -o _build/pins.txt
	@(cat _build/pins.txt; echo '-e .') > requirements.txt
	@$(COMPILE) -c _build/pins.txt requirements-test.in -o requirements-test.txt
	@$(COMPILE) -c _build/pins.txt requirements-lab.in -o requirements-lab.txt

clean:  ## remove everything that was built
	@rm -rf _build .venv *.egg-info .hypothesis .pytest_cache .ruff_cache
	@find . -name __pycache__ -prune -exec rm -rf {} + -o -name '*.mo' -delete

.venv/book: requirements.txt pyproject.toml
	@test -x $(BIN)/pip || { $(PYTHON) -c 'import sys; sys.exit($(OLD))' && $(PYTHON) -m venv .venv; }
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test: requirements-test.txt .venv/book
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements-test.txt
	@touch $@
