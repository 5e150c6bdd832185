"""Numbers that have a form: of invoices, taxpayers and bank accounts."""

import re
from collections.abc import Iterator

from .amounts import AMOUNT
from .dates import FORMS
from .lines import Hit

TOKEN = re.compile(r"[A-Za-z0-9_][\w./#-]*(?:\s/\s[\w.-]+)?", re.ASCII)
MAXIMUM_NUMBER = 40
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}")
TAXPAYER = re.compile(
    r"(?<![\w/])(?:"
    r"(?:ES[- ]?)?(?:[ABCDEFGHJNPQRSUVW][-. ]?\d{2}[.]?\d{3}[.]?\d{2}[-]?[0-9A-J]"
    r"|\d{2}[.]?\d{3}[.]?\d{3}[- ]?[A-HJ-NP-TV-Z]|[KLMXYZ][-. ]?\d{7}[- ]?[A-Z])"
    r"|AT ?U ?\d{8}|BE ?[01]?\d{3}[. ]?\d{3}[. ]?\d{3}|DE(?: ?\d){9}|FR ?[0-9A-Z]{2}(?: ?\d){9}"
    r"|NL ?\d{9} ?B ?\d{2}|IT ?\d{11}|PT ?\d{9}|GB ?\d{3} ?\d{4} ?\d{2}|IE ?\d[A-Z0-9+*]\d{5}[A-Z]{1,2}"
    r"|DK ?\d{8}|SE ?\d{12}|LU ?\d{8}|PL ?\d{10}|CHE-?\d{3}\.?\d{3}\.?\d{3}|HU ?\d{8}|CZ ?\d{8,10}|FI ?\d{8}"
    r"|NO ?\d{9}(?: ?MVA)?"
    r")(?!\w)"
)


def document_numbers(text: str) -> Iterator[Hit]:
    """Return the first word if it is a number of a document: it has a digit and is no date."""
    stripped = text.lstrip(" :#.º°-\u00a0")
    match = TOKEN.match(stripped)
    if match is None:
        return
    token = match[0].rstrip("./#-")[:MAXIMUM_NUMBER]
    is_amount = AMOUNT.match(stripped) is not None and "," in stripped[: len(token) + 1]
    if (
        any(character.isdigit() for character in token)
        and not is_amount
        and not any(form.match(stripped) for form in FORMS)
    ):
        yield Hit(token, 0)


def ibans(text: str) -> Iterator[Hit]:
    """Return the bank accounts of a text whose check digits are right, without spaces."""
    for match in IBAN.finditer(text):
        account = match[0].replace(" ", "").replace("-", "")
        for length in range(len(account), 14, -1):
            if is_iban(account[:length]):
                yield Hit(account[:length], match.start())
                break


def is_iban(account: str) -> bool:
    """Whether the check digits and the length of an account are right."""
    from stdnum import iban  # noqa: PLC0415

    return bool(iban.is_valid(account, check_country=False))


def taxpayers(text: str) -> Iterator[Hit]:
    """Return the tax numbers of a text as they are written, without spaces, dots and hyphens."""
    for match in TAXPAYER.finditer(text):
        yield Hit(re.sub(r"[\s.-]", "", match[0]), match.start())


def is_known_form(number: str) -> bool:
    """Whether a tax number has a form whose check digits are known; other numbers cannot be judged."""
    return TAXPAYER.fullmatch(number.strip()) is not None


def is_taxpayer(number: str) -> bool:
    """Whether the check digits of a Spanish or European tax number are right."""
    from stdnum.es import cif, nie, nif  # noqa: PLC0415
    from stdnum.eu import vat  # noqa: PLC0415

    plain = re.sub(r"[\s./-]", "", number).upper()
    local = plain.removeprefix("ES")
    return bool(nif.is_valid(local) or cif.is_valid(local) or nie.is_valid(local) or vat.is_valid(plain))
