# `make run` and `make test` are all one needs; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help run manage test lint format lock assets messages compilemessages clean
PYTHON_BIN := .venv/bin/python

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  make %-16s %s\n' "$$name" "$$what"; done

run: ## Build everything once, then serve the portal on http://127.0.0.1:8000/ (PORT=…, DATABASE_URL=…)
	@scripts/venv.sh base
	@exec $(PYTHON_BIN) scripts/run.py

manage: ## A command of manage.py with the settings of `make run`: make manage ARGS="load_sample --entities 9000"
	@scripts/venv.sh base
	@$(PYTHON_BIN) scripts/run.py $(ARGS)

test: ## Linters, then all tests on SQLite, on PostgreSQL and in a browser
	@scripts/venv.sh dev
	@scripts/test.sh

lint: ## Style, import direction, missing migrations
	@scripts/venv.sh dev
	@scripts/lint.sh

format: ## Put the code in the style of the house
	@scripts/venv.sh dev
	@$(PYTHON_BIN) -m ruff check --fix --quiet . && $(PYTHON_BIN) -m ruff format .

lock: ## Pin requirements/*.in anew, with hashes (UPGRADE=1 takes newer versions)
	@scripts/lock.sh

assets: ## Fetch style sheets, fonts and scripts of others into static/vendor/ (needs npm)
	@assets/vendor.sh

messages: ## Collect the texts to translate into locale/
	@scripts/venv.sh dev
	@$(PYTHON_BIN) scripts/messages.py collect

compilemessages: ## Compile the translations in locale/
	@scripts/venv.sh dev
	@$(PYTHON_BIN) scripts/messages.py compile

clean: ## Remove what tests and builds left behind; the data in var/ stays
	@rm -rf .pytest_cache .ruff_cache .hypothesis .import_linter_cache var/static var/static.stamp var/screenshots
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
