"""The templates as they are written, read as one, and as CloudFormation gets them from SAM's translation."""

import copy
import re
from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from tools.template import ROOT, Stack, functions, integration_of, routes, stacks, template

TEMPLATE: dict[str, Any] = template()
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
NO_VALUE = {"Ref": "AWS::NoValue"}


def of_type(kind: str) -> dict[str, Any]:
    """The properties of each resource of a type, by logical id."""
    return {name: resource["Properties"] for name, resource in RESOURCES.items() if resource["Type"] == kind}


FUNCTIONS = of_type("AWS::Serverless::Function")
API = RESOURCES["Api"]["Properties"]


PATHS: dict[str, dict[str, Any]] = {
    path: integration_of(next(iter(methods.values()))) for path, methods in API["DefinitionBody"]["paths"].items()
}
"""How the API calls the function behind each path."""

ENDPOINTS = {each.logical_id: each.properties for each in functions() if each.is_endpoint}


def paths_of(name: str) -> list[str]:
    """The paths that lead to a function."""
    return [path for path, function in routes().items() if function == name]


def statements(function: dict[str, Any]) -> list[dict[str, Any]]:
    """The policy statements a function declares."""
    return [statement for policy in function.get("Policies", []) for statement in policy["Statement"]]


def listed(value: Any) -> list[Any]:
    """IAM's `one or many` as many."""
    return value if isinstance(value, list) else [value]


def chosen(value: Any, conditions: Mapping[str, bool]) -> Any:
    """A value as CloudFormation reads it when some conditions hold or do not hold; the others stay open."""
    match value:
        case {"Fn::If": [str(name), then, otherwise]} if name in conditions:
            return chosen(then if conditions[name] else otherwise, conditions)
        case dict():
            parts = {key: chosen(each, conditions) for key, each in value.items()}
            return {key: each for key, each in parts.items() if each != NO_VALUE}
        case list():
            return [each for each in (chosen(part, conditions) for part in value) if each != NO_VALUE]
        case _:
            return value


def references(value: Any) -> set[str]:
    """The logical ids, parameters and pseudo parameters a property names."""
    if isinstance(value, dict):
        if "Ref" in value:
            return {value["Ref"].split(".")[0]}
        if "Fn::GetAtt" in value:
            return {listed(value["Fn::GetAtt"])[0].split(".")[0]}
        if "Fn::Sub" in value:
            return {name.split(".")[0] for name in re.findall(r"\$\{([^}]+)\}", value["Fn::Sub"])}
        return set().union(*map(references, value.values()))
    if isinstance(value, list):
        return set().union(*map(references, value))
    return set()


@cache
def translated() -> dict[str, Any]:
    """What CloudFormation gets of all templates, as if they were one."""
    return translate(TEMPLATE)


@cache
def translated_stacks(gradual_deployment: str = "false") -> dict[str, dict[str, Any]]:
    """What CloudFormation gets of each template, by its file."""
    return {name_of(stack): translate(stack.body, GradualDeployment=gradual_deployment) for stack in stacks()}


def name_of(stack: Stack) -> str:
    """The file of a template, as people name it."""
    return str(stack.file.relative_to(ROOT))


def translate(template: dict[str, Any], **parameters: str) -> dict[str, Any]:
    """A template without SAM, with the code at some address, for values of parameters that SAM itself reads."""
    from samtranslator.translator.transform import transform  # heavy: not for who reads the templates as written

    source = copy.deepcopy(template)
    for resource in source["Resources"].values():
        for place in {"CodeUri", "ContentUri", "DefinitionUri"} & resource.get("Properties", {}).keys():
            resource["Properties"][place] = "s3://code/somewhere"
        if "Location" in resource.get("Properties", {}):
            resource["Properties"]["Location"] = "https://code.example.com/template.yaml"
    result: dict[str, Any] = transform(source, parameters, SimpleNamespace(load=dict))
    return result
