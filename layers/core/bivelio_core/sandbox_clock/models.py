"""The sandbox's clock: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core import faults
from bivelio_core.models import Instant, Request, Response, Timestamp

from .durations import PATTERN

SANDBOX_ONLY = faults.register("sandbox_clock", "sandbox_only")
BACKWARDS = faults.register("sandbox_clock", "backwards")
TOO_FAR = faults.register("sandbox_clock", "too_far")
TOO_MANY_MOMENTS = faults.register("sandbox_clock", "too_many_moments")

LONGEST_ADVANCE_DAYS = 366
MOST_MOMENTS = 1_000
"""What may fall due in one advance: each moment takes seconds."""


class GetClock(Request):
    """Nothing: an environment has one clock."""


class AdvanceClock(Request):
    """How far to move the clock: one of `by` and `to`."""

    by: Annotated[str, Field(pattern=PATTERN, max_length=40)] | None = Field(
        default=None,
        description=(
            "By how much: a number with `s`, `m` (minutes), `h`, `d`, `w`, `mo` (months) or `y`, or a duration of ISO "
            "8601 such as `P3D` or `PT90M`."
        ),
        examples=["3d"],
    )
    to: Instant | None = Field(default=None, description="Until when: an instant after the clock's time.")


class FreezeClock(Request):
    """When to stop the clock."""

    at: Instant | None = Field(
        default=None, description="At which instant, later than the clock's time: it is moved there. Otherwise now."
    )


class ResumeClock(Request):
    """How the clock is to go on."""

    real_time: bool = Field(
        default=False, description="Whether to go back to the real time; otherwise it runs on from where it stands."
    )


class Advance(Response):
    """A move of the clock that is under way."""

    began_at: Timestamp = Field(description="Where the clock was.")
    to: Timestamp = Field(description="Where it will be.")
    doing: str | None = Field(default=None, description="What falls due at the time that it shows.")
    done: int = Field(description="How much has fallen due so far.")
    asked_at: Timestamp = Field(description="When it was asked for, in real time.")


class Clock(Response):
    """The sandbox's clock."""

    now: Timestamp = Field(description="What the clock shows.")
    real_now: Timestamp = Field(description="The real time.")
    status: Literal["ready", "advancing"] = Field(
        description="`advancing` while what falls due until the wanted time is being done."
    )
    frozen: bool = Field(description="Whether it stands still.")
    moved: bool = Field(description="Whether it shows another time than the real one, or was stopped.")
    advance: Advance | None = Field(default=None, description="The move that is under way.")
    resets_at: Timestamp = Field(description="When the sandbox's day ends, in real time: then it shows the real time.")
