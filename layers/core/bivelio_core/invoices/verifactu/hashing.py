"""The hash of a record: SHA-256 of its canonical fields (AEAT, huella o hash, version 0.1.2).

Fields are `name=value` in the order of the specification, joined by `&`, without spaces around a value. A field that is
absent is there with an empty value.
"""

import hashlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

REGISTRATION = (
    "IDEmisorFactura",
    "NumSerieFactura",
    "FechaExpedicionFactura",
    "TipoFactura",
    "CuotaTotal",
    "ImporteTotal",
    "Huella",
    "FechaHoraHusoGenRegistro",
)
CANCELLATION = (
    "IDEmisorFacturaAnulada",
    "NumSerieFacturaAnulada",
    "FechaExpedicionFacturaAnulada",
    "Huella",
    "FechaHoraHusoGenRegistro",
)
AMOUNTS = ("CuotaTotal", "ImporteTotal")


def canonical(names: tuple[str, ...], values: dict[str, str]) -> str:
    """Return the text that is hashed. `Huella` is the hash of the previous record, empty in the first."""
    return "&".join(f"{name}={values.get(name, '').strip()}" for name in names)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8 as 64 hexadecimal digits in capitals."""
    return hashlib.sha256(text.encode()).hexdigest().upper()


def hash_of(names: tuple[str, ...], values: dict[str, str]) -> str:
    """Return the hash of a record's fields as they are written."""
    return digest(canonical(names, values))


def valid_hashes(names: tuple[str, ...], values: dict[str, str]) -> Iterator[str]:
    """Return every hash that is right for a record.

    The specification takes 123.1 and 123.10 for the same amount, and either may have been hashed.
    """
    written = [tuple(_ways_to_write(values.get(name, ""))) if name in names else ("",) for name in AMOUNTS]
    for tax in written[0]:
        for total in written[1]:
            yield hash_of(names, {**values, "CuotaTotal": tax, "ImporteTotal": total})


def _ways_to_write(amount: str) -> Iterator[str]:
    text = amount.strip()
    yield text
    try:
        value = Decimal(text)
    except InvalidOperation:
        return
    for decimals in (0, 1, 2):
        other = f"{value:.{decimals}f}"
        if other != text and Decimal(other) == value:
            yield other
