"""Access to a deployed stack's functions and queues by logical id, on AWS (your credentials) or the local runtime."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any, Protocol

import boto3
from botocore.config import Config

from local.deploy import client as local_client
from local.settings import STACK, Settings, read_settings
from local.stacks import LIVE, physical_id

LONGEST_SECONDS = 660


class OperationFailed(RuntimeError):
    """The operator's function refused or failed; the message is its error."""


class Platform(Protocol):
    """The interface of a stack: AWS clients, its functions, and its resources by their logical ids."""

    def client(self, service: str) -> Any:
        """An AWS client of where the stack is."""

    def resource(self, logical_id: str) -> str:
        """The physical id of a resource."""

    def invoke(self, logical_id: str, event: Any) -> Any:
        """Invoke a function and return its answer."""


@dataclass(frozen=True)
class Deployed:
    """`stack` names a stack on AWS; None means the local runtime, whose `settings` come from the environment."""

    stack: str | None
    settings: Settings = field(default_factory=read_settings)

    def client(self, service: str) -> Any:
        """An AWS client of where the stack is."""
        if self.stack is None:
            return local_client(service, self.settings)
        return boto3.client(service, config=Config(read_timeout=LONGEST_SECONDS, retries={"max_attempts": 1}))  # type: ignore[call-overload]

    def patient_client(self, service: str) -> Any:
        """An AWS client that asks again when it is throttled: for who reads and writes much."""
        if self.stack is None:
            return local_client(service, self.settings)
        return boto3.client(service, config=Config(retries={"mode": "adaptive", "max_attempts": 20}))  # type: ignore[call-overload]

    def resource(self, logical_id: str) -> str:
        """The physical id of a resource of the stack or of one it nests: a function's name, a queue's URL."""
        return physical_id(self.client("cloudformation"), self.stack or STACK, logical_id)

    def invoke(self, logical_id: str, event: Any) -> Any:
        """Invoke a function's live version and return its answer. Raises OperationFailed when the function raises."""
        payload = json.dumps(event, default=_base64)
        answer = self.client("lambda").invoke(FunctionName=self.resource(logical_id), Qualifier=LIVE, Payload=payload)
        body = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise OperationFailed(json.dumps(body))
        return body

    def operate(self, operation: str, data: dict[str, Any]) -> Any:
        """Run an operation of the operator's function and return its data. Raises OperationFailed."""
        answer = self.invoke("Admin", {"operation": operation, "data": data})
        if not answer["success"]:
            raise OperationFailed(json.dumps(answer["error"], ensure_ascii=False))
        return answer["data"]


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
