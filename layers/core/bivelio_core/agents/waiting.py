"""A conversation that waits for a person, who decides about calls of tools: how it is kept until then.

It is kept beside the execution, for a week at most, and deleted with the decision. The texts of the model are kept, not
its own record of its thoughts: it is asked again as another model would be.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from bivelio_core.json_text import to_json
from bivelio_core.providers import language_model as lm

from .frame import ALONE, Frame

LONGEST = timedelta(days=7)
"""A call that nobody decided about by then is not carried out."""


class Waiting(NamedTuple):
    """A conversation at a turn whose calls are `pending`, or have their results in `done`.

    `turns` end with the model's turn; `rounds` is how often tools have been carried out, this turn not counted.
    """

    turns: tuple[lm.Turn, ...]
    pending: tuple[lm.ToolCall, ...]
    done: tuple[lm.ToolResult, ...]
    rounds: int
    usage: lm.Usage
    model: str
    used: tuple[str, ...]
    context: Mapping[str, Any] | None = None
    calls: tuple[dict[str, Any], ...] = ()
    frame: Frame = ALONE


def packed(waiting: Waiting) -> bytes:
    """The conversation as compressed JSON: what tools answer is long, and an item holds 400 kB."""
    text = to_json(
        {
            "turns": [_turn(turn) for turn in waiting.turns],
            "pending": [call._asdict() for call in waiting.pending],
            "done": [_result(result) for result in waiting.done],
            "rounds": waiting.rounds,
            "usage": list(waiting.usage),
            "model": waiting.model,
            "used": list(waiting.used),
            "context": waiting.context,
            "calls": list(waiting.calls),
            "frame": _frame(waiting.frame),
        }
    )
    return zlib.compress(text.encode(), 9)


def unpacked(conversation: bytes | str) -> Waiting:
    """The conversation of `packed`; those kept before were JSON as it is."""
    document = json.loads(conversation if isinstance(conversation, str) else zlib.decompress(conversation))
    return Waiting(
        tuple(map(_turn_of, document["turns"])),
        tuple(lm.ToolCall(**each) for each in document["pending"]),
        _results_of(document["done"]),
        document["rounds"],
        lm.Usage(*document["usage"]),
        document["model"],
        tuple(document["used"]),
        document["context"],
        tuple(document.get("calls", ())),
        _frame_of(document.get("frame") or {}),
    )


def _frame(frame: Frame) -> dict[str, Any]:
    """What of a frame the model needs to go on; its rules are of the program, which asks anew."""
    return {
        "before": [_turn(turn) for turn in frame.before],
        "contact_id": frame.contact_id,
        "instructions": frame.instructions,
        "schema": frame.schema,
    }


def _frame_of(document: Mapping[str, Any]) -> Frame:
    return Frame(
        tuple(map(_turn_of, document.get("before", ()))),
        contact_id=document.get("contact_id"),
        instructions=document.get("instructions", ""),
        schema=document.get("schema"),
    )


def _turn(turn: lm.Turn) -> dict[str, Any]:
    match turn:
        case lm.UserTurn(parts):
            return {"user": [str(part) for part in parts]}
        case lm.ModelTurn(text, calls):
            return {"model": text, "calls": [call._asdict() for call in calls]}
        case lm.ToolTurn(results):
            return {"results": [_result(result) for result in results]}


def _turn_of(document: Mapping[str, Any]) -> lm.Turn:
    if "user" in document:
        return lm.UserTurn(tuple(document["user"]))
    if "model" in document:
        return lm.ModelTurn(document["model"], tuple(lm.ToolCall(**call) for call in document["calls"]))
    return lm.ToolTurn(_results_of(document["results"]))


def _result(result: lm.ToolResult) -> dict[str, Any]:
    return {"call": result.call._asdict(), "output": dict(result.output)}


def _results_of(document: Sequence[Mapping[str, Any]]) -> tuple[lm.ToolResult, ...]:
    return tuple(lm.ToolResult(lm.ToolCall(**each["call"]), each["output"]) for each in document)
