"""Tools over the registry of operations, for what no other tool does: look for one, read how it is asked, ask."""

import re
from collections.abc import Mapping
from typing import Any

from bivelio_core.json_text import to_json
from bivelio_core.mcp_server.messages import JsonObject
from bivelio_core.mcp_server.tool import THING, Tool, answer_of, object_of, text
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
    return [each for name, each in operations().items() if work.may(name) and not each.changes]


def _likeness(operation: Operation, words: set[str]) -> int:
    names = set(_WORD.findall(operation.name.replace("_", " ")))
    return 3 * len(words & (names | {name.rstrip("s") for name in names})) + len(
        words & set(_WORD.findall(operation.summary.lower()))
    )


def _summary(operation: Operation) -> JsonObject:
    return {"operation": operation.name, "summary": operation.summary}


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
    if not work.may(name) or operations()[name].changes:
        raise ToolFailed.of("UNKNOWN_OPERATION", f"{name} is not offered here. Look for another one by api_search.")
    return operations()[name]


def api_read(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """The answer of an operation that changes nothing."""
    operation = operation_of(work, arguments["operation"])
    return {"operation": operation.name, "result": work.send(operation.name, arguments.get("data", {}))}


RESULT = {"type": "object", "properties": {"operation": {"type": "string"}, "result": THING}, "required": ["result"]}
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
    Tool("api_read", object_of("operation", operation=OPERATION, data=DATA), RESULT, api_read),
)
