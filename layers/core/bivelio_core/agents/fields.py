"""The field types of agents."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from bivelio_core.credits.prices import AGENT_MAXIMUM
from bivelio_core.faults import broken
from bivelio_core.json_schema import MAXIMUM_BYTES, schema_fault
from bivelio_core.language_models import MODELS
from bivelio_core.models import NAME

from .errors import NOT_CHECKABLE

MAXIMUM_INSTRUCTIONS = 20_000
MAXIMUM_TEXT = 32_000
MAXIMUM_CONTEXT_BYTES = 65_536
MAXIMUM_TOOLS = 20
MAXIMUM_CREDITS = AGENT_MAXIMUM * max(model.factor for model in MODELS.values())
"""What an invocation of the dearest model with the longest input costs."""


def _checkable(schema: dict[str, Any]) -> dict[str, Any]:
    if size_of(schema) > MAXIMUM_BYTES:
        raise broken("max_bytes", limit=MAXIMUM_BYTES)
    if fault := schema_fault(schema):
        raise broken(NOT_CHECKABLE, inside=fault.path, reason=fault.reason)
    return schema


def _small(context: dict[str, Any]) -> dict[str, Any]:
    if size_of(context) > MAXIMUM_CONTEXT_BYTES:
        raise broken("max_bytes", limit=MAXIMUM_CONTEXT_BYTES)
    return context


def _no_filter(category: str) -> str:
    if category == ALL:
        raise broken("invalid")
    return category


ALL = "all"
"""In a list's filters: every one."""


def size_of(value: Any) -> int:
    """The bytes of a value as JSON."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


AgentId = Annotated[str, Field(min_length=1, max_length=64)]
Name = Annotated[str, NAME, Field(min_length=1, max_length=100)]
Description = Annotated[str, Field(max_length=500)]
Category = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$"), AfterValidator(_no_filter)]
Instructions = Annotated[str, Field(min_length=1, max_length=MAXIMUM_INSTRUCTIONS)]
Model = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
ToolName = Annotated[str, Field(max_length=128)]
OutputSchema = Annotated[dict[str, Any], AfterValidator(_checkable)]
MaximumCredits = Annotated[int, Field(ge=1, le=MAXIMUM_CREDITS)]
DailyCredits = Annotated[int, Field(ge=1, le=1_000_000)]
Text = Annotated[str, Field(min_length=1, max_length=MAXIMUM_TEXT)]
InputContext = Annotated[dict[str, Any], AfterValidator(_small)]
