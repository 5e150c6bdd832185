"""The declaration of the domain workflows."""

from bivelio_core import config
from bivelio_core.domain import Domain, EventType, StepType
from bivelio_core.store import keys

_HERE = "bivelio_core.workflows"
_STEPS = f"{_HERE}.definitions.steps"

DOMAIN = Domain(
    name="workflows",
    tags={"workflows": "Definitions of workflows, their runs, and approvals."},
    quotas={"workflows": config.maximum_workflows},
    scopes=("workflows",),
    events={
        "workflow.completed": EventType(
            "A workflow has finished.",
            f"{_HERE}.event_data:WorkflowFinished",
            f"{_HERE}.event_examples:COMPLETED",
            for_readers="bivelio_core.redaction:redacted_data",
        ),
        "workflow.failed": EventType(
            "A workflow has failed.",
            f"{_HERE}.event_data:WorkflowFinished",
            f"{_HERE}.event_examples:FAILED",
            for_readers="bivelio_core.redaction:redacted_data",
        ),
        "workflow.waiting": EventType(
            "An approval of a run waits for a person.",
            f"{_HERE}.event_data:WorkflowWaiting",
            f"{_HERE}.event_examples:WAITING",
            for_readers="bivelio_core.redaction:redacted_data",
            is_documented=False,
        ),
    },
    sources={keys.INSTANCE: f"{_HERE}.events:derive", keys.STEP: f"{_HERE}.events:derive_waiting"},
    reactions=(f"{_HERE}.triggers.starts:react", f"{_HERE}.execution.event_waits:react"),
    lists={keys.INSTANCE: f"{_HERE}.terms:INSTANCES"},
    samples=f"{_HERE}.samples:writes",
    uses_connections=f"{_HERE}.connections_used:uses",
    texts=(
        f"{_HERE}.execution.locks",
        f"{_HERE}.execution.chain_limits",
        f"{_HERE}.execution.ceiling",
        f"{_HERE}.execution.gates",
        f"{_HERE}.definitions.messages",
        f"{_HERE}.runs.deciders",
        f"{_HERE}.triggers.verification",
    ),
    steps=(
        StepType("set", "none", f"{_STEPS}.control:SetInput"),
        StepType("condition", "none", f"{_STEPS}.control:ConditionInput"),
        StepType("stop", "none", f"{_STEPS}.control:StopInput"),
        StepType("wait", "wait", f"{_STEPS}.control:WaitInput", exactly_one=("seconds", "until")),
        StepType("approval", "suspend", f"{_STEPS}.control:ApprovalInput", check=f"{_STEPS}.control:approval_faults"),
        StepType(
            "wait_for_event",
            "suspend",
            f"{_STEPS}.control:WaitForEventInput",
            check=f"{_STEPS}.control:unknown_event",
        ),
        StepType("run_workflow", "suspend", f"{_STEPS}.control:RunWorkflowInput"),
        StepType("for_each", "map", f"{_STEPS}.control:ForEachInput"),
        StepType("parallel", "map", f"{_STEPS}.control:ParallelInput"),
        StepType(
            "http_request",
            "http",
            f"{_STEPS}.http:HttpRequestInput",
            f"{_HERE}.http.request:request",
            at_most_one=("json", "body", "form"),
            unrendered=("pagination", "repeat_until"),
            check=f"{_STEPS}.http:faults_of",
            urls=("url",),
            secrets=("headers", "query", "json", "body", "form", "auth"),
        ),
    ),
)
