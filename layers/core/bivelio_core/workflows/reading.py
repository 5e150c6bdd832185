"""The operations that only read workflows: they import nothing that writes or runs one."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.scopes import allows
from bivelio_core.store.codec import Item

from .execution.stored import PAUSED_AT, definition_of, every_workflow, load_workflow
from .models import DefinitionWarning, GetWorkflow, ListWorkflows, Workflow, WorkflowPage, WorkflowSummary


def page(request: ListWorkflows, ctx: Context) -> WorkflowPage:
    """The page of workflows, newest first."""
    items = every_workflow(ctx.store)
    matching = [item for item in items if request.status == item["status"] or not (request.status or is_archived(item))]
    return WorkflowPage(
        workflows=[_summary(item) for item in request.slice_of(matching)],
        pagination=Pagination.of(request, len(matching)),
    )


def get(request: GetWorkflow, ctx: Context) -> Workflow:
    """Read a workflow, an archived one too, as it is or as an earlier version defined it.

    A caller who may not write it sees no credentials.
    """
    workflow = show(ctx, load_workflow(ctx.store, request.id), request.version)
    return workflow if allows(ctx.scopes, "workflows", "admin") else workflow.model_copy(update=_redacted(workflow))


def show(ctx: Context, item: Item, version: int | None = None) -> Workflow:
    """The workflow as it is answered, with the definition of a version: the latest, if none is named."""
    definition = definition_of(ctx.store, item, version)
    fields = {**_summary(item).model_dump(), **definition, "version": version or item["version"]}
    of_schedule = _about_schedule(fields, item, ctx.language) if definition["trigger_type"] == "cron" else {}
    return Workflow(**{**fields, **of_schedule, "steps_count": len(definition["steps"])})


def schedule_warnings(trigger_type: str, trigger: dict[str, Any], language: str) -> list[DefinitionWarning]:
    """What is worth knowing of a schedule that can be saved."""
    from .definitions.upcoming import skipped_time  # noqa: PLC0415 - not for workflows without a schedule

    text = skipped_time(trigger) if trigger_type == "cron" else None
    return [DefinitionWarning(field="trigger.cron", message=text[language])] if text else []


def _about_schedule(fields: dict[str, Any], item: Item, language: str) -> dict[str, Any]:
    """The next times of a schedule, if anything starts the workflow by them, and what is worth knowing of it."""
    from .definitions.upcoming import next_runs_of  # noqa: PLC0415

    trigger = fields["trigger"]
    is_running = item["status"] == "active" and PAUSED_AT not in item and fields["version"] == item["version"]
    return {
        "next_runs": next_runs_of(trigger) if is_running else None,
        "warnings": schedule_warnings("cron", trigger, language) or None,
    }


def _redacted(workflow: Workflow) -> dict[str, Any]:
    from bivelio_core.redaction import redacted, redacted_data  # noqa: PLC0415 - not for who may write

    fields = {name: redacted(getattr(workflow, name)) for name in ("steps", "on_failure", "trigger")}
    return {**fields, "output": redacted_data(workflow.output)}


def _summary(item: Item) -> WorkflowSummary:
    return WorkflowSummary(id=item["SK"], **{name: item[name] for name in WorkflowSummary.model_fields if name in item})


def is_archived(item: Item) -> bool:
    """Whether it was taken out of use."""
    return bool(item["status"] == "archived")
