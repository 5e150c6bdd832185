# Every target in one line: `make help`. The tools live in .venv, made from the pinned requirements.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
# Programs that judge the templates, whose packages nothing else may depend on.
SCANNERS := $(VENV)/scanners
# What sends the requests of a load test.
LOAD := $(VENV)/load
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
# Every function has the dependencies layer, so no other layer repeats what it has.
IN_DEPENDENCIES = $$(sed -n 's/^\([a-z0-9._-]*\)==.*/--no-emit-package \1/p' layers/dependencies/requirements.txt)

# The environment of samconfig.toml to build for and deploy to, and the processor it names (arm64 when it names none).
ENVIRONMENT ?= default
ARCHITECTURE = $(or $(shell sed -n '/^.$(ENVIRONMENT).deploy/,/^$$/s/.*Architecture=\([a-z0-9_]*\).*/\1/p' samconfig.toml),arm64)

TESTS = $(BIN)/python -m pytest -n $(or $(WORKERS),2) --dist loadfile --no-loadscope-reorder
# Tests of what is built are skipped while it is as it was when they passed here: tests/green.py.
UNCHANGED = $(if $(filter always,$(BUILD)),,--skip-unchanged)
# A domain's tests and its contracts, for pytest.
OF = $(shell $(BIN)/python -m tests.areas $(D))

# A process that may keep what it compiles starts in half the time; the tests start some thousand.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: $(shell sed -n 's/^\([a-z0-9-]*\):.*##.*/\1/p' $(MAKEFILE_LIST))

help: ## list the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: $(INSTALLED) ## the virtual environment with everything

$(INSTALLED): requirements/uv.txt requirements/dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	touch $@

run: $(INSTALLED) ## the whole platform on this machine, at http://localhost:8080 (PORT=... for another port)
	@exec $(BIN)/python -m local.run

docs-site: $(INSTALLED) ## the documentation site, in a folder of .local/site (make run builds and serves it too)
	@$(BIN)/python -m tools.site

dashboard: $(INSTALLED) ## the dashboard, in a folder of .local/dashboard (make run builds and serves it too)
	@$(BIN)/python -m tools.dashboard

dashboard-deploy: $(INSTALLED) ## the dashboard to the bucket of a deployed stack: make dashboard-deploy STACK=bivelio-api (docs/dashboard.md)
	@$(BIN)/python -m tools.dashboard.publish --stack $(STACK)

docs-deploy: $(INSTALLED) ## the documentation site to the bucket of a deployed stack: make docs-deploy STACK=bivelio-api (docs/deployment.md)
	@$(BIN)/python -m tools.site.publish --stack $(STACK)

dist: $(INSTALLED) ## dist/pages.tar.gz, the built dashboard and site, with its checksum: `make run` takes it where Node cannot be had
	@$(BIN)/python -m tools.shipped

reset: $(INSTALLED) ## delete all local data
	@$(BIN)/python -m local.reset

mcp-sign-in: $(INSTALLED) ## a simulated MCP server to which one signs in, to connect from the dashboard
	@$(BIN)/python -m local.simulated_mcp

mcp-demo: $(INSTALLED) ## a server of spreadsheets for the running platform, connected as google_sheets (MCP_DEMO_PORT=...)
	@$(BIN)/python -m local.mcp_demo

messengers: $(INSTALLED) ## simulated WhatsApp and Telegram for the running platform (started with their URLs: docs/messages.md)
	@$(BIN)/python -m local.messengers

invoke: $(INSTALLED) ## replay a sample event against the running platform: make invoke FN=ContactsCreate
	@$(BIN)/python -m local.invoke $(FN)

sam-invoke: $(INSTALLED) ## the same in AWS's runtime container, with Docker or Podman: make sam-invoke FN=ContactsGet
	@$(BIN)/python -m local.containers.invoke $(FN)

sam-image: $(INSTALLED) ## that container's image from Debian's packages, where no image registry is reachable (needs root)
	@local/containers/make_image.sh

