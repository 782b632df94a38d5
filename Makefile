# From a fresh clone: `make run` sets everything up and serves, `make test` runs every test.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard yuandu/locale/*/LC_MESSAGES/*.po))
VENDOR := yuandu/kernel/static/vendor
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check install develop vendor catalogues docs messages reference lock clean

run: install  ## Set everything up and serve http://127.0.0.1:8000
	@exec $(BIN)/yuandu up --demo

test: install develop  ## Run every test, browser journeys included
	$(BIN)/pytest -n 2 --ignore=tests/journeys
	if [ -n "$$(ls tests/journeys/test_*.py 2>/dev/null)" ]; then $(BIN)/pytest tests/journeys; fi

check: install develop  ## Style, layers, migrations, sizes
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --config importlinter.ini
	$(BIN)/python -W ignore::RuntimeWarning -m yuandu.site makemigrations --check --dry-run
	$(BIN)/python -m yuandu.site.health

install: $(BIN)/.product vendor catalogues

develop: $(BIN)/.development

vendor: $(VENDOR)/.stamp  ## What the browser needs beyond HTML

catalogues: $(CATALOGUES)

docs: install develop  ## The handbook, in docs/_build
	$(BIN)/sphinx-build -q -W docs docs/_build

messages: install  ## Gather the messages; says what has no English yet
	$(BIN)/python -m yuandu.site.messages

reference: install  ## Renew docs/reference from the manifests
	$(BIN)/python -m yuandu.site.reference

lock: develop  ## Renew the locked requirements from the .in files
	$(LOCK) --output-file requirements/product.txt requirements/product.in
	$(LOCK) --output-file requirements/development.txt requirements/development.in
	# scim2-models asks for an extra, which pip, where it checks hashes, wants to see by its own name
	perl -0pi -e 's/^(pydantic)(==.*\\\n(?:    --hash=.*\n)+)/$$1$$2$$1\[email\]$$2/m' requirements/product.txt requirements/development.txt

clean:  ## Remove what can be made again; the home (var/) stays
	rm -rf .venv node_modules $(VENDOR) docs/_build .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find yuandu/locale -name '*.mo' -delete

$(BIN)/.product: requirements/product.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "需要Python 3.11或更新的版本。可以指定：make PYTHON=python3.12 run"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "缺少venv。请先安装：apt install python3-venv"; exit 1; }
	$(BIN)/pip install -qq --requirement requirements/product.txt
	$(BIN)/pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/.development: requirements/development.txt $(BIN)/.product
	$(BIN)/pip install -qq --requirement requirements/development.txt
	@touch $@

node_modules/.stamp: package.json package-lock.json
	@command -v npm >/dev/null || { echo "需要Node 20和npm。请先安装：apt install nodejs npm"; exit 1; }
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(VENDOR)/.stamp: node_modules/.stamp package.json $(wildcard yuandu/kernel/static_src/* yuandu/kernel/static/ui/*.css)
	npm run --silent vendor
	@touch $@

%.mo: %.po $(BIN)/.product
	$(BIN)/python -m yuandu.site.catalogues $<
