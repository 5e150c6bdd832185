"""Which marks a further record about an invoice has (AEAT, Validaciones 1.1.2, annex: Subsanacion, RechazoPrevio).

| record | AEAT holds the invoice | Subsanacion | RechazoPrevio | SinRegistroPrevio |
|---|---|---|---|---|
| registration after one that was rejected, or of an invoice that was never sent | no | S | X | |
| registration that corrects | yes | S | | |
| the same after such a correction was rejected | yes | S | S | |
| cancellation | yes | | | |
| the same after one was rejected | yes | | S | |
| cancellation of what AEAT does not hold | no | | S after a rejected one | S |
"""

from .shapes import Correction, Kind


def correction(kind: Kind, *, is_held: bool, rejected: Kind | None) -> Correction | None:
    """Return the marks of a further record; None for a cancellation that needs none.

    `is_held` is whether AEAT holds the invoice, `rejected` the kind of the last record about it, if it was rejected.
    """
    if kind == "registration":
        if not is_held:
            return Correction(corrects=True, rejection="X")
        return Correction(corrects=True, rejection="S" if rejected == "registration" else "")
    is_again = rejected == "cancellation"
    if is_held and not is_again:
        return None
    return Correction(rejection="S" if is_again else "", is_unknown=not is_held)
