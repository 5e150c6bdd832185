"""``make smoke``: whether a stack that was just deployed serves requests; `make deploy` ends with it.

`python -m tools.smoke [--stack NAME]`. It reads where API Gateway takes its key from, which an update with a changed
definition can lose; asks without a credential; and asks with a key of the sandbox that it makes for ten minutes. It
leaves one organisation, `smoke-test`, however often it runs.
"""

import argparse
import json
import sys
import time
import tomllib
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from local.settings import STACK
from tools.deployed import Deployed
from tools.template import ROOT

ORGANISATION = {"name": "Smoke test", "plan": "starter", "slug": "smoke-test"}
KEY_LIFETIME = timedelta(minutes=10)
PATIENCE_SECONDS = 90
"""How long a fresh key may be unknown to API Gateway, whose keys take effect after a while."""

PAUSE_SECONDS = 5
TIMEOUT_SECONDS = 35


class SmokeError(Exception):
    """The stack does not work as expected; the message names the finding."""


class Answer(NamedTuple):
    """The status and the document of an answer."""

    status: int
    body: Any


def check(deployed: Deployed, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Raise SmokeError for the first thing that is wrong."""
    outputs = outputs_of(deployed)
    source = deployed.client("apigateway").get_rest_api(restApiId=outputs["ApiId"]).get("apiKeySource")
    if source != "AUTHORIZER":
        raise SmokeError(f"the API takes its key from {source}: every request is refused. Deploy the API again.")
    url = f"{outputs['SandboxUrl']}/contacts/list"
    if (refused := _ask(url, {})).status != 401 or refused.body["error"]["code"] != "AUTH_INVALID_TOKEN":  # noqa: PLR2004
        raise SmokeError(f"a request without a credential was answered {refused.status} {refused.body}")
    until = time.monotonic() + patience_seconds
    headers = {"X-API-Key": _key(deployed)}
    while (answer := _ask(url, headers)).status != 200:  # noqa: PLR2004
        if time.monotonic() > until:
            raise SmokeError(f"a request with a key was answered {answer.status} {answer.body}")
        time.sleep(PAUSE_SECONDS)
    if not answer.body["success"]:
        raise SmokeError(f"a request with a key was answered {answer.body}")


def stack_name(environment: str) -> str:
    """The name of an environment's stack."""
    settings = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    return str(settings[environment]["global"]["parameters"]["stack_name"])


def outputs_of(deployed: Deployed) -> dict[str, str]:
    """The outputs of the root stack."""
    (stack,) = deployed.client("cloudformation").describe_stacks(StackName=deployed.stack or STACK)["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    if deployed.stack is None:  # the emulator's API has the address of AWS; the runtime serves it here
        outputs["SandboxUrl"] = f"http://127.0.0.1:{deployed.settings.port}/sandbox/v1"
    return outputs


def _key(deployed: Deployed) -> str:
    """The text of a fresh key of the sandbox that may read contacts and soon expires."""
    organisation = deployed.operate("create_organisation", ORGANISATION)
    about = {
        "organisation": organisation["id"],
        "name": "Smoke test",
        "environment": "test",
        "scopes": ["contacts:read"],
        "expires_at": (datetime.now(UTC) + KEY_LIFETIME).isoformat(timespec="seconds"),
    }
    return str(deployed.operate("create_api_key", about)["key"])


def _ask(url: str, headers: dict[str, str]) -> Answer:
    request = urllib.request.Request(  # noqa: S310 - the stack's own address
        url, b"{}", {"Content-Type": "application/json", **headers}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            return Answer(answer.status, json.load(answer))
    except urllib.error.HTTPError as failure:
        return Answer(failure.code, json.load(failure))


def main() -> None:
    """Print that the stack works, or print what is wrong and exit with 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    parser.add_argument("--name-of", metavar="ENVIRONMENT", help="only print the stack's name in samconfig.toml")
    options = parser.parse_args()
    if options.name_of:
        print(stack_name(options.name_of))
        return
    try:
        check(Deployed(options.stack))
    except SmokeError as wrong:
        sys.exit(f"smoke test failed: {wrong}")
    print("smoke test passed: the API takes its key from the authorizer, and serves a request with a key")


if __name__ == "__main__":
    main()
