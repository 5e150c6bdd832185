"""What a cold start may import: the modules that are loaded in a new process for each function.

Names, not milliseconds: a test that measures time fails on a busy machine. docs/import-cost.md has the milliseconds.
"""

import base64
import json
import os
import subprocess
import sys
from functools import cache

import pytest
from bivelio_core.aws.services import SERVICES

from tests.aws.asked import REQUESTS
from tests.aws.scripted import message, says, scripted
from tests.aws.served import moto_server
from tests.for_each import for_each
from tools.places import ROOMS
from tools.template import ROOT, Function, functions

ON_FIRST_USE = {
    "argon2",
    "email_validator",
    "jwt",
    "nacl",
    "phonenumbers",
    "standardwebhooks",
    "stdnum",
}
"""Imported by the request that needs them."""
HEAVY = {
    "aws_xray_sdk",
    "cryptography",
    "google",
    "httpx2",
    "icalendar",
    "lxml",
    "mcp",
    "pypdf",
    "pypdfium2",
    "segno",
    "signxml",
    "typst",
}
"""Only in functions that attach the layer they come with."""
HEAVY_LAYERS = {"AiLayer", "CalendarLayer", "DocumentsLayer", "McpLayer", "PdfLayer", "SigningLayer"}

pytestmark = pytest.mark.fix(
    "Import it inside the function that needs it: `python -X importtime` in the folder of {handler} "
    "shows who imports it, and docs/import-cost.md has the budget."
)

SCRIPT = """
import json, sys
sys.path.insert(0, sys.argv[1])
import handler
catalogue = sys.modules.get("bivelio_core.catalogue")
assert not (catalogue and catalogue._file.cache_info().currsize), "texts are read when they are said"
print(json.dumps(sorted(sys.modules)))
"""
CALL_SCRIPT = """
import base64, json, sys
from bivelio_core import aws_calls, clients
from bivelio_core.aws_calls import ServiceBusy
service, method, request = json.loads(sys.argv[1])
aws_calls.POLICIES[service] = aws_calls.POLICIES[service]._replace(again_within=0)
for name in {"CiphertextBlob", "Payload"} & set(request):
    request[name] = base64.b64decode(request[name])
try:
    getattr(clients.client(service), method)(**request)
except ServiceBusy:
    print(json.dumps(sorted(sys.modules)))
"""
"""A request to a service; nobody serves it, and it is not tried again."""
GET_ITEM = ("get_item", {"TableName": "t", "Key": {"PK": {"S": "a"}, "SK": {"S": "b"}}})


