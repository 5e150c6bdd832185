"""Workflows and their instances at the edge: what requests carry and what answers show."""

from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from bivelio_core.models import LINE, NOT_NULL, ListRequest, Pagination, Request, Response, Timestamp

from .definitions.models import Concurrency, TriggerType

WorkflowId = Annotated[str, Field(min_length=1, max_length=100, examples=["wf_a1b2c3d4"])]
InstanceId = Annotated[str, Field(min_length=1, max_length=100, examples=["wfi_x9y8z7w6"])]
WorkflowName = Annotated[str, Field(min_length=1, max_length=200), LINE]
Description = Annotated[str, Field(max_length=2_000)]
WorkflowStatus = Literal["active", "inactive", "archived"]
InstanceStatus = Literal["pending", "running", "waiting", "completed", "failed", "cancelled"]
StepStatus = Literal["pending", "running", "waiting", "completed", "failed", "skipped", "cancelled"]
Trigger = Annotated[
    dict[str, Any],
    Field(description="`{cron, timezone}` for cron, `{event, filter}` for event, nothing otherwise.", max_length=10),
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

    name: WorkflowName
    description: Description = ""
    trigger_type: TriggerType = "manual"
    trigger: Trigger = Field(default_factory=dict)
    concurrency: Annotated[
        Concurrency | None,
        Field(
            description="One run at a time (`single`), one with the same input (`by_input`), any number (`allow`). "
            "Without it `single`, but `allow` for a workflow that events start."
        ),
    ] = None
    steps: Steps
    output: Annotated[Any, Field(description="What a run answers, a template; else what its last step gave.")] = None


class UpdateWorkflow(Request):
    """A change of a workflow: only what is sent changes. Runs under way keep the version they began with.

    With `version` the change is refused (409) if somebody else changed the workflow since it was read.
    """

    id: WorkflowId
    name: Annotated[WorkflowName | None, NOT_NULL] = None
    description: Annotated[Description | None, NOT_NULL] = None
    status: Annotated[Literal["active", "inactive"] | None, NOT_NULL] = None
    trigger_type: Annotated[TriggerType | None, NOT_NULL] = None
    trigger: Annotated[Trigger | None, NOT_NULL] = None
    concurrency: Annotated[Concurrency | None, NOT_NULL] = None
    steps: Annotated[Steps | None, NOT_NULL] = None
    output: Any = None
    version: Annotated[int, Field(ge=1)] | None = None


class GetWorkflow(Request):
    """Which workflow to read, and which of its versions (the latest, if none is named)."""

    id: WorkflowId
    version: Annotated[int, Field(ge=1)] | None = None


class ArchiveWorkflow(Request):
    """Which workflow to archive."""

    id: WorkflowId


class ListWorkflows(ListRequest):
    """Which page of workflows, newest first; archived ones only when they are asked for."""

    status: WorkflowStatus | None = None


class WorkflowSummary(Response):
    """A workflow in a list."""

    id: str
    name: str
    description: str
    status: WorkflowStatus
    trigger_type: TriggerType
    steps_count: int
    created_at: Timestamp
    updated_at: Timestamp


class Workflow(WorkflowSummary):
    """A workflow with its definition."""

    trigger: dict[str, Any]
    concurrency: Concurrency
    version: int
    steps: Steps
    output: Any = None


class WorkflowPage(Response):
    """A page of workflows."""

    workflows: list[WorkflowSummary]
    pagination: Pagination


class ExecuteWorkflow(Request):
    """Start a run. With `async: false` the answer waits for its end, as long as the deployment allows."""

    workflow_id: WorkflowId
    input: Annotated[dict[str, Any], Field(max_length=200)] = Field(default_factory=dict)
    async_: Annotated[bool, Field(alias="async")] = True


class Execution(Response):
    """A run that has just been started, or has ended meanwhile."""

    instance_id: str
    workflow_id: str
    status: InstanceStatus
    started_at: Timestamp
    current_step: int
    total_steps: int
    ended_at: Timestamp | None = None
    duration_ms: int | None = None
    output: Any = None
    error: dict[str, Any] | None = None


class ListInstances(ListRequest):
    """Which page of instances, newest first."""

    workflow_id: WorkflowId | None = None
    status: InstanceStatus | None = None


class InstanceSummary(Response):
    """An instance in a list."""

    instance_id: str
    workflow_id: str
    workflow_name: str
    status: InstanceStatus
    current_step: int
    total_steps: int
    input: Any = None
    input_omitted: Annotated[
        bool | None, Field(description="The input is too large to be shown here; instances/get shows it.")
    ] = None
    started_at: Timestamp
    updated_at: Timestamp
    ended_at: Timestamp | None = None
    duration_ms: int | None = None


class InstancePage(Response):
    """A page of instances."""

    instances: list[InstanceSummary]
    pagination: Pagination


class GetInstance(Request):
    """Which instance to read."""

    instance_id: InstanceId


class InstanceStep(Response):
    """How a step of an instance stands. `iterations` counts those of a for_each."""

    id: str
    name: str
    type: str
    status: StepStatus
    started_at: Timestamp | None = None
    ended_at: Timestamp | None = None
    attempts: int | None = None
    until: Timestamp | None = None
    expires_at: Timestamp | None = None
    message: str | None = None
    iterations: int | None = None
    output: Any = None
    output_omitted: Annotated[
        bool | None, Field(description="The output is too large to be shown with the others.")
    ] = None
    error: dict[str, Any] | None = None


class Instance(InstanceSummary):
    """An instance with its steps."""

    workflow_version: int
    trigger: Any
    started_by: str
    retry_of: str | None = None
    output: Any = None
    error: dict[str, Any] | None = None
    failed_step: str | None = None
    steps: list[InstanceStep]


class CancelInstance(Request):
    """Which instance to cancel."""

    instance_id: InstanceId


class RetryInstance(Request):
    """Which failed instance to try again: the same one from its failed step, or a new one from the start."""

    instance_id: InstanceId
    from_: Annotated[Literal["failed_step", "start"], Field(alias="from")] = "failed_step"


class ApproveStep(Request):
    """A decision about an approval that waits.

    `step_id` may be left out when the workflow has a single approval; `iteration` names one inside a for_each (`3`, or
    `3.1`). The same decision again is the same as once.
    """

    instance_id: InstanceId
    step_id: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    iteration: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)*$", max_length=40)] = "0"
    approved: bool = True
    comment: Annotated[str, Field(max_length=2_000)] | None = None


class Decision(Response):
    """A decision about an approval."""

    instance_id: str
    step_id: str
    approved: bool
    decided_at: Timestamp
    decided_by: str | None = None
    comment: str | None = None
