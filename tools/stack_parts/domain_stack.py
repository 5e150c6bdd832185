"""functions/<domain>/template.yaml: the nested stack of a domain's functions."""

from collections.abc import Iterable
from typing import Any

from tools.template import TEMPLATE, parse_file

from .emit import block
from .function import Declared, resource
from .values import Ref, conditions, in_nested, references

HEADER = """\
# Generated from the handlers of this folder by `make generate`: edit those. `needs` of a handler is what its function
# needs (layers/core/bivelio_core/needs.py); CONTRIBUTING.md has an example.
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
"""
OF_STACKS = {"StreamsAnswers": {"Fn::Equals": [Ref("StreamAnswers"), "true"]}}
"""Conditions that the root does not have."""


def text(about: str, functions: Iterable[Declared]) -> str:
    """Return the template of a nested stack of functions."""
    root = parse_file(TEMPLATE)
    body: dict[str, Any] = {
        "Globals": in_nested(root["Globals"]),
        "Resources": {each.logical_id: resource(each) for each in functions},
    }
    known = in_nested(root["Conditions"]) | OF_STACKS
    named = {name: known[name] for name in sorted(_all_conditions(body, known))}
    names = dict.fromkeys(each.partition(".")[0] for each in references({**body, "Conditions": named}))
    types = {name: each["Type"] for name, each in root["Parameters"].items()}
    parameters = {name: {"Type": types.get(name, "String")} for name in sorted(names) if not name.startswith("AWS::")}
    return "".join(
        (
            HEADER,
            block({"Description": f"BiVelio API - {about}"}, 0),
            _section("Parameters", parameters),
            _section("Conditions", named),
            _section("Globals", body["Globals"]),
            "\nResources:\n",
            *(f"  {name}:\n{block(each, 4)}" for name, each in body["Resources"].items()),
        )
    )


def _section(name: str, entries: dict[str, Any]) -> str:
    return f"\n{name}:\n{block(entries, 2)}"


def _all_conditions(value: Any, known: dict[str, Any]) -> set[str]:
    names = set(conditions(value))
    return names | {inner for name in names for inner in _all_conditions(known[name], known)}
