"""The fields of a contract by rules."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, pairwise

from bivelio_core.documents.analysis.fields import ABSENT, Field

from . import labels
from .amounts import amounts, currency_in
from .dates import dates
from .lines import EMPTY, TextLine, field
from .names import COMPANY, companies
from .numbers import TAXPAYER, taxpayers

TITLE = re.compile(
    r"(?<!\w)(?:contracte|contrato|contract|agreement|conveni|convenio|acord|acuerdo|vertrag|contrat|lease)(?!\w)",
    re.IGNORECASE,
)
TITLE_LINES = 15
MAXIMUM_PARTIES = 10
NAME_WITHIN = 250
"""Characters before a tax number in which the name is looked for."""
START = labels.words(
    r"entrar[àá]\s*en\s*vig(?:or|encia)",
    r"amb\s*efectes",
    r"con\s*efectos",
    r"a\s*partir\s*del?",
    r"des\s*del?",
    r"desde(?:\s*el)?",
    r"(?:data|fecha)\s*d['’e]\s*(?:inici|inicio)",
    r"effective\s*(?:date|as\s*of|from)",
    r"commenc(?:es|ing|ement)(?:\s*(?:on|date))?",
    r"start(?:s|ing)?\s*(?:date|on|from)?",
    r"beginnt\s*am",
    r"prend\s*effet",
)
END = labels.words(
    r"fins\s*(?:a|al|el)(?:\s*dia)?",
    r"hasta(?:\s*el)?(?:\s*día)?",
    r"(?:data|fecha)\s*(?:de\s*)?(?:fi|fin|finalització|finalización|terminación)",
    r"finalitza(?:rà)?",
    r"finaliza(?:rá)?",
    r"venç",
    r"vence",
    r"until",
    r"end(?:s|ing)?\s*(?:date|on)",
    r"expir(?:es|y|ing)(?:\s*(?:on|date))?",
    r"terminat(?:es|ion)\s*(?:on|date)",
    r"endet\s*am",
    r"jusqu['’]au",
)
_UNITS = {
    "days": "dies|dia|días|día|days|day|tage|jours",
    "weeks": "setmanes|setmana|semanas|semana|weeks|week",
    "months": "mesos|mes|meses|months|month|monate|mois",
    "years": "anys|any|años|año|years|year|jahre|ans",
}
_COUNTS = {
    "un una uno one ein": 1,
    "dos dues two zwei deux": 2,
    "tres three drei trois": 3,
    "quatre cuatro four": 4,
    "cinc cinco five": 5,
    "sis seis six sechs": 6,
    "nou nueve nine": 9,
    "deu diez ten": 10,
    "dotze doce twelve zwölf douze": 12,
    "divuit dieciocho eighteen": 18,
    "vint-i-quatre veinticuatro twenty-four": 24,
    "trenta-sis": 36,
}
COUNTS = {word: count for names, count in _COUNTS.items() for word in names.split()}
DURATION = re.compile(
    rf"(?<!\w)(\d{{1,3}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))})\s*"
    rf"(?:\([^)]{{1,20}}\)\s*)?({'|'.join(_UNITS.values())})(?!\w)",
    re.IGNORECASE,
)
DURATION_NEAR = labels.words(
    "durada",
    "duració",
    "duración",
    "duration",
    "term",
    "termini",
    "plazo",
    "vigència",
    "vigencia",
    "període",
    "periodo",
    "period",
    "laufzeit",
    "durée",
    "durant",
    "durante",
    "per un",
    "por un",
    "for a",
)
PRICE_NEAR = labels.words(
    "preu",
    "precio",
    "honoraris",
    "honorarios",
    "import",
    "importe",
    "renda",
    "renta",
    "quota",
    "cuota",
    "retribució",
    "retribución",
    "price",
    "fee",
    "fees",
    "rent",
    "amount",
    "consideration",
    "salary",
    "salari",
    "salario",
    "vergütung",
    "prix",
)
NUMBERED = re.compile(
    r"(?:(?:amb|con|with|,|i)\s*+|(?<!\s)\s++)?(?:(?:el|la)\s*+)?(?:C\.?I\.?F\.?|N\.?I\.?F\.?|D\.?N\.?I\.?|N\.?I\.?E\.?|tax\s*(?:id|number)|VAT)"
    r"(?:\s*/\s*[A-Z.]{3,7})?(?:\s*(?:núm(?:ero)?|num|no|n)\.?[º°]?)?\s*+(?::\s*+)?$",
    re.IGNORECASE,
)
TITLES = re.compile(
    r"^(?:(?:el|la)\s+)?(?:sr|sra|srta|d|dña|dª|don|doña|en|na|mr|mrs|ms|l['’]empresa|la\s+(?:mercantil|societat|sociedad|empresa|companyia|compañía)|the\s+company)\.?\s+",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"(?<!\w)(?:entre|between)\s+([^,;]{3,80}(?:,\s*S\.[^,;]{1,8})?),\s*(?:com\s+a|como|as)\s[^,;]{2,40},?"
    r"\s+(?:i|y|and)\s+([^,;]{3,80}(?:,\s*S\.[^,;]{1,8})?),\s*(?:com\s+a|como|as)\s",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"([A-ZÀ-Ý][\w'’·.-]+(?:\s+(?:i|y|de|del|la|van|von|[A-ZÀ-Ý][\w'’·.-]*))*(?:\s+(?=[A-ZÀ-Ý])[\w'’·.-]+)*)[^A-Za-zÀ-ÿ]*$"
)


def contract_fields(lines: Sequence[TextLine]) -> dict[str, Field]:
    """Return every field of a contract that the lines have."""
    return {
        "title": title(lines),
        "parties": parties(lines),
        "date": signed(lines),
        "start_date": dated(lines, START),
        "end_date": dated(lines, END),
        "duration": duration(lines),
        "amount": price(lines),
        "currency": currency(lines),
    }


def title(lines: Sequence[TextLine]) -> Field:
    """Return the first line that says contract, near the top; else the first line."""
    for line in lines[:TITLE_LINES]:
        if TITLE.search(line.text) and len(line.text) <= 150:
            return field(line.text, 0.85, line)
    return field(lines[0].text[:150], 0.4, lines[0]) if lines else ABSENT


def parties(lines: Sequence[TextLine]) -> Field:
    """Return who signs: each name that stands before a tax number, and companies in the first part of the text."""
    parties_by_name: dict[str, dict[str, str | None]] = {}
    sources: list[TextLine] = []
    for before, line in pairwise([EMPTY, *lines]):
        joined = f"{before.text} {line.text}"
        for each in islice(TAXPAYER.finditer(line.text), MAXIMUM_PARTIES):
            at = len(before.text) + 1 + each.start()
            number = next(iter(taxpayers(each[0]))).value
            name = name_before(joined[max(0, at - NAME_WITHIN) : at])
            if name and number not in {signer["nif"] for signer in parties_by_name.values()}:
                parties_by_name.setdefault(name.casefold(), {"name": name, "nif": number})
                sources.append(line)
        if len(parties_by_name) >= MAXIMUM_PARTIES:
            break
    if len(parties_by_name) < 2:
        for line in lines[:40]:
            for name in [*between(line.text), *companies(line.text)]:
                plain = plain_name(name) or name
                if not any(plain.casefold() in signer or signer in plain.casefold() for signer in parties_by_name):
                    parties_by_name[plain.casefold()] = {"name": plain, "nif": None}
                    sources.append(line)
    return (
        field(list(parties_by_name.values())[:MAXIMUM_PARTIES], 0.75 if len(parties_by_name) > 1 else 0.5, *sources[:3])
        if parties_by_name
        else ABSENT
    )


def between(text: str) -> Iterator[str]:
    """Return the two names of "Between X, as provider, and Y, as client"."""
    match = BETWEEN.search(text)
    if match:
        yield from (match[1].strip(" ,"), match[2].strip(" ,"))


def name_before(text: str) -> str | None:
    """Return the name that a text with a tax number's label at its end has before it."""
    label = NUMBERED.search(text)
    if label is None:
        return None
    head = text[: label.start()].rstrip(" ,;(")
    company = [*COMPANY.finditer(head)]
    if company and len(head) - company[-1].end() <= 3:
        before = head[: company[-1].start()].rstrip(" ,")
        start = max(before.rfind(mark) for mark in (",", ":", ";")) + 1
        return plain_name(head[start:])
    for part in reversed(head.split(",")[-3:]):
        last = PERSON.search(part)
        if last and len(last[1].split()) > 1:
            return plain_name(last[1])
    return None


