"""What the protocol's conformance suite asks of a server: its own tools, resources and prompts over our engine."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bivelio_core.mcp_server import engine, messages
from bivelio_core.mcp_server.messages import Call, JsonObject, McpError, Question

from tests.receiver import Received, Receiver, Reply

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
SOUND = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA="
KEY = b"of the tests alone"
IMAGE = {"type": "image", "data": PIXEL, "mimeType": "image/png"}


def text(said: str) -> JsonObject:
    """A block of text."""
    return {"type": "text", "text": said}


def _said(*blocks: JsonObject, **more: Any) -> JsonObject:
    return {"content": list(blocks), **more}


def _embedded(uri: str, kind: str, content: str) -> JsonObject:
    return {"type": "resource", "resource": {"uri": uri, "mimeType": kind, "text": content}}


PLAIN: dict[str, Callable[[], JsonObject]] = {
    "test_simple_text": lambda: _said(text("This is a simple text response for testing.")),
    "test_image_content": lambda: _said(IMAGE),
    "test_audio_content": lambda: _said({"type": "audio", "data": SOUND, "mimeType": "audio/wav"}),
    "test_embedded_resource": lambda: _said(
        _embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")
    ),
    "test_multiple_content_types": lambda: _said(
        text("Multiple content types test:"),
        IMAGE,
        _embedded("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
    ),
    "test_logging_tool": lambda: _said(text("Nothing is logged to clients.")),
    "test_error_handling": lambda: _said(text("This tool intentionally returns an error for testing"), isError=True),
}


def form(message: str, **fields: str) -> JsonObject:
    """A question to the user, by a form."""
    properties = {name: {"type": kind} for name, kind in fields.items()}
    schema = {"type": "object", "properties": properties, "required": list(fields)}
    return {"method": "elicitation/create", "params": {"mode": "form", "message": message, "requestedSchema": schema}}


def _sampling(asked: str, tokens: int) -> JsonObject:
    turns = [{"role": "user", "content": text(asked)}]
    return {"method": "sampling/createMessage", "params": {"messages": turns, "maxTokens": tokens}}


ROOTS: JsonObject = {"method": "roots/list", "params": {}}
ASKING: dict[str, dict[str, JsonObject]] = {
    "test_streaming_elicitation": {"user_name": form("What is your name?", name="string")},
    "test_input_required_result_elicitation": {"user_name": form("What is your name?", name="string")},
    "test_input_required_result_sampling": {"capital_question": _sampling("What is the capital of France?", 100)},
    "test_input_required_result_list_roots": {"client_roots": ROOTS},
    "test_input_required_result_request_state": {"confirm": form("Please confirm", ok="boolean")},
    "test_input_required_result_tampered_state": {"confirm": form("Please confirm", ok="boolean")},
    "test_input_required_result_multiple_inputs": {
        "user_name": form("What is your name?", name="string"),
        "greeting": _sampling("Generate a greeting", 50),
        "client_roots": ROOTS,
    },
    "test_input_required_result_capabilities": {
        "user_name": form("What is your name?", name="string"),
        "greeting": _sampling("Generate a greeting", 50),
    },
}
ROUNDS = ("step1", "step2")
STATELESS = ("elicitation", "sampling", "list_roots", "capabilities")


def signed(said: str) -> str:
    """A state that cannot be changed unseen."""
    return f"{said}.{hmac.new(KEY, said.encode(), hashlib.sha256).hexdigest()}"


def opened(state: str | None) -> str:
    """What a state says. Raises McpError for one that is not ours."""
    said = (state or "").rpartition(".")[0]
    if state is None or not hmac.compare_digest(signed(said), state):
        raise McpError(messages.INVALID_PARAMS, "This state is not ours.")
    return said


class FixtureRegistry:
    """The fixtures of the suite."""

    about: Mapping[str, Any] = {"name": "fixtures", "title": "Fixtures", "version": "1.0.0"}
    instructions = "Fixtures of the conformance suite."

    def tools(self) -> Sequence[JsonObject]:
        """All of them take an empty object."""
        names = (*PLAIN, *ASKING, "test_input_required_result_multi_round", "test_missing_capability")
        return [{"name": name, "description": name, "inputSchema": {"type": "object"}} for name in names]

    def call(self, call: Call) -> JsonObject | Question:
        """The result that the suite expects."""
        if call.name in PLAIN:
            return PLAIN[call.name]()
        if call.name == "test_missing_capability":
            return Question({"greeting": _sampling("Hello", 10)})
        if call.name == "test_input_required_result_multi_round":
            return self._rounds(call)
        if call.name not in ASKING:
            raise McpError(messages.INVALID_PARAMS, "There is no such tool.")
        questions, keeps = ASKING[call.name], not call.name.endswith(STATELESS)
        if call.name.endswith("capabilities"):
            questions = {name: each for name, each in questions.items() if _can(call, each)}
        if call.state is not None and keeps:
            opened(call.state)
        if not all(_is_answered(call.answers.get(name), each) for name, each in questions.items()):
            return Question(questions, signed(call.name) if keeps else None)
        return _said(text(f"state-ok: {json.dumps(dict(call.answers))}"))

    def _rounds(self, call: Call) -> JsonObject | Question:
        place = int(opened(call.state)) if call.state is not None else 0
        if place and ROUNDS[place - 1] in call.answers:
            place += 1
        place = max(place, 1)
        if place > len(ROUNDS):
            return _said(text("All rounds are over."))
        return Question({ROUNDS[place - 1]: form(f"Step {place}?", answer="string")}, signed(str(place)))

    def resources(self) -> Sequence[JsonObject]:
        """A text and an image."""
        return [
            {"uri": "test://static-text", "name": "text", "mimeType": "text/plain"},
            {"uri": "test://static-binary", "name": "binary", "mimeType": "image/png"},
        ]

    def templates(self) -> Sequence[JsonObject]:
        """One with an id."""
        return [{"uriTemplate": "test://template/{id}/data", "name": "data", "mimeType": "application/json"}]

    def read(self, call: Call) -> Sequence[JsonObject] | None:
        """The contents by address."""
        match call.name.split("/"):
            case ["test:", "", "static-text"]:
                about = {"mimeType": "text/plain", "text": "This is the content of the static text resource."}
            case ["test:", "", "static-binary"]:
                about = {"mimeType": "image/png", "blob": PIXEL}
            case ["test:", "", "template", name, "data"]:
                data = {"id": name, "templateTest": True, "data": f"Data for ID: {name}"}
                about = {"mimeType": "application/json", "text": json.dumps(data)}
            case _:
                return None
        return [{"uri": call.name, **about}]

    def prompts(self) -> Sequence[JsonObject]:
        """Those that the suite names."""
        two = [{"name": name, "description": name, "required": True} for name in ("arg1", "arg2")]
        return [
            {"name": "test_simple_prompt", "description": "simple"},
            {"name": "test_prompt_with_arguments", "description": "with arguments", "arguments": two},
            {
                "name": "test_prompt_with_embedded_resource",
                "description": "with a resource",
                "arguments": [{"name": "resourceUri", "required": True}],
            },
            {"name": "test_prompt_with_image", "description": "with an image"},
            {"name": "test_input_required_result_prompt", "description": "asks"},
        ]

    def prompt(self, call: Call) -> JsonObject | Question:
        """The turns of a prompt."""
        match call.name:
            case "test_simple_prompt":
                blocks = [text("This is a simple prompt for testing.")]
            case "test_prompt_with_arguments":
                named = ", ".join(f"{name}='{call.arguments[name]}'" for name in ("arg1", "arg2"))
                blocks = [text(f"Prompt with arguments: {named}")]
            case "test_prompt_with_embedded_resource":
                uri = call.arguments["resourceUri"]
                content = _embedded(uri, "text/plain", "Embedded resource content for testing.")
                blocks = [content, text("Please process the embedded resource above.")]
            case "test_prompt_with_image":
                blocks = [IMAGE, text("Please analyze the image above.")]
            case "test_input_required_result_prompt":
                asked = {"user_context": form("What context should the prompt use?", context="string")}
                if not _is_answered(call.answers.get("user_context"), asked["user_context"]):
                    return Question(asked)
                blocks = [text("With your context.")]
            case _:
                raise McpError(messages.INVALID_PARAMS, "There is no such prompt.")
        return {"messages": [{"role": "user", "content": each} for each in blocks]}

    def completions(self, reference: Mapping[str, Any], name: str, beginning: str) -> Sequence[str]:
        """Values of the one argument that has some."""
        del reference
        return [each for each in ("paris", "park", "party", "test") if name == "arg1" and each.startswith(beginning)]


def _can(call: Call, question: JsonObject) -> bool:
    return engine.CAPABILITIES[question["method"]] in call.client.capabilities


def _is_answered(answer: Any, question: JsonObject) -> bool:
    if question["method"] != "elicitation/create":
        return isinstance(answer, dict)
    needed = question["params"]["requestedSchema"]["required"]
    content = answer.get("content") if isinstance(answer, dict) else None
    return isinstance(content, dict) and answer["action"] == "accept" and all(name in content for name in needed)


class Server(Receiver):
    """The engine over a registry, on 127.0.0.1; the suite calls it without a credential."""

    def __init__(self, open_registry: engine.Open = lambda _: FixtureRegistry()) -> None:
        super().__init__(self._reply)
        self._open = open_registry

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}/mcp"

    def _reply(self, received: Received) -> Reply:
        headers = {name.lower(): value for name, value in received.headers.items()}
        message = messages.HttpMessage(received.method, headers, received.body)
        own = frozenset({f"http://127.0.0.1:{self.port}", f"http://localhost:{self.port}"})
        reply = engine.serve(message, self._open, origins=own)
        body = b"" if reply.document is None else json.dumps(reply.document).encode()
        return Reply(reply.status, {"Content-Type": "application/json", **reply.headers}, body)
