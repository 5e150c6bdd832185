"""Values as the YAML of a template: short forms, and on one line what fits on one."""

import json
import re
from typing import Any

WIDTH = 130
_PLAIN = re.compile(r"[A-Za-z_/$][\w./:*#$ ()-]*")
_OTHERWISE_READ = re.compile(r"(?i)true|false|yes|no|on|off|y|n|null|.*: .*|.*:|.* #.*|.* ")
_TAG = re.compile(r"Fn::(\w+)")


def block(value: dict[str, Any], indent: int) -> str:
    """Return a mapping as lines, each key on its own."""
    return "".join(f"{' ' * indent}{scalar(key)}:{_after(each, indent, len(key) + 1)}" for key, each in value.items())


def _after(value: Any, indent: int, used: int) -> str:
    one_line = flow(value)
    if indent + used + 1 + len(one_line) <= WIDTH or not isinstance(value, dict | list) or tag_of(value):
        return f" {one_line}\n"
    if isinstance(value, dict):
        return "\n" + block(value, indent + 2)
    if not any(isinstance(each, dict | list) for each in value):
        return "\n" + _filled(value, indent + 2)
    return "\n" + "".join(_item(each, indent + 2) for each in value)


def _filled(values: list[Any], indent: int) -> str:
    """Return a list of texts on as many lines as it needs."""
    lines = [" " * indent + "["]
    for number, each in enumerate(values, start=1):
        text = f"{flow(each)}{',' if number < len(values) else ''}"
        if len(lines[-1]) + 1 + len(text) > WIDTH:
            lines.append(" " * (indent + 1) + text)
        else:
            lines[-1] += text if lines[-1].endswith("[") else f" {text}"
    return "\n".join(lines) + "]\n"


def _item(value: Any, indent: int) -> str:
    one_line = flow(value)
    if indent + 2 + len(one_line) <= WIDTH or not isinstance(value, dict) or tag_of(value):
        return f"{' ' * indent}- {one_line}\n"
    return f"{' ' * indent}- {block(value, indent + 2).lstrip()}"


def tag_of(value: Any) -> str:
    """Return the short form of CloudFormation's function that a value is, such as `!Sub`; nothing if it is none."""
    if not isinstance(value, dict) or len(value) != 1:
        return ""
    (name,) = value
    match = _TAG.fullmatch(name)
    return f"!{match[1]}" if match else "!Ref" if name == "Ref" else ""


def flow(value: Any) -> str:
    """Return a value on one line."""
    if tag := tag_of(value):
        (of,) = value.values()
        return f"{tag} {'.'.join(of) if tag == '!GetAtt' else flow(of)}"
    match value:
        case dict():
            return "{" + ", ".join(f"{scalar(key)}: {flow(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(flow, value)) + "]"
        case _:
            return scalar(value)


def scalar(value: Any) -> str:
    """Return a text, number or truth value."""
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and not _OTHERWISE_READ.fullmatch(value)
        quoted = f"'{value}'" if '"' in value and "'" not in value else json.dumps(value, ensure_ascii=False)
        return value if plain else quoted
    return json.dumps(value)
