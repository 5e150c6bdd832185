"""Runs the requests that a guide shows, in its order, in a fresh sandbox."""

import json
import re
from typing import Any

from tests.api import Answer, call
from tools.template import ROOT

REQUEST = re.compile(r"^```json\nPOST /v1/([a-z_]+)/([a-z_]+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SANDBOX = {"environment": "sandbox"}


def requests(page: str) -> list[tuple[str, Any]]:
    """The operations and bodies of a guide's requests."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    return [(f"{domain}.{verb}", json.loads(body)) for domain, verb, body in REQUEST.findall(text)]


def run(page: str) -> list[tuple[str, Answer]]:
    """The answers to a guide's requests, with their operations."""
    return [(operation, call(operation, body["data"], caller=SANDBOX)) for operation, body in requests(page)]
