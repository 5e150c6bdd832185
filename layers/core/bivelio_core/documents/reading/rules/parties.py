"""Who issues a document and who receives it: names, tax numbers, and the block of lines each stands in."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bivelio_core.documents.reading.fields import ABSENT, Field

from . import labels
from .lines import TextLine, field
from .numbers import is_taxpayer, taxpayers

COMPANY = re.compile(
    r"(?<!\w)(?:S\.?\s?L\.?(?:\s?[UPL]\.?)?|S\.?\s?A\.?(?:\s?U\.?)?|S\.?C\.?P\.?|S\.?C\.?C\.?L\.?|SCOOP|S\.?\s?Coop\.?|C\.?B\.?"
    r"|GmbH(?:\s*&\s*Co\.?\s*KG)?|mbH|A\.?G\.?|e\.?K\.?|UG|KG|OHG|e\.V\.|a\.G\.|B\.?V\.?|N\.?V\.?|Ltd\.?|Limited|LLC|Inc\.?|PLC|LLP|Corp\.?"
    r"|S\.?A\.?R\.?L\.?|S\.?A\.?S\.?|SASU|EURL|S\.?r\.?l\.?|S\.?p\.?A\.?|Lda\.?|AB|A/S|ApS|AS|Oy|Sp\. z o\.o\.)(?!\w)",
)
SEPARATORS = re.compile(r"\s+[-–|•·●*]\s+|\s*[|•●]\s*|,\s+(?=\d|C/|Carrer|Calle|Av)|\s+(?=\d{5}\b)")
WEB = re.compile(r"(?:@|www\.|https?://(?:www\.)?)([a-z0-9-]+)\.", re.IGNORECASE)
BLOCK_LINES = 8
MAXIMUM_NAME = 120
NOT_A_NAME = re.compile(
    r"(?<!\w)(?:total|iban|bic|swift|page|pàgina|página|seite|tel|fax|e-?mail|www|http|date|data|fecha|datum|"
    r"invoice|factura|facture|rechnung|factuur|capital|bank|banco|registre|registro|registergericht|hrb)(?!\w)",
    re.IGNORECASE,
)


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
    is_valid: bool
    is_yours: bool


def parties_of(lines: Sequence[TextLine]) -> Parties:
    """Return supplier and client."""
    block = client_block(lines)
    numbers = list(tax_numbers(lines))
    theirs = [each for each in numbers if each.is_yours or each.at in block]
    ours = [each for each in numbers if each not in theirs and each.value not in {other.value for other in theirs}]
    client_name = recipient_name(lines, block)
    issuer_name = supplier_name(lines, block, ours, client_name[0] if client_name else None)
    if client_name is None and issuer_name is not None:
        client_name = other_name(lines, issuer_name[0])
    if not theirs and len({each.value for each in ours}) > 1:
        theirs = [each for each in ours if each.value != ours[0].value][:1]
    return Parties(party(lines, issuer_name, ours), party(lines, client_name, theirs))


Named = tuple[str, int, float]
"""A name, the index of its line, and how sure it is."""


def party(lines: Sequence[TextLine], name: Named | None, numbers: Sequence[TaxNumber]) -> Field:
    """Return the field of a party, absent when neither name nor number was found."""
    number = max(numbers, key=lambda each: each.is_valid, default=None)
    if name is None and number is None:
        return ABSENT
    sources = [lines[name[1]]] if name else []
    sources += [lines[number.at]] if number and (name is None or number.at != name[1]) else []
    confidence = name[2] if name else 0.4
    if number is not None:
        confidence = min(0.95, confidence + (0.1 if number.is_valid else 0.05))
    return field({"name": name[0] if name else None, "nif": number.value if number else None}, confidence, *sources)


def tax_numbers(lines: Sequence[TextLine]) -> Iterator[TaxNumber]:
    """Return the tax numbers: those whose check digits are right, and those beside a label."""
    for at, line in enumerate(lines):
        for cell in line.cells:
            label = labels.TAX_NUMBER.search(cell) or (labels.TAX_NUMBER.search(line.text) and len(line.cells) == 2)
            for found in taxpayers(cell):
                valid = is_taxpayer(found.value)
                if valid or label:
                    yield TaxNumber(found.value, at, valid, bool(labels.YOURS.search(cell[: found.start])))


def client_block(lines: Sequence[TextLine]) -> range:
    """Return the lines of the client's name and address: those under its label, up to the next label or totals."""
    for at, line in enumerate(lines):
        if labels.CLIENT.search(line.text) and not labels.SUPPLIER.search(line.text):
            end = at + 1
            while end < len(lines) and end - at < BLOCK_LINES and not ends_block(lines[end]):
                end += 1
            return range(at, end)
    return range(0)


