"""Cards of RFC 6350 (version 4) and RFC 2426 (3), also those of version 2.1 that phones write, as rows of a table.

Apple groups an address and its label: `item1.EMAIL:...`, `item1.X-ABLabel:_$!<Work>!$_`. The columns are always the
same, so that a file is read once; what a card has more of is in the last column of its kind.
"""

import quopri
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .contents import LIST_MARK

EMAILS, PHONES, ADDRESSES = 4, 5, 3
LONGEST_CARD = 262_144
PHOTOS = ("PHOTO", "LOGO", "SOUND", "KEY")

_PLAIN = (
    "id", "type", "name", "first_name", "last_name", "job_title", "company", "birthday", "language", "tags", "websites",
    "custom_fields.nickname", "custom_fields.department", "custom_fields.notes",
)  # fmt: skip
_PARTS = ("label", "street", "city", "province", "postal_code", "country")
COLUMNS = (
    *_PLAIN,
    *(f"emails.{n}{part}" for n in range(1, EMAILS + 1) for part in ("", ".label")),
    *(f"phones.{n}{part}" for n in range(1, PHONES + 1) for part in ("", ".label")),
    *(f"addresses.{n}.{part}" for n in range(1, ADDRESSES + 1) for part in _PARTS),
)

_TYPE_LABELS = {
    "cell": "mobile",
    "iphone": "mobile",
    "x-mobile": "mobile",
    "work": "work",
    "home": "home",
    "fax": "fax",
    "main": "main",
}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_DAY = re.compile(r"(\d{4}|--)-?(\d{2})-?(\d{2})")
_YEARLESS = re.compile(r"1604-")
"""Apple's year of a birthday without a year."""


class Property(NamedTuple):
    """A line of a card: its group, name, parameters by name, and value as it is written."""

    group: str
    name: str
    parameters: dict[str, list[str]]
    value: str


class TooLong(ValueError):
    """A card that does not end."""


def rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the cells of each card, in the order of COLUMNS. Raises TooLong."""
    card: list[Property] | None = None
    size = 0
    for line in unfolded(lines):
        read = parsed(line)
        if read is None:
            continue
        if read.name == "BEGIN":
            card, size = [], 0
        elif read.name == "END" and card is not None:
            yield cells(card)
            card = None
        elif card is not None and read.name not in PHOTOS:
            size += len(line)
            if size > LONGEST_CARD:
                raise TooLong
            card.append(read)


def unfolded(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a file without the breaks that only keep lines short; those of pictures are cut."""
    current = ""
    for raw in lines:
        line = raw.rstrip("\r\n")
        is_soft = current.endswith("=") and "QUOTED-PRINTABLE" in current.partition(":")[0].upper()
        if is_soft:
            current = current[:-1] + line
        elif line[:1] in (" ", "\t"):
            if len(current) < LONGEST_CARD:
                current += line[1:]
        else:
            if current:
                yield current
            current = line
    if current:
        yield current


def parsed(line: str) -> Property | None:
    """A line as a property; None for what is none."""
    head, value = _divided(line)
    if value is None:
        return None
    first, *rest = _split(head, ";")
    group, _, name = first.rpartition(".")
    parameters: dict[str, list[str]] = {}
    for each in rest:
        key, sign, text = each.partition("=")
        key, text = (key.upper(), text) if sign else ("TYPE", key)  # `TEL;CELL:` of version 2.1
        parameters.setdefault(key, []).extend(part.strip('"') for part in _split(text, ","))
    encodings = [each.upper() for each in parameters.get("ENCODING", []) + parameters.get("TYPE", [])]
    if "QUOTED-PRINTABLE" in encodings:
        charset = (parameters.get("CHARSET") or ["utf-8"])[0]
        raw = quopri.decodestring(value.encode("utf-8", "surrogatepass"))
        try:
            value = raw.decode(charset, "replace")
        except LookupError:
            value = raw.decode("utf-8", "replace")
    return Property(group.lower(), name.upper(), parameters, value)


def _divided(line: str) -> tuple[str, str | None]:
    """A line's head and value, by the first colon outside quotes."""
    head, colon, value = line.partition(":")
    if '"' not in head:
        return head, value if colon else None
    quoted = False
    for place, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            return line[:place], line[place + 1 :]
    return line, None


def _split(text: str, mark: str) -> list[str]:
    """A text at each mark that is neither escaped nor in quotes."""
    if "\\" not in text and '"' not in text:
        return text.split(mark)
    parts, current, escaped, quoted = list[str](), "", False, False
    for character in text:
        if escaped:
            current, escaped = f"{current}\\{character}", False
        elif character == "\\":
            escaped = True
        elif character == mark and not quoted:
            parts.append(current)
            current = ""
        else:
            quoted ^= character == '"'
            current += character
    return [*parts, current + ("\\" if escaped else "")]