operate: $(INSTALLED) ## an operation of docs/identity.md: make operate DO=read_audit DATA='{"organisation": "org_..."}' [STACK=...]
	@$(BIN)/python -m tools.operate $(DO) "$$DATA" $(if $(STACK),--stack $(STACK))

reindex: $(INSTALLED) ## rebuild the lists of an organisation: make reindex ORG=org_... [STAGE=sandbox] [KIND=WFI] [STACK=name on AWS]
	@$(BIN)/python -m tools.reindex $(ORG) --stage $(or $(STAGE),live) --kind $(or $(KIND),CT) $(if $(STACK),--stack $(STACK))

verify-chain: $(INSTALLED) ## recompute the records of an organisation's invoices, or of a file: make verify-chain ORG=org_... [STAGE=sandbox] [STACK=name on AWS], FILE=records.xml
	@PYTHONPATH=layers/core $(BIN)/python -m tools.verify_chain $(ORG) $(if $(FILE),--file $(FILE)) --stage $(or $(STAGE),live) $(if $(STACK),--stack $(STACK))

restore: $(INSTALLED) ## bring one organisation back: make restore ORG=org_... FROM=<a time, or a restored table> [AT=<time of the table>] [MODE=as_it_was] [ACCESS=1] [STACK=name on AWS]
	@PYTHONPATH=layers/core $(BIN)/python -m tools.restoring $(ORG) $(FROM) $(if $(AT),--at $(AT)) $(if $(MODE),--mode $(MODE)) $(if $(ACCESS),--access) $(if $(STACK),--stack $(STACK))

drill-restore: $(INSTALLED) ## time the restoration of an organisation on the emulator, under kills: make drill-restore [ITEMS=100000] [KILLS=500]
	@PYTHONPATH=layers/core $(BIN)/python -m tools.restoring.drill --items $(or $(ITEMS),10000) --kills $(or $(KILLS),50)

cost-report: $(INSTALLED) ## what each organisation used in a month and about what AWS charged for it, as CSV: make cost-report MONTH=2026-11 [STACK=name on AWS]
	@PYTHONPATH=layers/core $(BIN)/python -m tools.cost_report $(MONTH) $(if $(STACK),--stack $(STACK))

erase: $(INSTALLED) ## erase an organisation, or one contact of it, for good: make erase ORG=org_... [CONTACT=ct_...] [DAYS=14] [STACK=name on AWS]
	@$(BIN)/python -m tools.operate $(if $(CONTACT),erase_contact,erase_organisation) \
	  '{"organisation": "$(ORG)", $(if $(CONTACT),"contact": "$(CONTACT)","days": $(or $(DAYS),14))}' $(if $(STACK),--stack $(STACK))

apply-erasures: $(INSTALLED) ## after a restore, erase again what it has brought back: make apply-erasures [ORG=org_...] [STACK=name on AWS]
	@PYTHONPATH=layers/core $(BIN)/python -m tools.apply_erasures $(if $(ORG),--organisation $(ORG)) $(if $(STACK),--stack $(STACK))

drill-erase: $(INSTALLED) ## time the erasure of a person and an organisation under kills: make drill-erase [ITEMS=100000] [KILLS=500]
	ERASE_ITEMS=$(or $(ITEMS),100000) ERASE_KILLS=$(or $(KILLS),500) $(BIN)/python -m pytest -q -s --timeout 0 --durations=0 tests/erasure -k nothing

new-installations: $(INSTALLED) ## after a restore of the table, new numbers for issuers under VERI*FACTU: make new-installations RESTORED=2027-03-01T10:00:00Z [ORG=org_...] [STACK=name on AWS]
	@PYTHONPATH=layers/core $(BIN)/python -m tools.new_installations $(RESTORED) $(if $(ORG),--organisation $(ORG)) $(if $(STACK),--stack $(STACK))

logs: $(INSTALLED) ## a query of Logs Insights over both logs: make logs QUERY='filter status >= 500' [MINUTES=60] STACK=name
	@$(BIN)/python -m tools.watch.logs "$$QUERY" $(if $(MINUTES),--minutes $(MINUTES)) $(if $(STACK),--stack $(STACK))

