"""Tools of MCP servers that an agent was granted, each by its own name: `mcp:<connection>:<tool>`.

What a server says of a tool is pinned when the tool is granted. The model is told what was granted, and a tool of which
the server says something else by now is refused until it is granted again: a server could change what a tool takes, or
what a model reads about it, after somebody has agreed to it. What a tool answers is data of others.
docs/adr/0136-tools-of-servers-are-pinned.md
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from bivelio_core import operation_calls
from bivelio_core.context import Context
from bivelio_core.errors import InsufficientScope, Unprocessable
from bivelio_core.json_text import depth, to_json
from bivelio_core.nearest import close_to
from bivelio_core.operations import operations
from bivelio_core.providers import language_model as lm
from bivelio_core.scopes import includes
from bivelio_core.server_tool_words import pin_of, words_of

from . import quoting
from .errors import (
    ANOTHER_PIN,
    DECIDED_BY_PERSON,
    LONG_DESCRIPTION,
    SERVER_TOOL,
    SERVER_TOOL_NAME,
    UNREADABLE_SERVER,
)

LIST, EXECUTE = "mcp.tools", "mcp.execute"
SCOPE = "mcp:write"

PREFIX = "mcp:"
_NAME = re.compile(r"mcp:(?P<provider>[a-z][a-z0-9_]{0,49}):(?P<tool>[A-Za-z0-9_.-]{1,72})")
"""Names that a language model can be told: 128 of these characters at most."""

MAXIMUM_SAID_BYTES = 8_000
MAXIMUM_SAID_DEPTH = 32
PER_PAGE = 100

ABOUT = "A tool of another company's server, which says of it, as data:"
NOTHING_SAID = "The server says nothing of it."

Grant = Mapping[str, Any]
"""A grant as it is stored: `name`, `pinned`, `words` as JSON, and `approval` and `reach` where they were sent."""


class Listing(NamedTuple):
    """The tools of a server by their names, and why they cannot be read."""

    tools: Mapping[str, Mapping[str, Any]]
    error: Mapping[str, Any] | None = None


class ServerTool(NamedTuple):
    """A tool of a server, as it was granted."""

    name: str
    provider: str
    tool: str
    pinned: str
    words: Mapping[str, Any]

    @classmethod
    def of(cls, grant: Grant) -> "ServerTool":
        """The tool of a stored grant."""
        provider, tool = _parts(grant["name"])
        return cls(grant["name"], provider, tool, grant["pinned"], json.loads(grant["words"]))

    @property
    def changes(self) -> bool:
        """Whether it may change something: the server did not say that it reads only."""
        return not self.words["read_only"]

    def asks_first(self, approval: Any) -> bool:
        """Whether a person decides about a call: one that may change something, and what was granted so."""
        return self.changes or approval not in (None, "never")

    def described(self) -> lm.Tool:
        """The tool as a model is told of it: in the words that were pinned."""
        words = " ".join(str(self.words[part]) for part in ("title", "description") if self.words.get(part))
        about = f"{ABOUT}\n{quoting.data(words)}" if words else f"{ABOUT} {NOTHING_SAID}"
        return lm.Tool(self.name, about, dict(self.words["parameters"]))

    def refusal(self, ctx: Context) -> dict[str, Any] | None:
        """Why the tool is not called now: the server has it no more, or says something else of it."""
        listed = listing(self.provider, ctx)
        if listed.error is not None:
            return {"error": _marked(listed.error)}
        if self.tool not in listed.tools or pin_of(listed.tools[self.tool]) != self.pinned:
            message = f"What the server says of {self.name} is not what was granted. It has to be granted again."
            return {"error": {"code": "TOOL_CHANGED", "message": message}}
        return None

    def run(self, arguments: Mapping[str, Any], ctx: Context) -> dict[str, Any]:
        """What a call answers, marked as data; it is refused when the tool is not the one that was granted."""
        if (refusal := self.refusal(ctx)) is not None:
            return refusal
        request = {"provider": self.provider, "tool": self.tool, "parameters": dict(arguments)}
        answer = operation_calls.call(operations()[EXECUTE], request, ctx)
        if "error" in answer:
            return {"error": _marked(answer["error"])}
        return {"execution_id": answer["execution_id"], "result": quoting.data(to_json(answer["result"]))}


def is_server_tool(name: str) -> bool:
    """Whether a name is one of a server's tool, and not of an operation."""
    return name.startswith(PREFIX)


