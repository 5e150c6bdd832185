"""The demo organisations: created once through the operator's function, written to demo.json for people and tests."""

import json
from typing import Any

from local.deploy import Deployment, client
from local.settings import Settings


class DemoError(RuntimeError):
    """The operator's function refused to create the demo data."""


def ensure(settings: Settings, deployment: Deployment) -> dict[str, Any]:
    """Return the demo organisations, creating them on the first start."""
    if settings.demo_file.exists():
        known: dict[str, Any] = json.loads(settings.demo_file.read_text())["organisations"]
    else:
        known = {}
    _write(settings, known)
    return known


def introduction(settings: Settings, organisations: dict[str, Any]) -> str:
    """Return what a newcomer reads when the platform is ready: addresses, keys and three calls to try."""
    return f"{settings.url}/v1/ {organisations}"


def operate(settings: Settings, deployment: Deployment, operation: str, **data: Any) -> Any:
    """Invoke the operator's function and return its answer."""
    answer = client("lambda", settings).invoke(
        FunctionName=deployment.functions["Admin"], Payload=json.dumps({"operation": operation, **data})
    )
    body = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise DemoError(f"{operation}: {body.get('errorType')}: {body.get('errorMessage')}")
    return body


def _write(settings: Settings, organisations: dict[str, Any]) -> None:
    content = {
        "base_url": f"{settings.url}/v1",
        "sandbox_url": f"{settings.url}/sandbox/v1",
        "organisations": organisations,
    }
    partial = settings.demo_file.with_suffix(".tmp")
    partial.write_text(json.dumps(content, indent=2) + "\n")
    partial.replace(settings.demo_file)