@cache
def modules(folder: str) -> frozenset[str]:
    """The modules a function's cold start loads."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
        "PYTHONPATH": str(ROOT / "layers" / "core"),
    }
    command = [sys.executable, "-c", SCRIPT, str(ROOT / folder)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return frozenset(json.loads(run.stdout.splitlines()[-1]))


every_function = for_each("function", functions, ids=lambda function: function.logical_id)


def loaded(function: Function, names: set[str]) -> set[str]:
    """Which of some packages or modules a function loads."""
    found = modules(function.folder)
    return {name for name in names if name in found}


@every_function
def test_what_few_requests_need_is_imported_by_those(function):
    assert loaded(function, ON_FIRST_USE) == set()


@every_function
def test_heavy_libraries_come_with_their_layer_alone(function):
    layers = {layer.get("Ref") for layer in function.properties.get("Layers", []) if isinstance(layer, dict)}
    assert layers & HEAVY_LAYERS or loaded(function, HEAVY) == set()


@pytest.mark.parametrize("logical_id", ["ReceiveMail", "ReceiveMessage"])
def test_what_reads_mails_is_loaded_in_the_process_that_reads_them(logical_id):
    (function,) = (function for function in functions() if function.logical_id == logical_id)
    assert loaded(function, {"email.policy", "html.parser", "bivelio_core.messages.inbound.mail.parts"}) == set()


INVOKE = ("invoke", {"FunctionName": "f", "Payload": b"{}"})


@pytest.mark.parametrize("service", SERVICES)
def test_a_request_to_a_service_loads_no_library(service):
    asked = INVOKE if service == "lambda" else REQUESTS.get(service, GET_ITEM)
    request = json.dumps([service, *asked[:2]], default=lambda raw: base64.b64encode(raw).decode())
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "layers" / "core"), "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    command = [sys.executable, "-c", CALL_SCRIPT, request]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found = set(json.loads(run.stdout))
    assert "bivelio_core.aws.client" in found
    assert not found & {"boto3", "botocore", "email", "http.client", "urllib3", "encodings.idna"}
    assert not found & {"bivelio_core.aws.container", "bivelio_core.aws.traces"}


def test_a_function_that_starts_from_a_snapshot_needs_no_botocore_for_its_credentials():
    """It has an address that tells them instead of variables; botocore took seventy times as long as the request."""
    names = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
    keys = {"AccessKeyId": "A", "SecretAccessKey": "s", "Token": "t", "Expiration": "2100-01-01T00:00:00Z"}
    with scripted() as agent, scripted() as table:
        agent.script = [says(message(keys))]
        environment = {
            **{name: value for name, value in os.environ.items() if name not in names},
            "PYTHONPATH": str(ROOT / "layers" / "core"),
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{table.port}",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:{agent.port}/v1/credentials",
        }
        table.script = [
            says(message({"__type": "x#ThrottlingException"}, 400))
        ]  # the script prints what is loaded then
        command = [sys.executable, "-c", CALL_SCRIPT, json.dumps(["dynamodb", *GET_ITEM])]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert len(agent.asked) == len(table.asked) == 1
    loaded_modules = set(json.loads(run.stdout))
    assert "bivelio_core.aws.container" in loaded_modules
    assert not loaded_modules & {"boto3", "botocore", "email", "http.client", "urllib3", "bivelio_core.aws.traces"}


OF_BOTO3 = {"boto3", "botocore.session", "botocore.client", "botocore.model"}
"""botocore itself is nearly empty; Powertools has it to add its name to what boto3 says of itself."""


@every_function
def test_boto3_is_not_loaded_before_a_request_needs_it(function):
    """boto3 is imported where its first client is made."""
    assert loaded(function, OF_BOTO3) == set()


OF_POWERTOOLS = ("logging", "metrics", "package_logger", "shared", "tracing", "warnings", "exceptions", "utilities")
"""What the package imports with its Logger and Metrics. Of `tracing` it is the class, without the SDK of X-Ray."""


@every_function
def test_of_powertools_only_the_logger_and_metrics_are_loaded(function):
    """Its batch, idempotency, parameters and resolvers are large imports, and so is the SDK of its tracer."""
    found = {name for name in modules(function.folder) if name.startswith("aws_lambda_powertools.")}
    assert {name.split(".")[1] for name in found} <= set(OF_POWERTOOLS)
    assert {name for name in found if ".utilities." in name} <= {"aws_lambda_powertools.utilities.jmespath_utils"}
    assert not {name for name in modules(function.folder) if name.startswith("aws_xray_sdk")}
    assert bool(found) == (function.logical_id != "Authorizer"), "every function but one logs by it"


FIRST_REQUEST = """
import json, sys
sys.path.insert(0, sys.argv[1])
import handler
from bivelio_core.store import connect
connect.table()
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize("logical_id", ["Authorizer", "ContactsGet", "ContactsCreate", "IndexChanges", "RunPlan"])
def test_the_client_of_the_table_needs_no_boto3(logical_id):
    """What most requests need besides: the table, by our own client."""
    (function,) = (function for function in functions() if function.logical_id == logical_id)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "layers" / "core"),
        "TABLE_NAME": "t",
        "AWS_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": "https://127.0.0.1:9",
    }
    command = [sys.executable, "-c", FIRST_REQUEST, str(ROOT / function.folder)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found = set(json.loads(run.stdout.splitlines()[-1]))
    assert "bivelio_core.aws.client" in found
    assert not found & {*OF_BOTO3, "urllib3", "http.client"}


WHOLE_REQUEST = """
import json, sys
from types import SimpleNamespace
sys.path.insert(0, sys.argv[1])
import handler
with open(sys.argv[2], encoding="utf-8") as file:
    event = json.load(file)
context = SimpleNamespace(function_name="f", aws_request_id="r", get_remaining_time_in_millis=lambda: 10_000)
answer = handler.handler(event, context) or {}
assert answer.get("statusCode", 200) < 300 and not answer.get("batchItemFailures"), answer
print(json.dumps(sorted(sys.modules)))
"""
ASK_OTHER_SERVICES = [
    "DeliverWebhook",
    "PublishEvents",
    "RunPlan",
    "ServeLanes",
    "StartWorkflow",
    "SweepWorkflows",
    "WebhooksCreate",
]
"""Functions that ask queues, keys, executions or schedules besides the table."""


@pytest.mark.parametrize("logical_id", ASK_OTHER_SERVICES)
def test_a_whole_request_that_asks_other_services_needs_no_boto3(logical_id, deployment):
    (function,) = (function for function in functions() if function.logical_id == logical_id)
    with moto_server() as port:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "layers" / "core"),
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        }
        arguments = [str(ROOT / function.folder), str(ROOT / "events" / f"{logical_id}.json")]
        command = [sys.executable, "-c", WHOLE_REQUEST, *arguments]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found = set(json.loads(run.stdout.splitlines()[-1]))
    assert "bivelio_core.aws.client" in found
    assert found & {*OF_BOTO3, "urllib3"} == set()


