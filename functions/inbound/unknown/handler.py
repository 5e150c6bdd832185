"""What no other route takes: paths that are no operation, and methods that are not POST."""

import json
from pathlib import Path

from bivelio_core.entrypoints.inbound import Call, Reply, inbound
from bivelio_core.entrypoints.unknown_path import refusal

PATHS: list[str] = json.loads(Path(__file__).with_name("paths.json").read_text(encoding="utf-8"))
"""The paths of all operations, written by `make generate`."""


@inbound("/{proxy+}", methods=("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"), in_envelope=True)
def handler(call: Call) -> Reply:
    """Refuse an unknown path or method, and tell the nearest operation."""
    raise refusal(call.method, f"/{call.parameters.get('proxy', '')}", PATHS)