def plain_name(text: str) -> str | None:
    """Return a name without what introduces it: "De una parte, Don"."""
    return TITLES.sub("", text.strip()).strip() or None


def dated(lines: Sequence[TextLine], label: re.Pattern[str]) -> Field:
    """Return the date after one of the words of a label, in its line or the next."""
    for line, after in pairwise([*lines, EMPTY]):
        for hit in label.finditer(line.text):
            for text, sources in (
                (line.text[hit.end() :], (line,)),
                (f"{line.text[hit.end() :]} {after.text}"[:120], (line, after)),
            ):
                day = next(dates(text), None)
                if day is not None and day.start <= 40:
                    return field(day.value.isoformat(), 0.7, *sources)
    return ABSENT


def signed(lines: Sequence[TextLine]) -> Field:
    """Return the date of the contract: the first near the top, else the last, above the signatures."""
    dated_lines = [(day.value.isoformat(), line) for line in lines for day in dates(line.text)]
    if not dated_lines:
        return ABSENT
    top = next(((day, line) for day, line in dated_lines if line in lines[:TITLE_LINES]), None)
    day, line = top or dated_lines[-1]
    return field(day, 0.65 if top else 0.5, line)


def duration(lines: Sequence[TextLine]) -> Field:
    """Return how long it lasts, such as "12 months": near a word that says so."""
    for before, line in pairwise([EMPTY, *lines]):
        for hit in DURATION.finditer(line.text):
            if DURATION_NEAR.search(before.text + " " + line.text[: hit.start()]):
                count = int(hit[1]) if hit[1].isdigit() else COUNTS[hit[1].lower()]
                return field(f"{count} {unit(hit[2])}", 0.7, line)
    return ABSENT


