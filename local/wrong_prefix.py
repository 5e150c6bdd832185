"""What a program is told that asks beside the API's stages: the envelope of a 404, with the operation that it meant."""

import json
from uuid import uuid4

from bivelio_core.entrypoints.language import preferred
from bivelio_core.entrypoints.unknown_path import LONGEST_SHOWN, nearest
from bivelio_core.errors import NearPath, UnknownPath

from local.settings import ROOT

PATHS: list[str] = json.loads((ROOT / "functions" / "inbound" / "unknown" / "paths.json").read_text(encoding="utf-8"))


def wants_json(accept: str) -> bool:
    """Whether a client that sends this `Accept` is a program: a browser asks for HTML."""
    return "text/html" not in accept.lower()


def not_found(method: str, path: str, accept_language: str) -> bytes:
    """The body of the 404, in the caller's language."""
    shown_path = path[:LONGEST_SHOWN]
    about = {"method": method, "path": shown_path}
    operation = nearest(method, shown_path, PATHS)
    if operation is None:
        error = UnknownPath(details=about)
    else:
        details = {**about, "nearest": operation}
        error = NearPath(details=details, method=method, path=shown_path, nearest=f"/v1{operation}")
    described = error.describe(preferred(accept_language), str(uuid4()))
    return json.dumps({"success": False, "error": described}, ensure_ascii=False).encode()