@pytest.mark.parametrize("logical_id", ["ContactsGet", "ContactsCreate"])
def test_one_contact_needs_no_index_of_lists(logical_id):
    needless = ("bivelio_core.store.index", "bivelio_core.data_export")
    assert not {name for name in modules_of(logical_id) if name.startswith(needless)}
    assert "bivelio_core.store.index.changes" not in modules_of("ContactsList")


@pytest.mark.parametrize("logical_id", ["WebhooksGet", "WebhooksList", "WebhooksDelete"])
def test_a_webhook_is_read_without_what_calls_receivers(logical_id):
    assert not {"bivelio_core.egress", "bivelio_core.egress.client", "ssrfguard"} & modules_of(logical_id)


OF_WRITING = {
    "invoices": {"writing", "drafts", "draft_models", "rules", "settings.writing", "paper", "items"},
    "messages": {"actions.send", "append", "attempt", "media", "templates"},
    "webhooks": {"writing", "attempts.models", "lanes", "queues", "own_headers"},
    "workflows": {
        "writing",
        "saving",
        "versions",
        "runs.models",
        "definitions.models",
        "execution.runs",
        "execution.start",
    },
}
"""The modules of domains that only operations need that change something."""


@pytest.mark.parametrize("logical_id", [f"{domain.title()}{verb}" for domain in OF_WRITING for verb in ("List", "Get")])
def test_reading_imports_nothing_of_writing(logical_id):
    domain = logical_id.removesuffix("List").removesuffix("Get").lower()
    assert not {f"bivelio_core.{domain}.{name}" for name in OF_WRITING[domain]} & modules_of(logical_id)
    assert not {"bivelio_core.audit", "bivelio_core.domain", "urllib.parse", "http"} & modules_of(logical_id)


@pytest.mark.parametrize("logical_id", [f"{domain.title()}Update" for domain in OF_WRITING])
def test_what_reading_does_without_exists(logical_id):
    domain = logical_id.removesuffix("Update").lower()
    for name in OF_WRITING[domain]:
        assert (ROOT / "layers/core/bivelio_core" / domain / f"{name.replace('.', '/')}.py").exists()


