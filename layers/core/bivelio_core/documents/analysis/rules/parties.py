"""Who issues a document and who receives it: names, tax numbers, and the block of lines each stands in."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bivelio_core.documents.analysis.fields import ABSENT, Field

from . import labels
from .lines import TextLine, cell_below, field
from .numbers import is_taxpayer, taxpayers

COMPANY = re.compile(
    r"(?<![\w.])(?:S\.?\s?L\.?(?:\s?[UPL]\.?)?|S\.?\s?A\.?(?:\s?U\.?)?|S\.?C\.?P\.?|S\.?C\.?C\.?L\.?|SCOOP|S\.?\s?Coop\.?"
    r"|C\.\s?B\.|GmbH(?:\s*&\s*Co\.?\s*KG)?|mbH|AG|e\.\s?K\.|UG|KG|OHG|e\.\s?V\.|a\.\s?G\.|B\.?V\.?|N\.?V\.?|Ltd\.?|Limited|LLC"
    r"|Inc\.?|PLC|LLP|Corp\.?|S\.?A\.?R\.?L\.?|S\.?A\.?S\.?|SASU|EURL|S\.?r\.?l\.?|S\.?p\.?A\.?|Lda\.?|AB|A/S|ApS|AS|Oy"
    r"|Sp\. z o\.o\.)(?!\w)",
    re.IGNORECASE,
)
SEPARATORS = re.compile(
    r"(?<!\s)\s++[-–|•·●*]\s+|(?:(?<!\s)\s++)?[|•●]\s*|,\s++(?=\d|C/|Carrer|Calle|Av)|(?<!\s)\s++(?=\d{5}\b)"
)
NUMBERED = re.compile(r"(?:,\s*+|(?<!\s)\s++)?(?:(?:amb|con|with)\s*+)?(?:N\.?I\.?F|C\.?I\.?F|DNI|VAT|CIF/NIF)\b")
WEB = re.compile(r"(?:@|www\.|https?://(?:www\.)?)([a-z0-9-]+)\.", re.IGNORECASE)
STREET = re.compile(
    r"(?<!\w)(?:c/|carrer|calle|av\.?|avda|avinguda|avenida|plaça|plaza|passeig|paseo|rue|chemin|street|road|camino)"
    r"(?!\w)|(?:straße|strasse|str\.|gasse|platz|weg|allee|straat|laan|plein)\s*\d|\d{4,5}\s+[A-ZÀ-Ý]",
    re.IGNORECASE,
)
BLOCK_LINES = 8
TOP_LINES = 25
MAXIMUM_NAME = 120
NOT_A_NAME = re.compile(
    r"(?<!\w)(?:total|iban|bic|swift|page|pàgina|página|seite|tel|fax|telefon|telefax|e-?mail|www|http|date|data|fecha|datum|"
    r"invoice|factura|facture|\w*rechnung|factuur|capital|bank|banco|registre|registro|registergericht|hrb|adresse|address|"
    r"adreça|dirección|afleveradres|factuuradres|numero|número|number|nummer|kopie|order|nif|cif|vat|gln)(?!\w)",
    re.IGNORECASE,
)
VALUED = re.compile(r"^[^:]{1,40}:\s*\S")


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
    theirs = [each for each in numbers if each.is_yours or each.at in block]
    yours = {each.value for each in theirs}
    ours = [each for each in numbers if each.value not in yours]
    client = at_label(lines, labels.CLIENT) or None
    supplier = (
        at_label(lines, labels.SUPPLIER) or surest_company(lines, block, ours, client) or first_name(lines, block)
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
                    yield TaxNumber(hit.value, at, valid, bool(labels.YOURS.search(before)))


def client_block(lines: Sequence[TextLine]) -> range:
    """Return the lines of the client's name and address: those under its label, up to the next label or totals."""
    for at, line in enumerate(lines):
        if label_cell(line, labels.CLIENT) is not None:
            end = at + 1
            while end < len(lines) and end - at < BLOCK_LINES and not ends_block(lines[end]):
                end += 1
            return range(at, end)
    return range(0)


def ends_block(line: TextLine) -> bool:
    """Whether a line belongs to another part of the document."""
    return any(label.search(line.text) for label in (labels.NUMBER, labels.DATE, labels.TOTAL, labels.IBAN))


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
    lines: Sequence[TextLine], block: range, numbers: Sequence[TaxNumber], client: Name | None
) -> Name | None:
    """Return the company with most in its favour: repeated, at the top, at its tax number, in a web address."""
    webs = {folded(name) for line in lines for name in WEB.findall(line.text)}
    points: Counter[str] = Counter()
    first: dict[str, tuple[str, int]] = {}
    for at, line in enumerate(lines):
        for name in (name for cell in line.cells for name in companies(cell)):
            key = folded(name)
            if at in block or (client is not None and folded(client.text) == key):
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


def first_name(lines: Sequence[TextLine], block: range) -> Name | None:
    """Return the name at the top of a document that names no company: a guess."""
    for at, line in enumerate(lines[:3]):
        for cell in line.cells:
            if at not in block and is_name(cell) and not any(map(str.isdigit, cell)):
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


def companies(cell: str) -> Iterator[str]:
    """Return the names in a text that have a company's legal form after another word."""
    for part in SEPARATORS.split(cell):
        for match in COMPANY.finditer(part):
            name = part[: match.end()].strip(" ,;:")
            if match.start() > 2 and part[0].isupper() and len(name) <= MAXIMUM_NAME and not NOT_A_NAME.search(name):
                yield name
                break


def is_name(text: str) -> bool:
    """Whether a text may be a name: letters, no label, no value of a label, no number of a street."""
    stripped = text.strip()
    letters = sum(map(str.isalpha, stripped))
    if not 3 <= len(stripped) <= MAXIMUM_NAME or letters < 3 or VALUED.match(stripped) or stripped.endswith(":"):
        return False
    return not (NOT_A_NAME.search(stripped) or re.match(r"[\d#]", stripped))


def name_in(text: str) -> str:
    """Return a name without the address and the tax number that follow it."""
    part = SEPARATORS.split(text.strip())[0]
    alone = NUMBERED.split(part)[0]
    return alone.strip(" ,;:-")[:MAXIMUM_NAME]


def folded(text: str) -> str:
    """Return the letters and digits of a text without accents, in lower case."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(character for character in plain.lower() if character.isalnum())
