"""What starts a workflow, and how many of its runs are under way at once."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from bivelio_core.faults import broken
from bivelio_core.models import Request

TriggerType = Literal["manual", "cron", "event", "inbound", "api"]
ConcurrencyWord = Literal["single", "by_input", "allow"]
JmesPath = Annotated[str, Field(min_length=1, max_length=1_000, description="A JMESPath expression.")]


class ConcurrencyRule(Request):
    """How many runs are under way at once, and what happens to another one."""

    limit: Annotated[int, Field(ge=1, le=1_000)] = Field(1, description="How many runs at once.")
    key: JmesPath | None = Field(
        None, description="An expression over `input` and `trigger`: runs for which it gives the same share the limit."
    )
    on_busy: Literal["refuse", "queue", "replace"] = Field(
        "refuse", description="Refuse another run, have it wait in order, or cancel the oldest one for it."
    )
    max_queued: Annotated[int, Field(ge=1, le=10_000)] = Field(
        100, description="How many may wait; another one is answered 429."
    )


def _by_form(value: Any) -> Any:
    """Judge an object as a rule and all else as a word: pydantic judges it as both, and names both in the fields."""
    if isinstance(value, dict):
        return ConcurrencyRule.model_validate(value)
    if isinstance(value, ConcurrencyRule) or value in get_args(ConcurrencyWord):
        return value
    raise broken("choice", expected=", ".join(get_args(ConcurrencyWord)))


Concurrency = Annotated[ConcurrencyWord | ConcurrencyRule, BeforeValidator(_by_form)]
