"""A Gemini on 127.0.0.1: an HTTP server that reads what it is sent, files too, and answers by a function of the test's.

    with GeminiSimulator(answer=lambda asked: {"pages": pages_of(asked.files[0].data)}) as gemini:
        model = GeminiModel(gemini.settings, lambda: KEY)

It is as strict as Google's servers where that matters to us, and more: a wrong key, version, model, turn, setting or
schema is refused. Failures come from `gemini.next` (each for one request) or from a magic text in the prompt.
"""

import base64
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from bivelio_core.config import AiSettings
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model import offline
from bivelio_core.providers.language_model.failures import ModelRefused
from bivelio_core.providers.language_model.gemini_wire import SCHEMA_WORDS
from bivelio_core.providers.language_model.magic import magic_of
from bivelio_core.providers.language_model.streaming import pieces
from jsonschema import Draft202012Validator

KEY = "a-key-of-gemini"
PRESENT = {"gemini-2.5-flash": "gemini-2.5-flash-002", "gemini-3.5-flash-lite": "gemini-3.5-flash-lite-001"}
"""The models that there are, and their versions."""
SIGNATURE = base64.b64encode(b"what the model thought").decode()
"""Gemini 3 refuses results of a call whose signature does not come back with it."""
SAMPLING = {"temperature", "topP", "topK", "presencePenalty", "frequencyPenalty", "seed"}


@dataclass(frozen=True)
class Fail:
    """An error, with what google.rpc adds to it."""

    code: int
    status: str
    details: tuple[dict[str, Any], ...] = ()

    @classmethod
    def later(cls, code: int, status: str, delay: str) -> "Fail":
        """An error that asks to wait."""
        return cls(code, status, ({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay},))


@dataclass(frozen=True)
class Calls:
    """The answer is calls of tools."""

    calls: tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True)
class Said:
    """A response that is not as it should be."""

    text: str = ""
    finish: str = "STOP"
    blocked: bool = False
    cut_after: int | None = None
    seconds_between: float = 0.0


