"""The declaration of the domain workflows."""

from typing import TYPE_CHECKING

from bivelio_core import config
from bivelio_core.domain import Domain, StepType, lazily
from bivelio_core.event_type import EventType
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core import redaction
    from bivelio_core.workflows import clockwork, connections_used, event_data, event_examples, events, samples, terms
    from bivelio_core.workflows.definitions.steps import control, http, outputs
    from bivelio_core.workflows.execution import event_waits
    from bivelio_core.workflows.http import request
    from bivelio_core.workflows.triggers import starts
else:
    (
        redaction,
        clockwork,
        connections_used,
        control,
        http,
        outputs,
        event_data,
        event_examples,
        events,
        event_waits,
        request,
        samples,
        terms,
        starts,
    ) = lazily(
        __package__,
        "bivelio_core.redaction",
        "clockwork",
        "connections_used",
        "definitions.steps.control",
        "definitions.steps.http",
        "definitions.steps.outputs",
        "event_data",
        "event_examples",
        "events",
        "execution.event_waits",
        "http.request",
        "samples",
        "terms",
        "triggers.starts",
    )

_HERE = "bivelio_core.workflows"
OF_ANOTHER = ("trigger", "concurrency", "steps", "on_failure", "output")
"""Fields of a definition that a step saves: their expressions are for the runs of that workflow."""

DOMAIN = Domain(
    name="workflows",
    tags={
        "workflows": "Definitions of workflows, their runs, and approvals.",
        "state": "What workflows remember from one run to the next.",
    },
    quotas={"workflows": config.maximum_workflows},
    scopes=("workflows",),
    clockwork=lambda: clockwork.WORKS,
    events={
        "workflow.completed": EventType(
            "A workflow has finished.",
            lambda: event_data.WorkflowFinished,
            lambda: event_examples.COMPLETED,
            for_readers=lambda: redaction.redacted_data,
        ),
        "workflow.failed": EventType(
            "A workflow has failed.",
            lambda: event_data.WorkflowFinished,
            lambda: event_examples.FAILED,
            for_readers=lambda: redaction.redacted_data,
        ),
        "workflow.waiting": EventType(
            "An approval of a run waits for a person.",
            lambda: event_data.WorkflowWaiting,
            lambda: event_examples.WAITING,
            for_readers=lambda: redaction.redacted_data,
            is_documented=False,
        ),
    },
    sources={keys.INSTANCE: lambda: events.derive, keys.STEP: lambda: events.derive_waiting},
    reactions=(lambda: starts.react, lambda: event_waits.react),
    lists={keys.INSTANCE: lambda: terms.INSTANCES},
    samples=lambda: samples.writes,
    uses_connections=lambda: connections_used.uses,
    texts=(
        f"{_HERE}.execution.locks",
        f"{_HERE}.execution.chain_limits",
        f"{_HERE}.execution.ceiling",
        f"{_HERE}.execution.gates",
        f"{_HERE}.definitions.messages",
        f"{_HERE}.runs.deciders",
        f"{_HERE}.triggers.verification",
        f"{_HERE}.triggers.answers",
    ),
    steps=(
        StepType("set", "none", lambda: control.SetInput),
        StepType("condition", "none", lambda: control.ConditionInput, output=lambda: outputs.ConditionOutput),
        StepType("stop", "none", lambda: control.StopInput),
        StepType(
            "wait",
            "wait",
            lambda: control.WaitInput,
            exactly_one=("seconds", "until"),
            output=lambda: outputs.WaitOutput,
        ),
        StepType(
            "approval",
            "suspend",
            lambda: control.ApprovalInput,
            check=lambda: control.approval_faults,
            output=lambda: outputs.of_approval,
        ),
        StepType(
            "wait_for_event",
            "suspend",
            lambda: control.WaitForEventInput,
            check=lambda: control.unknown_event,
            output=lambda: outputs.of_wait_for_event,
        ),
        StepType(
            "run_workflow",
            "suspend",
            lambda: control.RunWorkflowInput,
            output=lambda: outputs.RunWorkflowOutput,
        ),
        StepType("for_each", "map", lambda: control.ForEachInput),
        StepType("parallel", "map", lambda: control.ParallelInput),
        StepType(
            "http_request",
            "http",
            lambda: http.HttpRequestInput,
            lambda: request.request,
            at_most_one=("json", "body", "form"),
            unrendered=("pagination", "repeat_until"),
            check=lambda: http.faults_of,
            urls=("url",),
            secrets=("headers", "query", "json", "body", "form", "auth"),
            output=lambda: outputs.of_http,
        ),
        StepType("workflows.create", operation="workflows.create", unrendered=OF_ANOTHER),
        StepType("workflows.update", operation="workflows.update", unrendered=OF_ANOTHER),
        StepType("workflows.validate", operation="workflows.validate", unrendered=("definition",)),
    ),
)
