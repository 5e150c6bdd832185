"""What a first request imports, builds and connects to is there when Lambda has initialised the function."""

import json
import os
from importlib.util import find_spec
from pathlib import Path
from pkgutil import resolve_name

import pytest
from bivelio_core.aws.services import SERVICES
from pydantic import BaseModel

from benchmarks.import_cost.table import served
from tests.for_each import for_each
from tools.first_requests import NEVER_ASKED, file_of, sample, trace
from tools.template import ROOT, functions

TRIED = [
    *("Authorizer", "ContactsGet", "ContactsCreate", "ContactsList", "ContactsUpdate", "WebhooksCreate", "AuthMe"),
    *("InvoicesList", "InvoicesGet", "MessagesSend", "WorkflowsExecute", "AgentsInvoke", "DocumentsRead"),
    *("PublishEvents", "IndexChanges", "DeliverWebhook", "ServeLanes", "RunPlan", "RunHttp", "StartWorkflow"),
    *("SweepWorkflows", "RecordRequests"),
]
"""The functions that are asked their first request; all of them with FIRST_REQUESTS=all.

None of these writes a file: over TLS boto3 sends it in chunks, which the server of tests does not read.
"""

OF_BOTO3 = ("apigateway", "codedeploy", "s3", "sesv2")
LISTED = [each for each in functions() if each.logical_id not in NEVER_ASKED]
ASKED = [each for each in LISTED if os.environ.get("FIRST_REQUESTS") == "all" or each.logical_id in TRIED]

pytestmark = pytest.mark.fix('Run `make first-requests FN="{function}"`, and commit the list that it writes.')


@for_each("function", lambda: LISTED, ids=lambda function: function.logical_id)
def test_every_function_lists_what_its_first_request_needs(function):
    first = json.loads(file_of(function).read_text(encoding="utf-8"))
    assert set(first) == {"modules", "models", "services"}
    assert [name for name in first["modules"] if not is_there(name)] == []
    assert [place for place in first["models"] if not issubclass(resolve_name(place), BaseModel)] == []
    assert set(first["services"]) <= {*SERVICES, *OF_BOTO3}


def is_there(name: str) -> bool:
    """Whether a module exists; ours are not imported for it."""
    if not name.startswith("bivelio_core."):
        return find_spec(name) is not None
    place = ROOT / "layers" / "core" / name.replace(".", "/")
    return place.with_suffix(".py").exists() or (place / "__init__.py").exists()


def test_no_list_is_of_a_function_that_is_gone():
    assert {file_of(each) for each in LISTED} == set(Path(ROOT / "functions").rglob("first_request.json"))


@pytest.mark.parametrize("function", ASKED, ids=lambda function: function.logical_id)
def test_a_first_request_imports_and_builds_nothing(function, tmp_path):
    """INIT has done it: in a new process, over TLS, as in the cloud."""
    with sample(function) as event, served(tmp_path) as variables:
        of_lambda = {"AWS_LAMBDA_FUNCTION_NAME": function.logical_id, "LAMBDA_TASK_ROOT": str(ROOT / function.folder)}
        first = trace(function, event, {**variables, **of_lambda})
    assert (first.modules, first.models) == ([], []), "INIT did not import or build them"
    assert first.status in {200, 202} or function.logical_id not in TRIED
