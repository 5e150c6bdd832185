"""`make watch-edge STACK=NAME`: the stack of alarms in us-east-1, on the distributions and certificates of a stack."""

import argparse
from typing import Any

import boto3

from local.stacks import NoSuchResourceError
from tools.deployed import Deployed, Platform
from tools.template import ROOT

REGION = "us-east-1"
TEMPLATE = ROOT / "watch" / "edge.yaml"
DISTRIBUTIONS = ("SiteDistribution", "DashboardDistribution")
COPIED = ("AlarmEmail", "DocsUrl", "DocsCertificateArn", "DashboardCertificateArn")
NO_CHANGES = "No updates are to be performed"


def values(platform: Platform, stack: str) -> dict[str, str]:
    """The parameters of the stack in us-east-1: those of the watched stack, and its distributions, if it has them."""
    (about,) = platform.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    of_stack = {each["ParameterKey"]: each["ParameterValue"] for each in about["Parameters"]}
    distributions = {name: _id_of(platform, name) for name in DISTRIBUTIONS}
    return {"Platform": stack, **{name: of_stack.get(name, "") for name in COPIED}, **distributions}


def _id_of(platform: Platform, name: str) -> str:
    try:
        return platform.resource(name)
    except NoSuchResourceError:
        return ""


def deploy(cloudformation: Any, stack: str, parameters: dict[str, str]) -> None:
    """Make the stack, or update it, and wait for it."""
    about = {
        "StackName": f"{stack}-edge",
        "TemplateBody": TEMPLATE.read_text(encoding="utf-8"),
        "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
    }
    try:
        cloudformation.create_stack(**about)
        waiter = "stack_create_complete"
    except cloudformation.exceptions.AlreadyExistsException:
        try:
            cloudformation.update_stack(**about)
        except cloudformation.exceptions.ClientError as error:
            if NO_CHANGES in str(error):
                return
            raise
        waiter = "stack_update_complete"
    cloudformation.get_waiter(waiter).wait(StackName=about["StackName"])


def main() -> None:
    """Deploy it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", required=True, help="a stack on AWS")
    stack = parser.parse_args().stack
    deploy(boto3.client("cloudformation", region_name=REGION), stack, values(Deployed(stack), stack))
    print(f"{stack}-edge watches CloudFront in {REGION}")


if __name__ == "__main__":
    main()
