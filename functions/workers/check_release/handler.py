"""CodeDeploy's hook before a new version of a function is called: it is tried by a sample event first."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.logs import begin_invocation
from bivelio_core.entrypoints.trial import judge_deployment
from bivelio_core.needs import Needs

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


NEEDS = Needs(reads=None, uses=("check_releases",), timeout=60)


@cache
def trials() -> dict[str, Any]:
    """By the logical id of each function, an event without effect, and what it must answer (tools/trials.py)."""
    content: dict[str, Any] = json.loads(Path(__file__).with_name("trials.json").read_text(encoding="utf-8"))
    return content


@lambda_handler
def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> str:
    """Try the version that a deployment is about, tell CodeDeploy the outcome, and return it."""
    begin_invocation(deployment=event["DeploymentId"])
    return judge_deployment(event["DeploymentId"], event["LifecycleEventHookExecutionId"], trials())
