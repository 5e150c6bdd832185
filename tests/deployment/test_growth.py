"""What happens to the stacks later: they grow to the planned size within the quotas, a new deployment reaches."""

import copy
import json
from typing import Any

import pytest

from tests.declared import ENDPOINTS, PATHS, TEMPLATE, name_of, translate, translated_stacks
from tools.template import ROOT as TEMPLATES
from tools.template import stacks

PLANNED_ENDPOINTS = 300
PLANNED_DOMAINS = 30
LARGEST_DOMAIN = 59
"""Endpoints of one domain. One that outgrows this becomes two folders, each with its template."""
NEW_WORKERS = 3
"""Functions beside its endpoints that a new domain brings: steps to the root, the others to the workers."""
NEW_ALARMS = 2
"""Of a worker: its dead letters, and its queue's age. Each names a queue, a parameter of the watch."""
RESERVE = 0.6
"""A plan that uses more than this of a quota needs another plan (docs/adr, "A stack for each domain")."""
ROOT_RESERVE = 0.75
"""Of the root, whose growth is counted below: past it the functions of workflow steps get a stack of their own."""

QUOTAS = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
TEMPLATE_QUOTA_BYTES = 1_000_000
"""CloudFormation User Guide, "Quotas": a template in S3. Measured is what SAM's translation makes of ours."""
PATHS_QUOTA = 800
"""What a new account asks for before its first deployment, instead of the default of 300 (docs/deployment.md)."""
PATHS_QUOTA_CODE = "L-01C8A9E0"
DEFINITION_QUOTA_BYTES = 6_000_000
"""API Gateway Developer Guide, "Quotas": resources of a REST API; size of an imported definition."""
ROLE_POLICY_QUOTA = 10_240
"""IAM User Guide, "IAM quotas": characters of a role's inline policies together, white space not counted."""

GRADUAL = "Canary10Percent5Minutes"
"""With it, a function has one resource more, and its stack two."""

ROOT, GATEWAY, WATCH = "template.yaml", "gateway/template.yaml", "watch/template.yaml"
HOSTING = ("hosting/template.yaml", "hosting/dashboard/template.yaml")
BACKUPS = "backups/template.yaml"
WORKERS = "functions/workers/template.yaml"
FILES = sorted(map(name_of, stacks()))
DOMAINS = sorted({*FILES} - {ROOT, GATEWAY, WATCH, WORKERS, BACKUPS, *HOSTING})
every_stack = pytest.mark.parametrize("file", FILES)


def size(value: object) -> int:
    """Bytes in the template CloudFormation gets."""
    return len(json.dumps(value))


def parts(name: str, file: str) -> dict[str, object]:
    """What one function is to CloudFormation: itself, its role, its version, its alias."""
    resources = translated_stacks()[file]["Resources"]
    return {part: resources[part] for part in resources if part in _names(name, resources)}


def _names(name: str, resources: dict[str, dict[str, Any]]) -> set[str]:
    (version,) = [
        part
        for part, resource in resources.items()
        if resource["Type"] == "AWS::Lambda::Version" and resource["Properties"]["FunctionName"] == {"Ref": name}
    ]
    return {name, f"{name}Role", version, f"{name}Aliaslive"}


def reserve(file: str) -> float:
    """How much of its quotas a stack may use."""
    return ROOT_RESERVE if file == ROOT else RESERVE


def left() -> int:
    """How many planned endpoints are not there yet."""
    return max(0, PLANNED_ENDPOINTS - len(ENDPOINTS))


NEW_DOMAINS = max(0, PLANNED_DOMAINS - len(DOMAINS))
"""How many planned domains are not there yet."""


@pytest.mark.parametrize("file", DOMAINS)
def test_an_endpoint_is_four_resources_and_its_stack_has_nothing_else(file):
    resources = translated_stacks()[file]["Resources"]
    functions = [name for name, resource in resources.items() if resource["Type"] == "AWS::Lambda::Function"]
    assert {*functions} <= ENDPOINTS.keys()
    assert {part for name in functions for part in parts(name, file)} == resources.keys()


@every_stack
@pytest.mark.parametrize("gradual", ["false", GRADUAL])
def test_a_stack_is_within_every_quota(file, gradual):
    made = translated_stacks(gradual)[file]
    for section, quota in QUOTAS.items():
        assert len(made.get(section, {})) < reserve(file) * quota
    assert size(made) < RESERVE * TEMPLATE_QUOTA_BYTES


def test_a_domain_may_have_many_endpoints():
    own = max(
        size(parts(name, file))
        for file in DOMAINS
        for name in translated_stacks()[file]["Resources"]
        if name in ENDPOINTS
    )
    shared = max(size({**translated_stacks()[file], "Resources": {}}) for file in DOMAINS)
    assert RESERVE * QUOTAS["Resources"] > LARGEST_DOMAIN * 5 + 2
    assert shared + LARGEST_DOMAIN * own < RESERVE * TEMPLATE_QUOTA_BYTES


