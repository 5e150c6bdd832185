"""The page of quotas has every service that a stack uses, all that is to be said of each, and counts as they do."""

import json
import re

from tests.declared import translated_stacks
from tools.template import ROOT

PAGE = (ROOT / "docs" / "quotas.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.partition("| service | quota |")[2].splitlines()[2:]
    if line.startswith("|")
]
SERVICES = {
    "ApiGateway": "API Gateway",
    "Lambda": "Lambda",
    "IAM": "IAM",
    "DynamoDB": "DynamoDB",
    "SQS": "SQS",
    "StepFunctions": "Step Functions",
    "Scheduler": "EventBridge Scheduler",
    "Events": "EventBridge",
    "KMS": "KMS",
    "SecretsManager": "Secrets Manager",
    "SES": "SES",
    "CloudFront": "CloudFront",
    "WAFv2": "WAF",
    "CloudWatch": "CloudWatch",
    "Logs": "CloudWatch Logs",
    "XRay": "X-Ray",
    "S3": "S3",
    "SNS": "SNS",
    "CloudFormation": "CloudFormation",
    "CertificateManager": "ACM",
    "Route53": "Route 53",
    "Backup": "AWS Backup",
    "Budgets": "AWS Budgets",
    "CodeDeploy": "CodeDeploy",
}
"""The services by what CloudFormation calls them."""
CALLED = {
    **{name.lower(): title for name, title in SERVICES.items()},
    "states": "Step Functions",
    "execute-api": "API Gateway",
    "sts": "STS",
}
"""The services by what IAM calls them."""


def resources():
    """The type of each resource of all stacks, as CloudFormation gets them."""
    for gradual in ("false", "Canary10Percent5Minutes"):
        for stack in translated_stacks(gradual).values():
            yield from (resource["Type"] for resource in stack["Resources"].values())


def number_of(*types):
    return sum(resource in types for stack in translated_stacks().values() for resource in types_of(stack))


def types_of(stack):
    return [resource["Type"] for resource in stack["Resources"].values()]


def test_every_service_of_the_templates_is_on_the_page():
    titles = {row[0] for row in ROWS}
    assert {SERVICES[resource.split("::")[1]] for resource in resources()} <= titles
    text = json.dumps(list(translated_stacks().values()))
    actions = {service for service, _ in re.findall(r'"([a-z0-9-]+):([A-Z]\w*\*?)"', text)}
    assert {"dynamodb", "states", "ses"} < actions
    services = {each for each in actions if each not in ("aws", "cloudwatch")}
    assert {CALLED[each] for each in services} <= titles


def test_each_quota_has_its_default_whether_it_is_raised_our_use_and_what_to_do():
    assert len(ROWS) > 40
    for row in ROWS:
        assert len(row) == 6, row
        service, quota, default, raised, use, remedy = row
        assert all((service, quota, default, use, remedy)), row
        assert re.match(r"yes|no|by support|high throughput|$", raised), row
        assert remedy == "nothing" or raised != "no" or "`" in remedy or " " in remedy, row


def test_the_page_counts_no_less_than_the_templates_have():
    counts = {
        r"at most (\d+) roles a stack": number_of("AWS::IAM::Role"),
        r"at most (\d+) secrets a stack": number_of("AWS::SecretsManager::Secret"),
        r"at most (\d+) alarms a stack": number_of("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"),
        r"at most (\d+) rules": number_of("AWS::Events::Rule"),
        r"at most (\d+) stacks a deployment": len(translated_stacks()),
        r"\| (\d+), and one for each agreed throttle": number_of("AWS::ApiGateway::UsagePlan"),
    }
    for pattern, count in counts.items():
        (said,) = re.findall(pattern, PAGE)
        assert count <= int(said), f"{pattern}: the templates have {count}"


def test_the_workers_concurrency_is_what_the_page_says():
    workers = 0
    for stack in translated_stacks().values():
        for resource in stack["Resources"].values():
            if scaling := resource.get("Properties", {}).get("ScalingConfig"):
                most = scaling["MaximumConcurrency"]
                workers += most if isinstance(most, int) else most["Fn::If"][2]
    assert re.findall(r"workers up to ([\d,]+), see below", PAGE) == [f"{workers:,}"]
    assert re.findall(r"concurrency adds up to ([\d,]+) ", PAGE) == [f"{workers:,}"]