trace: $(INSTALLED) ## what a request led to, in order of time: make trace ID=<X-Request-Id> [MINUTES=1440] [STACK=name on AWS]
	@$(BIN)/python -m tools.watch.trace $(ID) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(STACK),--stack $(STACK))

incident: $(INSTALLED) ## what the status page says: make incident DO=open COMPONENT=api STATE=degraded; DO=update|resolve ID=... [STEP= TEXT='{"ca": ...}'] [STACK=...]
	@$(BIN)/python -m tools.watch.incident $(DO) $(if $(COMPONENT),--component $(COMPONENT)) $(if $(STATE),--state $(STATE)) $(if $(STEP),--step $(STEP)) $(if $(ID),--id $(ID)) --text "$$TEXT" $(if $(STACK),--stack $(STACK))

resource: $(INSTALLED) ## the physical id of a resource: make resource ID=Table [STACK=name on AWS]
	@$(BIN)/python -m tools.watch.resource $(ID) $(if $(STACK),--stack $(STACK))

watch-edge: $(INSTALLED) ## alarms in us-east-1 on CloudFront and its certificates: make watch-edge STACK=name (docs/operations.md)
	@$(BIN)/python -m tools.watch.edge --stack $(STACK)

replay-parked: $(INSTALLED) ## pass all parked and dead messages to their functions again: make replay-parked [STACK=name on AWS]
	@$(BIN)/python -m tools.replay_parked $(if $(STACK),--stack $(STACK))

bench-workflows: $(INSTALLED) ## the cost of a workflow step, and runs whose functions are killed (ARGS=--killed 60)
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.workflows $(ARGS)

bench-recovery: $(INSTALLED) ## how long pending runs take to start once Step Functions takes them again (ARGS=--runs 100000)
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.workflows.recovery $(ARGS)

bench-documents: $(INSTALLED) ## how much of public invoices is read right, and how fast (BIVELIO_SAMPLES=folder, ARGS="--write --misses")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.documents $(ARGS)

bench-invoices: $(INSTALLED) ## invoices: PDFs beside reportlab's, lists beside contacts, issuing (ARGS="--only lists --write", ARGS="--baseline FOLDER")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.invoices $(ARGS)

bench-lists: $(INSTALLED) ## the cost of lists, as a table and a plot, and of its peers (ARGS="--million --postgres --try")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.lists $(ARGS)

bench-lists-filtered: $(INSTALLED) ## what filtered and sorted pages read, at 1k to 100k contacts (ARGS="--million --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.lists.filtered $(ARGS)

bench-orders: $(INSTALLED) ## what could sort lists by name: rows, packed columns, a counted tree (ARGS="--million --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.lists.orders $(ARGS)

bench-index: $(INSTALLED) ## what the index of lists costs a create alone and in batches, and lists while some wait, old and new (ARGS="--baseline COMMIT")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.lists.lone $(ARGS)

bench-lists-writing: $(INSTALLED) ## the cost of lists while somebody writes, old and new in turns (ARGS="--baseline COMMIT --sizes 10000 --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.lists.beside_writers $(ARGS)

bench-dashboard: $(INSTALLED) ## how long a click in a list of 100,000 contacts takes, and in an inbox of 1,000 conversations (ARGS="--contacts 10000 --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.dashboard $(ARGS)

bench-dashboard-lists: $(INSTALLED) ## how long a click in lists of 100,000 contacts, invoices, cases and deals takes (ARGS="--rows 10000 --only deals", ARGS=--write)
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.dashboard_lists $(ARGS)

bench-site: $(INSTALLED) ## what pages of the documentation weigh, and when a phone shows them (ARGS="--loads 5 --write")
	PYTHONPATH=layers/core:sdks/python $(BIN)/python -m benchmarks.site_weight $(ARGS)

bench-feed: $(INSTALLED) ## events a second of one tenant under a simulated limit of partitions, and the hottest partitions of the index (ARGS="--seconds 30 --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.feed $(ARGS)

