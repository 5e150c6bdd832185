"""The code of a call in Python, JavaScript, the command line and curl, as the pages of the documentation show it."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.sdk.document import Method, attribute
from tools.sdk.javascript import camel
from tools.sdk.operations import kind_of

BASE_URL = "http://localhost:8080/sandbox/v1"
"""Where the samples send: the sandbox of the local platform. A site for a deployment replaces it."""

HEADERS = {"ApiKey": "X-API-Key", "PublicKey": "apikey", "AccessToken": "Authorization"}
"""The header of each scheme of credentials."""

_VALUES = {
    "ApiKey": "$BIVELIO_API_KEY",
    "PublicKey": "$BIVELIO_API_KEY",
    "AccessToken": "Bearer $BIVELIO_ACCESS_TOKEN",
}
_WIDTH = 84
_PLAIN_WORD = re.compile(r"[\w@%+:,./-]+")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


@dataclass(frozen=True)
class Call:
    """A call of an operation with fields: what the code of every language does.

    Attributes:
        method: the operation.
        fields: its fields, as the API names them.
        query: the values of its query string.
    """

    method: Method
    fields: dict[str, Any]
    query: dict[str, str]


def samples(method: Method) -> dict[str, str]:
    """Return the code of an operation's example by language."""
    return code_of(Call(method, example(method), {one["name"]: one["example"] for one in method.query}))


def code_of(call: Call) -> dict[str, str]:
    """Return the code of a call by language, in the order in which pages show them: clients first, bare HTTP last."""
    return {"python": python(call), "javascript": javascript(call), "cli": command(call), "curl": curl(call)}


def example(method: Method) -> dict[str, Any]:
    """Return the fields of an operation's example: its `data`, or the whole body where that has no envelope."""
    body = method.described["requestBody"]["content"]["application/json"]["example"]
    fields: dict[str, Any] = body if method.is_bare else body.get("data", {})
    return fields


def credential(method: Method) -> str:
    """Return the scheme by which the examples send: `ApiKey` wherever an operation takes one."""
    accepted: list[str] = method.described["x-credentials"]
    return "PublicKey" if "PublicKey" in accepted else "ApiKey" if "ApiKey" in accepted else "AccessToken"


def _fields_sent(call: Call) -> dict[str, Any]:
    """Return the fields that a client is told: it knows itself that it does not ask for a stream."""
    return {name: value for name, value in call.fields.items() if (name, value) != ("stream", False)}


def curl(call: Call) -> str:
    """Return the request by curl."""
    method = call.method
    query = "&".join(f"{name}={value}" for name, value in call.query.items())
    address = f"{BASE_URL}{method.path}" + (f"?{query}" if query else "")
    body = _quoted(JSON.written(call.fields if method.is_bare else {"data": call.fields}))
    scheme = credential(method)
    return f"""curl '{address}' \\
  -H "{HEADERS[scheme]}: {_VALUES[scheme]}" -H 'Content-Type: application/json' \\
  -d {body}"""


def command(call: Call) -> str:
    """Return the command of the command line. A null has no option: then all fields are one JSON text."""
    method = call.method
    fields = {**call.query, **_fields_sent(call)}
    words = ["bivelio", method.resource, method.operation.partition(".")[2].rstrip("_").replace("_", "-")]
    if None in fields.values():
        return " ".join([*words, "--data", _quoted(JSON.written(fields))])
    if method.positional in fields:
        words.append(_word(str(fields.pop(method.positional))))
    kinds = {name: kind_of(about)[0] for name, about in method.fields.items()}
    options = [word for name, value in fields.items() for word in _options(name, value, kinds.get(name, "string"))]
    line = " ".join([*words, *options])
    return line if len(line) <= _WIDTH else " \\\n  ".join([" ".join(words), *options])


def _options(name: str, value: Any, kind: str) -> list[str]:
    """Return a field as options: one, none for what is not said, or one for each item of a list."""
    option = name.replace("_", "-")
    if kind == "boolean":
        return [f"--{option}" if value else f"--no-{option}"]
    if kind == "json":
        return [f"--{option} {_quoted(json.dumps(value, ensure_ascii=False))}"]
    return [f"--{option} {_word(str(each))}" for each in (value if kind.endswith("[]") else [value])]


def _word(text: str) -> str:
    """Return a text as a word of a shell: in quotes where it needs them."""
    return text if _PLAIN_WORD.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def python(call: Call) -> str:
    """Return the call by the Python SDK, which reads the key from the environment."""
    method, fields = call.method, _fields_sent(call)
    arguments = [PYTHON.written(fields.pop(method.positional))] if method.positional in fields else []
    arguments += [f"{name}={PYTHON.written(value)}" for name, value in call.query.items()]
    arguments += [f"{attribute(name)}={PYTHON.written(value, depth=1)}" for name, value in fields.items()]
    begin = f"client.{method.resource}.{method.name}("
    called = f"{begin}{', '.join(arguments)})"
    if len(called) > _WIDTH or "\n" in called:
        called = begin + "\n" + "".join(f"    {each},\n" for each in arguments) + ")"
    lines = ["from bivelio import BiVelio", "", "client = BiVelio()"]
    if credential(method) == "AccessToken":
        client = 'client = BiVelio(access_token=os.environ["BIVELIO_ACCESS_TOKEN"])'
        lines = ["import os", "", "from bivelio import BiVelio", "", client]
    if method.listing:
        lines += [f"for item in {called}:", "    print(item)"]
    else:
        lines += [f"result = {called}", "print(result)"]
    return "\n".join(lines)


def javascript(call: Call) -> str:
    """Return the call by the JavaScript SDK, which reads the key from the environment."""
    method, fields = call.method, {**call.query, **_fields_sent(call)}
    begin = f"bivelio.{camel(method.resource)}.{camel(method.operation.partition('.')[2])}("
    called = f"{begin}{JAVASCRIPT.written(fields, width=_WIDTH - len(begin)) if fields else ''})"
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
