"""Workflows: the models of requests and responses."""

from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from bivelio_core.models import NAME, NOT_NULL, ListRequest, Pagination, Request, Response, Timestamp

from .definitions.concurrency import Concurrency, TriggerType

WorkflowId = Annotated[str, Field(min_length=1, max_length=100, examples=["wf_a1b2c3d4"])]
WorkflowName = Annotated[str, Field(min_length=1, max_length=200), NAME]
Description = Annotated[str, Field(max_length=2_000)]
WorkflowStatus = Literal["active", "inactive", "archived"]
Trigger = Annotated[
    dict[str, Any],
    Field(
        description="`{cron, timezone, catch_up}` for cron, `{event, filter}` for event, `{verify, dedupe, "
        "per_minute}` for inbound, nothing otherwise.",
        max_length=10,
    ),
]


InputSchema = Annotated[
    dict[str, Any],
    Field(
        max_length=20,
        examples=[{"type": "object", "properties": {"amount": {"type": "number"}}, "required": ["amount"]}],
    ),
]
"""Checked by `check.py`, which names the part that is wrong; the schema of a generated form is one."""


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
    input_schema: InputSchema | None = Field(
        None, description="A JSON Schema (2020-12) of the `input`: a start that does not fit it is refused."
    )


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
    status: Annotated[Literal["active", "inactive"] | None, NOT_NULL] = Field(
        None, description="`active` ones start by their trigger; `inactive` ones do not."
    )
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
    input_schema: InputSchema | None = Field(
        None, description="A JSON Schema (2020-12) of the `input`: a start that does not fit it is refused."
    )
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
    status: WorkflowStatus = Field(description="`active` ones start by their trigger; others do not.")
    trigger_type: TriggerType = Field(
        description="What starts the workflow: a person, the API, a schedule (`cron`), an event, or a URL (`inbound`)."
    )
    steps_count: int = Field(description="The number of top-level steps of the definition.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")
    paused_at: Timestamp | None = Field(
        None, description="Since when it is paused: its starts are refused. Absent while it is not."
    )


class DefinitionWarning(Response):
    """Something that can fail or surprise when a definition runs, though it can be saved."""

    field: str = Field(description="Where it is in the definition: `steps[0].when`.")
    step: str | None = Field(None, description="The id of the step.")
    message: str = Field(description="A sentence for people.")


NextRuns = Annotated[
    list[str],
    Field(
        description="The next five times of a schedule, with the offset of its time zone.",
        examples=[["2027-03-01T09:00:00+01:00"]],
    ),
]


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
    input_schema: InputSchema | None = Field(
        None, description="A JSON Schema (2020-12) of the `input`: a start that does not fit it is refused."
    )
    next_runs: NextRuns | None = Field(None, description="Absent without a schedule, and while nothing starts it.")
    warnings: list[DefinitionWarning] | None = Field(
        None, description="What is worth knowing of its schedule, such as a time that the clocks skip; absent if none."
    )


class WorkflowPage(Response):
    """A page of workflows."""

    workflows: list[WorkflowSummary] = Field(description="The workflows of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