INVALID_KEY = Fail(
    400,
    "INVALID_ARGUMENT",
    ({"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"},),
)
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
    """The server. `requests` has what it was asked, `next` what it does with the next requests instead of answering."""

    def __init__(self, answer: Answering = by_rules, *, gone: tuple[str, ...] = ()) -> None:
        self.answer = answer
        self.gone = set(gone)
        self.next: deque[Fail | Said] = deque()
        self.requests: list[Asked] = []
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
            fault = _fault(path, model, verb, self.headers.get("x-goog-api-key"), body, simulator)
            made = fault or simulator.respond(decoded(model, body))
            with suppress(BrokenPipeError, ConnectionResetError):  # the client did not wait
                if isinstance(made, Fail):
                    self._fail(made)
                elif verb == "streamGenerateContent" and "alt=sse" in query:
                    self._stream(made, model)
                else:
                    self._whole(made, model)

        def _fail(self, fail: Fail) -> None:
            error = {"code": fail.code, "message": "simulated", "status": fail.status, "details": list(fail.details)}
            self._send(fail.code, {"error": error})

        def _whole(self, made: Any, model: str) -> None:
            if isinstance(made, Said) and made.seconds_between:
                simulator.wait(made.seconds_between)
            self._send(200, _response(made, model))

        def _stream(self, made: Any, model: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            said = made if isinstance(made, Said) else Said()
            for number, piece in enumerate(_chunks(made, model)):
                if number == said.cut_after:
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


def _fault(
    path: str, model: str, verb: str, key: str | None, body: dict[str, Any], simulator: GeminiSimulator
) -> Fail | None:
    """Why a request is refused; what Google ignores and we should not send is refused too."""
    if not path.startswith("/v1beta/models/") or verb not in ("generateContent", "streamGenerateContent"):
        return Fail(404, "NOT_FOUND")
    if key != KEY:
        return INVALID_KEY
    if model not in PRESENT or model in simulator.gone:
        return Fail(404, "NOT_FOUND")
    settings = _plain(body.get("generationConfig") or {})
    thinking, schema = _plain(settings.get("thinkingConfig") or {}), settings.get("responseJsonSchema")
    unknown = set(_words(schema)) - SCHEMA_WORDS
    is_wrong = (
        SAMPLING & settings.keys()
        or body["contents"][-1]["role"] == "model"
        or thinking.keys() != ({"thinkingBudget"} if model.startswith("gemini-2.") else {"thinkingLevel"})
        or (schema is not None and settings.get("responseMimeType") != "application/json")
        or (schema is not None and body.get("tools"))
        or unknown
        or any(part.get("thoughtSignature") != SIGNATURE for part in _calls(body))
        or not _results_follow_their_calls(body["contents"])
    )
    if schema is not None:
        Draft202012Validator.check_schema(schema)
    return Fail(400, "INVALID_ARGUMENT", ({"reason": f"{settings} {unknown}"},)) if is_wrong else None


def _calls(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The calls of the model that come back in a request."""
    parts = [_plain(part) for content in body["contents"] for part in content["parts"] if content["role"] == "model"]
    return [part for part in parts if "functionCall" in part]


def _results_follow_their_calls(contents: list[dict[str, Any]]) -> bool:
    """Whether each turn with results comes after a turn with as many calls, as Gemini wants."""

    def count(content: dict[str, Any], name: str) -> int:
        return sum(name in _plain(part) for part in content["parts"])

    pairs = zip([{"parts": []}, *contents], contents, strict=False)
    return all(count(before, "functionCall") == count(each, "functionResponse") for before, each in pairs)


def _words(schema: Any) -> Iterator[str]:
    """The words of a schema, without the names of properties."""
    match schema:
        case dict():
            for word, value in schema.items():
                yield word
                inner = value.values() if word in ("properties", "$defs") else [value]
                yield from (found for each in inner if word not in ("enum", "required") for found in _words(each))
        case list():
            for each in schema:
                yield from _words(each)


def decoded(model: str, body: dict[str, Any]) -> Asked:
    """A request as it is meant; the client mixes camelCase and snake_case."""
    parts = [_plain(part) for content in body["contents"] for part in content["parts"] if content["role"] == "user"]
    blobs = [_plain(part["inlineData"]) for part in parts if "inlineData" in part]
    results = [part["functionResponse"] for part in parts if "functionResponse" in part]
    declared = [each for tool in body.get("tools") or () for each in _plain(tool)["functionDeclarations"]]
    texts = tuple(part["text"] for part in parts if "text" in part)
    return Asked(
        model,
        body["systemInstruction"]["parts"][0]["text"],
        texts,
        tuple(lm.Blob(base64.urlsafe_b64decode(_standard(blob["data"])), blob["mimeType"]) for blob in blobs),
        _plain(body.get("generationConfig") or {}).get("responseJsonSchema"),
        tuple(lm.Tool(each["name"], each["description"], _plain(each)["parametersJsonSchema"]) for each in declared),
        tuple((result["name"], result["response"]) for result in results),
        is_repair=any(content["role"] == "model" for content in body["contents"]) and "correct this" in texts[-1],
        body=body,
    )


def _standard(text: str) -> str:
    return text.replace("+", "-").replace("/", "_")


def _plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    """An object with its names in camelCase."""

    def camel(name: str) -> str:
        first, *rest = name.split("_")
        return first + "".join(word.title() for word in rest)

    return {camel(name): value for name, value in settings.items()}


def _parts(made: Any) -> list[dict[str, Any]]:
    if isinstance(made, Calls):
        called = [{"functionCall": {"name": name, "args": dict(given)}} for name, given in made.calls]
        return [{**part, "thoughtSignature": SIGNATURE} for part in called]
    text = made.text if isinstance(made, Said) else made if isinstance(made, str) else json.dumps(made)
    return [{"text": text}]


def _response(made: Any, model: str) -> dict[str, Any]:
    usage = {"promptTokenCount": 100, "candidatesTokenCount": 20, "thoughtsTokenCount": 5, "totalTokenCount": 125}
    known = {"modelVersion": PRESENT[model], "responseId": "simulated", "usageMetadata": usage}
    if isinstance(made, Said) and made.blocked:
        return {"promptFeedback": {"blockReason": "SAFETY"}, **known}
    finish = made.finish if isinstance(made, Said) else "STOP"
    return {"candidates": [{"content": {"role": "model", "parts": _parts(made)}, "finishReason": finish}], **known}


def _chunks(made: Any, model: str) -> Iterator[dict[str, Any]]:
    """A response in the pieces of a stream: the reason it ended and the usage are in the last."""
    whole = _response(made, model)
    parts = _parts(made) if "candidates" in whole else []
    texts = list(pieces(parts[0]["text"])) if parts and "text" in parts[0] else []
    for text in texts[:-1]:
        yield {
            "candidates": [{"content": {"role": "model", "parts": [{"text": text}]}}],
            "modelVersion": PRESENT[model],
        }
    if texts:
        whole["candidates"][0]["content"]["parts"] = [{"text": texts[-1]}]
    yield whole
