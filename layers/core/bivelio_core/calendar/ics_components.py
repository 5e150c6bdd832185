"""The components of an iCalendar file (RFC 5545, section 3): its lines, unfolded and split, within limits."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bivelio_core.aws_calls import PlainCause

MAXIMUM_BYTES = 512 * 1024
MAXIMUM_LINES = 20_000
LONGEST_LINE = 16_384
"""Of the lines that are read; others (attachments, images) may be as long as the file."""
MAXIMUM_COMPONENTS = 1_000
DEEPEST = 10
FOLDS = ("\r\n ", "\r\n\t", "\n ", "\n\t")
READ = frozenset(
    {
        *("BEGIN", "END", "METHOD", "TZID", "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "STATUS"),
        *("SUMMARY", "ATTENDEE", "RECURRENCE-ID", "RRULE", "RDATE", "X-LIC-LOCATION", "X-WR-TIMEZONE"),
        *("ORGANIZER", "DESCRIPTION", "LOCATION"),
    }
)
TEXTS = frozenset({"DESCRIPTION", "LOCATION"})
"""What is passed over where it is too long: the event is read all the same."""


class Unreadable(PlainCause):
    """It has no event that can be read; the text says why, and repeats nothing of it."""


class Property(NamedTuple):
    """A content line: its name and its parameters' names in capitals, the first value of each parameter."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """A component, with what it is nested in."""

    name: str
    properties: list[Property] = field(default_factory=list)
    parent: "Component | None" = None

    def first(self, name: str) -> Property | None:
        """The first property of a name."""
        return next((each for each in self.properties if each.name == name), None)

    def text(self, name: str) -> str:
        """The value of the first property of a name, "" without one."""
        prop = self.first(name)
        return prop.value.strip() if prop else ""


def components(content: bytes) -> list[Component]:
    """All components, whatever they are nested in. Raises Unreadable."""
    component_list: list[Component] = []
    current: Component | None = None
    depth = 0
    for line in _lines(content):
        if line.name == "BEGIN":
            current = Component(line.value.strip().upper(), parent=current)
            component_list.append(current)
            depth += 1
            if depth > DEEPEST or len(component_list) > MAXIMUM_COMPONENTS:
                raise Unreadable("it has too many components, or too deep ones")
        elif line.name == "END":
            if current is None or current.name != line.value.strip().upper():
                raise Unreadable("a component ends that has not begun")
            current, depth = current.parent, depth - 1
        elif current is None:
            raise Unreadable("it begins with no component")
        else:
            current.properties.append(line)
    if current is not None:
        raise Unreadable("a component has no end")
    if not component_list:
        raise Unreadable("it is no iCalendar file")
    return component_list


def _lines(content: bytes) -> Iterator[Property]:
    """The content lines that are read, unfolded and split. A line that breaks the grammar is passed over."""
    from icalendar.parser import Contentline  # noqa: PLC0415 - few mails have such a file

    split: Any = Contentline

    if len(content) > MAXIMUM_BYTES:
        raise Unreadable("it is too large")
    text = _decoded(content)
    for fold in FOLDS:
        text = text.replace(fold, "")
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    if len(lines) > MAXIMUM_LINES:
        raise Unreadable("it has too many lines")
    for line in lines:
        name = line.split(":", 1)[0].split(";", 1)[0].strip().upper()
        if name not in READ:
            continue
        if len(line) > LONGEST_LINE and name in TEXTS:
            continue
        if len(line) > LONGEST_LINE:
            raise Unreadable("one of its lines is too long")
        try:
            _, parameters, value = split(line).parts()
        except (ValueError, IndexError, KeyError):  # of the library
            if name in ("BEGIN", "END"):
                raise Unreadable("a component has no name") from None
            continue
        yield Property(name, {key.upper(): _first(each) for key, each in parameters.items()}, str(value))


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return text.replace("\x00", "")


def _first(parameter: Any) -> str:
    """The value of a parameter, the first one of several."""
    while isinstance(parameter, list | tuple):
        parameter = parameter[0] if parameter else ""
    return str(parameter)