def ends_block(line: TextLine) -> bool:
    """Whether a line belongs to another part of the document."""
    return any(label.search(line.text) for label in (labels.NUMBER, labels.DATE, labels.TOTAL, labels.IBAN))


def recipient_name(lines: Sequence[TextLine], block: range) -> Named | None:
    """Return the name beside or below the client's label."""
    if not block:
        return None
    at = block.start
    hit = labels.CLIENT.search(lines[at].text)
    if hit is None:
        return None
    rest = lines[at].text[hit.end() :].lstrip(" :").split("   ")[0]
    if is_name(rest):
        return name_in(rest), at, 0.8
    column = lines[at].text[: hit.start()].count("   ")
    for under in block[1:4]:
        cells = lines[under].cells
        cell = cells[column] if column < len(cells) else cells[0]
        if is_name(cell):
            return name_in(cell), under, 0.75
    return None


def supplier_name(
    lines: Sequence[TextLine], block: range, numbers: Sequence[TaxNumber], client: str | None
) -> Named | None:
    """Return the supplier's name: at its label, else the company that most points to."""
    for at, line in enumerate(lines):
        hit = labels.SUPPLIER.search(line.text)
        if hit and at not in block:
            rest = line.text[hit.end() :].lstrip(" :").split("   ")[0]
            if is_name(rest):
                return name_in(rest), at, 0.8
            under = next((cell for cell in lines[at + 1].cells if is_name(cell)), None) if at + 1 < len(lines) else None
            if under and not rest.strip():
                return name_in(under), at + 1, 0.75
    return surest_company(lines, block, numbers, client)


def surest_company(
    lines: Sequence[TextLine], block: range, numbers: Sequence[TaxNumber], client: str | None
) -> Named | None:
    """Return the company with most in its favour: repeated, at the top, at its tax number, in a web address."""
    webs = {folded(name) for line in lines for name in WEB.findall(line.text)}
    points: Counter[str] = Counter()
    first: dict[str, tuple[str, int]] = {}
    for at, line in enumerate(lines):
        for cell in line.cells:
            for name in companies(cell):
                key = folded(name)
                if at in block or (client and folded(client) == key):
                    continue
                first.setdefault(key, (name, at))
                points[key] += 2
                points[key] += 2 if at < 4 else 0
                points[key] += 3 if any(abs(number.at - at) <= 3 for number in numbers) else 0
                points[key] += 4 if any(web and (key.startswith(web) or web in key) for web in webs) else 0
    if points:
        key, score = points.most_common(1)[0]
        return *first[key], min(0.85, 0.5 + score / 30)
    for at, line in enumerate(lines[:3]):
        for cell in line.cells:
            if at not in block and is_name(cell) and not any(map(str.isdigit, cell)):
                return name_in(cell), at, 0.4
    return None


def other_name(lines: Sequence[TextLine], issuer: str) -> Named | None:
    """Return another company near the top: an address field for a window envelope has no label."""
    for at, line in enumerate(lines[:25]):
        for cell in line.cells:
            for name in companies(cell):
                if folded(name) != folded(issuer) and folded(issuer) not in folded(name):
                    return name, at, 0.5
    return None


def companies(cell: str) -> Iterator[str]:
    """Return the names in a text that have a company's legal form."""
    for part in SEPARATORS.split(cell):
        found = COMPANY.search(part)
        if found and found.start() > 1 and part[0].isupper():
            name = part[: found.end()].strip(" ,;:")
            if (
                len(name) <= MAXIMUM_NAME
                and not NOT_A_NAME.search(name)
                and any(map(str.islower, name)) | name.isupper()
            ):
                yield name


def is_name(text: str) -> bool:
    """Whether a text may be a name: letters, no label, no number of a street."""
    stripped = text.strip()
    letters = sum(map(str.isalpha, stripped))
    if not 3 <= len(stripped) <= MAXIMUM_NAME or letters < 3 or stripped.endswith(":"):
        return False
    return not (NOT_A_NAME.search(stripped) or re.match(r"[\d#]", stripped))


def name_in(text: str) -> str:
    """Return a name without the address and the tax number that follow it."""
    part = SEPARATORS.split(text.strip())[0]
    return re.split(r",?\s*(?:amb|con|with)?\s*(?:N\.?I\.?F|C\.?I\.?F|DNI|VAT|CIF/NIF)\b", part)[0].strip(" ,;:-")[
        :MAXIMUM_NAME
    ]


def folded(text: str) -> str:
    """Return the letters and digits of a text without accents, in lower case."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(character for character in plain.lower() if character.isalnum())
