"""Who issues a document and who receives it: names, tax numbers, and the block of lines each stands in."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bivelio_core.documents.analysis.fields import ABSENT, Field

from . import labels
from .lines import TextLine, cell_below, column_below, field
from .names import NUMBERED, STREET, WEB, companies, folded, is_name, is_person, name_in
from .numbers import is_taxpayer, taxpayers

BLOCK_LINES = 8
TOP_LINES = 25


@dataclass(frozen=True, slots=True)
class Parties:
    """Supplier and client of a document; each field is {name, nif} or absent."""

    issuer: Field = ABSENT
    recipient: Field = ABSENT


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """A tax number and where it stands."""

    value: str
    at: int
    column: int
    is_valid: bool
    is_yours: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name, the index of its line, and how sure it is."""

    text: str
    at: int
    confidence: float


def parties_of(lines: Sequence[TextLine]) -> Parties:
    """Return supplier and client."""
    block = client_block(lines)
    numbers = list(tax_numbers(lines))
    theirs = [each for each in numbers if each.is_yours or (each.at, each.column) in block]
    yours = {each.value for each in theirs}
    ours = [each for each in numbers if each.value not in yours]
    client = at_label(lines, labels.CLIENT) or None
    supplier = (
        at_label(lines, labels.SUPPLIER)
        or surest_company(lines, block, ours, client)
        or named_by_number(lines, block, ours)
        or first_name(lines, block)
    )
    if client is None and supplier is not None:
        client = other_company(lines, supplier) or addressee(lines, supplier)
    if not theirs and len({each.value for each in ours}) > 1:
        theirs = [each for each in ours if each.value != ours[0].value][:1]
    return Parties(party(lines, supplier, ours), party(lines, client, theirs))


def party(lines: Sequence[TextLine], name: Name | None, numbers: Sequence[TaxNumber]) -> Field:
    """Return the field of a party, absent when neither name nor number was found."""
    number = max(numbers, key=lambda each: each.is_valid, default=None)
    if name is None and number is None:
        return ABSENT
    sources = [lines[name.at]] if name else []
    sources += [lines[number.at]] if number and (name is None or number.at != name.at) else []
    confidence = name.confidence if name else 0.4
    if number is not None:
        confidence = min(0.95, confidence + (0.1 if number.is_valid else 0.05))
    return field({"name": name.text if name else None, "nif": number.value if number else None}, confidence, *sources)


def tax_numbers(lines: Sequence[TextLine]) -> Iterator[TaxNumber]:
    """Return the tax numbers: those whose check digits are right, and those beside a label."""
    for at, line in enumerate(lines):
        for column, cell in enumerate(line.cells):
            label = " ".join(line.cells[max(0, column - 1) : column]) + " " + cell
            for hit in taxpayers(cell):
                valid = is_taxpayer(hit.value)
                before = label[: len(label) - len(cell) + hit.start]
                if valid or labels.TAX_NUMBER.search(before):
                    yield TaxNumber(hit.value, at, column, valid, bool(labels.YOURS.search(before)))


def client_block(lines: Sequence[TextLine]) -> frozenset[tuple[int, int]]:
    """Return the places (line, column) of the client's name and address: under its label, up to the next part.

    Beside it stand other parts, often the supplier's: only what is in the label's column belongs to it, or in the
    whole line where the label has the line for itself.
    """
    for at, line in enumerate(lines):
        label = label_cell(line, labels.CLIENT)
        if label is None:
            continue
        column, rest = label
        places = {(at, column), *([(at, column + 1)] if not rest and line.cells[column].endswith(":") else [])}
        if column + 1 < len(line.cells) and is_number_of(line, column + 1):
            places.add((at, column + 1))
        for below in range(at + 1, min(at + BLOCK_LINES, len(lines))):
            place = column_below(line, column, lines[below])
            if place is not None:
                if ends_block(lines[below].cells[place]):
                    break
                places.add((below, place))
            elif ends_block(lines[below].text):
                break
        return frozenset(places)
    return frozenset()


def is_number_of(line: TextLine, column: int) -> bool:
    """Tell whether a column is a tax number with its label, which belongs to the name before it."""
    label = labels.TAX_NUMBER.match(line.cells[column])
    return label is not None and any(True for _ in taxpayers(line.cells[column][label.end() :]))


def ends_block(text: str) -> bool:
    """Whether a text belongs to another part of the document."""
    return any(label.search(text) for label in (labels.NUMBER, labels.DATE, labels.TOTAL, labels.IBAN))


def label_cell(line: TextLine, label: re.Pattern[str]) -> tuple[int, str] | None:
    """Return the column that a label begins and what stands after it there; a word within a text is no label."""
    for column, cell in enumerate(line.cells):
        hit = label.match(cell)
        rest = cell[hit.end() :].strip() if hit else ""
        if hit and (not rest or rest[0] in ":/("):
            return column, rest.partition(":")[2].strip() if rest[:1] in {":", "/", "("} else rest
    return None


