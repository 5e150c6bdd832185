"""What our functions asked AWS for while tests ran: by it `make permissions-report` says what policies need not allow.

With `RECORD_CALLS=<folder>` each process of pytest writes there what it saw. That nothing is missing in the policies,
every test proves by running under them (tests/permissions.py). The emulator and processes of their own are not seen.
"""

import json
import os
import uuid
from collections.abc import Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from bivelio_core import clients

from tests import permissions
from tests.network import Network

FOLDER = os.environ.get("RECORD_CALLS")
OF_S3 = {
    "HeadObject": ("s3:GetObject",),
    "GetObject": ("s3:GetObject",),
    "PutObject": ("s3:PutObject",),
    "CreateMultipartUpload": ("s3:PutObject",),
    "UploadPart": ("s3:PutObject",),
    "CompleteMultipartUpload": ("s3:PutObject",),
    "CopyObject": ("s3:GetObject", "s3:PutObject"),
    "DeleteObjects": ("s3:DeleteObject",),
    "ListObjectsV2": ("s3:ListBucket",),
    "ListObjectVersions": ("s3:ListBucketVersions",),
}
"""The permissions that requests to a bucket take; of the others they are called like the request."""
FOLLOWING = {
    "s3:GetObject": ("kms:Decrypt",),
    "s3:PutObject": ("kms:GenerateDataKey", "kms:Decrypt"),
    "scheduler:CreateSchedule": ("iam:PassRole",),
    "scheduler:UpdateSchedule": ("iam:PassRole",),
    "ses:SendEmail": ("ses:SendRawEmail",),
    "sqs:SendMessage": ("kms:GenerateDataKey",),
}
"""What AWS asks for besides, of the same caller: the key of the bucket, the role that is handed over."""
SINGULAR = {"SendMessageBatch": "SendMessage", "DeleteMessageBatch": "DeleteMessage"}
SPELLED = {"sesv2": "ses", "sfn": "states", "secrets-manager": "secretsmanager"}

seen: set[tuple[str, str, str]] = set()
"""Function, action, and of the table the pattern of partitions by which it was allowed, else nothing."""


def note_partitions(function: str, action: str, partitions: list[str] | None) -> None:
    """Take down a request to the table that the function's policy allows."""
    for grant in permissions.grants(function):
        if action in grant.actions:
            for pattern in grant.patterns:
                if any(permissions.matches((each,), (pattern,)) for each in partitions or ()):
                    seen.add((function, action, pattern))


def note(service: str, operation: str, method: str = "") -> None:
    """Take down a request to another service, for every function that is running."""
    service = SPELLED.get(service, service)
    for action in _actions(service, operation, method):
        for function in permissions.asking():
            seen.update((function, each, "") for each in (action, *FOLLOWING.get(action, ())))


def _actions(service: str, operation: str, method: str) -> tuple[str, ...]:
    if service == "s3":
        return OF_S3.get(operation, (f"s3:{operation}",))
    if service == "apigateway":
        return (f"apigateway:{method}",)
    return (f"{service}:{SINGULAR.get(operation, operation)}",)


def begin() -> None:
    """Take down from now on."""
    of_boto3, ask, invoked = clients.of_boto3, Network.__call__, permissions.judged

    @wraps(of_boto3)
    def told(service: str) -> Any:
        client = of_boto3(service)
        client.meta.events.register("before-parameter-build", _of_boto3)
        return client

    def asked(network: Network, method: str, path: str, headers: Any, body: bytes) -> Any:
        if network.service not in {"dynamodb", "lambda"}:
            note(network.service, network.operation(method, headers))
        elif network.service == "lambda":
            note("lambda", "InvokeFunction")
        return ask(network, method, path, headers, body)

    clients.of_boto3 = told
    Network.__call__ = asked  # type: ignore[method-assign, assignment]
    invoked.append(note_partitions)


def _of_boto3(params: Mapping[str, Any], model: Any, **_: Any) -> None:
    del params
    note(model.service_model.service_name, model.name, model.http.get("method", ""))


def pytest_configure(config: pytest.Config) -> None:
    """Begin, where the run is told to."""
    del config
    if FOLDER:
        begin()


def pytest_sessionfinish() -> None:
    """Write what this process has seen."""
    if FOLDER and seen:
        file = Path(FOLDER) / f"{uuid.uuid4().hex}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(sorted(seen)), encoding="utf-8")
