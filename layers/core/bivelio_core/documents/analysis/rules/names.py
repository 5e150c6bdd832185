"""Texts that are names: of companies, by their legal form, and of persons."""

import re
import unicodedata
from collections.abc import Iterator

from . import labels

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
MAXIMUM_NAME = 120
LEAST_WORDS = 2
NOT_A_NAME = re.compile(
    r"(?<!\w)(?:total|iban|bic|swift|page|pàgina|página|seite|tel|fax|telefon|telefax|e-?mail|www|http|date|data|fecha|datum|"
    r"invoice|factura|facture|\w*rechnung|factuur|capital|percibir|percebre|pagar|bank|banco|registre|registro|registergericht|hrb|adresse|address|"
    r"adreça|dirección|afleveradres|factuuradres|numero|número|number|nummer|kopie|order|nif|cif|vat|gln)(?!\w)",
    re.IGNORECASE,
)
VALUED = re.compile(r"^[^:]{1,40}:\s*\S")


def is_person(text: str) -> bool:
    """Whether a text may be the name of a person: at least two words with a capital, no street and no number."""
    name = name_in(text)
    words = [word for word in name.split() if word[:1].isupper()]
    is_plain = is_name(name) and not any(map(str.isdigit, name)) and not STREET.search(name)
    return is_plain and len(words) >= LEAST_WORDS and not labels.CLIENT.match(text)


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
