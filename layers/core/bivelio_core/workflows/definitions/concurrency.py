"""What starts a workflow, and how many of its runs are under way at once."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import Request, by_form

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


Concurrency = Annotated[ConcurrencyWord | ConcurrencyRule, by_form(ConcurrencyRule, ConcurrencyWord)]