def unit(word: str) -> str:
    """Return the English plural of a unit of time."""
    return next(name for name, words in _UNITS.items() if word.lower() in words.split("|"))


def price(lines: Sequence[TextLine]) -> Field:
    """Return the first amount near a word for price, else the largest, which is a guess."""
    placed = list(amounts_of(lines))
    for before, line in pairwise([EMPTY, *lines]):
        if PRICE_NEAR.search(f"{before.text} {line.text}"):
            near = next((value for value, of in placed if of is line), None)
            if near is not None:
                return field(near, 0.65, line)
    if not placed:
        return ABSENT
    value, line = max(placed, key=lambda pair: pair[0])
    return field(value, 0.35, line)


WHOLE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[. ]\d{3})+|\d{2,6})\s*(?:€|euros?|EUR)(?!\w)", re.IGNORECASE)


def amounts_of(lines: Sequence[TextLine]) -> Iterator[tuple[Decimal, TextLine]]:
    """Return the amounts of the lines, whole euros too."""
    for line in lines:
        yield from ((match.value, line) for match in amounts(line.text))
        yield from ((Decimal(re.sub(r"\D", "", match[1])), line) for match in WHOLE.finditer(line.text))


def currency(lines: Sequence[TextLine]) -> Field:
    """Return the currency named most often."""
    named = currency_in("\n".join(line.text for line in lines))
    return ABSENT if named is None else Field(named, 0.8)
