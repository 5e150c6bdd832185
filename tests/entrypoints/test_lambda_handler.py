"""A function prepares its first request while Lambda initialises it; a snapshot has no connections and no clients."""

import json
import os
import subprocess
import sys

import pytest

from tests.aws.scripted import message, says, scripted
from tools.template import ROOT

SCRIPT = """
import json, sys
from bivelio_core import clients
from bivelio_core.entrypoints.lambda_handler import lambda_handler, prepare
steps = []
if sys.argv[2:]:
    prepare(sys.argv[1], sys.argv[2])
else:
    lambda_handler(lambda event, context: None, also=lambda: steps.append("also"))
has_client = clients.client.cache_info().currsize == 1
send = clients.client("dynamodb").send if has_client else None
print(json.dumps({
    "modules": [name for name in ("colorsys", "ssl", "bivelio_core.aws.client") if name in sys.modules],
    "is_built": "bivelio_core.contacts.models" in sys.modules
    and sys.modules["bivelio_core.contacts.models"].GetContact.__pydantic_complete__,
    "has_client": has_client,
    "connections": len(send._idle) if send else 0,
    "steps": steps,
    "calls": clients.calls_made(),
}))
"""
FIRST = {"modules": ["colorsys"], "models": ["bivelio_core.contacts.models:GetContact"], "services": ["dynamodb"]}
NOTHING = {"modules": [], "is_built": False, "has_client": False, "connections": 0, "steps": [], "calls": 0}


@pytest.fixture
def folder(tmp_path):
    """The folder of a function with a list."""
    (tmp_path / "first_request.json").write_text(json.dumps(FIRST))
    return tmp_path


def initialised(folder, *arguments, **variables):
    """What a new process has after it has loaded a handler."""
    absent = {"AWS_ENDPOINT_URL", "LAMBDA_TASK_ROOT"}
    environment = {
        **{name: value for name, value in os.environ.items() if name not in absent},
        "PYTHONPATH": str(ROOT / "layers" / "core"),
        **variables,
    }
    command = [sys.executable, "-c", SCRIPT, str(folder), *arguments]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def test_an_initialisation_imports_builds_and_connects(folder):
    with scripted() as server:
        server.script = [says(message())]
        found = initialised(folder, "on-demand", AWS_ENDPOINT_URL=f"http://127.0.0.1:{server.port}")
        assert server.asked == []
    assert found["modules"] == ["colorsys", "bivelio_core.aws.client"]
    assert (found["is_built"], found["has_client"], found["connections"], found["calls"]) == (True, True, 1, 0)


def test_a_snapshot_has_modules_and_models_but_no_connection_and_no_client(folder):
    with scripted() as server:
        found = initialised(folder, "snap-start", AWS_ENDPOINT_URL=f"http://127.0.0.1:{server.port}")
    assert found["modules"] == ["colorsys", "ssl"]
    assert (found["is_built"], found["has_client"], found["connections"]) == (True, False, 0)


def test_a_server_that_does_not_answer_is_left_to_the_first_request(folder):
    found = initialised(folder, "on-demand", AWS_ENDPOINT_URL="https://127.0.0.1:9")
    assert (found["has_client"], found["connections"]) == (True, 0)


def test_a_function_without_a_list_needs_nothing(tmp_path):
    assert initialised(tmp_path, "on-demand") == NOTHING


def test_lambda_prepares_and_the_emulator_does_not(folder):
    place = {"LAMBDA_TASK_ROOT": str(folder)}
    assert initialised(folder, **place, AWS_ENDPOINT_URL="http://127.0.0.1:9") == NOTHING
    assert initialised(folder) == NOTHING
    assert initialised(folder, **place, AWS_ENDPOINT_URL="https://127.0.0.1:9")["steps"] == ["also"]
