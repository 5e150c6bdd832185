"""The small markup of canned replies: what there is of it, and the HTML and the text of a mail that it becomes.

Paragraphs, line breaks, lists, `**bold**`, `*italics*` and `[links](https://...)`; a backslash takes the meaning of the
mark behind it. It is read before variables have values, so that a value is text whatever it says (ADR 156).
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from .variables import VARIABLE

Put = Callable[[str], str]
"""The value of a variable."""

_TOKEN = re.compile(
    rf"\\(?P<literal>[\\*\[\]{{}}-])|\[(?P<label>[^\[\]\n]+)\]\((?P<address>[^()\s]+)\)"
    rf"|{VARIABLE.pattern.replace('(', '(?P<variable>', 1)}|(?P<marks>\*{{1,3}})"
)
_ITEM = re.compile(r"[ \t]*(?:(?P<point>[-*])|(?P<number>[0-9]{1,3})[.)])[ \t]+(?=\S)")
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_BREAK = "<br>\n"
_TAGS = {"*": "em", "**": "strong"}
_SCHEMES = ("http", "https")


class Written(NamedTuple):
    """The HTML of a mail, and its text."""

    html: str
    text: str


@dataclass(frozen=True, slots=True)
class _Variable:
    name: str


@dataclass(frozen=True, slots=True)
class _Marked:
    mark: str
    parts: "Sequence[_Part]"


@dataclass(frozen=True, slots=True)
class _Link:
    label: "Sequence[_Part]"
    address: "Sequence[str | _Variable]"


_Part = str | _Variable | _Marked | _Link


class _Mark(NamedTuple):
    """Stars, and whether they may begin or end something: a star with space on a side does not on that side."""

    text: str
    opens: bool
    closes: bool


class _Line(NamedTuple):
    """A line of a block: the list that it is an item of, if any (`ul`, `ol`), its number, and what it says."""

    kind: str
    number: str
    parts: Sequence[_Part]


def wrong_address(text: str, own: Collection[str]) -> str | None:
    """The first address of a link that leads nowhere we send people; None when all are good. A variable may be any."""
    for link in _links(part for block in _blocks(text, own) for line in block for part in line.parts):
        address = "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in link.address)
        is_whole = len(link.address) == 1 and isinstance(link.address[0], _Variable)
        if not is_whole and not is_good("".join(part if isinstance(part, str) else "x" for part in link.address)):
            return address
    return None


def is_good(address: str) -> bool:
    """Whether a link may lead there: to `http` or `https` with a host, or to an address of mail."""
    if any(character <= " " or character == "\x7f" for character in address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return "@" in parts.path.strip("@")
    return parts.scheme in _SCHEMES and bool(host)


def write(text: str, own: Collection[str], put: Put) -> Written:
    """What a text with marks says, with the values of its variables."""
    blocks = [*_blocks(text, own)]
    html, plain = _Html(put), _Text(put)
    return Written("\n".join(map(html.block, blocks)), "\n\n".join(map(plain.block, blocks)))


def _blocks(text: str, own: Collection[str]) -> Iterator[list[_Line]]:
    for block in _BLANK.split(text.strip().replace("\r\n", "\n")):
        yield [_line(line, own) for line in block.split("\n")]


def _line(line: str, own: Collection[str]) -> _Line:
    if (item := _ITEM.match(line)) is None:
        return _Line("", "", _parts(line, own))
    return _Line("ul" if item["point"] else "ol", item["number"] or "", _parts(line[item.end() :], own))


def _parts(text: str, own: Collection[str]) -> list[_Part]:
    """What stands in a line. A mark without its other half is a star."""
    opened: list[tuple[str, list[_Part]]] = [("", [])]
    for token in _tokens(text, own):
        if not isinstance(token, _Mark):
            opened[-1][1].append(token)
            continue
        inner_first = len(token.text) == 3 and opened[-1][0] == "*"  # noqa: PLR2004 - both marks at once
        halves = {3: ("*", "**") if inner_first else ("**", "*")}.get(len(token.text), (token.text,))
        for mark in halves:
            _put_mark(opened, mark, token)
    while len(opened) > 1:
        _as_text(opened)
    return opened[0][1]


def _put_mark(opened: list[tuple[str, list[_Part]]], mark: str, token: _Mark) -> None:
    is_open = mark in [name for name, _ in opened]
    if token.closes and is_open:
        while opened[-1][0] != mark:
            _as_text(opened)
        _, parts = opened.pop()
        opened[-1][1].append(_Marked(mark, parts))
    elif token.opens and not is_open:  # none is inside another of its kind: what is nested is two deep
        opened.append((mark, []))
    else:
        opened[-1][1].append(mark)


def _as_text(opened: list[tuple[str, list[_Part]]]) -> None:
    mark, parts = opened.pop()
    opened[-1][1].extend((mark, *parts))


def _tokens(text: str, own: Collection[str]) -> Iterator[_Part | _Mark]:
    end = 0
    for token in _TOKEN.finditer(text):
        if token.start() > end:
            yield text[end : token.start()]
        end = token.end()
        if token["marks"]:
            before, after = text[: token.start()][-1:], text[end : end + 1]
            yield _Mark(token["marks"], bool(after.strip()), bool(before.strip()))
        elif token["label"]:
            yield _Link(_parts(token["label"], own), [*_with_variables(token["address"], own)])
        elif token["variable"] and _is_variable(token["variable"], own):
            yield _Variable(token["variable"])
        else:
            yield token["literal"] or token[0]
    if end < len(text):
        yield text[end:]


def _with_variables(address: str, own: Collection[str]) -> Iterator[str | _Variable]:
    end = 0
    for variable in VARIABLE.finditer(address):
        if _is_variable(variable[1], own):
            if variable.start() > end:
                yield address[end : variable.start()]
            yield _Variable(variable[1])
            end = variable.end()
    if end < len(address):
        yield address[end:]


def _is_variable(name: str, own: Collection[str]) -> bool:
    return "." in name or name in own


def _links(parts: "Iterator[_Part] | Sequence[_Part]") -> Iterator[_Link]:
    for part in parts:
        if isinstance(part, _Link):
            yield part
        elif isinstance(part, _Marked):
            yield from _links(part.parts)


class _Html:
    def __init__(self, put: Put) -> None:
        self._put = put

    def block(self, lines: list[_Line]) -> str:
        """A paragraph, a list, or several of them without a line between."""
        return "\n".join(self._group(kind, [*group]) for kind, group in groupby(lines, key=lambda line: line.kind))

    def _group(self, kind: str, lines: list[_Line]) -> str:
        texts = [self._inline(line.parts) for line in lines]
        if not kind:
            return f"<p>{_BREAK.join(texts)}</p>"
        first = lines[0].number.lstrip("0")
        start = f' start="{first}"' if first not in ("", "1") else ""
        return f"<{kind}{start}>{''.join(f'<li>{text}</li>' for text in texts)}</{kind}>"

    def _inline(self, parts: Sequence[_Part]) -> str:
        return "".join(map(self._part, parts))

    def _part(self, part: _Part) -> str:
        match part:
            case str():
                return escape(part)
            case _Variable(name):
                return _BREAK.join(escape(self._put(name)).splitlines())
            case _Marked(mark, parts):
                return f"<{_TAGS[mark]}>{self._inline(parts)}</{_TAGS[mark]}>"
            case _Link(label, address):
                leads_to, label_text = _address(address, self._put), self._inline(label)
                return (
                    f'<a href="{escape(leads_to)}">{label_text}</a>'
                    if is_good(leads_to)
                    else _unlinked(label_text, leads_to)
                )


class _Text:
    def __init__(self, put: Put) -> None:
        self._put = put

    def block(self, lines: list[_Line]) -> str:
        """Its lines; items have a hyphen or their number."""
        points = {"": "", "ul": "- "}
        return "\n".join(f"{points.get(kind, f'{number}. ')}{self._inline(parts)}" for kind, number, parts in lines)

    def _inline(self, parts: Sequence[_Part]) -> str:
        return "".join(map(self._part, parts))

    def _part(self, part: _Part) -> str:
        match part:
            case str():
                return part
            case _Variable(name):
                return self._put(name)
            case _Marked(_, parts):
                return self._inline(parts)
            case _Link(label, address):
                leads_to, label_text = _address(address, self._put), self._inline(label)
                if not is_good(leads_to):
                    return f"[{label_text}]({leads_to})"
                leads_to = leads_to.removeprefix("mailto:")
                return label_text if label_text == leads_to else f"{label_text} ({leads_to})"


def _address(parts: "Sequence[str | _Variable]", put: Put) -> str:
    """A value inside an address is a part of it; one that is the whole address is taken as it is."""
    if len(parts) == 1 and isinstance(parts[0], _Variable):
        return put(parts[0].name)
    return "".join(part if isinstance(part, str) else quote(put(part.name), safe="") for part in parts)


def _unlinked(label: str, address: str) -> str:
    """A link to nowhere we send people, as it was written."""
    return f"[{label}]({escape(address)})"
