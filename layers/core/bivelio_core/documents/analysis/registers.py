"""Numbers of registers, which some documents state in place of a tax number."""

from .rules.numbers import is_known_form


def as_tax_number(registration: str | None) -> str | None:
    """Return the number of a register if it has the form of a tax number: `HRB 720569` of a commercial one has not."""
    return registration if registration and is_known_form(registration) else None
