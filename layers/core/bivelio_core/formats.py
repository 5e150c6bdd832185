"""What a text in a format looks like, in words and with an example, for the message of a fault.

The one table of formats, by name. A fault of the constraint `format` (or `type`, for instants and days) names its
format in `expected`; for a pattern of a model the name is found here. Only refusals import this.
"""

from typing import NamedTuple

from .catalogue import CORE, Entry

_DURATION = (
    r"^(?:[1-9][0-9]*(?:s|m|h|d|w|mo|y)|P"
    r"(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+W)?(?:[0-9]+D)?"
    r"(?:T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)$"
)


class Format(NamedTuple):
    """The example of a format, and the patterns of models that it explains."""

    example: str = ""
    patterns: tuple[str, ...] = ()


FORMATS: dict[str, Format] = {
    "timestamp": Format("2026-03-15T12:00:00Z"),
    "date": Format("2026-03-15"),
    "date_or_time": Format("2026-03-15T10:00:00"),
    "email": Format("maria@example.com", (r"^[^@\s]+@[^@\s]+$",)),
    "phone": Format("+34 600 111 222"),
    "telegram_chat": Format("123456789"),
    "webchat": Format("wcs_0123456789abcdefghjkmnpqrs"),
    "url": Format("https://example.com/avisos", (r"^https?://[^\s]+$",)),
    "without_spaces": Format("t=", (r"^\S+$",)),
    "operation": Format("contacts.create", (r"^[a-z_]{1,40}\.[a-z_]{1,60}$",)),
    "origin": Format("https://www.example.com", (r"^https?://[a-z0-9.-]+(:\d{1,5})?$",)),
    "host": Format("api.example.com", (r"^(?:\*\.[a-z0-9-]+\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?$",)),
    "duration": Format("3d", (_DURATION,)),
    "lead": Format("24h", (r"^[1-9][0-9]{0,4}[mhdw]$",)),
    "state_name": Format("shop.cursor", (r"^[a-z][a-z0-9_.-]*$",)),
    "header_name": Format("X-Signature", (r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",)),
    "header_value": Format("abc123", (r"^([!-~]([ -~]*[!-~])?)?$",)),
    "amount": Format("1250.50"),
    "tax_number": Format("B12345674", (r"^[0-9A-Z]+$",)),
    "iban": Format("ES9121000418450200051332", (r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$",)),
    "bic": Format("CAIXESBBXXX", (r"^[A-Z0-9]{8}([A-Z0-9]{3})?$",)),
    "country": Format("ES", (r"^[A-Z]{2}$",)),
    "series": Format("FAC", (r"^[A-Z0-9]+$",)),
    "colour": Format("#1d4e7c", (r"^#[0-9A-Fa-f]{6}$",)),
    "language": Format("ca", (r"^[a-z]{2}$",)),
    "language_tag": Format("ca-ES"),
    "birthday": Format("1985-03-15"),
    "template_language": Format("es_ES", (r"^[a-z]{2,3}(_[A-Z]{2})?$",)),
    "identifier": Format(
        "invoice_number", (r"^[a-z][a-z0-9_]*$", r"^[a-z][a-z0-9_]{0,49}$", r"^[a-z][a-z0-9_]{0,59}$")
    ),
    "field_name": Format("sector"),
    "contact_column": Format("custom_fields.sector"),
    "currency": Format("EUR", (r"^[A-Z]{3}$",)),
    "calendar": Format("primary", (r"^[a-z][a-z0-9_-]{0,49}$",)),
    "wall_time": Format("09:30", (r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$",)),
    "variable": Format("comanda", (r"^[a-z][a-z0-9_]{0,29}$",)),
    "selector": Format("s1", (r"^[a-z0-9]([a-z0-9_.-]{0,61}[a-z0-9])?$",)),
    "category": Format("atencio_client", (r"^[a-z0-9_-]{1,40}$",)),
    "model": Format("gemini-3.5-flash-lite", (r"^[A-Za-z0-9._-]{1,100}$",)),
    "key_id": Format("2026-03", (r"^[A-Za-z0-9_-]{1,64}$",)),
    "digits": Format("106540352242922", (r"^[0-9]{1,30}$",)),
    "bot_token": Format("123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ", (r"^[0-9]{1,20}:[A-Za-z0-9_-]{20,100}$",)),
    "secret": Format("abc-123", (r"^[\x21-\x7e]+$", r"^[!-~]+$")),
    "password": Format("abc 123", (r"^[\x20-\x7e]+$",)),
    "tool": Format("read_range", (r"^[^\x00-\x1f\x7f]+$",)),
    "no_null": Format("", (r"^[^\x00]*$",)),
    "sha256": Format("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", (r"^[0-9a-f]{64}$",)),
    "user_id": Format("usr_4k7m9p2q", (r"^usr_[0-9a-z]+$",)),
    "organisation_id": Format("org_4k7m9p2q", (r"^org_[0-9a-z]{1,32}$", r"^(org_[0-9a-z]{1,32}|platform)$")),
    "iteration": Format("2.1", (r"^[0-9]{1,4}(\.[0-9]{1,4})*$", r"^[0-9]+(\.[0-9]+)*$")),
    "cursor": Format("", (r"^[\w.=-]+$",)),
    "csv": Format("name,email,phone"),
    "csv_row": Format('Maria,"Puig, Pons i fills"'),
}

_BY_PATTERN = {pattern: name for name, each in FORMATS.items() for pattern in each.patterns}


def of_pattern(pattern: str) -> str | None:
    """The name of the format that a pattern of a model expresses."""
    return _BY_PATTERN.get(pattern)


def described(name: str, language: str) -> str:
    """A format in words, with its example: `una data com 2026-03-15`."""
    return Entry(CORE, f"format.{name}")[language].format(example=FORMATS[name].example)


def sentence(field: str, expected: str, language: str) -> str | None:
    """What to write in a field, with an example; None when the format is not in the table."""
    if expected not in FORMATS:
        return None
    return Entry(CORE, "format.sentence")[language].format(field=field, expected=described(expected, language))
