"""Steps that steer a run: set, condition, wait, approval, wait_for_event, for_each, parallel, run_workflow, stop."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from bivelio_core.faults import Fault
from bivelio_core.models import Request
from bivelio_core.workflows.definitions.concurrency import JmesPath
from bivelio_core.workflows.definitions.event_names import event_faults
from bivelio_core.workflows.definitions.limits import MAXIMUM_CONCURRENCY, MAXIMUM_WAIT_SECONDS
from bivelio_core.workflows.definitions.models import StepId

ApproverRole = Literal["owner", "admin", "member"]
"""The roles that may write; `viewer` cannot decide."""

MOST_APPROVALS = 10
UserId = Annotated[str, Field(pattern=r"^usr_[0-9a-z]+$", max_length=100, examples=["usr_4k7m9p2q"])]
AnySteps = Annotated[list[Any], Field(min_length=1, description="Steps, as at the top level.")]


class SetInput(Request):
    """Any values: they are the step's output."""

    model_config = ConfigDict(extra="allow")


class ConditionInput(Request):
    """`if` decides; without `then` or `else` the run continues with the next step. The output is `{result}`."""

    model_config = ConfigDict(populate_by_name=False)

    if_: Annotated[JmesPath, Field(alias="if")]
    then: StepId | None = Field(None, description="The id of the next step if the condition is true.")
    else_: Annotated[
        StepId | None, Field(alias="else", description="The id of the next step if the condition is false.")
    ] = None


class WaitInput(Request):
    """How long, or until when (RFC 3339 with an offset). Exactly one of the two."""

    seconds: Annotated[int, Field(ge=1, le=MAXIMUM_WAIT_SECONDS)] | None = Field(
        None, description="How long to wait, in seconds."
    )
    until: Annotated[str, Field(min_length=1, max_length=100, examples=["2027-01-01T09:00:00Z"])] | None = Field(
        None, description="The time until which to wait."
    )


class EscalateTo(Request):
    """Who may decide an approval as well, once it has waited for long."""

    roles: Annotated[list[ApproverRole], Field(min_length=1, max_length=3)] | None = Field(
        None, description="Users with one of these roles."
    )
    users: Annotated[list[UserId], Field(min_length=1, max_length=20)] | None = Field(
        None, description="The users with these ids."
    )


class ApprovalInput(Request):
    """A person decides by `/workflows/approve`. Output: `{approved, expired, comment, decided_by, decided_at}`.

    With any of what says who decides only users do: an API key does not identify its user. With several `approvals`
    the output has `decisions`, too.
    """

    message: Annotated[
        str, Field(min_length=1, max_length=2_000, description="What is to be decided, a template for people.")
    ]
    expires_in_seconds: Annotated[
        int, Field(ge=1, le=MAXIMUM_WAIT_SECONDS, description="How long to wait for a decision, in seconds.")
    ] = 7 * 86_400
    on_expiry: Literal["fail", "reject", "approve"] = Field("fail", description="What to do if nobody decides in time.")
    roles: Annotated[list[ApproverRole], Field(min_length=1, max_length=3)] | None = Field(
        None, description="Users with one of these roles may decide; with `users`, these as well."
    )
    users: Annotated[list[UserId], Field(min_length=1, max_length=20)] | None = Field(
        None, description="The ids of the users who may decide."
    )
    exclude_starter: bool = Field(
        False,
        description="Whether the user who started the run may not decide, also as one of `roles` or `users`.",
    )
    approvals: Annotated[int, Field(ge=1, le=MOST_APPROVALS)] = Field(
        1, description="How many different people must approve; one rejection rejects."
    )
    exclude_deciders_of: Annotated[list[StepId], Field(min_length=1, max_length=20)] | None = Field(
        None, description="Earlier approvals: who decided one of these may not decide this one."
    )
    remind_every_seconds: Annotated[int, Field(ge=60, le=MAXIMUM_WAIT_SECONDS)] | None = Field(
        None, description="How often those who may decide are reminded by e-mail, ten times at most."
    )
    escalate_after_seconds: Annotated[int, Field(ge=1, le=MAXIMUM_WAIT_SECONDS)] | None = Field(
        None, description="After how long `escalate_to` may decide as well, and gets the e-mail."
    )
    escalate_to: EscalateTo | None = Field(None, description="Who else may decide then, by role or by user.")