def at_label(lines: Sequence[TextLine], label: re.Pattern[str]) -> Name | None:
    """Return the name beside or below a label; below it, what stands after the word name, else the first name."""
    for at, line in enumerate(lines):
        labelled_cell = label_cell(line, label)
        if labelled_cell is None:
            continue
        column, rest = labelled_cell
        if is_name(rest):
            return Name(name_in(rest), at, 0.8)
        after = line.cells[column + 1] if column + 1 < len(line.cells) else ""
        if line.cells[column].endswith(":") and is_name(after) and not label_cell(line, OTHER_PARTY[label]):
            return Name(name_in(after), at, 0.75)
        below = name_below(lines, at, column)
        if below is not None:
            return below
    return None


OTHER_PARTY = {labels.CLIENT: labels.SUPPLIER, labels.SUPPLIER: labels.CLIENT}


def name_below(lines: Sequence[TextLine], at: int, column: int) -> Name | None:
    """Return the name in the lines under a column."""
    first: Name | None = None
    for below in range(at + 1, min(at + 7, len(lines))):
        cell = cell_below(lines[at], column, lines[below])
        if cell is None:
            continue
        named = labels.NAME.match(cell)
        if named:
            rest = cell[named.end() :].strip(" :")
            value = rest or next((each for each in lines[below].cells if each != cell), "")
            if is_name(value):
                return Name(name_in(value), below, 0.85)
        if first is None and is_name(cell) and not STREET.search(cell):
            first = Name(name_in(cell), below, 0.75)
    return first


def surest_company(
    lines: Sequence[TextLine], block: frozenset[tuple[int, int]], numbers: Sequence[TaxNumber], client: Name | None
) -> Name | None:
    """Return the company with most in its favour: repeated, at the top, at its tax number, in a web address."""
    webs = {folded(name) for line in lines for name in WEB.findall(line.text)}
    points: Counter[str] = Counter()
    first: dict[str, tuple[str, int]] = {}
    for at, line in enumerate(lines):
        for column, name in ((place, name) for place, cell in enumerate(line.cells) for name in companies(cell)):
            key = folded(name)
            if (at, column) in block or (client is not None and folded(client.text) == key):
                continue
            first.setdefault(key, (name, at))
            points[key] += 2
            points[key] += 2 if at < 4 else 0
            points[key] += 3 if any(abs(number.at - at) <= 3 for number in numbers) else 0
            points[key] += 4 if any(web and (key.startswith(web) or web in key) for web in webs) else 0
    if not points:
        return None
    key, score = points.most_common(1)[0]
    return Name(*first[key], min(0.85, 0.5 + score / 30))


def named_by_number(
    lines: Sequence[TextLine], block: frozenset[tuple[int, int]], numbers: Sequence[TaxNumber]
) -> Name | None:
    """Return the name before or above the supplier's own tax number: a person's, without a company's legal form."""
    for number in (each for each in numbers if each.is_valid and not each.is_yours):
        line = lines[number.at]
        before = NUMBERED.split(line.cells[number.column])[0]
        if is_person(before):
            return Name(name_in(before), number.at, 0.6)
        for above in range(number.at - 1, max(number.at - 4, -1), -1):
            column = column_below(line, number.column, lines[above])
            if column is None or (above, column) in block:
                continue
            cell = lines[above].cells[column]
            if is_person(cell):
                return Name(name_in(cell), above, 0.55)
    return None


def first_name(lines: Sequence[TextLine], block: frozenset[tuple[int, int]]) -> Name | None:
    """Return the name at the top of a document that names no company: a guess."""
    beside_client = {at for at, _ in block}
    for at, line in enumerate(lines[:3]):
        for column, cell in enumerate(line.cells):
            is_free = (at, column) not in block and (at not in beside_client or is_person(cell))
            if is_free and is_name(cell) and not any(map(str.isdigit, cell)):
                return Name(name_in(cell), at, 0.4)
    return None


def other_company(lines: Sequence[TextLine], issuer: Name) -> Name | None:
    """Return another company near the top: an address field for a window envelope has no label."""
    for at, line in enumerate(lines[:TOP_LINES]):
        for name in (name for cell in line.cells for name in companies(cell)):
            if folded(name) != folded(issuer.text) and folded(issuer.text) not in folded(name):
                return Name(name, at, 0.5)
    return None


def addressee(lines: Sequence[TextLine], issuer: Name) -> Name | None:
    """Return the name above a street near the top that is not the issuer's: a person's address has no company."""
    for at, line in enumerate(lines[1:TOP_LINES], start=1):
        for column, cell in enumerate(line.cells):
            above = cell_below(line, column, lines[at - 1])
            if above is None or not STREET.search(cell) or STREET.search(above) or not is_name(above):
                continue
            if folded(issuer.text) not in folded(above) and folded(above) not in folded(issuer.text):
                return Name(name_in(above), at - 1, 0.4)
    return None