def test_the_authorizer_imports_neither_pydantic_nor_powertools():
    (authorizer,) = (function for function in functions() if function.logical_id == "Authorizer")
    heavy = {"pydantic", "pydantic_core", "typing_extensions", "aws_lambda_powertools", "jmespath", "botocore"}
    assert loaded(authorizer, heavy) == set()
    assert "bivelio_core.identity.callers" in modules(authorizer.folder)


PLAIN_VALUES = """
import json, sys
from bivelio_core.contacts.fields import is_email, phone_e164
assert is_email("maria@exemple.com")
assert phone_e164("+34 600 111 222") == "+34600111222"
print(json.dumps(sorted(sys.modules)))
"""


def test_plain_addresses_and_phones_are_judged_without_a_library():
    command = [sys.executable, "-c", PLAIN_VALUES]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "layers" / "core")}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert not ON_FIRST_USE & set(json.loads(run.stdout))


def writes(module: str) -> bool:
    """Whether a module has operations that change something (tools/places.py)."""
    return module.endswith((".writing", ".service")) or ".actions." in module


COMPOSED = {"InboundApprovals": {"workflows"}, "InboundBooking": {"calendar"}, "InvoicesSend": {"messages"}}
"""Endpoints in which domains meet, with the services that they call besides their own domain's."""


def test_an_endpoint_imports_the_domain_it_serves_and_no_other_service():
    others = {}
    for function in functions():
        if function.is_endpoint:
            services = {name.split(".")[1] for name in modules(function.folder) if writes(name)}
            resource = function.operation.split(".")[0]
            allowed = {ROOMS.get(resource, resource).partition(".")[0], "events", "webhooks"}
            if found := services - allowed - COMPOSED.get(function.logical_id, set()):
                others[function.logical_id] = found
    assert not others


def modules_of(logical_id: str) -> frozenset[str]:
    (function,) = (function for function in functions() if function.logical_id == logical_id)
    return modules(function.folder)


@pytest.mark.parametrize("logical_id", ["RunPlan", "RunSuspend", "StartWorkflow", "SweepWorkflows", "InterruptRun"])
def test_what_only_carries_a_workflow_on_loads_no_models(logical_id):
    assert not {name for name in modules_of(logical_id) if name.startswith(("pydantic", "bivelio_core.contacts"))}


def test_a_sweep_that_finds_nothing_due_loads_nothing_of_what_a_run_needs():
    of_runs = ("bivelio_core.workflows.execution.runs", "bivelio_core.expressions", "bivelio_core.events")
    assert not {name for name in modules_of("SweepWorkflows") if name.startswith(of_runs)}


@pytest.mark.parametrize("logical_id", ["WorkflowsList", "WorkflowsGet", "WorkflowsArchive", "WorkflowsExecute"])
def test_the_models_of_all_steps_are_loaded_where_a_definition_is_saved(logical_id):
    of_saving = {
        "bivelio_core.workflows.definitions.check",
        "bivelio_core.workflows.definitions.steps.control",
        "bivelio_core.contacts.models",
    }
    assert not of_saving & modules_of(logical_id)
    assert "bivelio_core.workflows.definitions.check" in modules_of("WorkflowsCreate")


def test_what_runs_workflows_has_nothing_of_what_checks_expressions_by_shapes():
    """Neither at its start nor later: only what saves, validates or drafts a definition names it."""
    loaded = {each.logical_id for each in functions() if any(".shapes." in name for name in modules(each.folder))}
    assert not {name for name in loaded if name.startswith(("Run", "Start", "Sweep", "Interrupt", "Inbound"))}
    core = ROOT / "layers" / "core" / "bivelio_core"
    rooms = (core / "workflows" / "execution", core / "workflows" / "http", core / "workflows" / "triggers")
    assert not [path for room in rooms for path in room.rglob("*.py") if "shapes" in path.read_text(encoding="utf-8")]