bench-webhooks: $(INSTALLED) ## deliveries: latency, fairness, throughput, workers killed; PEER="--peer-python ... --redis-server ..."
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.webhooks --killed 5000 $(PEER)

bench-deliveries: $(INSTALLED) ## deliveries in turns with an older checkout and bare Celery; PEER="..." as above (ARGS="--baseline FOLDER --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.webhooks.turns $(PEER) $(ARGS)

bench-table-client: $(INSTALLED) ## the table by our own client and by boto3's: cold starts and warm calls (ARGS="--runs 5 --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.table_client $(ARGS)

load: $(INSTALLED) $(LOAD)/installed ## an open-model load test: make load STACK=bivelio-staging RATE=50 SECONDS=300 [PROCESSES=4] [RECEIVER=https://...] [PRODUCTION=yes] [AGAINST=results.json]; without STACK, of the running platform
	@PYTHONPATH=layers/core $(BIN)/python -m benchmarks.load $(if $(STACK),--stack $(STACK)) $(if $(RATE),--rate $(RATE)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(PROCESSES),--processes $(PROCESSES)) $(if $(RECEIVER),--receiver $(RECEIVER)) $(if $(filter yes,$(PRODUCTION)),--production) $(if $(AGAINST),--against $(AGAINST))

$(LOAD)/installed: requirements/load.txt
	$(PYTHON) -m venv $(LOAD)
	$(BIN)/uv pip install --quiet --python $(LOAD)/bin/python --require-hashes -r requirements/load.txt
	touch $@

bench-retries: $(INSTALLED) ## retry storms on a hot partition, by our client and by botocore's, in virtual time (ARGS="--write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.retry_storms $(ARGS)

bench-messages: $(INSTALLED) ## messages: what comes in, what sending adds, fairness, pages (ARGS="--seconds 10 --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.messages $(ARGS)

bench-front-desk: $(INSTALLED) ## an answer of the front desk beside a plain reply, in the same run (ARGS=30)
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.front_desk $(ARGS)

bench-hostile-mails: $(INSTALLED) ## messages of others beside hostile mails (ARGS="--rounds 3 --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.messages.hostile $(ARGS)

bench-credits: $(INSTALLED) ## AI calls beside other calls at 1, 8 and 24 clients, before and after (ARGS="--baseline FOLDER --platform --rounds 1")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.credits $(ARGS)

bench-lost-credits: $(INSTALLED) ## AI calls on a busy machine: answers and credits that are lost (ARGS="--burners 12 --write --label now")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.credits.lost $(ARGS)

bench-imports: $(INSTALLED) ## an import of many contacts: time, memory, lists right after (ARGS="--rows 100000 --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.imports $(ARGS)

bench-cpu: $(INSTALLED) ## what warm requests cost in processor time, old and new, or beside Powertools and boto3 (ARGS="--baseline COMMIT --peer --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.cpu $(ARGS)

bench-durations: $(INSTALLED) ## what the functions of a request take, for the bill in docs/costs.md; then make costs (ARGS="--write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.durations $(ARGS)

bench-cold-starts: $(INSTALLED) ## cold starts beside Powertools, FastAPI and Chalice (ARGS="--install-peers --write")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.import_cost $(ARGS)

bench-runtime: $(INSTALLED) ## the local runtime: start time and latency; two checkouts in turns (ARGS="--contacts 10000 --write" or "--baseline FOLDER")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.runtime $(ARGS)

bench-start: $(INSTALLED) ## the first start in a clean clone beside an older version's: time, processor time, memory, Ctrl-C (ARGS="--rounds 3 --write", "--stops")
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.start $(ARGS)

memory: $(INSTALLED) ## the memory of the running platform by process (PORT=... for another port)
	@$(BIN)/python -m benchmarks.memory

bench-sdk-python: $(INSTALLED) ## what the Python client costs beside httpx and openai-python (ARGS="--write")
	$(BIN)/python -m benchmarks.sdk_python $(ARGS)

