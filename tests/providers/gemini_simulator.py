"""A Gemini on 127.0.0.1: an HTTP server that reads what it is sent, files too, and answers by a function of the test's.

    with GeminiSimulator(answer=lambda asked: {"pages": pages_of(asked.files[0].data)}) as gemini:
        model = GeminiModel(gemini.settings, lambda: KEY)

It is as strict as Google's servers where that is known (gemini_refusals.py), and more: what Google ignores and we
should not send is refused too. Failures come from `gemini.next` (each for one request) or from a magic text in the
prompt.
"""

import base64
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self, cast

from bivelio_core.config import AiSettings
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model import offline
from bivelio_core.providers.language_model.failures import ModelRefused
from bivelio_core.providers.language_model.magic import magic_of
from jsonschema import Draft202012Validator

from tests.providers import gemini_refusals as refusals
from tests.providers import gemini_vectors
from tests.providers.gemini_refusals import INVALID_KEY, KEY, LEVELS, ROUTED, Fail, Signatures, plain
from tests.providers.gemini_responses import Calls, Said, chunks, response

__all__ = ["KEY", "Asked", "Calls", "Fail", "GeminiSimulator", "Said", "by_rules"]


MAGIC: dict[str, Fail | Said] = {
    "429": Fail.later(429, "RESOURCE_EXHAUSTED", "23s"),
    "503": Fail.later(503, "UNAVAILABLE", "60s"),
    "blocked": Said(blocked=True),
    "truncated": Said('{"intent": "pl', finish="MAX_TOKENS"),
    "invalid_json": Said('{"this is": no JSON'),
    "slow": Said("massa tard", seconds_between=30.0),
    "timeout": Said("massa tard", seconds_between=30.0),
}


@dataclass(frozen=True)
class Asked:
    """A request, decoded."""

    model: str
    instructions: str
    texts: tuple[str, ...]
    files: tuple[lm.Blob, ...]
    schema: Mapping[str, Any] | None
    tools: tuple[lm.Tool, ...]
    results: tuple[tuple[str, Mapping[str, Any]], ...]
    is_repair: bool
    body: Mapping[str, Any]
    deadline: str | None = None
    at: float = field(default_factory=time.monotonic)

    @property
    def context(self) -> dict[str, Any]:
        """The context among the texts."""
        told = [text for text in self.texts if text.startswith("Context (JSON):\n")]
        return dict(json.loads(told[0].partition("\n")[2])) if told else {}


Answering = Callable[[Asked], Any]
"""Takes a request; returns a text, a document that becomes JSON, Calls, Said, or Fail."""


def by_rules(asked: Asked) -> Any:
    """What the offline rules answer to the same."""
    question = tuple(text for text in asked.texts if not text.startswith("Context (JSON):"))[:1]
    results = tuple(lm.ToolResult(lm.ToolCall("1", name, {}), output) for name, output in asked.results)
    turns: tuple[lm.Turn, ...] = (lm.UserTurn(question), *([lm.ToolTurn(results)] if results else []))
    try:
        answer = offline.respond(lm.Prompt(asked.instructions, turns, asked.schema, asked.tools, asked.context))
    except ModelRefused:
        return Said(blocked=True)
    return Calls(tuple((call.name, call.arguments) for call in answer.calls)) if answer.calls else answer.text


class GeminiSimulator:
    """The server. `requests` has what it was asked, `next` what it does with the next requests instead of answering.

    `embedded` has the texts of each request for vectors that it answered: words of `same` mean what others do.
    Its key is new, so it has no gemini-2.5, unless it `routes` these to their successors, as from 1 December 2026.
    """

    def __init__(self, answer: Answering = by_rules, *, gone: tuple[str, ...] = (), routes: bool = False) -> None:
        self.answer = answer
        self.same: dict[str, str] = {}
        self.embedded: list[list[str]] = []
        self.gone = set(gone)
        self.routes = routes
        self.next: deque[Fail | Said] = deque()
        self.requests: list[Asked] = []
        self.refused: list[Fail] = []
        self.signatures = Signatures()
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True

    @property
    def settings(self) -> AiSettings:
        """The settings of an adapter that asks it."""
        return AiSettings("gemini", "a-secret", url=f"http://127.0.0.1:{self._server.server_port}")

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def wait(self, seconds: float) -> None:
        """Wait, but not when the test is over."""
        self._closing.wait(seconds)

    def running(self, model: str) -> str:
        """The model that serves the requests for one."""
        return ROUTED.get(model, model) if self.routes else model

    def embed(self, model: str, key: str | None, body: dict[str, Any]) -> Fail | dict[str, Any]:
        """What happens with a request for vectors."""
        fault = INVALID_KEY if key != KEY else gemini_vectors.fault(model, body)
        if fault is not None:
            self.refused.append(fault)
            return fault
        if self.next and isinstance(self.next[0], Fail):
            return cast("Fail", self.next.popleft())
        self.embedded.append(gemini_vectors.texts_of(body))
        return gemini_vectors.answered(model, body, self.same)

    def respond(self, asked: Asked) -> Any:
        """What happens with a request."""
        self.requests.append(asked)
        if self.next:
            return self.next.popleft()
        magic = magic_of("\n".join(asked.texts))
        if magic == "invalid_json_once" and not asked.is_repair:
            return MAGIC["invalid_json"]
        return MAGIC[magic] if magic in MAGIC else self.answer(asked)


