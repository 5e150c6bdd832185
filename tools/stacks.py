"""Checks that the parts of the templates that are by hand agree: `python -m tools.stacks`, part of `make check`.

CloudFormation reports only at deployment that a nested stack lacks a parameter. Each finding is a sentence that says
which file to change. What is generated agrees with itself (tools/stack_parts).
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tools.template import ROOT, Stack, linked, stacks

ALARM = "AWS::CloudWatch::Alarm"


def findings(parts: tuple[Stack, ...]) -> Iterator[str]:
    """Return each contradiction as a sentence; `parts` are the root, then the stacks it nests."""
    root, *nested = parts
    yield from _repeated_ids(parts)
    yield from _brake(root, nested)
    for stack in nested:
        yield from _parameters(root, stack)


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


def _brake(root: Stack, nested: list[Stack]) -> Iterator[str]:
    """Report a gradual deployment that refers to a missing alarm, which no other check finds."""
    named = {
        each["Properties"]["AlarmName"]["Fn::Sub"]: name
        for stack in nested
        for name, each in linked(stack.body, stack.passed)["Resources"].items()
        if each["Type"] == ALARM and "AlarmName" in each["Properties"]
    }
    for alarm in root.body["Globals"]["Function"]["DeploymentPreference"]["Alarms"]:
        if "Fn::Sub" in alarm and alarm["Fn::Sub"] not in named:
            yield (
                f"{_name(root.file)} brakes gradual releases by the alarm {alarm['Fn::Sub']}, which no template names: "
                "give it this AlarmName, or remove it from Globals.Function.DeploymentPreference."
            )


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()


if __name__ == "__main__":
    if faults := list(findings(stacks())):
        sys.exit("\n".join(faults))
