"""Workflows and their instances: the models of requests and responses."""

from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from bivelio_core.models import LINE, NOT_NULL, Day, ListRequest, Pagination, Request, Response, Timestamp

from .definitions.models import Concurrency, TriggerType

WorkflowId = Annotated[str, Field(min_length=1, max_length=100, examples=["wf_a1b2c3d4"])]
InstanceId = Annotated[str, Field(min_length=1, max_length=100, examples=["wfi_x9y8z7w6"])]
WorkflowName = Annotated[str, Field(min_length=1, max_length=200), LINE]
Description = Annotated[str, Field(max_length=2_000)]
WorkflowStatus = Literal["active", "inactive", "archived"]
InstanceStatus = Literal["pending", "running", "waiting", "paused", "completed", "failed", "cancelled"]
StepStatus = Literal["pending", "running", "waiting", "completed", "failed", "skipped", "cancelled"]
Trigger = Annotated[
    dict[str, Any],
    Field(
        description="`{cron, timezone}` for cron, `{event, filter}` for event, `{verify, dedupe, per_minute}` for "
        "inbound, nothing otherwise.",
        max_length=10,
    ),
]


class _StepSchema:
    """OpenAPI shows the steps by type; `check.py` validates them, so that a bad step is a 422 that names it.

    The models of all types are made when the schema is asked for: no request needs them here.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.any_schema()

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        from .definitions.steps.union import step_union  # noqa: PLC0415 - it imports the models of all types

        return handler(TypeAdapter(step_union()).core_schema)


AnyStep = Annotated[Any, _StepSchema()]
Steps = list[AnyStep]


class CreateWorkflow(Request):
    """A new workflow."""

    name: WorkflowName = Field(description="The name, on one line.")
    description: Description = Field("", description="A description for people.")
    trigger_type: TriggerType = Field(
        "manual",
        description="What starts the workflow: a person, the API, a schedule (`cron`), an event, or a URL (`inbound`).",
    )
    trigger: Trigger = Field(default_factory=dict)
    concurrency: Annotated[
        Concurrency | None,
        Field(
            description="One run at a time (`single`), one with the same input (`by_input`), any number (`allow`). "
            "Without it `single`, but `allow` for a workflow that events or calls of a URL start."
        ),
    ] = None
    steps: Steps = Field(description="The steps, in order.")
    on_failure: Annotated[
        Steps | None,
        Field(
            description="Steps that run when the steps have failed; they read `run.error`: `code`, `message`, `step`."
        ),
    ] = None
    output: Annotated[Any, Field(description="What a run answers, a template; else what its last step gave.")] = None


class GenerateWorkflow(Request):
    """The description of a workflow, in any of our languages."""

    text: Annotated[str, Field(min_length=1, max_length=4_000)] = Field(
        description="When it starts and what it does: `Quan es creï una empresa, avisa https://example.com/hook`."
    )
    language: Literal["ca", "es", "en"] | None = Field(
        None, description="The language of its names and messages; that of `Accept-Language` by default."
    )


class GeneratedWorkflow(Response):
    """A definition that was written for a description. It can be run as it is, but is not saved."""

    definition: dict[str, Any] = Field(description="The definition, as `/workflows/create` takes it.")
    scopes: list[str] = Field(description="The scopes that whoever saves it needs for its steps and its trigger.")
    notes: list[str] = Field(description="What is left to do by hand, such as an address to replace.")
    model: str = Field(description="The model that wrote it; `offline-rules` without one, `simulated` in the sandbox.")
    tokens_used: int = Field(description="The tokens that the model used; an estimate without a model.")
    credits_consumed: int = Field(description="The credits that were charged.")


class UpdateWorkflow(Request):
    """A change of a workflow: only what is sent changes. Runs under way keep the version they began with.

    With `version` the change is refused (409) if somebody else changed the workflow since it was read.
    """

    id: WorkflowId = Field(description="The id of the resource.")
    name: Annotated[WorkflowName | None, NOT_NULL] = Field(None, description="The name, on one line.")
    description: Annotated[Description | None, NOT_NULL] = Field(None, description="A description for people.")
    status: Annotated[Literal["active", "inactive"] | None, NOT_NULL] = Field(None, description="The status.")
    trigger_type: Annotated[TriggerType | None, NOT_NULL] = Field(
        None,
        description="What starts the workflow: a person, the API, a schedule (`cron`), an event, or a URL (`inbound`).",
    )
    trigger: Annotated[Trigger | None, NOT_NULL] = None
    concurrency: Annotated[Concurrency | None, NOT_NULL] = Field(
        None, description="Which runs can be under way at the same time."
    )
    steps: Annotated[Steps | None, NOT_NULL] = Field(None, description="The steps, in order.")
    on_failure: Annotated[
        Steps | None,
        Field(
            description="Steps that run when the steps have failed; they read `run.error`: `code`, `message`, `step`."
        ),
    ] = None
    output: Any = Field(None, description="A template of the output of a run; null for the output of its last step.")
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version the change is based on; refused (409) if the workflow has another."
    )


class GetWorkflow(Request):
    """Which workflow to read, and which of its versions (the latest, if none is named)."""

    id: WorkflowId = Field(description="The id of the resource.")
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version of the definition to read; by default the latest."
    )


class ArchiveWorkflow(Request):
    """Which workflow to archive."""

    id: WorkflowId = Field(description="The id of the resource.")


class PauseWorkflow(Request):
    """Which workflow starts nothing until it is resumed."""

    id: WorkflowId = Field(description="The id of the resource.")


class ResumeWorkflow(Request):
    """Which paused workflow starts runs again."""

    id: WorkflowId = Field(description="The id of the resource.")


class DeleteWorkflow(Request):
    """Which archived workflow to delete."""

    id: WorkflowId = Field(description="The id of the resource.")


class DeletedWorkflow(Response):
    """A workflow that is gone. Its runs can still be read."""

    id: str = Field(description="The id of the resource.")
    deleted: bool = Field(True, description="Always true.")


class RestoreWorkflow(Request):
    """Which archived workflow to take into use again."""

    id: WorkflowId = Field(description="The id of the resource.")


class RotateUrl(Request):
    """Which inbound workflow gets a new URL, and how long those before it start the workflow as well."""

    id: WorkflowId = Field(description="The id of the resource.")
    overlap_hours: Annotated[int, Field(ge=0, le=168)] = Field(
        0, description="How long the URLs before it can still be called, in hours."
    )


class InboundUrl(Response):
    """The URL that starts a workflow. It is a secret, and is shown only here."""

    id: str = Field(description="The id of the resource.")
    token: str = Field(description="The secret part of the URL.")
    path: str = Field(description="The path below the address of the API in this environment.")
    url: str | None = Field(None, description="The whole URL, in live where the deployment knows its address.")
    earlier_end_at: Timestamp = Field(description="When the URLs before it end.")


class ListWorkflows(ListRequest):
    """Which page of workflows, newest first; archived ones only when they are asked for."""

    status: WorkflowStatus | None = Field(
        None, description="Only workflows with this status; archived ones are listed only if asked for."
    )


class WorkflowSummary(Response):
    """A workflow in a list."""

    id: str = Field(description="The id of the resource.")
    name: str = Field(description="The name, on one line.")
    description: str = Field(description="A description for people.")
    status: WorkflowStatus = Field(description="The status.")
    trigger_type: TriggerType = Field(
        description="What starts the workflow: a person, the API, a schedule (`cron`), an event, or a URL (`inbound`)."
    )
    steps_count: int = Field(description="The number of top-level steps of the definition.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")
    paused_at: Timestamp | None = Field(
        None, description="Since when it is paused: its starts are refused. Absent while it is not."
    )


class Workflow(WorkflowSummary):
    """A workflow with its definition."""

    trigger: dict[str, Any] = Field(description="When the workflow starts by itself.")
    concurrency: Concurrency = Field(description="Which runs can be under way at the same time.")
    version: int = Field(description="The version of the resource; it increases with each change.")
    steps: Steps = Field(description="The steps, in order.")
    on_failure: Annotated[
        Steps | None,
        Field(
            description="Steps that run when the steps have failed; they read `run.error`: `code`, `message`, `step`."
        ),
    ] = None
    output: Any = Field(None, description="A template of the output of a run; absent for the output of its last step.")


class WorkflowPage(Response):
    """A page of workflows."""

    workflows: list[WorkflowSummary] = Field(description="The workflows of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")


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
    status: InstanceStatus = Field(description="The status.")
    started_at: Timestamp = Field(description="When it started.")
    current_step: int = Field(description="How many top-level steps have started.")
    total_steps: int = Field(description="The number of top-level steps.")
    ended_at: Timestamp | None = Field(None, description="When it ended; absent while it is under way.")
    duration_ms: int | None = Field(None, description="The duration in milliseconds; absent while it is under way.")
    output: Any = Field(None, description="The output.")
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
    status: InstanceStatus = Field(description="The status.")
    current_step: int = Field(description="How many top-level steps have started.")
    total_steps: int = Field(description="The number of top-level steps.")
    input: Any = Field(None, description="The input.")
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
    type: str = Field(description="The type.")
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
    iterations: int | None = Field(None, description="The number of iterations of a `for_each`.")
    input: Any = Field(
        None,
        description="The input that it received, its expressions evaluated; secrets are `********`.",
    )
    input_beginning: str | None = Field(None, description="Of an input that is not shown whole: its JSON's beginning.")
    input_bytes: int | None = Field(None, description="Of an input that is not shown whole: its size as JSON.")
    output: Any = Field(None, description="The output.")
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
    expires_at: Timestamp | None = Field(None, description="When it expires without a decision.")


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
    output: Any = Field(None, description="The output.")
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
