"""A simulated CodeDeploy, which the emulator lacks: it answers the hook, and moves an alias as CodeDeploy would.

It knows a deployment of one function: the hook before traffic, the new version for a while, and back when an alarm goes
off. CloudWatch is simulated too: an alarm is a function that tells whether it is off. Shares of traffic are not: the
emulator calls one version of an alias, so the whole of it goes to the new one meanwhile. Source: CodeDeploy API
Reference, "GetDeployment", "PutLifecycleEventHookExecutionStatus"; CodeDeploy User Guide, "AppSpec file structure for
AWS Lambda deployments".
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple, Self

from tests.receiver import Received, Receiver, Reply

TARGET = "CodeDeploy_20141006."
HOOK_EXECUTION = "hook-of-this-deployment"


class Deployed(NamedTuple):
    """A deployment of a function: the version before and the new one."""

    function: str
    current: str
    target: str


class CodeDeploy:
    """`with CodeDeploy() as simulated:`; its `url` is AWS_ENDPOINT_URL_CODEDEPLOY of the hook."""

    def __init__(self) -> None:
        self.deployments: dict[str, Deployed] = {}
        self.statuses: dict[str, str] = {}
        """What the hook told of each deployment."""
        self._receiver = Receiver(self._answer)

    def __enter__(self) -> Self:
        self._receiver.__enter__()
        return self

    def __exit__(self, *about: object) -> None:
        self._receiver.__exit__(*about)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._receiver.port}"

    def begin(self, function: str, current: str, target: str) -> dict[str, str]:
        """Begin a deployment; return the event of its hook."""
        deployment = f"d-{len(self.deployments):09d}"
        self.deployments[deployment] = Deployed(function, current, target)
        return {"DeploymentId": deployment, "LifecycleEventHookExecutionId": HOOK_EXECUTION}

    def deploy(
        self,
        begun: dict[str, str],
        *,
        hook: Callable[[dict[str, str]], Any],
        move: Callable[[str], None],
        canary: Callable[[], Any],
        is_alarmed: Callable[[], bool],
    ) -> str:
        """Carry out a deployment; return how it ended.

        `hook` invokes the hook's function, `move` points the alias to a version, `canary` is what happens while the new
        one is called.
        """
        deployed = self.deployments[begun["DeploymentId"]]
        hook(begun)
        if self.statuses.get(begun["DeploymentId"]) != "Succeeded":
            return "stopped by the hook"
        move(deployed.target)
        canary()
        if is_alarmed():
            move(deployed.current)
            return "rolled back by the alarm"
        return "succeeded"

    def _answer(self, request: Received) -> Reply:
        body = json.loads(request.body)
        match request.headers["x-amz-target"].removeprefix(TARGET):
            case "GetDeployment":
                return _json({"deploymentInfo": self._about(body["deploymentId"])})
            case "PutLifecycleEventHookExecutionStatus":
                assert body["lifecycleEventHookExecutionId"] == HOOK_EXECUTION
                self.statuses[body["deploymentId"]] = body["status"]
                return _json({"lifecycleEventHookExecutionId": HOOK_EXECUTION})
        return _json({"__type": "UnknownOperationException"}, status=400)

    def _about(self, deployment: str) -> dict[str, Any]:
        of = self.deployments[deployment]
        properties = {
            "Name": of.function,
            "Alias": "live",
            "CurrentVersion": of.current,
            "TargetVersion": of.target,
        }
        resource = {of.function: {"Type": "AWS::Lambda::Function", "Properties": properties}}
        app_spec = {"version": 0.0, "Resources": [resource], "Hooks": [{"BeforeAllowTraffic": "CheckRelease"}]}
        content = {"content": json.dumps(app_spec), "sha256": "0" * 64}
        return {"deploymentId": deployment, "revision": {"revisionType": "AppSpecContent", "appSpecContent": content}}


def _json(body: dict[str, Any], status: int = 200) -> Reply:
    return Reply(
        status, {"Content-Type": "application/x-amz-json-1.1", "Connection": "close"}, json.dumps(body).encode()
    )
