"""The code of an operation's example, in curl, Python and JavaScript, as the pages of the documentation show it."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.sdk.document import Method, attribute
from tools.sdk.javascript import camel

BASE_URL = "http://localhost:8080/sandbox/v1"
"""Where the samples send: the sandbox of the local platform. A site for a deployment replaces it."""

_CREDENTIALS = {
    "ApiKey": "X-API-Key: $BIVELIO_API_KEY",
    "PublicKey": "apikey: $BIVELIO_API_KEY",
    "AccessToken": "Authorization: Bearer $BIVELIO_ACCESS_TOKEN",
}
_WIDTH = 84
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


def samples(method: Method) -> dict[str, str]:
    """Return the code of an operation's example by language."""
    return {"curl": curl(method), "python": python(method), "javascript": javascript(method)}


def example(method: Method) -> dict[str, Any]:
    """Return the fields of an operation's example: its `data`, or the whole body where that has no envelope."""
    body = method.described["requestBody"]["content"]["application/json"]["example"]
    fields: dict[str, Any] = body if method.is_bare else body.get("data", {})
    return fields


def credential(method: Method) -> str:
    """Return the scheme by which the examples send: `ApiKey` wherever an operation takes one."""
    accepted: list[str] = method.described["x-credentials"]
    return "PublicKey" if "PublicKey" in accepted else "ApiKey" if "ApiKey" in accepted else "AccessToken"


def _fields_sent(method: Method) -> dict[str, Any]:
    """Return the fields that a client is told: it knows itself that it does not ask for a stream."""
    return {name: value for name, value in example(method).items() if (name, value) != ("stream", False)}


def curl(method: Method) -> str:
    """Return the request by curl."""
    query = "&".join(f"{one['name']}={one['example']}" for one in method.query)
    address = f"{BASE_URL}{method.path}" + (f"?{query}" if query else "")
    body = JSON.written(example(method) if method.is_bare else {"data": example(method)}).replace("'", "'\\''")
    return f"""curl '{address}' \\
  -H "{_CREDENTIALS[credential(method)]}" -H 'Content-Type: application/json' \\
  -d '{body}'"""


def python(method: Method) -> str:
    """Return the call by the Python SDK, which reads the key from the environment."""
    fields = _fields_sent(method)
    arguments = [PYTHON.written(fields.pop(method.positional))] if method.positional in fields else []
    arguments += [f"{one['name']}={PYTHON.written(one['example'])}" for one in method.query]
    arguments += [f"{attribute(name)}={PYTHON.written(value, depth=1)}" for name, value in fields.items()]
    call = f"client.{method.resource}.{method.name}("
    called = f"{call}{', '.join(arguments)})"
    if len(called) > _WIDTH or "\n" in called:
        called = call + "\n" + "".join(f"    {each},\n" for each in arguments) + ")"
    lines = ["from bivelio import BiVelio", "", "client = BiVelio()"]
    if credential(method) == "AccessToken":
        client = 'client = BiVelio(access_token=os.environ["BIVELIO_ACCESS_TOKEN"])'
        lines = ["import os", "", "from bivelio import BiVelio", "", client]
    if method.listing:
        lines += [f"for item in {called}:", "    print(item)"]
    else:
        lines += [f"result = {called}", "print(result)"]
    return "\n".join(lines)


def javascript(method: Method) -> str:
    """Return the call by the JavaScript SDK, which reads the key from the environment."""
    fields = {one["name"]: one["example"] for one in method.query} | _fields_sent(method)
    call = f"bivelio.{camel(method.resource)}.{camel(method.operation.partition('.')[2])}("
    called = f"{call}{JAVASCRIPT.written(fields, width=_WIDTH - len(call)) if fields else ''})"
    options = "{ accessToken: process.env.BIVELIO_ACCESS_TOKEN }" if credential(method) == "AccessToken" else ""
    lines = ["import { BiVelio } from '@bivelio/sdk';", "", f"const bivelio = new BiVelio({options});"]
    if method.listing:
        lines += [f"for await (const item of {called}) {{", "  console.log(item);", "}"]
    else:
        lines += [f"const result = await {called};", "console.log(result);"]
    return "\n".join(lines)


@dataclass(frozen=True)
class Notation:
    """How a language writes JSON values, over several lines where one would be long.

    Attributes:
        text: writes a text.
        name: writes the name of a member.
        word: writes a number, a truth value or null.
        step: by how much a level is indented.
        room: what stands inside the braces of one line.
        comma: what stands after the last part of several lines.
    """

    text: Callable[[str], str]
    name: Callable[[str], str]
    word: Callable[[Any], str]
    step: int
    room: str = ""
    comma: str = ""

    def written(self, value: Any, *, depth: int = 0, width: int = _WIDTH) -> str:
        """Return the value; `depth` is that of the line where it begins, `width` what one line may have."""
        match value:
            case dict() if value:
                parts = [f"{self.name(key)}: {self.written(each, depth=depth + 1)}" for key, each in value.items()]
                return self._joined("{", parts, "}", depth, width, self.room)
            case list() if value:
                parts = [self.written(each, depth=depth + 1) for each in value]
                return self._joined("[", parts, "]", depth, width)
            case str():
                return self.text(value)
        return self.word(value)

    def _joined(self, before: str, parts: list[str], after: str, depth: int, width: int, room: str = "") -> str:
        inner = ", ".join(parts)
        if len(inner) + self.step * depth <= width and "\n" not in inner:
            return f"{before}{room}{inner}{room}{after}"
        pad = " " * self.step * (depth + 1)
        lines = ",\n".join(pad + part for part in parts)
        return f"{before}\n{lines}{self.comma}\n{' ' * self.step * depth}{after}"


def _double(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _single(text: str) -> str:
    """Return a text in JavaScript: in the quotes that it does not have itself."""
    double = _double(text)
    return double if "'" in text else "'" + double[1:-1].replace('\\"', '"') + "'"


JSON = Notation(_double, _double, json.dumps, step=2)
PYTHON = Notation(_double, _double, repr, step=4, comma=",")
JAVASCRIPT = Notation(
    _single, lambda name: name if _NAME.fullmatch(name) else _single(name), json.dumps, step=2, room=" ", comma=","
)
