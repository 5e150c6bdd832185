"""Every request that docs/mcp.md shows is answered in the sandbox."""

import json
import re

import pytest

from tests.api import call
from tools.template import ROOT

PAGE = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```json\nPOST /v1/(\S+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
OPERATIONS = {"mcp/executions/get": "mcp.executions_get"}


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(("path", "body"), SHOWN, ids=[path for path, _ in SHOWN])
def test_a_request_of_the_guide_is_answered(path, body):
    operation = OPERATIONS.get(path, path.replace("/", "."))
    answer = call(operation, json.loads(body)["data"], caller={"environment": "sandbox"})
    assert answer.status == 200, answer


def test_the_guide_shows_each_operation():
    assert {path.split("/")[1] for path, _ in SHOWN} == {
        "execute",
        "providers",
        "tools",
        "executions",
        "connect",
        "allow",
    }


def test_the_guide_names_every_reason():
    from typing import get_args

    from bivelio_core.providers.mcp_server import failures

    reasons = {*get_args(failures.Refusal), *get_args(failures.Pause)}
    assert {reason for reason in reasons if f"`{reason}`" not in PAGE} == set()
