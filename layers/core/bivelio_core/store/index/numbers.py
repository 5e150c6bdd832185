"""Find and sort items by a number: each has a term for the number itself, and one for its first two digits.

As texts both sort as the numbers do, so a range is three selectors, as of days (days.py), and a list is sorted by the
coarse terms, and by the fine ones of those that its page is in.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from .terms import Term, TermField

if TYPE_CHECKING:
    from .orders import Steps

BUCKET_DIGITS = 2
"""Numbers with the same sign, magnitude and first digits, so many, share a coarse term."""


def number_terms(field: TermField, number: Decimal) -> Iterator[Term]:
    """The terms of an item with a number."""
    return (Term(field, text) for text in number_texts(number))


def number_texts(number: Decimal) -> tuple[str, str]:
    """The fine and the coarse text of a number; as texts they sort as the numbers do.

    The sign, then the magnitude, then the digits; those of negative numbers are turned round, and end with what comes
    after all digits, since of -1.2 and -1.23 the longer is the smaller.
    """
    sign, digits, exponent = number.normalize().as_tuple()
    if not number:
        return "no", "co"
    figures = "".join(map(str, digits))
    magnitude = len(figures) + int(exponent) + 500
    if sign:
        turned = "".join(str(9 - digit) for digit in digits)
        first = "".join(str(9 - int(figure)) for figure in figures[:BUCKET_DIGITS].ljust(BUCKET_DIGITS, "0"))
        return f"nn{999 - magnitude:03d}{turned}~", f"cn{999 - magnitude:03d}{first}"
    return f"np{magnitude:03d}{figures}", f"cp{magnitude:03d}{figures[:BUCKET_DIGITS].ljust(BUCKET_DIGITS, '0')}"


def fine_within(bucket: str) -> tuple[str, str]:
    """Between which fine texts the numbers of a coarse one are, of which those with fewer digits have no last zero.

    Those digits of a negative number are turned round: it has no last nine.
    """
    fine = f"n{bucket[1:]}"
    last = "9" if bucket[1] == "n" else "0"
    low = fine[:-1] if bucket[1] == "p" and fine.endswith(last) else fine
    high = f"{fine[:-1]}~" if bucket[1] == "n" and fine.endswith(last) else fine
    return low, f"{high}~"


def steps(field: TermField) -> "Steps":
    """The order of items by a field of numbers; those with the same number are equal."""
    from .orders import Steps  # noqa: PLC0415 - who writes the index does without it

    return Steps(field, ("c", "c~"), fine_within, are_equal=True)