bench-sdk-javascript: $(INSTALLED) ## what the JavaScript client weighs beside those of stripe and openai (needs make sdk-javascript; ARGS="--write")
	$(BIN)/python -m benchmarks.sdk_javascript $(ARGS)

receivers: ## the Node receivers that judge our webhooks (needs npm); without them those tests are skipped
	npm ci --prefix tests/webhooks/receivers --silent --no-audit --no-fund --prefer-offline

judges: $(INSTALLED) ## programs of others that judge our MCP client and server, calendar and openapi.json (needs npm); without them those tests are skipped
	$(PYTHON) -m venv tests/judges/.venv
	$(BIN)/uv pip install --quiet --python tests/judges/.venv/bin/python --require-hashes -r requirements/judges.txt
	$(BIN)/uv pip install --quiet --python tests/judges/.venv/bin/python --require-hashes --no-deps -r requirements/answers.txt
	npm ci --prefix tests/judges --silent --no-audit --no-fund --prefer-offline

pictures: $(INSTALLED) ## docs/images, photographed by the tests that walk there (needs Chromium)
	folder=$$(mktemp -d) && DASHBOARD_ARTIFACTS=$$folder $(BIN)/python -m pytest -q tests/e2e/dashboard/test_apps.py && cp $$folder/authorize-390.png docs/images/consent.png

gemini-check: $(INSTALLED) ## ask the real Gemini what the platform asks: GEMINI_API_KEY=... make gemini-check [MODEL=...] [RECORDING=...]
	@PYTHONPATH=layers/core MODEL=$(MODEL) RECORDING=$(RECORDING) $(BIN)/python -m tools.gemini_check

runtimes: ## Deno, Bun and workerd, in which the tests run the JavaScript client (needs npm, 370 MB); without them those tests are skipped
	npm ci --prefix tests/runtimes --silent --no-audit --no-fund --prefer-offline

sdk-javascript: ## sdks/javascript/dist, with the tools that judge it (needs npm); without them its tests are skipped
	npm ci --prefix sdks/javascript --silent --no-audit --no-fund --prefer-offline
	npm run build --prefix sdks/javascript --silent

n8n: $(INSTALLED) ## dist/n8n-nodes-bivelio-<version>.tgz, the community node for n8n (docs/connect.md); without it its tests are skipped
	@$(BIN)/python -m tools.connect n8n

zapier: $(INSTALLED) ## dist/bivelio-zapier-<version>.tgz, the definition of an app for Zapier (docs/connect.md)
	@$(BIN)/python -m tools.connect zapier

make-app: $(INSTALLED) ## dist/bivelio-make-<version>.zip, the custom app for Make (docs/connect.md)
	@$(BIN)/python -m tools.connect make

test: $(INSTALLED) ## all tests, the end-to-end ones included, in two processes (WORKERS=... for more; a part: .venv/bin/python -m pytest tests/contracts)
	$(TESTS) $(UNCHANGED) $(ARGS)

test-fast: $(INSTALLED) ## of these, the tests that run in process: no platform, browser or build (tests/tiers.py)
	$(TESTS) --tier fast $(ARGS)

test-platform: $(INSTALLED) ## of these, the tests of the running platform, its emulators and the dashboard in a browser
	$(TESTS) --tier platform $(ARGS)

test-build: $(INSTALLED) ## of these, the tests of what is built: layers, SDK packages, site, imports of each function, containers (BUILD=always: unchanged ones too)
	$(TESTS) --tier build $(UNCHANGED) $(ARGS)

test-of: $(INSTALLED) ## the tests of one domain and its contracts: make test-of D=contacts
	@test -n "$(D)" && test -n '$(OF)' || { echo "make test-of D=contacts: a package of layers/core/bivelio_core"; exit 1; }
	$(TESTS) --tier fast $(OF) $(ARGS)

mutations: $(INSTALLED) ## change places of the core one by one: which change does no test of its domain see (SEED=3 N=10 COPIES=2 AT=file:line)
	$(BIN)/python -m tests.mutations --seed $(or $(SEED),1) --number $(or $(N),10) --copies $(or $(COPIES),1) $(if $(AT),--at $(AT))

