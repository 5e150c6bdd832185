"""The organisation whose sandbox is asked: `load-test`, made once for a stack, with a key that soon expires."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from tools.deployed import Deployed
from tools.smoke import outputs_of, stack_name

from .mix import World, path_of

ORGANISATION = {"name": "Load test", "plan": "enterprise", "slug": "load-test"}
KEPT_BEYOND = timedelta(minutes=15)
CONTACTS = 50
HIGHEST_LIMIT = 100_000
PATIENCE_SECONDS, PAUSE_SECONDS, TIMEOUT_SECONDS = 90, 3, 35


class Unsafe(Exception):
    """The stack must not be asked this way; the message says why."""


class Refused(Exception):
    """The API refused what prepares the test; the message has its answer."""


class Target(NamedTuple):
    """Where requests go, as whom, and what they name."""

    url: str
    key: str
    world: World


def refuse_production(deployed: Deployed) -> None:
    """Raise Unsafe for a stack that may have customers: by its name, its tag, or its protection from deletion."""
    if deployed.stack is None:
        return
    (stack,) = deployed.client("cloudformation").describe_stacks(StackName=deployed.stack)["Stacks"]
    tags = {tag["Key"]: tag["Value"] for tag in stack.get("Tags", [])}
    parameters = {each["ParameterKey"]: each.get("ParameterValue") for each in stack.get("Parameters", [])}
    signs = {
        "is the production of samconfig.toml": deployed.stack == stack_name("production"),
        "has the tag environment=production": tags.get("environment") == "production",
        "is protected from deletion": parameters.get("DeletionProtection") == "true",
    }
    if reasons := [sign for sign, is_so in signs.items() if is_so]:
        raise Unsafe(f"{deployed.stack} {' and '.join(reasons)}: add PRODUCTION=yes if its customers may notice")


@contextmanager
def target(deployed: Deployed, seconds: float, receiver: str | None) -> Iterator[Target]:
    """A key of the sandbox for so long, contacts and a workflow; with a receiver also a webhook, for the time."""
    url = outputs_of(deployed)["SandboxUrl"]
    key = _key(deployed, timedelta(seconds=seconds) + KEPT_BEYOND)
    caller = Caller(url, key)
    caller.wait_for_key()
    contacts = [
        caller.ask("contacts.create", {"type": "company", "name": f"Empresa {number}", "tags": ["load-test"]})["id"]
        for number in range(CONTACTS)
    ]
    step = {"id": "create", "type": "contact.create", "input": {"type": "company", "name": "Empresa d'un flux"}}
    workflow = caller.ask("workflows.create", {"name": "Load test", "steps": [step]})["id"]
    hook = caller.ask("webhooks.create", {"url": receiver, "events": ["contact.created"]}) if receiver else None
    try:
        yield Target(url, key, World(contacts, workflow))
    finally:
        caller.ask("workflows.archive", {"id": workflow})
        if hook:
            caller.ask("webhooks.delete", {"id": hook["webhook_id"]})


def _key(deployed: Deployed, lifetime: timedelta) -> str:
    organisation = deployed.operate("create_organisation", ORGANISATION)
    about = {
        "organisation": organisation["id"],
        "name": "Load test",
        "environment": "test",
        "scopes": ["admin"],
        "rate_limit": HIGHEST_LIMIT,
        "expires_at": (datetime.now(UTC) + lifetime).isoformat(timespec="seconds"),
    }
    return str(deployed.operate("create_api_key", about)["key"])


class Caller:
    """Who prepares the world, one request after the other."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._headers = url, {"Content-Type": "application/json", "X-API-Key": key}

    def ask(self, operation: str, data: Any) -> Any:
        """The data of the answer. Raises Refused."""
        body = json.dumps({"data": data}).encode()
        request = urllib.request.Request(self._url + path_of(operation), body, self._headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the stack's own
                return json.load(answer)["data"]
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise Refused(f"{operation}: {refusal.code} {refusal.read().decode(errors='replace')}") from refusal

    def wait_for_key(self) -> None:
        """Ask until API Gateway knows the key, which takes effect after a while."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.ask("contacts.list", {})
            except Refused:
                if time.monotonic() > until:
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                return
