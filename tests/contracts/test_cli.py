"""Every operation is a command, and each one works through it: its example, written as options, to the real handler."""

import json

import pytest
from bivelio import _catalogue
from bivelio.cli.extras import SPECIAL

from tests.cli.running import BASE, KEY, Terminal, answered_by, words_of
from tests.contracts.answered import RUN_BY_THE_TABLE
from tests.sdk.calls import arguments
from tests.sdk.in_process import Sandbox
from tests.shapes import differing
from tools.endpoints import operations

NAMES = {operation.endpoint.operation for operation in operations()}
ADDED = {
    "contacts.download_export",
    "documents.download",
    "invoices.download",
    "mcp.serve",
    "webhooks.sign",
    "webhooks.verify",
    "workflows.logs",
    "workflows.run",
}
"""What resources have beyond their operations: docs/cli.md."""

pytestmark = [
    pytest.mark.fix(
        "Run `make openapi`; commands are made from the catalogue by sdks/python/bivelio/cli/operations.py."
    ),
    pytest.mark.usefixtures("shared_states"),
]


def test_special_commands_are_those_of_operations():
    assert SPECIAL.keys() <= NAMES


@pytest.mark.parametrize("operation", RUN_BY_THE_TABLE, ids=lambda operation: operation.endpoint.operation)
def test_each_operation_is_a_command(operation, tmp_path, monkeypatch):
    sandbox, example = Sandbox(), operation.example
    answered_by(monkeypatch, lambda: sandbox)
    terminal = Terminal(tmp_path, {"BIVELIO_API_KEY": KEY, "BIVELIO_BASE_URL": BASE})
    name, keywords = operation.endpoint.operation, arguments(example)
    answered = terminal.json(*words_of(name, keywords))
    assert len(sandbox.sent) == 1
    assert set(differing(example["response"]["data"], answered, exact=False)) == set()
    shown = terminal(*words_of(name, {}), "--data", json.dumps({"data": fields_of(name, keywords)}))
    assert shown.exit_code in {0, 1}, shown.output
    assert json.loads(sandbox.sent[0].content) == json.loads(sandbox.sent[1].content)


def fields_of(name, keywords):
    return {
        one.field: keywords[one.keyword] for one in _catalogue.described(name).parameters if one.keyword in keywords
    }