fuzz: $(INSTALLED) ## the properties with new examples, many times more than `make test` (TIMES=20)
	EXAMPLES=$(or $(TIMES),20) $(BIN)/python -m pytest -n 2 --dist loadfile -m hypothesis --timeout 0 $(ARGS)

fuzz-api: $(INSTALLED) ## Schemathesis on all operations of the running platform, both stages (needs make judges; EXAMPLES=20 SEED=3)
	@$(BIN)/python -m tools.fuzz_api

check: $(INSTALLED) ## what CI checks besides the tests: lint, types, template, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m tools.declarations
	$(BIN)/python -m tools.names
	$(BIN)/mypy
	$(MAKE) --no-print-directory validate
	$(BIN)/python -m tools.openapi --check
	$(BIN)/python -m tools.sdk --check
	$(BIN)/python -m tools.events --check
	PYTHONPATH=layers/core $(BIN)/python -m tools.texts --check
	$(BIN)/python -m tools.errors_page --check
	$(BIN)/python -m tools.stability --check
	$(BIN)/python -m tools.event_types_page --check
	$(BIN)/python -m tools.operation_index --check
	$(BIN)/python -m tools.faces_page --check
	$(BIN)/python -m tools.expressions_page --check
	$(BIN)/python -m tools.gallery_page --check
	PYTHONPATH=layers/core $(BIN)/python -m tools.models_list --check
	PYTHONPATH=layers/core $(BIN)/python -m tools.column_names --check
	$(BIN)/python -m tools.licences_page --check
	$(BIN)/python -m tools.dependencies_page --check

rotate-origin: $(INSTALLED) ## a new secret for the dashboard's distribution, before a deployment with OriginSecret=B or A: make rotate-origin STACK=bivelio-api
	@$(BIN)/python -m tools.rotate_origin --stack $(STACK)

drill-rotation: $(INSTALLED) ## replace every secret while requests run, in this process, and say what that proved (docs/operations.md)
	@$(BIN)/python -m pytest -q -s tests/rotation/test_drills.py

releases: $(INSTALLED) ## the published versions of each function: make releases [STACK=name on AWS]
	@$(BIN)/python -m tools.releases list $(if $(STACK),--stack $(STACK))

e2e: $(INSTALLED) ## those tests of the running platform that a stack on AWS can take: make e2e STACK=bivelio-staging
	@test -n "$(STACK)" || { echo "make e2e STACK=name: without AWS, make test-platform"; exit 1; }
	E2E_STACK=$(STACK) $(BIN)/python -m pytest tests/e2e -m on_aws $(ARGS)

roll-back: $(INSTALLED) ## every function to its version from before a time: make roll-back BEFORE=2026-11-26T12:00Z [STACK=...]
	@$(BIN)/python -m tools.releases back --before "$(BEFORE)" $(if $(STACK),--stack $(STACK))

prune-versions: $(INSTALLED) ## delete old versions of functions: make prune-versions [KEEP=5] [STACK=name on AWS]
	@$(BIN)/python -m tools.releases prune $(if $(KEEP),--keep $(KEEP)) $(if $(STACK),--stack $(STACK))

audit: $(INSTALLED) ## known vulnerabilities of all locked packages (asks the indexes of Python and npm)
	@$(BIN)/python -m tools.audit

permissions-report: $(INSTALLED) ## what policies allow and no request of the whole suite used: docs/adr/0106
	rm -rf .local/recorded
	RECORD_CALLS=$(CURDIR)/.local/recorded $(TESTS) --tier fast
	@$(BIN)/python -m tests.permission_report .local/recorded

scan-templates: $(INSTALLED) $(SCANNERS)/installed ## checkov's rules on the templates, beside the reasons of tools/scanned.yaml
	@$(BIN)/python -m tools.scanned --checkov $(SCANNERS)/bin/checkov

