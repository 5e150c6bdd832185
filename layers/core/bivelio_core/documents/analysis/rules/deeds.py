"""The fields of a notarial deed by rules."""

import re
from collections.abc import Sequence

from bivelio_core.documents.analysis.fields import ABSENT, Field

from . import labels
from .contracts import contract_fields
from .lines import TextLine, best, field, labelled
from .numbers import document_numbers

TYPES = (
    ("sale", labels.words("compravenda", "compraventa", "sale and purchase", "deed of sale")),
    ("mortgage", labels.words("hipoteca", "préstec hipotecari", "préstamo hipotecario", "mortgage")),
    ("incorporation", labels.words(r"constitució(?:n)?\s*(?:de\s*(?:la\s*)?)?(?:societat|sociedad)", "incorporation")),
    (
        "power_of_attorney",
        labels.words("poder", "poders", "poderes", "apoderament", "apoderamiento", "power of attorney"),
    ),
    ("inheritance", labels.words("herència", "herencia", "acceptació d['’]herència", "inheritance")),
    ("donation", labels.words("donació", "donación", "donation")),
    ("will", labels.words("testament", "testamento", "last will")),
    ("capital_increase", labels.words(r"ampliació(?:n)?\s*de\s*capital", "capital increase")),
)
PROTOCOL = labels.words(
    r"(?:n[úu]mero|núm\.?|n[º°]\.?)\s*(?:de\s*)?(?:protocol(?:o)?)",
    r"protocol(?:o)?\s*(?:n[úu]mero|núm\.?|n[º°]\.?|number|no\.?)?",
    r"deed\s*(?:no|number)",
    r"(?:n[úu]mero|núm\.?)",
)
NOTARY = re.compile(
    r"(?:(?:^|\W)(?:davant\s*meu|ante\s*mí|before\s*me)\W+)([A-ZÀ-Ý][\w'’·. -]{4,80}?)(?:,|\s+notari)", re.IGNORECASE
)
NOTARY_AFTER = re.compile(
    r"(?:notari|notario|notaria|notary)\s*+(?:(?:públic|público|public)\s*+)?(?::\s*+)?(?:(?:D\.|En|Na|Don|Doña|Sr\.|Sra\.)\s*+)?"
    r"([A-ZÀ-Ý][\w'’·-]{1,40}(?:\s+(?:i|y|de|[A-ZÀ-Ý][\w'’·-]{1,40})){1,5})"
)
PLACE = re.compile(
    r"^(?:A|En|EN|At|In)\s+((?:la\s+|el\s+|L['’])?[A-ZÀ-Ý][\w'’·-]+(?:\s+(?:de|del|d['’]|la|[A-ZÀ-Ý][\w'’·-]+)){0,4}?)\s*,"
)


def deed_fields(lines: Sequence[TextLine]) -> dict[str, Field]:
    """Return every field of a deed that the lines have; parties, date and amount are found as in a contract."""
    shared = contract_fields(lines)
    return {
        **shared,
        "deed_type": deed_type(lines),
        "protocol_number": best(labelled(lines[:40], PROTOCOL, document_numbers, 0.75)) or ABSENT,
        "notary": first(lines, NOTARY, NOTARY_AFTER),
        "place": first(lines, PLACE),
    }


def deed_type(lines: Sequence[TextLine]) -> Field:
    """Return what kind of deed it is by the first of its names in the text."""
    for line in lines[:60]:
        for name, pattern in TYPES:
            if pattern.search(line.text):
                return field(name, 0.75, line)
    return ABSENT


def first(lines: Sequence[TextLine], *patterns: re.Pattern[str]) -> Field:
    """Return the first text that one of the patterns finds."""
    for pattern in patterns:
        for line in lines[:80]:
            match = pattern.search(line.text)
            if match:
                return field(match[1].strip(" ,.-"), 0.7, line)
    return ABSENT
