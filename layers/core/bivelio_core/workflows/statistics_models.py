"""Statistics of runs: the models of requests and responses."""

from pydantic import Field

from bivelio_core.models import Day, Request, Response

from .models import WorkflowId


class RunStatistics(Request):
    """The days, of one workflow or of all; by default the last thirty days."""

    workflow_id: WorkflowId | None = Field(None, description="Only runs of this workflow.")
    from_date: Day | None = Field(None, description="Runs that ended on this day or later, in the organisation's zone.")
    to_date: Day | None = Field(None, description="Runs that ended on this day or earlier; at most 92 days in all.")


class Counts(Response):
    """Runs that have ended, and how long they took."""

    runs: int = Field(description="The runs that ended, however.")
    completed: int = Field(description="Those that completed.")
    failed: int = Field(description="Those that failed, and were not retried since.")
    cancelled: int = Field(description="Those that were cancelled.")
    p50_ms: int | None = Field(
        None, description="Half of the runs that completed or failed took at most so many milliseconds, within 5 %."
    )
    p95_ms: int | None = Field(
        None, description="Of the runs that completed or failed, 95 % took at most so many milliseconds, within 5 %."
    )


class DayCounts(Counts):
    """The runs that ended on a day."""

    date: Day = Field(description="The day, in the time zone of the organisation.")


class Statistics(Response):
    """What runs came to, by day and together."""

    from_date: Day = Field(description="The first day.")
    to_date: Day = Field(description="The last day.")
    time_zone: str = Field(description="The time zone of the organisation, in which days are meant.")
    total: Counts = Field(description="All days together.")
    days: list[DayCounts] = Field(description="Each day from the first to the last, also those without runs.")