def grown(file: str, parts_of: str, more: int) -> tuple[int, int]:
    """Resources and bytes of a stack with the workers of all new domains, of this size and so many resources more."""
    now, gradual = translated_stacks()[file], translated_stacks(GRADUAL)[file]
    new = NEW_DOMAINS * NEW_WORKERS
    return (
        len(gradual["Resources"]) + new * (4 + 1 + more),
        size(now) + new * 2 * size(parts(parts_of, file)),
    )


def test_the_root_has_room_for_the_planned_domains_and_their_workers():
    """The most would be families of steps: of what works off a queue, the root has the queue and its dead letters."""
    root = translated_stacks()[ROOT]["Resources"]
    block = max(size({name: each}) for name, each in root.items() if each["Type"] == "AWS::CloudFormation::Stack")
    resources, bytes_ = grown(ROOT, "RunContacts", more=0)
    assert resources + NEW_DOMAINS < ROOT_RESERVE * QUOTAS["Resources"]
    assert bytes_ + NEW_DOMAINS * block < RESERVE * TEMPLATE_QUOTA_BYTES


def test_the_workers_have_room_for_those_of_the_planned_domains():
    event_source = 1
    resources, bytes_ = grown(WORKERS, "DeliverWebhook", more=event_source)
    assert resources < RESERVE * QUOTAS["Resources"]
    assert bytes_ < RESERVE * TEMPLATE_QUOTA_BYTES
    queues = NEW_DOMAINS * NEW_WORKERS * 2  # its address and its ARN
    assert len(translated_stacks()[WORKERS]["Parameters"]) + queues < RESERVE * QUOTAS["Parameters"]


def test_the_watch_has_room_for_alarms_on_all_planned_workers():
    watch = translated_stacks()[WATCH]
    alarm = max(size(each) for each in watch["Resources"].values() if each["Type"] == "AWS::CloudWatch::Alarm")
    new = NEW_DOMAINS * NEW_WORKERS * NEW_ALARMS
    assert len(watch["Resources"]) + new < RESERVE * QUOTAS["Resources"]
    assert len(watch["Parameters"]) + new < RESERVE * QUOTAS["Parameters"]
    assert size(watch) + new * alarm < RESERVE * TEMPLATE_QUOTA_BYTES


def test_the_definition_of_all_planned_paths_is_one_the_template_and_api_gateway_take():
    made = translated_stacks()[GATEWAY]
    body = made["Resources"]["Api"]["Properties"]["Body"]
    own = max(size({path: methods}) for path, methods in body["paths"].items())
    assert size(made) + left() * own < RESERVE * TEMPLATE_QUOTA_BYTES
    assert size(body) + left() * own < RESERVE * DEFINITION_QUOTA_BYTES


def test_the_paths_of_all_planned_endpoints_fit_into_one_api():
    nodes = {path[:end] for path in PATHS for end in range(2, len(path) + 1) if path[end : end + 1] in {"", "/"}}
    assert len(nodes) + left() + NEW_DOMAINS < RESERVE * PATHS_QUOTA


def test_the_first_step_to_a_new_account_asks_for_the_paths_that_are_planned():
    guide = (TEMPLATES / "docs" / "deployment.md").read_text(encoding="utf-8")
    first_step = guide.partition("## To a new account")[2].partition("\n1. ")[2].partition("\n1. ")[0]
    assert f"--quota-code {PATHS_QUOTA_CODE} --desired-value {PATHS_QUOTA}" in first_step


def test_no_policy_is_near_the_longest_a_role_may_have():
    for file, made in translated_stacks().items():
        for name, resource in made["Resources"].items():
            if resource["Type"] == "AWS::IAM::Role":
                assert size(resource["Properties"].get("Policies", [])) < RESERVE * ROLE_POLICY_QUOTA, (file, name)


def deployment(template: dict[str, Any]) -> str:
    """The logical id of the API's deployment. CloudFormation makes another one when it changes, and only then."""
    made = translate(template)["Resources"]
    (name,) = (name for name, resource in made.items() if resource["Type"] == "AWS::ApiGateway::Deployment")
    return str(name)


def test_a_changed_definition_of_the_api_is_deployed_to_its_stages():
    now = deployment(TEMPLATE)
    answer = copy.deepcopy(TEMPLATE)
    answer["Resources"]["Api"]["Properties"]["GatewayResponses"]["THROTTLED"]["StatusCode"] = 430
    route = copy.deepcopy(TEMPLATE)
    paths = route["Resources"]["Api"]["Properties"]["DefinitionBody"]["paths"]
    paths["/contacts/read"] = paths.pop("/contacts/get")
    assert len({now, deployment(answer), deployment(route)}) == 3


def test_changed_code_alone_leaves_the_deployment_of_the_api_as_it_is():
    changed = copy.deepcopy(TEMPLATE)
    changed["Resources"]["ContactsGet"]["Properties"]["MemorySize"] = 1024
    assert deployment(changed) == deployment(TEMPLATE)
