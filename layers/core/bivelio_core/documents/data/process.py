"""Asks the process that reads files as data."""

from typing import Any

from bivelio_core.bounded_process import BoundedProcess, Exceeded
from bivelio_core.documents.analysis.refusals import Refused

SECONDS = 10.0
SHARED = BoundedProcess(f"{__package__}.child")


def ask(content: bytes, **options: Any) -> dict[str, Any]:
    """Return what `parts.part_of` returns. Raises Refused, too_complex for what exceeds the limits of the process."""
    if not content:
        raise Refused("empty", "zero bytes")
    try:
        answer = SHARED.ask(content, seconds=SECONDS, **options)
    except Exceeded as exceeded:
        raise Refused("too_complex", str(exceeded)) from exceeded
    if "refused" in answer:
        raise Refused(answer["refused"], answer.get("detail", ""))
    return answer
