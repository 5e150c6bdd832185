"""Values of an XML tree whose tags are local names: each reader names what it wants by a path such as `Party/Name`."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from lxml import etree

from .texts import clean

Made = TypeVar("Made")
AMOUNT = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})")
DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:$|[T+Z-])")
MAXIMUM_TEXT = 10_000
"""Characters of one value."""


def strip_namespaces(root: etree._Element, names: Mapping[str, str] | None = None) -> None:
    """Replace each tag of a tree by its local name, and that by its new name in `names`."""
    new_names = names or {}
    for element in root.iter("*"):
        local = element.tag.rpartition("}")[2]
        element.tag = new_names.get(local, local)


def text(element: etree._Element | None, *paths: str) -> str | None:
    """Return the text at the first path that has one, without spaces around."""
    if element is None:
        return None
    for path in paths:
        value = value_of(element.findtext(path))
        if value:
            return value
    return None


def value_of(text: str | None) -> str:
    """Return a text without spaces around; XML has no lone surrogates, and hardly any controls."""
    value = (text or "").strip()[:MAXIMUM_TEXT]
    return value if value.isprintable() else clean(value)


def every_text(element: etree._Element | None, path: str) -> tuple[str, ...]:
    """Return all texts at a path that are not empty."""
    elements = element.findall(path) if element is not None else []
    return tuple(value for each in elements if (value := value_of(each.text)))


def amount(element: etree._Element | None, *paths: str) -> Decimal | None:
    """Return the number at the first path that has one; what is not a decimal number is none."""
    value = text(element, *paths)
    return Decimal(value) if value and AMOUNT.fullmatch(value) else None


def every_amount(element: etree._Element | None, path: str) -> tuple[Decimal, ...]:
    """Return all numbers at a path."""
    return tuple(Decimal(value) for value in every_text(element, path) if AMOUNT.fullmatch(value))


def day(element: etree._Element | None, *paths: str) -> date | None:
    """Return the date at the first path that has one: `2026-04-01` or, in CII, `20260401`."""
    value = text(element, *paths)
    match = DAY.match(value) if value else None
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def flag(element: etree._Element | None, path: str) -> bool:
    """Return an xs:boolean."""
    return text(element, path) in {"true", "1"}


def each(element: etree._Element | None, path: str, make: Callable[[etree._Element], Made]) -> tuple[Made, ...]:
    """Return what `make` makes of each element at a path."""
    return tuple(make(child) for child in (element.findall(path) if element is not None else []))


def optional(element: etree._Element | None, path: str, make: Callable[[etree._Element], Made]) -> Made | None:
    """Return what `make` makes of the first element at a path, None without one."""
    child = element.find(path) if element is not None else None
    return None if child is None else make(child)


def leaves(root: etree._Element) -> Iterator[str]:
    """Return the texts of a tree in their order: what a document of no known kind says."""
    for element in root.iter("*"):
        value = value_of(element.text)
        if value:
            yield value
