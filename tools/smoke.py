"""``make smoke``: whether a stack that was just deployed serves requests; `make deploy` ends with it.

`python -m tools.smoke [--stack NAME]`. It reads where API Gateway takes its key from, which an update with a changed
definition can lose; asks without a credential; asks with a key of the sandbox that it makes for ten minutes; and then
does what smoke_checks.py has. It leaves one organisation, `smoke-test`, however often it runs.
"""

import argparse
import sys
import time
import tomllib
from datetime import UTC, datetime, timedelta

from local.settings import STACK
from tools.deployed import Deployed
from tools.smoke_checks import CHECKS, OK, UNAUTHORISED, Sandbox, SmokeError, ask
from tools.template import ROOT

ORGANISATION = {"name": "Smoke test", "plan": "starter", "slug": "smoke-test"}
KEY_LIFETIME = timedelta(minutes=10)
PATIENCE_SECONDS = 90
"""How long a fresh key may be unknown to API Gateway, whose keys take effect after a while."""

PAUSE_SECONDS = 5


def check(deployed: Deployed, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Raise SmokeError for the first thing that is wrong."""
    outputs = outputs_of(deployed)
    source = deployed.client("apigateway").get_rest_api(restApiId=outputs["ApiId"]).get("apiKeySource")
    if source != "AUTHORIZER":
        raise SmokeError(f"the API takes its key from {source}: every request is refused. Deploy the API again.")
    url = f"{outputs['SandboxUrl']}/contacts/list"
    if (refused := ask(url, {}, {})).status != UNAUTHORISED or refused.body["error"]["code"] != "AUTH_INVALID_TOKEN":
        raise SmokeError(f"a request without a credential was answered {refused.status} {refused.text}")
    until = time.monotonic() + patience_seconds
    sandbox = Sandbox(outputs["SandboxUrl"], _key(deployed))
    while (answer := sandbox.ask("/contacts/list")).status != OK:
        if time.monotonic() > until:
            raise SmokeError(f"a request with a key was answered {answer.status} {answer.text}")
        time.sleep(PAUSE_SECONDS)
    for each in CHECKS:
        each(sandbox)


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
    """The text of a fresh key of the sandbox that soon expires."""
    organisation = deployed.operate("create_organisation", ORGANISATION)
    about = {
        "organisation": organisation["id"],
        "name": "Smoke test",
        "environment": "test",
        "scopes": ["admin"],
        "expires_at": (datetime.now(UTC) + KEY_LIFETIME).isoformat(timespec="seconds"),
    }
    return str(deployed.operate("create_api_key", about)["key"])


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
    print("smoke test passed: a key, each domain, refusals in three languages, a signed webhook, a stream")


if __name__ == "__main__":
    main()
