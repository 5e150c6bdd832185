"""Checks that the templates agree with each other: `python -m tools.stacks`, part of `make check`.

CloudFormation reports only at deployment that a nested stack lacks a parameter, and never that the globals of two
templates differ. Each finding is a sentence that says which file to change.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.template import ROOT, WORKERS, Stack, linked, stacks

GATEWAY = "GatewayStack"
FUNCTION, ALARM = "AWS::Serverless::Function", "AWS::CloudWatch::Alarm"
PLATFORM = "Platform"
"""The parameter that is the root stack's name."""


def findings(parts: tuple[Stack, ...], endpoints: tuple[str, ...]) -> Iterator[str]:
    """Return each contradiction as a sentence.

    Args:
        parts: the root, then the stacks it nests.
        endpoints: the folders of the endpoints, `functions/<domain>/<verb>`.
    """
    root, *nested = parts
    folders = tuple(dict.fromkeys(folder.rpartition("/")[0] for folder in endpoints))
    yield from _missing_stacks(root, nested, folders)
    domains = [stack for stack in nested if stack.resources(FUNCTION) and _name(stack.file.parent) != WORKERS]
    yield from _missing_functions(domains, endpoints)
    yield from _repeated_ids(parts)
    yield from _brake(root, nested)
    for stack in nested:
        yield from _parameters(root, stack)
        if stack.resources(FUNCTION):
            yield from _globals(root, stack)
    for stack in domains:
        yield from _names(stack)
        yield from _order(root, stack)


def _missing_stacks(root: Stack, nested: list[Stack], folders: tuple[str, ...]) -> Iterator[str]:
    stack_names = {_name(stack.file.parent) for stack in nested}
    for folder in folders:
        if folder not in stack_names:
            yield (
                f"{folder} has endpoints but no stack: write {folder}/template.yaml and add a block for it "
                f"to {_name(root.file)}."
            )


def _missing_functions(nested: list[Stack], endpoints: tuple[str, ...]) -> Iterator[str]:
    for stack in nested:
        domain = _name(stack.file.parent)
        functions = stack.resources(FUNCTION).values()
        blocks = {f"{domain}/{each['Properties']['CodeUri'].strip('/')}" for each in functions}
        handlers = {folder for folder in endpoints if folder.rpartition("/")[0] == domain}
        for folder in sorted(handlers - blocks):
            yield f"{folder}/handler.py has no function: add a block for it to {_name(stack.file)}."
        for folder in sorted(blocks - handlers):
            yield (
                f"{_name(stack.file)} has a function for {folder}, which has no handler.py: "
                "write it, or remove the block."
            )


def _repeated_ids(parts: tuple[Stack, ...]) -> Iterator[str]:
    first: dict[str, Stack] = {}
    for stack in parts:
        for name in stack.body["Resources"]:
            if first.setdefault(name, stack) is not stack:
                yield (
                    f"{_name(stack.file)} declares {name}, which {_name(first[name].file)} has: "
                    "rename it in one of them, since operators name resources without their stack."
                )


def _parameters(root: Stack, stack: Stack) -> Iterator[str]:
    declared, file = stack.body.get("Parameters", {}), _name(stack.file)
    for name in sorted(declared.keys() - stack.passed.keys()):
        yield f"{_name(root.file)} does not pass {name} to {stack.name}: add it there, or remove it from {file}."
    for name in sorted(stack.passed.keys() - declared.keys()):
        yield f"{file} does not declare {name}: add it there, or remove it from {stack.name} in {_name(root.file)}."
    for name in declared:
        if "Default" in declared[name]:
            yield f"{file} gives {name} a default, which could differ from the root's: remove it there."
        if name in stack.passed and "Fn::Sub" not in stack.passed[name] and stack.passed[name] not in _meant(name):
            yield (
                f"{_name(root.file)} passes {stack.name} another thing as {name} than the name says: "
                "pass !Ref X as X, !Ref X.Alias as XAlias, !GetAtt X.Arn as XArn (so for Id and QueueName)."
            )


def _meant(name: str) -> list[Any]:
    """Return the values that a parameter of this name may have."""
    attributes = [
        {"Fn::GetAtt": [name.removesuffix(attribute), attribute]}
        for attribute in ("Arn", "Id", "QueueName")
        if name.endswith(attribute)
    ]
    whole = {"Ref": "AWS::StackName"} if name == PLATFORM else {"Ref": name}
    return [whole, {"Ref": f"{name.removesuffix('Alias')}.Alias"}, *attributes]


def _brake(root: Stack, nested: list[Stack]) -> Iterator[str]:
    """Report a gradual deployment that refers to a missing alarm, which no other check finds."""
    named = {
        each["Properties"]["AlarmName"]["Fn::Sub"]: name
        for stack in nested
        for name, each in linked(stack.body, stack.passed)["Resources"].items()
        if each["Type"] == ALARM and "AlarmName" in each["Properties"]
    }
    for alarm in root.body["Globals"]["Function"]["DeploymentPreference"]["Alarms"]:
        if alarm["Fn::Sub"] not in named:
            yield (
                f"{_name(root.file)} brakes gradual releases by the alarm {alarm['Fn::Sub']}, which no template names: "
                "give it this AlarmName, or remove it from Globals.Function.DeploymentPreference."
            )


def _globals(root: Stack, stack: Stack) -> Iterator[str]:
    ours, theirs = root.body["Globals"]["Function"], stack.body.get("Globals", {}).get("Function", {})
    theirs = linked(theirs, stack.passed)
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield f"{_name(stack.file)} has another Globals.Function.{name} than {_name(root.file)}: make them equal."


def _names(stack: Stack) -> Iterator[str]:
    for name, each in stack.resources(FUNCTION).items():
        wanted = {"Fn::Sub": f"${{{PLATFORM}}}_{name}"}
        if each["Properties"].get("FunctionName") != wanted:
            yield (
                f"{_name(stack.file)} must give {name} the FunctionName !Sub {wanted['Fn::Sub']}, "
                "by which the API calls it."
            )


def _order(root: Stack, stack: Stack) -> Iterator[str]:
    gateway = root.body["Resources"].get(GATEWAY, {})
    if stack.name not in gateway.get("DependsOn", []):
        yield (
            f"{_name(root.file)} must name {stack.name} in DependsOn of {GATEWAY}: "
            "a route is served only when its function is there."
        )


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()


def folders_of_endpoints() -> tuple[str, ...]:
    """Return the folders of the handlers, except the workers'."""
    folders = (_name(file.parent) for file in (ROOT / "functions").glob("*/*/handler.py"))
    return tuple(sorted(folder for folder in folders if not folder.startswith(f"{WORKERS}/")))


if __name__ == "__main__":
    if faults := list(findings(stacks(), folders_of_endpoints())):
        sys.exit("\n".join(faults))
