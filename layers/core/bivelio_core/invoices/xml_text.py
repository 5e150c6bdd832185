"""XML written from elements: what the documents of an invoice need of it, and nothing to be loaded for it."""

import re
from collections.abc import Iterable
from typing import NamedTuple

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may have (XML 1.0, production 2)."""
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTES = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


class Element(NamedTuple):
    """An element: its name with its prefix, its text or its elements, its attributes."""

    name: str
    content: str | tuple["Element", ...]
    attributes: dict[str, str]


def element(name: str, *content: str | Element | Iterable[Element] | None, **attributes: str) -> Element:
    """Return an element with one text, or with the elements among the arguments: None is left out."""
    match content:
        case (str() as text,):
            return Element(name, text, attributes)
    children: list[Element] = []
    for each in content:
        if isinstance(each, Element):
            children.append(each)
        elif each is not None and not isinstance(each, str):
            children.extend(each)
    return Element(name, tuple(children), attributes)


def optional(name: str, text: str | None, **attributes: str) -> Element | None:
    """Return an element with a text; None when there is no text."""
    return Element(name, text, attributes) if text else None


def written(root: Element) -> str:
    """Return an element as XML, without a declaration, each element on a line of its own."""
    lines: list[str] = []
    _write(root, "", lines)
    return "\n".join(lines) + "\n"


def _write(root: Element, indent: str, lines: list[str]) -> None:
    attributes = "".join(
        f' {name}="{_ILLEGAL.sub("", value).translate(_IN_ATTRIBUTES)}"' for name, value in root.attributes.items()
    )
    start = f"{indent}<{root.name}{attributes}"
    if isinstance(root.content, str):
        lines.append(f"{start}>{_ILLEGAL.sub('', root.content).translate(_ESCAPES)}</{root.name}>")
        return
    if not root.content:
        lines.append(f"{start}/>")
        return
    lines.append(f"{start}>")
    for child in root.content:
        _write(child, f"{indent}  ", lines)
    lines.append(f"{indent}</{root.name}>")
