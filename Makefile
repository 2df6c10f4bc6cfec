# Two commands: `make site` builds the site into site/, `make test` runs every test. Both install what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
SITE_READY := $(VENV)/site.ready
TEST_READY := $(VENV)/test.ready
SOAK_READY := $(VENV)/soak.ready

BROTLI := usr/lib/nginx/modules/ngx_http_brotli_static_module.so
NGINX := sh tools/debian.sh nginx $(BROTLI) nginx nginx-common libnginx-mod-http-brotli-static libbrotli1
APACHE := sh tools/debian.sh apache2 usr/lib/apache2/modules/mod_ssl.so apache2-bin libapr1 libaprutil1 libexpat1 media-types
CADDY := sh tools/debian.sh caddy - caddy
WRK := sh tools/debian.sh wrk - wrk libluajit-5.1-2

# Test processes: a number, or `logical` for one a processor.
WORKERS ?= logical
# The package is compiled once, not by every program that a test starts, and so are the tests by pytest, also where
# Python is told to write no bytecode.
PYTEST := export PYTHONDONTWRITEBYTECODE= && $(BIN)/python -m compileall -q src && \
	$(BIN)/python -m pytest -n $(WORKERS) --no-loadscope-reorder

QUERIES ?= tests/sokfragor.yml

.PHONY: help site manual serve redigera pictures check scripts test test-fast soak bench bench-compare bench-models bench-search profile lock inventory audit clean

help:  ## Show this list.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

site: $(SITE_READY)  ## Build the whole site into site/.
	$(BIN)/kb build

manual: $(SITE_READY)  ## Build the generator's own manual into manual/site/.
	$(BIN)/kb --projekt manual build

serve: $(SITE_READY)  ## Show the site on http://127.0.0.1:8000/ while you write.
	$(BIN)/kb serve

redigera: $(SITE_READY)  ## Open the editing room in the browser, for yourself.
	$(BIN)/kb redigera

pictures: $(TEST_READY)  ## Take the handbook's pictures of the editing room anew.
	CHROMIUM_SHELL="$$(sh tools/chromium.sh shell)" && export CHROMIUM_SHELL && \
		KB_GOLDEN=1 $(BIN)/python -m pytest -q -n 0 tests/site/test_handbook_pictures.py -k every_picture

check: $(TEST_READY)  ## Check content, style, types and scripts; no browser.
	$(BIN)/python -m pip --disable-pip-version-check check
	$(BIN)/kb check
	$(BIN)/kb --projekt manual check
	$(BIN)/ruff check src kinds manual tests tools
	$(BIN)/ruff format --check --quiet src kinds manual tests tools
	$(BIN)/mypy
	sh tools/scripts.sh

scripts:  ## Check and test the scripts of the pages; needs Node, not Python.
	sh tools/scripts.sh

test: check  ## Run every test, browser and all. KB_INSTALL=nej installs nothing and leaves out what then cannot run.
	sh tools/packages.sh rsync=rsync ssh=openssh-client sshd=openssh-server
	sh tools/engines.sh
	CHROMIUM_SHELL="$$(sh tools/chromium.sh shell)" && CHROMIUM="$$(sh tools/chromium.sh)" && \
		NGINX="$$($(NGINX))" && APACHE2="$$($(APACHE))" && CADDY="$$($(CADDY))" && \
		export CHROMIUM CHROMIUM_SHELL NGINX APACHE2 CADDY && $(PYTEST)

test-fast: $(TEST_READY)  ## Run the tests that need no browser, no server and no whole build: about a minute.
	$(PYTEST) -q -m "not slow" --ignore tests/site --ignore tests/attack

# How many made-up records are added to the site that is measured, and how often each build is run.
SIZES ?= 0,2000
RUNS ?= 3

bench: $(TEST_READY)  ## Compare time, memory and size with MkDocs, ProperDocs and Zensical; weigh every page type.
	$(BIN)/python tools/bench.py --sizes $(SIZES) --runs $(RUNS)
	CHROMIUM="$$(sh tools/chromium.sh)" $(BIN)/python tools/bench_pages.py

bench-compare: $(TEST_READY)  ## Set two runs of bench side by side: A=.bench/one.json B=.bench/other.json.
	$(BIN)/python tools/bench.py --compare $(A) $(B)

profile: $(TEST_READY)  ## Show where the time of a cold build of the site goes.
	mkdir -p .bench && rm -rf .bench/profil-ut .kb-cache/sidor.json .kb-cache/texter.json && mkdir .bench/profil-ut
	$(BIN)/python -m cProfile -o .bench/profil -m kunskapsbank build --out .bench/profil-ut/site
	$(BIN)/python -c "import pstats; pstats.Stats('.bench/profil').sort_stats('cumtime').print_stats('kunskapsbank', 60)"

bench-models: $(TEST_READY)  ## Measure how fast the list of industry models filters with 500 models.
	CHROMIUM="$$(sh tools/chromium.sh)" $(BIN)/python tools/bench_models.py

bench-search: $(TEST_READY)  ## Measure the search with the questions in QUERIES=file.yml, beside stock Material, Pagefind and MiniSearch.
	CHROMIUM="$$(sh tools/chromium.sh)" $(BIN)/python tools/bench_search.py $(QUERIES)

soak: $(SOAK_READY)  ## Run what takes minutes: builds killed at random, full disks, a server under load during deploys.
	for tool in tools/soak_*.py; do NGINX="$$($(NGINX))" WRK="$$($(WRK))" $(BIN)/python $$tool || exit 1; done

lock: $(TEST_READY)  ## Renew the locked dependencies, and the lists of them with hashes and licences.
	$(INSTALL) --require-hashes --only-binary :all: -r requirements/lock.txt
	sh tools/lock.sh $(BIN)/python

inventory: $(TEST_READY)  ## Write the bill of materials and the licences of what is locked.
	$(BIN)/python tools/inventory.py

audit: $(TEST_READY)  ## Ask whether a locked package has a known vulnerability; fails when there is no answer.
	$(BIN)/python tools/audit.py

clean:  ## Remove what was built and installed.
	rm -rf $(VENV) site .site-utgavor .kb-cache .bench build

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 eller nyare behövs, det här är " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(SITE_READY): requirements/site.txt pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes --only-binary :all: -r requirements/site.txt
	$(INSTALL) --no-build-isolation -e .
	@touch $@

$(TEST_READY): requirements/test.txt $(SITE_READY)
	$(INSTALL) --require-hashes --only-binary :all: -r requirements/test.txt
	@touch $@

$(SOAK_READY): requirements/soak.txt $(TEST_READY)
	$(INSTALL) --require-hashes --only-binary :all: -r requirements/soak.txt
	@touch $@
