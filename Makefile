PYTHON ?= python3
STACK ?= dev
ON_STACK = --stack '$(or $(STACK),dev)'
WORKFLOWS := $(wildcard .github/workflows)

VENV := .venv/.complete
BIN := .venv/bin
PULUMI := localaws/pulumi
SETUP := $(if $(READY),,setup)

# With it, every run would compile pulumi_aws again, which takes two seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

# Without this, make would silently ignore an unknown variable, and a goal with the name of a folder.
TARGETS := $(shell sed -n 's/^\([a-z]*\):.*\#\#.*/\1/p' $(firstword $(MAKEFILE_LIST)))
VARIABLES := DOCUMENT LOCALAWS_HOME LOCALAWS_PORT PICTURE PLAN PYTHON READY STACK TAG
.PHONY: $(TARGETS)
wrong := $(filter-out $(TARGETS) $(VENV),$(MAKECMDGOALS))
ifneq ($(wrong),)
$(error There is no target '$(firstword $(wrong))'. `make` lists the targets; README.md says how to deploy to AWS)
endif
wrong := $(filter-out $(addsuffix =%,$(VARIABLES)),$(foreach word,$(MAKEOVERRIDES),$(if $(findstring =,$(word)),$(word))))
ifneq ($(wrong),)
$(error There is no variable '$(firstword $(wrong))'. The variables are $(VARIABLES))
endif

help: ## show this list
	@echo 'usage: make TARGET [STACK=dev]'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14
	@echo 'up, preview, refresh and destroy run the real Pulumi engine on a local AWS: see localaws/README.md.'

up: ## create or update STACK on the local AWS
	@$(PULUMI) up $(ON_STACK) --yes --skip-preview
	@$(BIN)/python -m tools.checkout.next_steps '$(or $(STACK),dev)'

preview: ## show what `make up` would change
	@$(PULUMI) preview $(ON_STACK)

refresh: ## read the resources on the local AWS into the state of STACK
	@$(PULUMI) refresh $(ON_STACK) --yes --skip-preview

destroy: ## delete STACK from the local AWS
	@$(PULUMI) destroy $(ON_STACK) --yes || { $(BIN)/python -m tools.checkout.next_steps --destroy '$(or $(STACK),dev)'; exit 1; }

stop: ## stop the local AWS, which deletes everything in it
	@$(PYTHON) -m localaws.launcher.stop

real: setup ## preview, up, no change, refresh and destroy of STACK with Pulumi's own AWS plugin, which is downloaded
	@LOCALAWS_PLUGIN=real $(PULUMI) preview $(ON_STACK) --non-interactive
	@LOCALAWS_PLUGIN=real $(PULUMI) up $(ON_STACK) --yes --skip-preview --non-interactive
	@LOCALAWS_PLUGIN=real $(PULUMI) preview $(ON_STACK) --expect-no-changes --diff --non-interactive
	@LOCALAWS_PLUGIN=real $(PULUMI) refresh $(ON_STACK) --yes --skip-preview --expect-no-changes --diff --non-interactive
	@LOCALAWS_PLUGIN=real $(PULUMI) destroy $(ON_STACK) --yes --skip-preview --non-interactive

diagram: $(VENV) ## draw the deployed STACK into PICTURE; with PLAN=yes, as planned by `make up`
	@state=$$($(if $(PLAN),$(PLANNED),$(PULUMI) stack export $(ON_STACK))) || [ -n "$$state" ] || exit 1; \
		printf '%s\n' "$$state" | $(BIN)/python -m tools.diagram '$(PICTURE)'

cost: $(VENV) ## print the monthly cost of STACK when idle, and the cost that `make up` would add
	@plan=$$($(PLANNED)) || [ -n "$$plan" ] || exit 1; printf '%s\n' "$$plan" | $(BIN)/python -m tools.cost

PLANNED = $(PULUMI) preview $(ON_STACK) --json --show-sames

site: $(VENV) ## build the documentation as a site, into .site; it fails on a broken link
	@$(BIN)/sphinx-build -c docs/site --fail-on-warning --keep-going --quiet . .site

PICTURE ?= $(or $(LOCALAWS_HOME),.localaws)/$(notdir $(or $(STACK),dev)).svg

test: setup ## the program's own tests, about 6 minutes on two cores
	@echo 'two at a time, with the output of each at its end: $(OWN)'
	@$(SIDE_BY_SIDE) $(OWN)

all: setup ## everything that .ci/run checks, the local AWS's own tests included, about 12 minutes on two cores
	@echo 'two at a time, with the output of each at its end: $(ALL)'
	@$(SIDE_BY_SIDE) $(ALL)

# Two at a time, because engine tests often wait; after the quick checks, the slowest first, so that both end together.
# `make` starts targets with an unready prerequisite last, so READY removes the prerequisite.
OWN := lint types unit essentials random tools updates
ALL := engine lint types unit localaws random tools updates checkov
SIDE_BY_SIDE := $(MAKE) --no-print-directory --jobs 2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) READY=yes

lint: $(VENV) ## ruff, and actionlint and zizmor for the workflows
	@$(BIN)/ruff check --quiet --output-format concise
	@$(BIN)/ruff format --check --quiet
