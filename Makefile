# `make run` starts Koploper, `make` lists the rest. What a target needs is made by deploy/venv.
PORT ?= 8000
DATA ?= ./var
WORKERS ?= 2
export PORT DATA

bin := .venv/bin
python = $(if $(PYTHON),"$(PYTHON)")
.DEFAULT_GOAL := help
.PHONY: help run compose compose-ha port secrets test check format contracts faults bench lock clean venv-run venv-dev

help: ## deze lijst
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

run: venv-run ## start Koploper (PORT=8000 DATA=./var PYTHON=python3); Ctrl-C stopt
	@exec $(bin)/koploper up --port "$$PORT" --data "$$DATA"

compose: port ## start het voor het echt, in containers (Docker): Kafka, PostgreSQL, vijf services
	@docker compose up --build --wait
	@echo "Koploper draait: http://127.0.0.1:$$PORT; voorbeeldreizen: docker compose run --rm demo; stoppen: docker compose down"

compose-ha: port ## hetzelfde met drie brokers en elke service dubbel
	@docker compose -f docker-compose.yml -f deploy/compose.ha.yml up --build --wait

port: secrets # kept, so that a later `docker compose` finds the proxy where it is
	@grep -sv '^KOPLOPER_PROXY_PORT=' .env > .env.new || true
	@echo "KOPLOPER_PROXY_PORT=$$PORT" >> .env.new
	@mv .env.new .env

secrets: ## maak wachtwoorden en tokens in deploy/secrets; wat er al is, blijft
	@deploy/secrets.sh

test: venv-dev ## alle tests, en de dekking van beslissers en shared/
	@$(bin)/pytest -n $(WORKERS) --dist loadgroup -m "not whole and not docker" --cov --cov-report= --durations 10
	@$(bin)/python -m tests.coverage_floor
	@$(bin)/pytest -n $(WORKERS) --dist loadgroup -m "whole and not docker" --durations 10
	@$(bin)/pytest -m docker --timeout 1800  # alone: a whole system in containers wants the machine for itself

check: venv-dev ## opmaak, lint, importregels, types, contracten, locks
	@$(bin)/ruff format --check .
	@$(bin)/ruff check .
	@$(bin)/lint-imports
	@$(bin)/mypy
	@$(bin)/python -m cli.contracts check
	@! grep -nE '[a-z]+://' requirements*.lock || { echo 'A lock file names a host; lock with `make lock`.' >&2; exit 1; }

format: venv-dev ## zet alle code in de afgesproken opmaak
	@$(bin)/ruff format .
	@$(bin)/ruff check --fix .

contracts: venv-dev ## schrijf schema's en voorbeelden opnieuw
	@$(bin)/python -m cli.contracts write
	@$(bin)/python -m tests.contract.history

faults: venv-dev ## breek alles wat kan breken (lang; ONLY=naam doet er een)
	@$(bin)/python -m tests.faults $(ONLY:%=--only %)

bench: venv-dev ## meet de snelheid en schrijf docs/benchmarks
	@$(bin)/python -m tests.benchmarks

lock: venv-dev ## leg afhankelijkheden opnieuw vast, met hashes
	@$(bin)/uv pip compile $(locking) --output-file requirements.lock requirements.in
	@$(bin)/uv pip compile $(locking) --output-file requirements-dev.lock --constraints requirements.lock requirements-dev.in
locking := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links

clean: ## haal .venv en alles wat gemaakt is weg, behalve de gegevens
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* build *.egg-info

venv-run:
	@deploy/venv run $(python)

venv-dev:
	@deploy/venv dev $(python)
