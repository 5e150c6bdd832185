"""Try a new version of a function by an event without effect, before CodeDeploy has anybody call it.

CodeDeploy invokes the hook with the id of a deployment, and waits for `PutLifecycleEventHookExecutionStatus`; `Failed`
takes the deployment back. The deployment's AppSpec names the function and the version. Source: CodeDeploy User Guide,
"AppSpec 'hooks' section for an AWS Lambda deployment".
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bivelio_core import clients

from .logs import logger

SUCCEEDED, FAILED = "Succeeded", "Failed"
SERVER_ERROR = 500
REFUSED = (400, 422)
"""What endpoints answer that change something: their trial has a field that no request has."""


class Untried(RuntimeError):
    """A deployment names no function of ours, or one without a trial."""


def judge_deployment(deployment_id: str, hook_id: str, trials: Mapping[str, Any]) -> str:
    """Try each version that a deployment moves an alias to, and tell CodeDeploy; returns what it was told.

    Whatever goes wrong here is told as a failure: CodeDeploy would wait for an hour otherwise.
    """
    codedeploy = clients.client("codedeploy")
    outcome = SUCCEEDED
    try:
        deployment = codedeploy.get_deployment(deploymentId=deployment_id)["deploymentInfo"]
        for function, version in _targets(deployment["revision"]):
            if finding := _try_version(function, version, trials):
                logger.warning("a version failed its trial", extra={"version": f"{function}:{version}", "why": finding})
                outcome = FAILED
    except Exception as error:  # noqa: BLE001 - the entrypoint: logged, and told as a failure
        logger.exception("a release could not be tried", exc_info=error)
        outcome = FAILED
    about = {"deploymentId": deployment_id, "lifecycleEventHookExecutionId": hook_id}
    codedeploy.put_lifecycle_event_hook_execution_status(**about, status=outcome)
    return outcome


def _targets(revision: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The names of functions and their new versions, from the AppSpec that CloudFormation writes as JSON."""
    written = revision.get("appSpecContent") or revision.get("string") or {}
    resources = [each for entry in json.loads(written["content"])["Resources"] for each in entry.values()]
    if not resources:
        raise Untried("the deployment names no function")
    for each in resources:
        yield each["Properties"]["Name"], str(each["Properties"]["TargetVersion"])


def _try_version(function: str, version: str, trials: Mapping[str, Any]) -> str:
    """Invoke a version with its trial; returns what is wrong with the answer, nothing when it is as it should be."""
    trial = trials[logical_id_of(function, trials)]
    payload = json.dumps(trial["event"], ensure_ascii=False).encode()
    answer = clients.client("lambda").invoke(FunctionName=f"{function}:{version}", Payload=payload)
    body = answer["Payload"]
    if answer.get("FunctionError"):
        return f"raised {json.loads(body).get('errorType', 'an error')}"
    return finding_of(json.loads(body or b"null"), is_refused=trial["is_refused"])


def logical_id_of(function: str, trials: Mapping[str, Any]) -> str:
    """The logical id in a function's name: `stack_ContactsGet`, `stack-RunAi-1A2B3C`, `stack-Workers-1A-WriteBooks-2B`.

    Raises:
        Untried: when none of ours is in it. CloudFormation may cut a name, and a guess would try another function.
    """
    parts = [part for part in reversed(re.split(r"[_-]", function)) if part in trials]
    if not parts:
        raise Untried(f"{function} has no trial")
    return parts[0]


def finding_of(answer: Any, *, is_refused: bool) -> str:
    """What is wrong with the answer to a trial: a 5xx, an internal error, a message that was not served."""
    if not isinstance(answer, dict):
        return ""
    status = answer.get("statusCode", 0)
    if status >= SERVER_ERROR:
        return f"answered {status}"
    if is_refused and status not in REFUSED:
        return f"answered {status} to what it must refuse"
    error = answer.get("error")
    if answer.get("batchItemFailures") or (isinstance(error, dict) and error.get("code") == "INTERNAL_ERROR"):
        return "failed"
    return ""