$(SCANNERS)/installed: requirements/scanners.txt
	$(PYTHON) -m venv $(SCANNERS)
	$(BIN)/uv pip install --quiet --python $(SCANNERS)/bin/python --require-hashes -r requirements/scanners.txt
	touch $@

format: $(INSTALLED) ## format the code and fix what can be fixed automatically
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

generate: texts operations stacks gateway openapi stability events errors event-types faces expressions gallery models costs licences dependencies ## everything that is generated from the code

operations: $(INSTALLED) ## operation_index.py, by which workflows and agents find the operations
	$(BIN)/python -m tools.operation_index

stacks: $(INSTALLED) ## the templates of the functions, from the handlers' declarations
	$(BIN)/python -m tools.stack_parts

gateway: $(INSTALLED) ## gateway/template.yaml, the API with the handlers' paths
	$(BIN)/python -m tools.gateway

openapi: $(INSTALLED) ## openapi.json from the handlers' models, and the SDK from it
	$(BIN)/python -m tools.openapi
	$(BIN)/python -m tools.sdk

sdk: $(INSTALLED) ## the generated parts of the SDKs, from openapi.json
	$(BIN)/python -m tools.sdk

first-requests: $(INSTALLED) ## what each function does before its first request, from its sample event: make first-requests [FN="ContactsGet ..."]
	@PYTHONPATH=layers/core $(BIN)/python -m tools.first_requests $(FN)

events: $(INSTALLED) ## one sample event per function, from the examples
	$(BIN)/python -m tools.events

texts: $(INSTALLED) ## the catalogues of texts in order, and what they lack: docs/translate.md
	PYTHONPATH=layers/core $(BIN)/python -m tools.texts

errors: $(INSTALLED) ## docs/errors.md from the error classes
	$(BIN)/python -m tools.errors_page

stability: $(INSTALLED) ## docs/stability.md from the states of parts (tools/stability.py)
	$(BIN)/python -m tools.stability

event-types: $(INSTALLED) ## docs/event-types.md from the catalogue of events
	$(BIN)/python -m tools.event_types_page

faces: $(INSTALLED) ## docs/faces.md from the index of operations
	$(BIN)/python -m tools.faces_page

expressions: $(INSTALLED) ## docs/expressions.md from the functions' declarations
	$(BIN)/python -m tools.expressions_page

gallery: $(INSTALLED) ## docs/workflow-gallery.md from the definitions in docs/gallery
	$(BIN)/python -m tools.gallery_page

models: $(INSTALLED) ## the dashboard's list of language models, from their table
	PYTHONPATH=layers/core $(BIN)/python -m tools.models_list

column-names: $(INSTALLED) ## the names by which the dashboard knows columns of spreadsheets, from those of the API
	PYTHONPATH=layers/core $(BIN)/python -m tools.column_names

costs: $(INSTALLED) ## docs/costs.md from the AWS calls of each example
	PYTHONPATH=layers/core $(BIN)/python -m benchmarks.request_costs --write

layer-sizes: $(INSTALLED) ## layers/sizes.json, the size of each layer on each processor (asks the Python Package Index)
	$(BIN)/python -m tools.layer_sizes

translations: $(INSTALLED) ## record that the translated guides say what the English ones say now (docs/translations.json)
	$(BIN)/python -m tools.translations

licences: $(INSTALLED) ## docs/licences.md from the packages of the layers
	$(BIN)/python -m tools.licences_page

dependencies: $(INSTALLED) ## docs/dependencies.md from tools/home_made.yaml and the lines of its files
	$(BIN)/python -m tools.dependencies_page

