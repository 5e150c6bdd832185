"""Propose where the columns of a file go: by the names that programs give them (column_names.json), or by content.

A column that nobody knows becomes a custom field of its name; one without any cell goes nowhere.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from bivelio_core.store.index.words import fold

from .contents import ENOUGH, is_date, is_tax_number, kind_of
from .targets import CUSTOM, NAMING, NOWHERE, PRIMARY, is_single, is_target

Reason = Literal["mapping", "name", "content", "unknown", "empty"]
OWN, GENERIC = "bivelio", "spreadsheet"
LONGEST_CUSTOM = 100
SHOWN_VALUES = 3
MONTHS = 12
TAG_MARKS = (":::", "|", ";", ",")
SEPARATED_BY = re.compile(r"(?:separated by|separadas por|separades per)\s*(\S)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_BIRTH = ("birth", "naix", "nacim", "cumple", "aniversari")


class Column(NamedTuple):
    """A column: its name, told apart from another of that name, the field it goes to, and why."""

    name: str
    target: str
    reason: Reason
    program: str | None = None


class Program(NamedTuple):
    """The names that a program gives its columns, without numbers: their targets, and those that only it has."""

    targets: Mapping[str, str]
    signature: frozenset[str]


def alias(name: str) -> str:
    """The form in which names are compared: `N.I.F.` is `nif`, `E-mail 2 Address` is `e_mail_2_address`."""
    return re.sub(r"[\W_]+", "_", fold(name.removeprefix("\ufeff")).replace(".", "").replace("'", "")).strip("_")


@cache
def programs() -> Mapping[str, Program]:
    """The programs whose names are known."""
    data = json.loads((Path(__file__).parent / "column_names.json").read_text(encoding="utf-8"))
    names_of = {}
    for program, about in data.items():
        targets = {_pattern(name): NOWHERE for name in about["nothing"]}
        for target, names in about["fields"].items():
            targets |= {_pattern(name): target for name in names}
        names_of[program] = Program(targets, frozenset(map(_pattern, about["signature"])))
    return names_of


def _pattern(name: str) -> str:
    """The form of a name of the table, in which `#` is a number."""
    return alias(name.replace("#", " 0 "))


def _numbered(name: str) -> tuple[str, str]:
    """A column's name with 0 for its number, and the number."""
    key = alias(name)
    number = _NUMBER.search(key)
    return (key, "") if number is None else (_NUMBER.sub("0", key, count=1), number[0])


def unique_names(header: Sequence[str]) -> list[str]:
    """The names of the columns: a second one of a name has its number, one without a name that of its place."""
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = base = cell.strip().removeprefix("\ufeff") or f"column {place}"
        number = 1
        while name in names:
            number += 1
            name = f"{base} ({number})"
        names.append(name)
    return names


def program_of(header: Sequence[str]) -> str | None:
    """The program that wrote a header: of those of which it has a sign, that which knows most of its names."""
    keys = [key for name in header for key in {alias(name), _numbered(name)[0]}]
    scores = {
        name: sum(key in program.targets for key in keys) + 2 * sum(key in program.signature for key in keys)
        for name, program in programs().items()
        if not program.signature.isdisjoint(keys)
    }
    return max(scores, key=lambda name: scores[name]) if scores else None


def values_of(samples: Sequence[Sequence[str]], place: int) -> list[str]:
    """The cells of a column that have something, each once."""
    cells = (row[place].strip() for row in samples if place < len(row))
    return list(dict.fromkeys(cell for cell in cells if cell))


def propose(
    header: Sequence[str], samples: Sequence[Sequence[str]], own: Sequence[str | None] | None = None
) -> list[Column]:
    """The proposed columns of a file, of its first row and some of the next ones; `own` are columns of our format."""
    program = program_of(header)
    columns: list[Column] = []
    for place, name in enumerate(unique_names(header)):
        own_name = None if own is None else own[place]
        column = _of_own(name, own_name, program) or _of_name(name, header[place], program)
        column = column or Column(name, NOWHERE, "unknown")
        columns.append(_by_content(column, values_of(samples, place)))
    columns = _with_one_name(columns, samples)
    return _without_doubles(columns)


