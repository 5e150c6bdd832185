"""Deploys the real templates to the emulator as CloudFormation would: creates the stacks or updates what changed."""

import hashlib
import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from local import packaging
from local.packaging import Archive
from local.settings import DEPLOYED, HOST, INBOUND_DOMAIN, REGION, STACK, Settings
from local.stacks import resources_of

_BUCKET = "bivelio-local-deployment"
_POLL_SECONDS = 0.1
_LONGEST_SECONDS = 300
_DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
_UNUSABLE = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}

_MAKING = Lock()  # boto3's session, which clients share, makes one at a time

Say = Callable[[str], None]


class DeploymentError(RuntimeError):
    """The stack could not be created or updated; the message names the resources and their reasons."""


@dataclass(frozen=True)
class Deployment:
    """What is deployed.

    Attributes:
        api_id: the REST API's id.
        functions: physical names of the functions, by logical id.
        changed: whether this start changed the stack.
    """

    api_id: str
    functions: dict[str, str]
    changed: bool


def client(service: str, settings: Settings) -> Any:
    """Return an AWS client that talks to the emulator, whatever the shell's AWS settings are. For any thread."""
    with _MAKING:
        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=settings.emulator_url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - the emulator's own
            config=Config(retries={"max_attempts": 1}, connect_timeout=5, read_timeout=70),
        )


def deploy(
    settings: Settings, say: Say, save: Callable[[], None], built: Callable[[list[Path]], None] = lambda _layers: None
) -> Deployment:
    """Bring the stack up to date with the working tree, if it is not yet.

    Args:
        settings: where the emulator and the template are.
        say: called with each step's name.
        save: called when the stack has changed, before that is recorded.
        built: called with the folders of the layers when these are there: they are built while the stack is deployed.

    Raises:
        DeploymentError: when CloudFormation refuses or a resource fails.
        PackagingError: when a folder of the template cannot be packed.
        LayerError: when a layer cannot be built.
    """
    say("packing functions")
    values = _values(settings)
    package = packaging.package(settings.template, _BUCKET, settings.cache, values)
    parameters = _parameters(package.template, values)
    body = json.dumps(package.template, default=str, sort_keys=True)
    fingerprint = hashlib.sha256(f"{body}{parameters}".encode()).hexdigest()
    record = settings.state / DEPLOYED
    cloudformation = client("cloudformation", settings)
    status = _status(cloudformation)
    changed = status not in _DONE or not record.exists() or record.read_text() != fingerprint
    if changed:
        say("deploying the stacks")
        _upload(package.archives, body, settings)
        _apply(cloudformation, status, parameters)
    if not package.builds.are_done():
        say("installing the layers' packages")
    built(package.builds.finish())
    if changed:
        save()
        record.write_text(fingerprint)
    return _deployment(cloudformation, changed=changed)


def _values(settings: Settings) -> dict[str, str]:
    """Return values for parameters; ``LOCAL_PARAMETERS="Name=value ..."`` adds to them."""
    gemini_key = os.environ.get("GEMINI_API_KEY", "")
    values = {
        "Deployment": "local",
        "AwsEndpoint": settings.emulator_url,
        "InboundUrl": f"{settings.url}/v1",
        "DocsUrl": f"{settings.url}/docs",
        "AppUrl": f"{settings.url}/app",
        "MailFrom": "bivelio@example.com",
        "MailServer": f"{HOST}:{settings.mail_port}",
        "InboundDomain": INBOUND_DOMAIN,
        "Architecture": "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64",
        "DeletionProtection": "false",
        "ManageApiGatewayAccount": "false",
        "WorkflowWaitSeconds": "60",
        "ExecuteTimeoutSeconds": "70",
        "DocumentWaitSeconds": "60",
        "DocumentTimeoutSeconds": "70",
        "AiProvider": "gemini" if gemini_key else "offline",
        "GeminiApiKey": gemini_key,
    }
    return values | dict(pair.split("=", 1) for pair in os.environ.get("LOCAL_PARAMETERS", "").split())


def _parameters(template: dict[str, Any], values: dict[str, str]) -> list[dict[str, str]]:
    """Return the values of those parameters that the template has."""
    declared = template.get("Parameters", {})
    return [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items() if name in declared]


def _upload(archives: list[Archive], body: str, settings: Settings) -> None:
    files = client("s3", settings)
    try:
        files.create_bucket(Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    except files.exceptions.BucketAlreadyOwnedByYou:
        present = {entry["Key"] for page in _pages(files) for entry in page.get("Contents", [])}
    else:
        present = set()
    for archive in archives:
        if archive.key not in present:
            files.put_object(Bucket=_BUCKET, Key=archive.key, Body=archive.content)
    files.put_object(Bucket=_BUCKET, Key="template.json", Body=body.encode())


def _pages(files: Any) -> Any:
    return files.get_paginator("list_objects_v2").paginate(Bucket=_BUCKET)


def _status(cloudformation: Any) -> str | None:
    try:
        return str(cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"])
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def _apply(cloudformation: Any, status: str | None, parameters: list[dict[str, str]]) -> None:
    if status in _UNUSABLE:
        cloudformation.delete_stack(StackName=STACK)
        status = _finished(cloudformation)
    request = {
        "StackName": STACK,
        "TemplateURL": f"{cloudformation.meta.endpoint_url}/{_BUCKET}/template.json",
        "Parameters": parameters,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    try:
        if status is None or status == "DELETE_COMPLETE":
            cloudformation.create_stack(**request)
        else:
            cloudformation.update_stack(**request)
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return
        raise DeploymentError(f"CloudFormation refuses the template: {error}") from error
    outcome = _finished(cloudformation)
    if outcome not in _DONE:
        raise DeploymentError(f"the stack is {outcome}:\n{_reasons(cloudformation)}")


def _finished(cloudformation: Any) -> str | None:
    deadline = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < deadline:
        status = _status(cloudformation)
        if status is None or not status.endswith("_IN_PROGRESS"):
            return status
        time.sleep(_POLL_SECONDS)
    raise DeploymentError(f"the stack is still {status} after {_LONGEST_SECONDS} s")


def _reasons(cloudformation: Any) -> str:
    """Return the reasons of a failure, newest first, from all pages of the stack's events."""
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=STACK)
    failed = [event for page in pages for event in page["StackEvents"] if event["ResourceStatus"].endswith("_FAILED")]
    return "\n".join(f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '?')}" for event in failed)


def _deployment(cloudformation: Any, *, changed: bool) -> Deployment:
    resources = list(resources_of(cloudformation, STACK))
    by_type = {resource["ResourceType"]: resource["PhysicalResourceId"] for resource in resources}
    functions = {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in resources
        if resource["ResourceType"] == "AWS::Lambda::Function"
    }
    return Deployment(by_type["AWS::ApiGateway::RestApi"], functions, changed)
