"""As much of Make as runs our app: its markup language (IML) and what it does with a request and its answer.

From its documentation: developers.make.com/custom-apps-documentation (component-blocks/api and its pages on pagination
and responses, app-components/base and webhooks/dedicated/attached, other/processing-of-empty-values), and
integromat.github.io (apps/articles/iml, apps/trigger.instant). Make's own engine is not published.
"""

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

UNDEFINED = type("Undefined", (), {"__bool__": lambda _: False, "__repr__": lambda _: "undefined"})()
"""What a field has that was left empty: Make leaves it out of the body."""

EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
TOKEN = re.compile(r"""\s*(\d+(?:\.\d+)?|'[^']*'|"[^"]*"|`[^`]*`|[A-Za-z_]\w*|==|!=|<=|>=|[-+*/%<>().,])""")


class MakeError(Exception):
    """What a scenario is shown: the message, and the type by which error handlers and retries tell it."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class Expression:
    """One expression of IML, read from left to right as it is worked out."""

    def __init__(self, text: str, variables: Mapping[str, Any]) -> None:
        self._tokens = [match.group(1) for match in TOKEN.finditer(text)]
        assert "".join(self._tokens) == re.sub(r"\s+(?=(?:[^']*'[^']*')*[^']*$)", "", text), text
        self._variables = variables

    def value(self) -> Any:
        """What it comes to."""
        found = self._compared()
        assert not self._tokens, self._tokens
        return found

    def _next(self, *wanted: str) -> str | None:
        return self._tokens.pop(0) if self._tokens and (not wanted or self._tokens[0] in wanted) else None

    def _compared(self) -> Any:
        left = self._added()
        while sign := self._next("<", "=="):
            right = self._added()
            left = left < right if sign == "<" else left == right
        return left

    def _added(self) -> Any:
        left = self._single()
        while self._next("+"):
            right = self._single()
            both_texts = isinstance(left, str) or isinstance(right, str)
            left = f"{_text(left)}{_text(right)}" if both_texts else left + right
        return left

    def _single(self) -> Any:
        token = self._next()
        assert token is not None
        if token[0].isdigit():
            return json.loads(token)
        if token[0] in "'\"":
            return token[1:-1]
        if self._next("("):
            return self._called(token)
        found = self._variables.get(token, UNDEFINED)
        while self._next("."):
            name = (self._next() or "").strip("`")
            found = found.get(name, UNDEFINED) if isinstance(found, Mapping) else UNDEFINED
        return found

    def _called(self, name: str) -> Any:
        arguments = [self._compared()]
        while self._next(","):
            arguments.append(self._compared())
        assert self._next(")"), name
        match name, arguments:
            case "if", [condition, then, otherwise]:
                return then if condition else otherwise
            case "min", numbers:
                return min(numbers)
            case "base64", [bytes() as content]:
                return base64.b64encode(content).decode()
        raise AssertionError(f"no function {name} of {len(arguments)} arguments")


def _text(value: Any) -> str:
    return "" if value is UNDEFINED or value is None else str(value)


def rendered(template: Any, variables: Mapping[str, Any]) -> Any:
    """A template with its expressions worked out. A text that is one expression keeps the type of its value."""
    if isinstance(template, dict):
        made = {name: rendered(value, variables) for name, value in template.items()}
        return {name: value for name, value in made.items() if value is not UNDEFINED}
    if isinstance(template, list):
        return [rendered(value, variables) for value in template]
    if not isinstance(template, str):
        return template
    if (whole := EXPRESSION.fullmatch(template)) and "{{" not in whole.group(1):
        return Expression(whole.group(1), variables).value()
    return EXPRESSION.sub(lambda found: _text(Expression(found.group(1), variables).value()), template)


def _serialized(value: Any) -> str:
    assert isinstance(value, datetime)
    return value.strftime("%Y-%m-%dT%H:%M:%S.000Z")


class App:
    """The app as Make has it once it is deployed, with a connection."""

    def __init__(self, files: Mapping[str, str], connection: Mapping[str, str]) -> None:
        self.files = files
        self.about: dict[str, Any] = json.loads(files["makecomapp.json"])
        self.connection = dict(connection)
        self.base: dict[str, Any] = json.loads(files[self.about["generalCodeFiles"]["base"]])

    def code(self, kind: str, name: str, code: str) -> Any:
        """A code of a component."""
        return json.loads(self.files[self.about["components"][kind][name]["codeFiles"][code]])

    def run(self, module: str, parameters: Mapping[str, Any], **variables: Any) -> list[Any]:
        """What a module passes on: its bundles. `payload` is what a webhook has received."""
        known = {"parameters": parameters, "connection": self.connection, **variables}
        return self._run(self.code("module", module, "communication"), known)

    def connects(self) -> None:
        """Try the connection, which inherits nothing from the base."""
        asked = self.code("connection", "apiKey", "communication")
        self._ask(asked, {}, {"parameters": self.connection})

    def attach(self, url: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Register a webhook. Returns what Make keeps of it."""
        known = {"parameters": parameters, "connection": self.connection, "webhook": {"url": url}}
        asked = self.code("webhook", "events", "attach")
        kept: dict[str, Any] = rendered(asked["response"]["data"], self._ask(asked, self.base, known))
        return kept

    def detach(self, kept: Mapping[str, Any]) -> None:
        """Remove a webhook."""
        known = {"connection": self.connection, "webhook": kept}
        self._ask(self.code("webhook", "events", "detach"), self.base, known)

    def received(self, body: Mapping[str, Any]) -> list[Any]:
        """What the trigger passes on when the webhook has received a delivery."""
        hook = self.code("webhook", "events", "communication")
        return self.run("watchEvents", {}, payload=rendered(hook["output"], {"body": body}))

    def _run(self, asked: Mapping[str, Any], known: Mapping[str, Any]) -> list[Any]:
        response, pages = asked["response"], asked.get("pagination")
        limit = rendered(response.get("limit", UNDEFINED), known)
        bundles: list[Any] = []
        while True:
            answered = self._ask(asked, self.base, known)
            if "iterate" not in response:
                return [rendered(response["output"], answered)]
            items = rendered(response["iterate"], answered)
            bundles += [rendered(response["output"], {**answered, "item": item}) for item in items]
            if len(bundles) >= limit or not pages or not rendered(pages["condition"], answered):
                return bundles[:limit]
            # The body of the pagination takes the place of the first one's, whatever mergeWithParent says.
            asked = {**asked, "body": rendered(pages["body"], answered)}

    def _ask(self, asked: Mapping[str, Any], base: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
        url = rendered(asked["url"], known)
        body = rendered(asked["body"], known)
        content = body if asked.get("type") == "text" else json.dumps(body, default=_serialized)
        headers = rendered({**base.get("headers", {}), **asked.get("headers", {})}, known)
        address = f"{rendered(base['baseUrl'], known)}{url}" if url.startswith("/") else url
        answer = httpx.request(asked["method"], address, content=content, headers=headers, timeout=60)
        return self.answered(
            answer, asked.get("response", {}).get("error", base.get("response", {}).get("error")), known
        )

    def answered(self, answer: httpx.Response, error: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
        """The variables that an answer adds. Raises MakeError with what a refusal is told as."""
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        body = answer.json() if is_json else answer.text
        found = {**known, "body": body, "headers": dict(answer.headers), "statusCode": answer.status_code}
        if answer.status_code >= 400:
            told = error.get(str(answer.status_code), error)
            raise MakeError(rendered(told["message"], found), told.get("type", "RuntimeError"))
        return found