class WaitForEventInput(Request):
    """Wait for an event that a filter accepts. Output: `{received, event: {id, event, timestamp, data}}`.

    An event that comes before the step has begun counts too, from the start of the run, or of the step.
    """

    event: Annotated[str, Field(min_length=1, max_length=60, examples=["invoice.paid"])] = Field(
        description="The type of the event to wait for."
    )
    filter: JmesPath | None = Field(
        None, description="An expression over the event (`id`, `event`, `timestamp`, `data`) and over the run."
    )
    since: Literal["run", "step"] = Field("run", description="From whose start on an event counts.")
    timeout_seconds: Annotated[int, Field(ge=1, le=MAXIMUM_WAIT_SECONDS)] = Field(
        7 * 86_400, description="How long to wait, in seconds."
    )
    on_timeout: Literal["fail", "continue"] = Field(
        "fail", description="What to do if no event comes in time: with `continue`, `received` is false."
    )


class IterationRate(Request):
    """How many iterations begin at most within any second or minute."""

    limit: Annotated[int, Field(ge=1, le=1_000, examples=[2], description="How many begin within this time.")]
    per: Literal["second", "minute"] = Field(description="The time: any second, or any minute.")


class ForEachInput(Request):
    """Run `steps` for each of `items`, some at a time. The output is `{count, items}`: what each iteration gave."""

    items: Any = Field(description="The list to iterate over, or an expression that gives one.")
    concurrency: Annotated[
        int, Field(ge=1, le=MAXIMUM_CONCURRENCY, description="How many iterations run at the same time.")
    ] = 5
    rate: IterationRate | None = Field(
        None, description="How many iterations begin at most within a second or a minute."
    )
    steps: AnySteps


class Branch(Request):
    """One of the branches of a parallel."""

    id: StepId
    steps: AnySteps


class ParallelInput(Request):
    """Run all branches at the same time. The output has what each gave, under its id."""

    branches: Annotated[
        list[Branch], Field(min_length=1, max_length=10, description="Lists of steps that run in parallel.")
    ]


class RunWorkflowInput(Request):
    """Run another workflow and wait for its end. The output is `{instance_id, output}`."""

    workflow_id: Annotated[str, Field(min_length=1, max_length=100, description="The id of the workflow.")]
    input: dict[str, Any] = Field(default_factory=dict, description="What the other workflow gets as its input.")


class StopInput(Request):
    """End the run (inside a for_each: the iteration; inside a parallel: the branch)."""

    status: Literal["completed", "failed"] = Field("completed", description="How the run ends.")
    output: Any = Field(None, description="The output of the run, a template.")
    message: Annotated[str, Field(max_length=500)] | None = Field(None, description="A message for people.")


def approval_faults(inputs: Mapping[str, Any]) -> Iterator[Fault]:
    """Reminders and escalations that would reach nobody, and more approvals than there are people to give them."""
    needed, users = inputs.get("approvals"), inputs.get("users")
    may_be_others = inputs.get("roles") or inputs.get("escalate_to") or not isinstance(users, list)
    if isinstance(needed, int) and not may_be_others and needed > (people := len({str(each) for each in users or ()})):
        yield Fault("approvals", "maximum", {"limit": people})
    after, to = inputs.get("escalate_after_seconds"), inputs.get("escalate_to")
    if (after or inputs.get("remind_every_seconds")) and not (inputs.get("roles") or inputs.get("users")):
        yield Fault("roles", "required")
    if after and to is None:
        yield Fault("escalate_to", "required")
    if to is not None and not after:
        yield Fault("escalate_after_seconds", "required")
    if isinstance(to, Mapping) and not (to.get("roles") or to.get("users")):
        yield Fault("escalate_to.roles", "required")


def unknown_event(inputs: Mapping[str, Any]) -> Iterator[Fault]:
    """An event that there is not; it is no template, because who saves the step must be allowed to read it."""
    name = inputs.get("event")
    if isinstance(name, str):
        yield from event_faults("event", name)