ifneq ($(WORKFLOWS),)
	@$(BIN)/zizmor --offline --quiet $(WORKFLOWS)
	@$(ACTIONLINT) $(addprefix '$(CURDIR)'/,$(wildcard .github/workflows/*.yml))
endif

# The one on PATH, or the one of the Go module, which the go command builds once.
ACTIONLINT = $(or $(call on_path,actionlint),$(and $(call on_path,go),GOWORK=off go -C tools/actionlint tool actionlint),\
	$(error actionlint is not on PATH, and there is no Go to build it: install actionlint \
	(https://github.com/rhysd/actionlint) or Go (https://go.dev/dl/), then try again))
on_path = $(shell command -v $(1) 2>/dev/null)

types: $(VENV) ## mypy, strict
	@$(BIN)/python -m tools.checkout.type_check

unit: $(VENV) ## the quick tests: mocks, no engine
	@$(BIN)/pytest tests/unit tests/harness --quiet --numprocesses 2 --dist loadfile

updates: $(VENV) ## a row for every setting, and the plans of the most important changes, under mocks
	@$(BIN)/pytest tests/updates --quiet --numprocesses 2 --dist loadfile

tools: $(SETUP) ## tests of the tools: checkout, pictures, cost, deployment times, documentation site
	@$(BIN)/pytest tests/checkout tests/diagram tests/cost tests/adopt tests/bench tests/site --quiet --numprocesses 2 --dist loadfile

matrix: setup ## each change on the real engine, in both directions; takes hours; STACK=prod for one stack
	@$(BIN)/python -m tests.updates.matrix $(if $(filter command,$(firstword $(origin STACK))),$(STACK))

policy: setup ## run the policy pack on the plan of STACK; it fails for controls that prod passes
	@$(BIN)/python -m tools.checkout.virtual_environment policy/pack/requirements.txt
	@$(PULUMI) preview $(ON_STACK) --policy-pack policy/pack --policy-pack-config policy/pack/mandatory.json

checkov: $(VENV) ## checkov on the plans of the stacks, from PyPI in a separate environment
	@$(BIN)/pytest tests/checkov --quiet

random: $(VENV) ## 50 random configurations, the same each time, and mistakes in them
	@$(BIN)/pytest tests/random --quiet --numprocesses 2 --dist worksteal

nightly: setup ## tests that take too long for each change: 500 random configurations, the plan of every change, long engine tests
	@$(BIN)/pytest tests/random --quiet --numprocesses 2 --dist worksteal --hypothesis-profile nightly
	@$(BIN)/pytest tests/updates --quiet --numprocesses 2 --dist worksteal --every
	@$(BIN)/pytest tests/engine -m nightly --quiet --numprocesses 2 --dist loadfile

localaws: $(SETUP) ## the tests of the local AWS: launcher, server, stand-in plugin
	@$(MAKE) --silent -C localaws test VENV=../.venv

faults: setup ## a fault at each API operation, and kills; with DOCUMENT=tests/faults/RESULTS.md, write the table
	@$(BIN)/pytest tests/faults --quiet --numprocesses 2 --dist worksteal $(if $(DOCUMENT),--faults-document '$(DOCUMENT)')

# One process more than elsewhere: each waits a quarter of its time. With two, this target would end last.
engine: $(SETUP) ## the program on the real engine and the local AWS, without the long tests of `make nightly`
	@$(BIN)/pytest tests/engine tests/faults/test_some_points.py -m 'not nightly' --quiet --numprocesses 3 --dist loadfile

essentials: $(SETUP) ## part of `make engine`: the life cycle of dev, failed rollouts, refused mistakes
	@$(BIN)/pytest $(addprefix tests/engine/test_,dev.py rollout.py bad_input.py) --quiet --numprocesses 2 --dist loadfile

consumers: setup ## the examples in YAML, TypeScript and Go, with the package, on the real engine; needs Go and npm
	@$(BIN)/pytest tests/consumers --quiet -rP

bench: setup ## measure the speed, into bench/RESULTS.md; with CDK from PyPI and npm, up to half an hour
	@$(BIN)/python -m bench

docs: $(VENV) ## generate the reference, schema, tables and pictures
	@$(BIN)/python -m docs.generator
	@$(BIN)/python -m tests.updates
	@$(BIN)/python -m tests.engine.drift
	@$(BIN)/python -m tests.diagram.pictures
	@$(BIN)/python -m bench deployment >/dev/null

package: $(VENV) ## build the Python package of TAG, as v0.2.0, into dist, and check it in an empty environment
	@$(BIN)/python -m tools.release '$(TAG)'

lock: $(VENV) ## resolve pyproject.toml again into the lock files
	@$(BIN)/uv pip compile pyproject.toml $(LOCK_OPTIONS) --output-file requirements.txt
	@$(BIN)/uv pip compile pyproject.toml localaws/pyproject.toml --group dev $(LOCK_OPTIONS) --constraint requirements.txt --output-file requirements-dev.txt
	@$(MAKE) --silent -C localaws lock VENV=../.venv LOCK_OPTIONS='--constraint ../requirements-dev.txt'
	@for folder in $(ISOLATED); do \
		$(BIN)/uv pip compile $$folder/requirements.in $(LOCK_OPTIONS) --output-file $$folder/requirements.txt || exit 1; done

# Their requirements conflict with those of the project: each has its own .venv.
ISOLATED := policy/pack tests/checkov bench/cdk

LOCK_OPTIONS := --quiet --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

setup: ## build .venv and the Pulumi CLI
	@$(PYTHON) -m tools.checkout.prepare

$(VENV): requirements-dev.txt
	@$(PYTHON) -m tools.checkout.virtual_environment

clean: stop ## stop the local AWS, and delete everything that the targets created
	@rm -rf .localaws .site dist build ecs_on_ec2.egg-info .venv .venv.lock $(ISOLATED:=/.venv) $(ISOLATED:=/.venv.lock) bench/.cdk.out bench/cdk/node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
