"""Ends a run when EventBridge reports that its execution failed, was aborted or timed out."""

import json
from typing import TYPE_CHECKING, Any

from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.logs import begin_invocation, logger
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.needs import Needs
from bivelio_core.triggers import Parked, RunBroken
from bivelio_core.workflows.execution.finish import end_interrupted
from bivelio_core.workflows.execution.runs import Run

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


NEEDS = Needs(uses=("runs",), fed_by=(RunBroken(parked=Parked("ParkedWorkflowEvents")),))


@lambda_handler
def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> None:
    """Mark the run as failed unless it has already ended, as a cancelled run has."""
    state = json.loads(event["detail"]["input"])
    run = Run.of_state(state["run"])
    begin_invocation(organisation=run.tenant.organisation, instance=run.sk)
    if state["frame"] == "#" and end_interrupted(store_of(run.tenant), run):
        logger.error("a run was interrupted", extra={"execution": event["detail"]["name"]})
