"""Reads template.yaml: which functions there are, where they live, what routes they serve."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags read as single-key mappings."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    match node:
        case yaml.ScalarNode():
            return {name: loader.construct_scalar(node)}
        case yaml.SequenceNode():
            return {name: loader.construct_sequence(node, deep=True)}
        case yaml.MappingNode():
            return {name: loader.construct_mapping(node, deep=True)}
        case _:
            raise TypeError(f"unexpected node {node}")


_Loader.add_multi_constructor("!", _intrinsic)


@dataclass(frozen=True)
class Function:
    """A Lambda function of the template."""

    logical_id: str
    folder: str
    routes: tuple[str, ...]
    properties: dict[str, Any]

    @property
    def operation(self) -> str:
        """`contacts.create` for the folder `functions/contacts/create/`."""
        return self.folder.removeprefix("functions/").replace("/", ".")

    @property
    def handler_file(self) -> Path:
        """The file of its handler."""
        return ROOT / self.folder / "handler.py"


@cache
def template() -> dict[str, Any]:
    """The whole template."""
    loaded: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    return loaded


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """The properties of all resources of a type, by logical id."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


@cache
def functions() -> tuple[Function, ...]:
    """Every function, in the template's order."""
    return tuple(
        Function(
            logical_id=name,
            folder=properties["CodeUri"].rstrip("/"),
            routes=tuple(
                event["Properties"]["Path"] for event in properties.get("Events", {}).values() if event["Type"] == "Api"
            ),
            properties=properties,
        )
        for name, properties in resources("AWS::Serverless::Function").items()
    )