def plain(text: str) -> str:
    """A value without its escapes."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text).strip()


class _Card:
    """The cells of a card as its properties come."""

    def __init__(self) -> None:
        self.row: dict[str, str] = {}
        self.listed: dict[str, list[tuple[str, str]]] = {"EMAIL": [], "TEL": []}
        self.addresses: list[list[str]] = []

    def take(self, each: Property, label: str) -> None:
        """Take a property; one that no contact has is left out."""
        row = self.row
        match each.name:
            case "EMAIL" | "TEL":
                self.listed[each.name].append((plain(each.value).removeprefix("tel:"), label))
            case "ADR":
                self.addresses.append([label, *_address(each)])
            case "N" | "ORG":
                row |= _parted(each)
            case "CATEGORIES":
                row["tags"] = "|".join(map(plain, _split(each.value, ",")))
            case "BDAY":
                row["birthday"] = _birthday(each.value)
            case "URL":
                row["websites"] = _more(row.get("websites"), plain(each.value))
            case "KIND" | "X-ABSHOWAS" if each.value.strip().lower() in ("org", "company"):
                row["type"] = "company"
            case _ if each.name in _NAMES:
                row.setdefault(_NAMES[each.name], plain(each.value))

    def cells(self) -> list[str]:
        """The cells, in the order of COLUMNS."""
        row = self.row
        _listed(row, "emails", self.listed["EMAIL"], EMAILS)
        _listed(row, "phones", self.listed["TEL"], PHONES)
        for number, address in enumerate(self.addresses[:ADDRESSES], start=1):
            row |= {f"addresses.{number}.{part}": text for part, text in zip(_PARTS, address, strict=True)}
        if row.get("type") == "company":
            row = {name: text for name, text in row.items() if name not in ("first_name", "last_name", "company")}
        return [row.get(column, "") for column in COLUMNS]


def cells(properties: Sequence[Property]) -> list[str]:
    """The cells of a card."""
    labels = {each.group: plain(each.value) for each in properties if each.name == "X-ABLABEL" and each.group}
    card = _Card()
    for each in sorted(properties, key=_is_less_preferred):
        card.take(each, labels.get(each.group) or _label(each))
    return card.cells()


def _parted(each: Property) -> dict[str, str]:
    """The cells of a name or an organisation, whose parts a semicolon separates."""
    first, second, third = (*map(plain, _split(each.value, ";")), "", "", "")[:3]
    if each.name == "N":
        return {"last_name": first, "first_name": " ".join(filter(None, (second, third)))}
    return {"company": first, "custom_fields.department": second}


_NAMES = {
    "TITLE": "job_title", "NOTE": "custom_fields.notes", "NICKNAME": "custom_fields.nickname", "LANG": "language",
    "UID": "id", "FN": "name",
}  # fmt: skip


def _listed(row: dict[str, str], kind: str, values: Sequence[tuple[str, str]], most: int) -> None:
    """The columns of a list: what it has more of is in the last."""
    for number, (text, label) in enumerate(values[:most], start=1):
        row |= {f"{kind}.{number}": text, f"{kind}.{number}.label": label}
    for text, _ in values[most:]:
        row[f"{kind}.{most}"] = _more(row[f"{kind}.{most}"], text)


def _more(text: str | None, other: str) -> str:
    return f"{text} {LIST_MARK} {other}" if text else other


def _is_less_preferred(each: Property) -> bool:
    types = [text.lower() for text in each.parameters.get("TYPE", [])]
    return not ("pref" in types or "PREF" in each.parameters)


def _label(each: Property) -> str:
    types = [text.lower() for text in each.parameters.get("TYPE", [])]
    labels = [_TYPE_LABELS[text] for text in types if text in _TYPE_LABELS]
    return next((label for label in ("mobile", "fax") if label in labels), labels[0] if labels else "")


def _address(each: Property) -> list[str]:
    """Street, town, province, postal code and country of an address: the box and the flat are parts of the street."""
    box, extended, street, city, region, code, country = (*map(plain, _split(each.value, ";")), *[""] * 7)[:7]
    whole = ", ".join(part.replace("\n", ", ") for part in (street, extended, box) if part)
    return [whole, city, region, code, country]


def _birthday(value: str) -> str:
    match = _DAY.match(value.strip())
    if match is None:
        return value.strip()
    year, month, day = match.groups()
    text = f"{year}-{month}-{day}" if year != "--" else f"--{month}-{day}"
    return _YEARLESS.sub("--", text)