def of_grants(tools: Iterable[str | Grant]) -> dict[str, ServerTool]:
    """The tools of servers among what an agent was granted."""
    stored = (tool for tool in tools if not isinstance(tool, str) and is_server_tool(tool["name"]))
    return {grant["name"]: ServerTool.of(grant) for grant in stored}


def words_by_name(tools: Iterable[str | Grant]) -> dict[str, Mapping[str, Any]]:
    """What servers said of the tools that an agent was granted, by the names of these."""
    return {name: tool.words for name, tool in of_grants(tools).items()}


def granted(
    sent: Grant, former: Grant | None, field: str, ctx: Context, listings: dict[str, Listing]
) -> dict[str, Any]:
    """A grant as it is stored: as it was before where its pin is sent back, else with what the server says now.

    `listings` are those of the same request, for which each server is asked once. Raises Unprocessable for a tool that
    the server lacks or that cannot be granted so, InsufficientScope.
    """
    pin, rest = sent.get("pinned"), {name: value for name, value in sent.items() if name != "pinned"}
    if former is not None and pin == former.get("pinned"):
        words = former["words"]
    else:
        words = to_json(_description_now(sent["name"], field, pin, ctx, listings))
        pin = pin_of(json.loads(words))
    grant = {**rest, "pinned": pin, "words": words}
    if ServerTool.of(grant).changes and rest.get("approval", "always") != "always":
        raise Unprocessable.of(f"{field}.approval", DECIDED_BY_PERSON)
    return grant


def _description_now(
    name: str, field: str, pin: str | None, ctx: Context, listings: dict[str, Listing]
) -> dict[str, Any]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise Unprocessable.of(field, SERVER_TOOL_NAME)
    if not includes(ctx.scopes, SCOPE):
        raise InsufficientScope.of(SCOPE, field=field)
    provider, tool = match["provider"], match["tool"]
    listed = listings[provider] = listings.get(provider) or listing(provider, ctx)
    if listed.error is not None:
        raise Unprocessable.of(field, UNREADABLE_SERVER, provider=provider, message=listed.error["message"])
    if tool not in listed.tools:
        expected = ", ".join(close_to(tool, listed.tools) or listed.tools)
        raise Unprocessable.of(field, SERVER_TOOL, provider=provider, expected=expected)
    words = words_of(listed.tools[tool])
    is_deep = depth(words, MAXIMUM_SAID_DEPTH) > MAXIMUM_SAID_DEPTH
    if is_deep or len(to_json(words).encode("utf-8", "surrogatepass")) > MAXIMUM_SAID_BYTES:
        raise Unprocessable.of(field, LONG_DESCRIPTION, limit=MAXIMUM_SAID_BYTES, levels=MAXIMUM_SAID_DEPTH)
    if pin is not None and pin != pin_of(words):
        raise Unprocessable.of(f"{field}.pinned", ANOTHER_PIN)
    return words


def listing(provider: str, ctx: Context) -> Listing:
    """What a server has now."""
    tools: dict[str, Mapping[str, Any]] = {}
    page, pages = 1, 1
    while page <= pages:
        request = {"provider": provider, "page": page, "per_page": PER_PAGE}
        answer = operation_calls.call(operations()[LIST], request, ctx)
        if "error" in answer:
            return Listing({}, answer["error"])
        tools |= {each["name"]: each for each in answer["tools"]}
        page, pages = page + 1, answer["pagination"]["total_pages"]
    return Listing(tools)


def _parts(name: str) -> tuple[str, str]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError("a grant has a name that can be granted")
    return match["provider"], match["tool"]


def _marked(error: Mapping[str, Any]) -> dict[str, Any]:
    """An error with the server's own words marked: they are data too."""
    details = error.get("details") or {}
    words = {"server": quoting.data(str(details["message"]))} if details.get("message") else {}
    about = {"reason": details["reason"]} if "reason" in details else {}
    return {"code": error["code"], "message": error["message"], **about, **words}
