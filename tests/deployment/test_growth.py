"""What happens to the stack later: it grows to the planned size within the quotas, and a second deployment reaches."""

import copy
import json

from tests.declared import ENDPOINTS, TEMPLATE, routes, translate, translated

PLANNED_ENDPOINTS = 90
RESOURCES_QUOTA = 500
TEMPLATE_QUOTA_BYTES = 1_000_000
PATHS_QUOTA = 300
"""CloudFormation User Guide, "Quotas"; API Gateway Developer Guide, "Quotas" (resources of a REST API)."""
RESERVE = 0.8
"""A plan that uses more than this of a quota needs another plan: docs/adr, "One stack"."""


def parts(name: str) -> list[str]:
    """What one endpoint adds: the function, its role, and the gateway's permission to invoke it."""
    return [name, f"{name}Role", *(part for part in translated()["Resources"] if _is_permission(part, name))]


def _is_permission(part: str, name: str) -> bool:
    resource = translated()["Resources"][part]
    return resource["Type"] == "AWS::Lambda::Permission" and resource["Properties"]["FunctionName"] == {"Ref": name}


def left() -> int:
    """How many planned endpoints are not there yet."""
    return max(0, PLANNED_ENDPOINTS - len(ENDPOINTS))


def size(value: object) -> int:
    """Bytes in the template CloudFormation gets."""
    return len(json.dumps(value))


def test_an_endpoint_is_three_resources_and_a_fourth_for_a_second_route():
    for name, function in ENDPOINTS.items():
        assert len(parts(name)) == 2 + len(routes(function)), name
        assert set(parts(name)) <= translated()["Resources"].keys()


def test_all_planned_endpoints_fit_into_one_stack():
    planned = len(translated()["Resources"]) + left() * 3
    assert planned < RESERVE * RESOURCES_QUOTA


def test_the_template_of_all_planned_endpoints_is_one_cloudformation_takes():
    resources = translated()["Resources"]
    paths = resources["Api"]["Properties"]["Body"]["paths"]
    own = max(
        sum(size({part: resources[part]}) for part in parts(name))
        + sum(size({route["Path"]: paths[route["Path"]]}) for route in routes(function))
        for name, function in ENDPOINTS.items()
    )
    assert size(translated()) + left() * own < RESERVE * TEMPLATE_QUOTA_BYTES


def test_the_paths_of_all_planned_endpoints_fit_into_one_api():
    paths = {route["Path"] for function in ENDPOINTS.values() for route in routes(function)}
    nodes = {path[:end] for path in paths for end in range(2, len(path) + 1) if path[end : end + 1] in {"", "/"}}
    assert len(nodes) + 2 * left() < RESERVE * PATHS_QUOTA


def deployment(template: dict) -> str:
    """The logical id of the API's deployment. CloudFormation makes another one when it changes, and only then."""
    made = translate(template)["Resources"]
    (name,) = (name for name, resource in made.items() if resource["Type"] == "AWS::ApiGateway::Deployment")
    return name


def test_a_changed_definition_of_the_api_is_deployed_to_its_stages():
    now = deployment(TEMPLATE)
    answer = copy.deepcopy(TEMPLATE)
    answer["Resources"]["Api"]["Properties"]["GatewayResponses"]["THROTTLED"]["StatusCode"] = 430
    route = copy.deepcopy(TEMPLATE)
    route["Resources"]["ContactsGet"]["Properties"]["Events"]["Route"]["Properties"]["Path"] = "/contacts/read"
    assert len({now, deployment(answer), deployment(route)}) == 3


def test_changed_code_alone_leaves_the_deployment_of_the_api_as_it_is():
    changed = copy.deepcopy(TEMPLATE)
    changed["Resources"]["ContactsGet"]["Properties"]["MemorySize"] = 1024
    assert deployment(changed) == deployment(TEMPLATE)
