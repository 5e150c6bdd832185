"""Asks the process that reads files as lines."""

from typing import NamedTuple

from bivelio_core.bounded_process import BoundedProcess, Exceeded
from bivelio_core.documents.analysis.refusals import Refused

from .line import Line

SECONDS = 60.0
SHARED = BoundedProcess(f"{__package__}.child")


class Text(NamedTuple):
    """What a file says: its own title, if it has one, and its lines."""

    title: str | None
    lines: list[Line]


def read(content: bytes, name: str, seconds: float = SECONDS) -> Text:
    """Return the lines of a file. Raises Refused, too_complex for what exceeds the limits of the process."""
    if not content:
        raise Refused("empty", "zero bytes")
    try:
        answer = SHARED.ask(content, seconds=seconds, name=name)
    except Exceeded as exceeded:
        raise Refused("too_complex", str(exceeded)) from exceeded
    if "refused" in answer:
        raise Refused(answer["refused"], answer.get("detail", ""))
    return Text(answer["title"], [Line(*line) for line in answer["lines"]])