def _handler(simulator: GeminiSimulator) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            path, _, query = self.path.partition("?")
            model, _, verb = path.removeprefix("/v1beta/models/").partition(":")
            if verb == "batchEmbedContents":
                made = simulator.embed(model, self.headers.get("x-goog-api-key"), body)
                self._send(*((made.code, made.body) if isinstance(made, Fail) else (200, made)))
                return
            deadline, runs = self.headers.get("X-Server-Timeout"), simulator.running(model)
            fault = _path_fault(path, verb, self.headers.get("x-goog-api-key"), runs, simulator)
            fault = fault or refusals.deadline_fault(deadline) or _body_fault(runs, body, simulator)
            if fault:
                simulator.refused.append(fault)
            made = fault or simulator.respond(decoded(model, body, deadline))
            with suppress(BrokenPipeError, ConnectionResetError):  # the client did not wait
                if isinstance(made, Fail):
                    self._send(made.code, made.body)
                elif verb == "streamGenerateContent" and "alt=sse" in query:
                    self._stream(made, runs)
                else:
                    self._whole(made, runs)

        def _whole(self, made: Any, model: str) -> None:
            if isinstance(made, Said) and made.seconds_between:
                simulator.wait(made.seconds_between)
            self._send(200, response(made, model, simulator.signatures))

        def _stream(self, made: Any, model: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            said = made if isinstance(made, Said) else Said()
            for number, piece in enumerate(chunks(made, model, simulator.signatures)):
                if number == said.cut_after:
                    if said.error:
                        self.wfile.write(f"data: {json.dumps(said.error.body)}\r\n\r\n".encode())
                    break
                self.wfile.write(f"data: {json.dumps(piece)}\r\n\r\n".encode())
                self.wfile.flush()
                simulator.wait(said.seconds_between)
            self.close_connection = True

        def _send(self, status: int, document: Any) -> None:
            data = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Nothing is printed."""

    return Handler


def _path_fault(path: str, verb: str, key: str | None, model: str, simulator: GeminiSimulator) -> Fail | None:
    if not path.startswith("/v1beta/models/") or verb not in ("generateContent", "streamGenerateContent"):
        return Fail(404, "NOT_FOUND")
    if key != KEY:
        return INVALID_KEY
    return refusals.unknown_model(model) if model not in LEVELS or model in simulator.gone else None


def _body_fault(model: str, body: dict[str, Any], simulator: GeminiSimulator) -> Fail | None:
    """Why a body is refused by the model that runs."""
    settings, contents = plain(body.get("generationConfig") or {}), body["contents"]
    schema = settings.get("responseJsonSchema")
    if schema is not None and (settings.get("responseMimeType") != "application/json" or body.get("tools")):
        return refusals.invalid("A schema comes with its type of content, and without tools.")
    declared = [each for tool in body.get("tools") or () for each in plain(tool)["functionDeclarations"]]
    schemas = {each["name"]: plain(each)["parametersJsonSchema"] for each in declared}
    if schema is not None:
        schemas["response"] = schema
    for each in schemas.values():
        Draft202012Validator.check_schema(each)
    return (
        refusals.settings_fault(model, settings)
        or refusals.turns_fault(contents)
        or simulator.signatures.fault(model, contents)
        or next(filter(None, (refusals.schema_fault(each, name) for name, each in schemas.items())), None)
    )


def decoded(model: str, body: dict[str, Any], deadline: str | None = None) -> Asked:
    """A request as it is meant; the client mixes camelCase and snake_case."""
    parts = [plain(part) for content in body["contents"] for part in content["parts"] if content["role"] == "user"]
    blobs = [plain(part["inlineData"]) for part in parts if "inlineData" in part]
    results = [part["functionResponse"] for part in parts if "functionResponse" in part]
    declared = [each for tool in body.get("tools") or () for each in plain(tool)["functionDeclarations"]]
    texts = tuple(part["text"] for part in parts if "text" in part)
    return Asked(
        model,
        body["systemInstruction"]["parts"][0]["text"],
        texts,
        tuple(lm.Blob(base64.urlsafe_b64decode(_standard(blob["data"])), blob["mimeType"]) for blob in blobs),
        plain(body.get("generationConfig") or {}).get("responseJsonSchema"),
        tuple(lm.Tool(each["name"], each["description"], plain(each)["parametersJsonSchema"]) for each in declared),
        tuple((result["name"], result["response"]) for result in results),
        is_repair=any(content["role"] == "model" for content in body["contents"]) and "correct this" in texts[-1],
        body=body,
        deadline=deadline,
    )


def _standard(text: str) -> str:
    return text.replace("+", "-").replace("/", "_")
