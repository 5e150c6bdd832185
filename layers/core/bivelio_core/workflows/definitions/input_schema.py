"""Whether the `input_schema` of a definition is one against which every input can be checked."""

from collections.abc import Iterator
from typing import Any

from bivelio_core.faults import Fault
from bivelio_core.json_schema import schema_fault

from . import messages


def input_schema_faults(schema: Any) -> Iterator[Fault]:
    """The fault of an `input_schema`, at its place inside it; none for a definition without one."""
    if schema is not None and (fault := schema_fault(schema, has_patterns=True)) is not None:
        yield Fault(f"input_schema{fault.path}", messages.INPUT_SCHEMA, {"reason": fault.reason})
