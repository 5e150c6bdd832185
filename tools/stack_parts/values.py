"""CloudFormation's functions as values, in the long form that `tools.intrinsics` reads."""

import re
from collections.abc import Callable, Iterator
from typing import Any

PSEUDO = "AWS::"


def Ref(name: str) -> dict[str, Any]:  # noqa: N802 - named as CloudFormation names it
    """`!Ref name`."""
    return {"Ref": name}


def Sub(text: str) -> dict[str, Any]:  # noqa: N802
    """`!Sub text`."""
    return {"Fn::Sub": text}


def If(condition: str, then: Any, otherwise: Any) -> dict[str, Any]:  # noqa: N802
    """`!If [condition, then, otherwise]`."""
    return {"Fn::If": [condition, then, otherwise]}


def GetAtt(name: str, attribute: str) -> dict[str, Any]:  # noqa: N802
    """`!GetAtt name.attribute`."""
    return {"Fn::GetAtt": [name, attribute]}


def references(value: Any) -> Iterator[str]:
    """Return every name that a value refers to by `!Ref` or `!Sub`, in order, repeated."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::Sub": str(text)}:
            yield from re.findall(r"\$\{([^}]+)\}", text)
        case dict():
            for each in value.values():
                yield from references(each)
        case list() | tuple():
            for each in value:
                yield from references(each)


def conditions(value: Any) -> Iterator[str]:
    """Return every condition that a value names."""
    match value:
        case {"Fn::If": [str(name), *parts]}:
            yield name
            yield from conditions(parts)
        case {"Condition": str(name)}:
            yield name
        case dict():
            for each in value.values():
                yield from conditions(each)
        case list() | tuple():
            for each in value:
                yield from conditions(each)


def in_nested(value: Any) -> Any:
    """Return a value of the root as a nested stack says it: `!GetAtt X.Arn` is its parameter XArn."""
    match value:
        case {"Ref": "AWS::StackName"}:
            return Ref("Platform")
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return Ref(f"{name}{attribute}")
        case {"Fn::Sub": str(text)}:
            return Sub(re.sub(r"\$\{(\w+)\.(\w+)\}", r"${\1\2}", text.replace("${AWS::StackName}", "${Platform}")))
        case dict():
            return {key: in_nested(each) for key, each in value.items()}
        case list():
            return [in_nested(each) for each in value]
        case _:
            return value


ATTRIBUTES = ("Arn", "Id", "QueueName")


def of_root(name: str, known: Callable[[str], bool]) -> Any:
    """Return what the root passes as a parameter: X is !Ref X, XArn !GetAtt X.Arn, XAlias !Ref X.Alias."""
    if name == "Platform":
        return Ref("AWS::StackName")
    if known(name):
        return Ref(name)
    for attribute in ATTRIBUTES:
        if name.endswith(attribute) and known(name.removesuffix(attribute)):
            return GetAtt(name.removesuffix(attribute), attribute)
    if name.endswith("Alias") and known(name.removesuffix("Alias")):
        return Ref(f"{name.removesuffix('Alias')}.Alias")
    raise ValueError(f"the root has nothing that the parameter {name} could be: no parameter or resource of that name")