lock: $(INSTALLED) ## pin the requirements again, with hashes and without index addresses
	$(LOCK) requirements/dev.in -o requirements/dev.txt
	$(LOCK) --constraint requirements/dev.txt requirements/uv.in -o requirements/uv.txt
	for list in mcp-demo node judges scanners load; do $(LOCK) requirements/$$list.in -o requirements/$$list.txt; done
	$(LOCK) --no-deps requirements/answers.in -o requirements/answers.txt
	$(LOCK) --constraint requirements/dev.txt layers/dependencies/requirements.in -o layers/dependencies/requirements.txt
	for layer in $(filter-out layers/dependencies/%,$(wildcard layers/*/requirements.in)); do \
	  $(LOCK) --constraint requirements/dev.txt $(IN_DEPENDENCIES) $$layer -o $${layer%.in}.txt; done
	$(LOCK) local/containers/requirements.in -o local/containers/requirements.txt

validate: $(INSTALLED) ## validate and lint the templates, and whether they fit together
	$(BIN)/python -m tools.stack_parts --check
	$(BIN)/python -m tools.gateway --check
	$(BIN)/python -m tools.stacks
	$(BIN)/sam validate --lint
	$(BIN)/cfn-lint template.yaml gateway/template.yaml functions/*/template.yaml watch/template.yaml watch/edge.yaml backups/template.yaml hosting/template.yaml hosting/dashboard/template.yaml bootstrap/template.yaml

build: $(INSTALLED) ## functions and layers for Lambda, in .aws-sam/ (ENVIRONMENT=production for another environment)
	PATH="$(abspath $(BIN)):$$PATH" PYTHON="$(abspath $(BIN)/python)" LAYER_TARGET=$(ARCHITECTURE) $(BIN)/sam build

deploy: deployable build ## to the AWS account of your credentials (docs/deployment.md)
	$(MAKE) release

release: deployable ## deploy what `make build` made: what the pipeline carries from one environment to the next
	$(BIN)/python -m tools.stamp $(ENVIRONMENT)
	$(BIN)/sam deploy --config-env $(ENVIRONMENT) --parameter-overrides "$$($(BIN)/python -m tools.stamp --parameters $(ENVIRONMENT))" \
	  $(if $(ARTEFACTS),--s3-bucket $(ARTEFACTS) --s3-prefix $(ENVIRONMENT),--resolve-s3) $(if $(STACK_ROLE),--role-arn $(STACK_ROLE))
	$(MAKE) smoke STACK=$$($(BIN)/python -m tools.smoke --name-of $(ENVIRONMENT))

stack-name: $(INSTALLED) ## the name of an environment's stack: make stack-name ENVIRONMENT=staging
	@$(BIN)/python -m tools.smoke --name-of $(ENVIRONMENT)

release-archive: $(INSTALLED) ## dist/release.tar.gz, what was built; the same build has the same bytes
	mkdir -p dist
	tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -c .aws-sam/build | gzip --no-name >dist/release.tar.gz

sbom: $(INSTALLED) ## dist/sbom.cdx.json, the packages of a release (CycloneDX)
	$(BIN)/python -m tools.sbom dist/sbom.cdx.json

bootstrap: $(INSTALLED) ## once for each environment, what the pipeline needs in its account: make bootstrap ENVIRONMENT=staging REPOSITORY=owner/name
	$(BIN)/cfn-lint bootstrap/template.yaml
	$(BIN)/sam deploy --config-env $(ENVIRONMENT) --template bootstrap/template.yaml --stack-name $$($(BIN)/python -m tools.smoke --name-of $(ENVIRONMENT))-pipeline \
	  --capabilities CAPABILITY_NAMED_IAM --resolve-s3 --parameter-overrides "Repository=$(REPOSITORY) Environment=$(ENVIRONMENT) \
	  StackName=$$($(BIN)/python -m tools.smoke --name-of $(ENVIRONMENT)) $(if $(OIDC),MakeOidcProvider=$(OIDC))"

actions: ## lint the workflows of GitHub (an actionlint on the PATH, else Go's)
	$$(command -v actionlint || echo go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12)

deployable: $(INSTALLED) ## whether an environment may be deployed, by its parameters: make deployable ENVIRONMENT=production
	@PYTHONPATH=layers/core $(BIN)/python -m tools.deployable $(ENVIRONMENT)

smoke: $(INSTALLED) ## whether a deployed stack serves a request with a key: make smoke [STACK=bivelio-api]
	@$(BIN)/python -m tools.smoke $(if $(STACK),--stack $(STACK))