def _of_own(name: str, own_name: str | None, program: str | None) -> Column | None:
    """The column of our own format, unless the program that wrote the file means something else by its name."""
    if own_name is None or (program and alias(name) in programs()[program].targets):
        return None
    target = own_name if is_target(own_name) else NOWHERE
    return Column(name, target, "name", OWN)


def _of_name(name: str, cell: str, program: str | None) -> Column | None:
    """The column by its name: as the program that wrote the file gives it, or else another one."""
    others = [each for each in (GENERIC, *programs()) if each != program]
    numbered, number = _numbered(cell)
    for each in [*([program] if program else []), *others]:
        for key in (alias(cell), numbered):
            target = programs()[each].targets.get(key)
            if target is not None:
                return Column(name, target.replace("#", number or "1"), "name", each)
    return None


def _by_content(column: Column, values: Sequence[str]) -> Column:
    """The column after a look at its cells, which decide where its name says nothing or cannot be right."""
    name, target = column.name, column.target
    if not values:
        return column if column.reason == "name" else Column(name, NOWHERE, "empty")
    if target == "id" and sum(map(is_tax_number, values)) >= ENOUGH * len(values):
        return Column(name, "tax_id.number", "content")
    if column.reason == "name":
        return column
    kind = kind_of(values)
    if kind == "birthday" and not any(part in alias(name) for part in _BIRTH):
        kind = None
    if kind is not None:
        return Column(name, kind, "content")
    return Column(name, custom_target(name), "unknown")


def custom_target(name: str) -> str:
    """The custom field of a column's name: folded, so that two spellings are one field."""
    return CUSTOM + (alias(name)[:LONGEST_CUSTOM] or "column")


def _with_one_name(columns: Sequence[Column], samples: Sequence[Sequence[str]]) -> list[Column]:
    """The columns with one name at most, and `Nom` beside `Cognoms` as the first name."""
    targets = [column.target for column in columns]
    named = [column for column in columns if column.target == "name" and column.reason == "name"]
    result = []
    for place, column in enumerate(columns):
        is_first = column.target == "name" and "last_name" in targets and "first_name" not in targets
        if is_first and alias(column.name) in ("nom", "nombre", "name"):
            result.append(column._replace(target="first_name"))
        elif column.target == "name" and column.reason == "content" and (named or "first_name" in targets):
            result.append(Column(column.name, custom_target(column.name), "unknown"))
        elif column.target == "first_name" and "last_name" not in targets and "name" not in targets:
            whole = [value for value in values_of(samples, place) if " " in value]
            is_whole = len(whole) >= ENOUGH * len(values_of(samples, place)) > 0
            result.append(column._replace(target="name") if is_whole else column)
        else:
            result.append(column)
    return result


def _without_doubles(columns: Sequence[Column]) -> list[Column]:
    """The columns with each field once, where it can have one value: a second one is an entry, or a custom field."""
    seen: set[str] = set()
    result = []
    for column in columns:
        target = column.target
        if target in PRIMARY and target in seen:
            target = f"{PRIMARY[target]}.{_label(column.name)}"
        elif is_single(target) and target in seen:
            target = custom_target(column.name)
        while target.startswith(CUSTOM) and target in seen:
            target += "_2"
        seen.add(target)
        result.append(column._replace(target=target))
    return result


def _label(name: str) -> str:
    """The label of a second address or phone, of its column's name."""
    return alias(name).replace("_", " ").strip() or "other"


def tag_mark(header: str, values: Sequence[str]) -> str:
    """What separates the tags of a column: as its name says, or its cells show."""
    if match := SEPARATED_BY.search(header):
        return match[1]
    counts = Counter({mark: sum(mark in value for value in values) for mark in TAG_MARKS})
    return next((mark for mark in TAG_MARKS if counts[mark]), "|")


def is_month_first(values: Sequence[str]) -> bool:
    """Whether the dates of a column have the month before the day: one of them has no other reading."""
    numbers = [_NUMBER.findall(value) for value in values if is_date(value) and "/" in value]
    pairs = [(int(first), int(second)) for first, second, *_ in (each for each in numbers if len(each) > 1)]
    return any(second > MONTHS for _, second in pairs) and not any(first > MONTHS for first, _ in pairs)


def has_a_name(targets: Sequence[str]) -> bool:
    """Whether the rows of a file say how their contacts are called."""
    return any(target in NAMING for target in targets)
