"""Statistics of runs: the models of requests and responses."""

from typing import Annotated

from pydantic import Field

from bivelio_core.models import Day, Request, Response, Timestamp
from bivelio_core.workflows.models import WorkflowId
from bivelio_core.workflows.runs.models import InstanceStatus

MAXIMUM_WORKFLOWS = 50


class RunStatistics(Request):
    """The days, of one workflow or of all; by default the last thirty days."""

    workflow_id: WorkflowId | None = Field(None, description="Only runs of this workflow.")
    workflow_ids: Annotated[list[WorkflowId], Field(max_length=MAXIMUM_WORKFLOWS)] | None = Field(
        None, description="Workflows to count apart as well, each with its last run: those of a page of a list."
    )
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


class LastRun(Response):
    """The run of a workflow that started last, on whatever day."""

    instance_id: str = Field(description="The id of the instance (a run of a workflow).")
    status: InstanceStatus = Field(description="How the run ended, or where it is.")
    started_at: Timestamp = Field(description="When it started.")
    ended_at: Timestamp | None = Field(None, description="When it ended; absent while it is under way.")
    duration_ms: int | None = Field(None, description="The duration in milliseconds; absent while it is under way.")


class WorkflowCounts(Counts):
    """The runs of a workflow that ended in these days, and its last run."""

    workflow_id: str = Field(description="The id of the workflow.")
    last_run: LastRun | None = Field(None, description="The run that started last; absent when there was none.")


class Statistics(Response):
    """What runs came to, by day and together."""

    from_date: Day = Field(description="The first day that is counted.")
    to_date: Day = Field(description="The last day that is counted.")
    time_zone: str = Field(description="The time zone of the organisation, in which days are meant.")
    total: Counts = Field(description="All days together.")
    days: list[DayCounts] = Field(description="Each day from the first to the last, also those without runs.")
    workflows: list[WorkflowCounts] | None = Field(
        None, description="Each of `workflow_ids`, in their order; one that does not exist has no runs."
    )
