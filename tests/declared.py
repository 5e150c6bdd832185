"""template.yaml as it is written, and as CloudFormation gets it from SAM's translation."""

import copy
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]


def of_type(kind: str) -> dict[str, Any]:
    """The properties of each resource of a type, by logical id."""
    return {name: resource["Properties"] for name, resource in RESOURCES.items() if resource["Type"] == kind}


FUNCTIONS = of_type("AWS::Serverless::Function")
API = RESOURCES["Api"]["Properties"]


def routes(function: dict[str, Any]) -> list[dict[str, Any]]:
    """The properties of a function's API events."""
    return [event["Properties"] for event in function.get("Events", {}).values() if event["Type"] == "Api"]


ENDPOINTS = {name: function for name, function in FUNCTIONS.items() if routes(function)}


def statements(function: dict[str, Any]) -> list[dict[str, Any]]:
    """The policy statements a function declares."""
    return [statement for policy in function["Policies"] for statement in policy["Statement"]]


def listed(value: Any) -> list[Any]:
    """IAM's `one or many` as many."""
    return value if isinstance(value, list) else [value]


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
    """What CloudFormation gets of the template."""
    return translate(TEMPLATE)


def translate(template: dict[str, Any]) -> dict[str, Any]:
    """A template without SAM, with the code at some address."""
    source = copy.deepcopy(template)
    for resource in source["Resources"].values():
        for place in {"CodeUri", "ContentUri", "DefinitionUri"} & resource.get("Properties", {}).keys():
            resource["Properties"][place] = "s3://code/somewhere"
    result: dict[str, Any] = transform(source, {}, SimpleNamespace(load=dict))
    return result
