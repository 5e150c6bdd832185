"""A stack on AWS as the tests from end to end see a running platform: `make e2e STACK=bivelio-staging`.

Those marked `on_aws` ask over HTTP alone, by keys that the operator's function makes for this run. The organisations
have names and passwords that nobody else knows, and are suspended at the end.
"""

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from local.demo import make_organisation
from tests.running import LONGEST_ANSWER_SECONDS, Answer
from tools.deployed import Deployed
from tools.smoke import outputs_of

STACK_VARIABLE = "E2E_STACK"


@dataclass
class OnAws:
    """A deployed stack, with the organisations of this run by the names that the local demo has."""

    deployed: Deployed
    addresses: dict[str, str]
    organisations: dict[str, dict[str, Any]] = field(default_factory=dict)

    def call(self, path: str, body: Any = None, *, method: str = "POST", **headers: str) -> Answer:
        """Send a request; the path begins with /v1 or /sandbox/v1, as at the local front door."""
        stage = "/sandbox/v1" if path.startswith("/sandbox/v1") else "/v1"
        address = self.addresses["SandboxUrl" if stage == "/sandbox/v1" else "LiveUrl"] + path.removeprefix(stage)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        payload = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the stack's own address
            address, payload, {"Content-Type": "application/json", **names}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=LONGEST_ANSWER_SECONDS) as answer:  # noqa: S310
                return _answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refusal:
            return _answer(refusal.code, refusal.headers, refusal.read())

    def client(self, service: str) -> Any:
        """Return an AWS client of the stack's account."""
        return self.deployed.client(service)

    def organisation(self, plan: str) -> dict[str, Any]:
        """Make an organisation of a plan, of this run alone."""
        slug = f"e2e-{secrets.token_hex(8)}"
        organisation = make_organisation(self.deployed.operate, slug, plan)
        self.organisations[slug] = organisation
        return organisation

    def demo(self) -> dict[str, Any]:
        """Return what the local platform writes to `demo.json`: an organisation without limits."""
        if "demo" not in self.organisations:
            self.organisations["demo"] = self.organisation("enterprise")
        return {"organisations": {"demo": self.organisations["demo"]}}


def _answer(status: int, headers: Any, body: bytes) -> Answer:
    return Answer(status, {name.lower(): value for name, value in headers.items()}, body)


@contextmanager
def on_aws(stack: str) -> Iterator[OnAws]:
    """A stack for as long as tests ask it; its organisations of this run are suspended afterwards."""
    deployed = Deployed(stack)
    platform = OnAws(deployed, outputs_of(deployed))
    try:
        yield platform
    finally:
        for organisation in {each["id"] for each in platform.organisations.values()}:
            deployed.operate("suspend_organisation", {"organisation": organisation})
