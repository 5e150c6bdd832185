"""Reads the root's template and the nested ones as a single equivalent template."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tools.intrinsics import parse

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "template.yaml"
WORKERS = "functions/workers"
"""The folder of the functions without a route, and of the template of those that consume a queue."""
INBOUND = "functions/inbound"
"""The folder of the functions that providers call."""
NESTED = "AWS::Serverless::Application"
_PLACES = ("CodeUri", "ContentUri", "DefinitionUri")
_BEHIND = re.compile(r"_(\w+):live/invocations$")


@dataclass(frozen=True)
class Stack:
    """A template: the root's, or one that a resource of the root deploys as a nested stack.

    Attributes:
        file: where it is written.
        body: what is written there.
        name: logical id of the root's resource, empty for the root itself.
        passed: the parameters that this resource passes.
    """

    file: Path
    body: dict[str, Any]
    name: str = ""
    passed: Mapping[str, Any] = MappingProxyType({})

    def resources(self, kind: str) -> dict[str, dict[str, Any]]:
        """Its resources of a type, by logical id."""
        return {name: each for name, each in self.body["Resources"].items() if each["Type"] == kind}


@dataclass(frozen=True)
class Function:
    """A Lambda function of the templates."""

    logical_id: str
    folder: str
    is_endpoint: bool
    properties: dict[str, Any]

    @property
    def is_inbound(self) -> bool:
        """Whether providers call it, by a route without the authorizer."""
        return self.folder.startswith(f"{INBOUND}/")

    @property
    def operation(self) -> str:
        """`contacts.create` for the folder `functions/contacts/create/`."""
        return self.folder.removeprefix("functions/").replace("/", ".")

    @property
    def handler_file(self) -> Path:
        """The file of its handler."""
        return ROOT / self.folder / "handler.py"


def parse_file(file: Path) -> dict[str, Any]:
    """Read a template."""
    body: dict[str, Any] = parse(file.read_text(encoding="utf-8"))
    return body


@cache
def stacks(file: Path = TEMPLATE) -> tuple[Stack, ...]:
    """The root and the stacks it nests, in the root's order."""
    root = Stack(file, parse_file(file))
    nested = (
        (name, file.parent / each["Properties"]["Location"], each["Properties"].get("Parameters", {}))
        for name, each in root.resources(NESTED).items()
    )
    return root, *(Stack(place, parse_file(place), name, passed) for name, place, passed in nested)


@cache
def template() -> dict[str, Any]:
    """Merge all templates into one, with each parameter of a nested stack replaced by the value it is passed."""
    return merged(stacks())


def merged(parts: tuple[Stack, ...]) -> dict[str, Any]:
    """Return the single template that is equivalent to the root and its nested stacks."""
    root, *nested = parts
    outputs = {
        f"{stack.name}.Outputs.{name}": linked(output["Value"], stack.passed)
        for stack in nested
        for name, output in stack.body.get("Outputs", {}).items()
    }
    whole: dict[str, Any] = linked(root.body, outputs)
    whole["Resources"] = {name: each for name, each in whole["Resources"].items() if each["Type"] != NESTED}
    for stack in nested:
        for section in ("Conditions", "Resources"):
            whole[section] |= linked(_placed(stack, root.file.parent).get(section, {}), stack.passed)
    return whole


def linked(value: Any, values: Mapping[str, Any]) -> Any:
    """Return a copy in which each reference to a given name is replaced by the given value."""
    match value:
        case {"Ref": str(name)} if name in values:
            return values[name]
        case {"Fn::GetAtt": [str(name), str(attribute)]} if f"{name}.{attribute}" in values:
            return values[f"{name}.{attribute}"]
        case {"Fn::Sub": str(text)}:
            return {"Fn::Sub": re.sub(r"\$\{([\w.]+)\}", lambda match: _inserted(match, values), text)}
        case dict():
            return {key: linked(each, values) for key, each in value.items()}
        case list():
            return [linked(each, values) for each in value]
        case _:
            return value


def _inserted(match: re.Match[str], values: Mapping[str, Any]) -> str:
    match values.get(match[1]):
        case {"Ref": str(name)}:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"${{{name}.{attribute}}}"
        case {"Fn::Sub": str(text)}:
            return text
        case _:
            return match[0]


def _placed(stack: Stack, root: Path) -> dict[str, Any]:
    """Return the template with its paths relative to the root."""
    body = parse_file(stack.file)
    folder = stack.file.parent.relative_to(root).as_posix()
    for each in body["Resources"].values():
        properties = each.get("Properties", {})
        for place in _PLACES:
            if isinstance(properties.get(place), str):
                properties[place] = f"{posixpath.normpath(posixpath.join(folder, properties[place]))}/"
    return body


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """The properties of all resources of a type, by logical id."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


def kept_always(kind: str) -> set[str]:
    """The logical ids of the resources of a type that no parameter switches on."""
    return {name for name in resources(kind) if "Condition" not in template()["Resources"][name]}


@cache
def functions() -> tuple[Function, ...]:
    """Every function: those of the root, then those of the nested stacks, which are the endpoints and workers."""
    ours = stacks()[0].body["Resources"]
    return tuple(
        Function(
            logical_id=name,
            folder=properties["CodeUri"].rstrip("/"),
            is_endpoint=name not in ours and not properties["CodeUri"].startswith(f"{WORKERS}/"),
            properties=properties,
        )
        for name, properties in resources("AWS::Serverless::Function").items()
    )


@cache
def routes() -> dict[str, str]:
    """The logical id of the function behind each path of the API, as it is deployed."""
    paths = resources("AWS::Serverless::Api")["Api"]["DefinitionBody"]["paths"]
    return {path: function_behind(next(iter(methods.values()))) for path, methods in paths.items()}


def integration_of(operation: dict[str, Any]) -> dict[str, Any]:
    """How an operation of the API's definition is served where answers are not streamed."""
    integration: dict[str, Any] = operation["x-amazon-apigateway-integration"]
    return integration["Fn::If"][2] if "Fn::If" in integration else integration


def function_behind(operation: dict[str, Any]) -> str:
    """The logical id of the function that an operation of the API's definition invokes."""
    match = _BEHIND.search(integration_of(operation)["uri"]["Fn::Sub"])
    if not match:
        raise ValueError(f"{operation} invokes no alias of an endpoint")
    return match[1]
