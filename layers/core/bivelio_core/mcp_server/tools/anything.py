"""Tools over the registry of operations, for what no other tool does: look for one, read how it is asked, ask.

Reading, making, changing and taking away are tools of their own, so that a client can let the one pass and ask its user
before another.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bivelio_core.json_text import to_json
from bivelio_core.mcp_server.messages import JsonObject
from bivelio_core.mcp_server.tool import ASKED_BACK, CONFIRMED, THING, Tool, answer_of, object_of, text
from bivelio_core.mcp_server.work import ToolFailed, Work
from bivelio_core.operations import Operation, operations

MOST_FOUND, MOST_DETAILS, LONGEST_DETAILS = 15, 3, 24_000
OPERATION = text("Name, as api_search gives it: contacts.get.", most=60)
_WORD = re.compile(r"[a-z]{2,}")


def api_search(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """Operations whose names and summaries have the words, the best first."""
    words = set(_WORD.findall(arguments["query"].lower()))
    ranked = sorted(
        ((-_likeness(each, words), place, each) for place, each in enumerate(_offered(work))), key=lambda one: one[:2]
    )
    best = [each for rank, _, each in ranked if rank < 0] or [each for _, _, each in ranked]
    names = sorted({each.name.partition(".")[0] for each in _offered(work)})
    return {"operations": [_summary(each) for each in best[:MOST_FOUND]], "resources": names}


def _offered(work: Work) -> list[Operation]:
    return [each for name, each in operations().items() if work.may(name)]


def _likeness(operation: Operation, words: set[str]) -> int:
    names = set(_WORD.findall(operation.name.replace("_", " ")))
    return 3 * len(words & (names | {name.rstrip("s") for name in names})) + len(
        words & set(_WORD.findall(operation.summary.lower()))
    )


def _summary(operation: Operation) -> JsonObject:
    return {"operation": operation.name, "summary": operation.summary, "tool": tool_of(operation)}


REMOVING = frozenset({"archive", "cancel", "delete", "disable", "end", "erase", "remove", "undo", "unmerge", "void"})
MAKING = frozenset({"add", "book", "create", "define", "execute", "export", "generate", "hold", "import", "invoke"})
MAKING_TOO = frozenset({"receive", "rectify", "save", "send", "upload", "url", "upsert"})


def tool_of(operation: Operation) -> str:
    """The tool that carries an operation out, by what it does."""
    if not operation.changes:
        return "api_read"
    words = set(operation.name.partition(".")[2].split("_"))
    return "api_remove" if words & REMOVING else "api_create" if words & (MAKING | MAKING_TOO) else "api_change"


def api_details(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """The schemas of operations."""
    details: list[JsonObject] = []
    for name in arguments["operations"]:
        operation = operation_of(work, name)
        schema = operation.request_model.model_json_schema()
        details.append({**_summary(operation), "data": schema})
    if len(to_json(details)) > LONGEST_DETAILS:
        raise ToolFailed.of("RESULT_TOO_LARGE", "These schemas are too large together. Ask for one operation.")
    return {"operations": details}


def operation_of(work: Work, name: str) -> Operation:
    """An operation that the caller may ask for. Raises ToolFailed."""
    if not work.may(name):
        raise ToolFailed.of("UNKNOWN_OPERATION", f"{name} is not offered here. Look for another one by api_search.")
    return operations()[name]


def _carried_out(tool: str) -> Callable[[Work, Mapping[str, Any]], JsonObject]:
    def carry_out(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
        """The answer of an operation that this tool is for."""
        operation = operation_of(work, arguments["operation"])
        if tool_of(operation) != tool:
            raise ToolFailed.of("WRONG_TOOL", f"{operation.name} is carried out by {tool_of(operation)}.")
        return {"operation": operation.name, "result": work.send(operation.name, arguments.get("data", {}))}

    return carry_out


RESULT: JsonObject = {
    "type": "object",
    "properties": {"operation": {"type": "string"}, "result": THING},
    "required": ["operation", "result"],
}
DATA: JsonObject = {"type": "object", "description": "The operation's `data`, as api_details says."}

TOOLS = (
    Tool("api_search", object_of("query", query=text(most=200)), answer_of("operations"), api_search, is_ours=True),
    Tool(
        "api_details",
        object_of(
            "operations",
            operations={"type": "array", "items": OPERATION, "minItems": 1, "maxItems": MOST_DETAILS},
        ),
        answer_of("operations"),
        api_details,
        is_ours=True,
    ),
    Tool("api_read", object_of("operation", operation=OPERATION, data=DATA), RESULT, _carried_out("api_read")),
    *(
        Tool(
            name,
            object_of("operation", operation=OPERATION, data=DATA, **CONFIRMED),
            {"type": "object", "properties": {**ASKED_BACK, **RESULT["properties"]}},
            _carried_out(name),
            changes=True,
            removes=name == "api_remove",
            repeats=False,
            reaches_out=True,
        )
        for name in ("api_create", "api_change", "api_remove")
    ),
)
