"""A recording of what Gemini was asked and answered, and its replay in place of the network.

A recording is a JSON object: `server` (Google's host, or `simulated`), `client`, `recorded_on`, and `exchanges`, a list
for each check of `{"request": {"path", "deadline", "body"}, "response": {"status", "body"}}`. There is no key in it.
Of the request, files are told by their digest and long instructions by their length.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
from google.genai import version

GOOGLE = "generativelanguage.googleapis.com"
LONGEST_TEXT = 400


class Recorder(httpx2.BaseTransport):
    """Passes requests on, and keeps the exchanges under the name of the check that is running."""

    def __init__(self) -> None:
        self.check = ""
        self.exchanges: dict[str, list[dict[str, Any]]] = {}
        self._network = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Pass a request on. A stream is read to its end first."""
        response = self._network.handle_request(request)
        response.read()
        answered = {"status": response.status_code, "body": response.text}
        self.exchanges.setdefault(self.check, []).append({"request": request_record(request), "response": answered})
        return _response(answered)

    def close(self) -> None:
        """Close the connections."""
        self._network.close()

    def write(self, file: Path, server: str) -> None:
        """Write the recording."""
        recording = {
            "server": server,
            "client": f"google-genai {version.__version__}",
            "recorded_on": date.today().isoformat(),  # noqa: DTZ011 - of whoever records
            "exchanges": self.exchanges,
        }
        file.write_text(json.dumps(recording, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


class Replayer(httpx2.BaseTransport):
    """Answers the requests of one check as they were answered. Raises AssertionError for one of another shape."""

    def __init__(self, exchanges: list[dict[str, Any]]) -> None:
        self._exchanges = iter(exchanges)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The recorded answer to the next request."""
        exchange = next(self._exchanges, None)
        if exchange is None or shape(request_record(request)) != shape(exchange["request"]):
            was = None if exchange is None else shape(exchange["request"])
            raise AssertionError(f"this is no more what was recorded: {was}, but {shape(request_record(request))}")
        return _response(exchange["response"])


def shape(request: Mapping[str, Any]) -> dict[str, Any]:
    """What of a recorded request has to stay as it is, for its answer to tell anything: not its texts."""
    body = request["body"]
    settings = {name: value for name, value in body["generationConfig"].items() if "Schema" not in name}
    return {
        "path": request["path"],
        "deadline": request["deadline"],
        "settings": settings,
        "has_schema": len(settings) < len(body["generationConfig"]),
        "has_tools": "tools" in body,
        "turns": [[turn["role"], [sorted(part) for part in turn["parts"]]] for turn in body["contents"]],
    }


def request_record(request: httpx2.Request) -> dict[str, Any]:
    """A request as a recording has it."""
    return {
        "path": request.url.raw_path.decode(),
        "deadline": request.headers.get("X-Server-Timeout"),
        "body": _short(json.loads(request.read())),
    }


def _short(value: Any, name: str = "") -> Any:
    match value:
        case dict():
            return {key: _short(each, key) for key, each in value.items()}
        case list():
            return [_short(each, name) for each in value]
        case str() if name == "data":
            return f"sha256:{hashlib.sha256(value.encode()).hexdigest()}"
        case str() if name == "text" and len(value) > LONGEST_TEXT:
            return f"{value[:LONGEST_TEXT]}... ({len(value)} characters)"
        case _:
            return value


def _response(answered: Mapping[str, Any]) -> httpx2.Response:
    return httpx2.Response(answered["status"], text=answered["body"])
