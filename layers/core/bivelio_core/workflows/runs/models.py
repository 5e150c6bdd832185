"""The instances (runs) of workflows: the models of requests and responses."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.models import Day, ListRequest, Pagination, Request, Response, Timestamp
from bivelio_core.workflows.models import WorkflowId

InstanceId = Annotated[str, Field(min_length=1, max_length=100, examples=["wfi_x9y8z7w6"])]
InstanceStatus = Literal["pending", "running", "waiting", "paused", "completed", "failed", "cancelled"]
StepStatus = Literal["pending", "running", "waiting", "completed", "failed", "skipped", "cancelled"]


class ExecuteWorkflow(Request):
    """Start a run. With `async: false` the answer waits for its end, as long as the deployment allows."""

    workflow_id: WorkflowId = Field(description="The id of the workflow.")
    input: Annotated[dict[str, Any], Field(max_length=200)] = Field(
        default_factory=dict, description="The input of the run; expressions read it as `input`."
    )
    async_: Annotated[
        bool,
        Field(
            alias="async",
            description=(
                "`true` responds at once; `false` responds when the run has ended or the longest wait is over."
            ),
        ),
    ] = True


class Execution(Response):
    """A run that has just been started, or has ended meanwhile."""

    instance_id: str = Field(description="The id of the instance (a run of a workflow).")
    workflow_id: str = Field(description="The id of the workflow.")
    status: InstanceStatus = Field(description="Where the run is.")
    started_at: Timestamp = Field(description="When it started.")
    current_step: int = Field(description="How many top-level steps have started.")
    total_steps: int = Field(description="The number of top-level steps.")
    ended_at: Timestamp | None = Field(None, description="When it ended; absent while it is under way.")
    duration_ms: int | None = Field(None, description="The duration in milliseconds; absent while it is under way.")
    output: Any = Field(None, description="What the run gave at its end.")
    error: dict[str, Any] | None = Field(None, description="Why it failed: `code`, `message` and details.")


class ListInstances(ListRequest):
    """Which page of instances, newest first."""

    workflow_id: WorkflowId | None = Field(None, description="The id of the workflow.")
    status: InstanceStatus | None = Field(None, description="Only instances with this status.")
    trigger: Literal["api", "cron", "event", "inbound", "workflow"] | None = Field(
        None, description="Only instances that this started; `workflow` is a step of another run."
    )
    from_date: Day | None = Field(None, description="Started on this day (UTC) or later.")
    to_date: Day | None = Field(None, description="Started on this day (UTC) or earlier.")
    duration: Literal["under_1s", "under_10s", "under_1m", "under_1h", "over_1h"] | None = Field(
        None, description="Only instances that took so long: up to its limit, and at least the limit before."
    )
    search: Annotated[str, Field(max_length=200, examples=["Empresa ABC"])] | None = Field(
        None, description="Words, each of which must be the beginning of a word in the input."
    )
    with_waiting: bool = Field(
        False, description="Whether each instance shows the approvals that it waits for, as `instances/get` does."
    )


class InstanceSummary(Response):
    """An instance in a list."""

    instance_id: str = Field(description="The id of the instance (a run of a workflow).")
    workflow_id: str = Field(description="The id of the workflow.")
    workflow_name: str = Field(description="The name of the workflow when the run started.")
    status: InstanceStatus = Field(description="Where the run is.")
    current_step: int = Field(description="How many top-level steps have started.")
    total_steps: int = Field(description="The number of top-level steps.")
    input: Any = Field(None, description="What the run was started with.")
    input_omitted: Annotated[
        bool | None, Field(description="The input is too large to be shown here; instances/get shows it.")
    ] = None
    started_at: Timestamp = Field(description="When it started.")
    updated_at: Timestamp = Field(description="When it was last changed.")
    paused_at: Timestamp | None = Field(None, description="Since when it is paused.")
    ended_at: Timestamp | None = Field(None, description="When it ended; absent while it is under way.")
    duration_ms: int | None = Field(None, description="The duration in milliseconds; absent while it is under way.")


class GetInstance(Request):
    """Which instance to read."""

    instance_id: InstanceId = Field(description="The id of the instance (a run of a workflow).")


class Deciders(Response):
    """Which users may decide an approval that says so; API keys may not."""

    roles: list[str] | None = Field(None, description="Users with one of these roles.")
    users: list[str] | None = Field(None, description="The users with these ids.")
    exclude_starter: bool = Field(description="Whether the user who started the run may not.")
    exclude_deciders_of: list[str] | None = Field(
        None, description="The earlier approvals of which whoever decided one may not."
    )
    approvals: int | None = Field(None, description="How many different users must approve, when more than one.")


class PersonsDecision(Response):
    """What one of several people has decided about an approval."""

    approved: bool = Field(description="The decision.")
    decided_at: Timestamp = Field(description="When the decision was made.")
    decided_by: str = Field(description="Who made the decision.")
    comment: str | None = Field(None, description="A comment on the decision.")


class StepAttempt(Response):
    """One attempt of a step."""

    started_at: Timestamp = Field(description="When it started.")
    ended_at: Timestamp | None = Field(None, description="When it ended; absent while it is under way.")
    duration_ms: int | None = Field(None, description="The duration in milliseconds; absent while it is under way.")
    status: Literal["running", "waiting", "completed", "failed"] = Field(description="How it ended.")
    error: dict[str, Any] | None = Field(None, description="Why it failed: `code` and `message`.")


class InstanceStep(Response):
    """The state of a step of an instance. `iterations` counts those of a for_each."""

    id: str = Field(description="The id of the resource.")
    name: str = Field(description="The name, on one line.")
    type: str = Field(description="Which kind of step it is.")
    status: StepStatus = Field(
        description="`waiting` for time, a person or another run; `skipped` if its `when` was false."
    )
    started_at: Timestamp | None = Field(None, description="When it started.")
    ended_at: Timestamp | None = Field(None, description="When it ended; absent while it is under way.")
    duration_ms: int | None = Field(None, description="The duration in milliseconds, of all attempts and waits.")
    attempts: int | None = Field(None, description="How many attempts were made.")
    attempt_list: list[StepAttempt] | None = Field(
        None, description="Each attempt, oldest first: the last twenty, those before a retry of the run as well."
    )
    until: Timestamp | None = Field(None, description="The time until which to wait.")
    expires_at: Timestamp | None = Field(None, description="When it expires.")
    message: str | None = Field(None, description="A message for people.")
    deciders: Deciders | None = Field(None, description="Who may decide an approval; absent where everybody may.")
    decisions: list[PersonsDecision] | None = Field(
        None, description="Of an approval that asks several people: what they have decided, oldest first."
    )
    iterations: int | None = Field(None, description="The number of iterations of a `for_each`.")
    input: Any = Field(
        None,
        description="The input that it received, its expressions evaluated; secrets are `********`.",
    )
    input_beginning: str | None = Field(None, description="Of an input that is not shown whole: its JSON's beginning.")
    input_bytes: int | None = Field(None, description="Of an input that is not shown whole: its size as JSON.")
    output: Any = Field(None, description="What the step gave to later ones.")
    output_omitted: Annotated[
        bool | None, Field(description="The output is too large to be shown with the others.")
    ] = None
    error: dict[str, Any] | None = Field(None, description="Why it failed: `code`, `message` and details.")


class WaitingApproval(Response):
    """An approval that waits for a decision; `/workflows/approve` takes its `step_id` and `iteration`."""

    step_id: str = Field(description="The step's id in the definition.")
    iteration: str = Field(description="Which iteration of the for_each around it; `0` outside of one.")
    branch: str | None = Field(None, description="In which branch of a parallel.")
    message: str | None = Field(None, description="What is asked.")
    deciders: Deciders | None = Field(None, description="Who may decide; absent where everybody may.")
    decisions: list[PersonsDecision] | None = Field(
        None, description="Of an approval that asks several people: what they have decided, oldest first."
    )
    expires_at: Timestamp | None = Field(None, description="When it expires without a decision.")
    may_decide: bool = Field(
        description="Whether you may decide it now: you may write, it does not leave you out, and you have not decided."
    )


class ListedInstance(InstanceSummary):
    """An instance in a list, with the approvals that it waits for if they were asked for."""

    waiting: list[WaitingApproval] | None = Field(
        None, description="The approvals that wait, up to 100 of those inside loops and branches."
    )


class InstancePage(Response):
    """A page of instances."""

    instances: list[ListedInstance] = Field(description="The instances of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class Instance(InstanceSummary):
    """An instance with its steps."""

    workflow_version: int = Field(description="The version of the definition that is run.")
    trigger: Any = Field(description="What started the run.")
    started_by: str = Field(description="Who or what started the run.")
    retry_of: str | None = Field(None, description="The id of the instance that this one repeats.")
    output: Any = Field(None, description="What the run gave at its end.")
    error: dict[str, Any] | None = Field(None, description="Why it failed: `code`, `message` and details.")
    failed_step: str | None = Field(None, description="The id of the step that failed.")
    steps: list[InstanceStep] = Field(description="The steps, in order.")
    waiting: list[WaitingApproval] = Field(
        default_factory=list, description="The approvals that wait, up to 100 of those inside loops and branches."
    )


class CancelInstance(Request):
    """Which instance to cancel."""

    instance_id: InstanceId = Field(description="The id of the instance (a run of a workflow).")


class PauseInstance(Request):
    """Which instance to pause."""

    instance_id: InstanceId = Field(description="The id of the instance (a run of a workflow).")


class ResumeInstance(Request):
    """Which paused instance goes on."""

    instance_id: InstanceId = Field(description="The id of the instance (a run of a workflow).")


class RetryInstance(Request):
    """Which failed instance to retry: the same one from its failed step, or a new one from the start."""

    instance_id: InstanceId = Field(description="The id of the instance (a run of a workflow).")
    from_: Annotated[
        Literal["failed_step", "start"],
        Field(
            alias="from",
            description="Continue the same instance from its failed step, or start a new one from the beginning.",
        ),
    ] = "failed_step"


class ApproveStep(Request):
    """A decision about an approval that waits.

    `step_id` may be left out when the workflow has a single approval; `iteration` names one inside a for_each (`3`, or
    `3.1`). The same decision again is the same as once.
    """

    instance_id: InstanceId = Field(description="The id of the instance (a run of a workflow).")
    step_id: Annotated[str, Field(min_length=1, max_length=40)] | None = Field(
        None, description="The id of the waiting step; by default the top-level step under way."
    )
    iteration: Annotated[
        str,
        Field(
            pattern=r"^[0-9]+(\.[0-9]+)*$",
            max_length=40,
            description="The iteration of a `for_each`, from 0; `3.1` for one inside another.",
        ),
    ] = "0"
    approved: bool = Field(True, description="The decision.")
    comment: Annotated[str, Field(max_length=2_000)] | None = Field(None, description="A comment on the decision.")


class Decision(Response):
    """A decision about an approval."""

    instance_id: str = Field(description="The id of the instance (a run of a workflow).")
    step_id: str = Field(description="The id of the step in the definition.")
    approved: bool = Field(description="The decision.")
    decided_at: Timestamp = Field(description="When the decision was made.")
    decided_by: str | None = Field(None, description="Who made the decision.")
    comment: str | None = Field(None, description="A comment on the decision.")
    remaining: int | None = Field(
        None, description="Of an approval that asks several people: how many more must approve before the run goes on."
    )
