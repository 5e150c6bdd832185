"""The producer of this program, and the program as records and its declaration name it.

Parameters of the deployment say who the producer is (docs/deployment.md). A deployment without them is a demonstration:
its records name nobody that exists, and no issuer of the live environment can be under VERI*FACTU.
"""

import re
from datetime import date
from typing import NamedTuple

from bivelio_core import config
from bivelio_core.contacts.fields import has_valid_tax_number

from .shapes import Software

NAME, CODE, VERSION = "BiVelio API", "BV", "1.0"
"""The program, its code, and the version that runs. Another version is added to `declaration.wording.VERSIONS`."""
NOBODY = re.compile(r"[A-Z0-9]0{7}[A-Z0-9]")
"""Numbers that stand for one, such as B00000000."""


class Producer(NamedTuple):
    """Who makes the program and answers for it."""

    name: str
    nif: str
    address: str
    """The full postal address."""
    town: str
    """Where the declaration was signed."""
    country: str
    contact: str = ""
    """Other ways to reach the producer, such as an e-mail address."""
    declared: tuple[tuple[str, date], ...] = ()
    """The versions that were declared, and when."""

    def declared_on(self, version: str) -> date | None:
        """Return the day on which the declaration of a version was signed."""
        return dict(self.declared).get(version)


DEMONSTRATION = Producer("BiVelio", "B00000000", "-", "-", "-")


def producer() -> Producer | None:
    """Return the producer that the deployment names; None when it names none, in part, or a number of nobody."""
    own = config.producer_settings()
    is_named = all((own.name, own.address, own.town, own.country))
    if not is_named or NOBODY.fullmatch(own.nif) or not has_valid_tax_number(own.nif):
        return None
    return Producer(own.name, own.nif, own.address, own.town, own.country, own.contact, tuple(_declared(own.declared)))


def answers_for(version: str = VERSION) -> bool:
    """Tell whether the deployment names a producer who has declared this version."""
    own = producer()
    return own is not None and own.declared_on(version) is not None


def software_of(*, has_many_issuers: bool = True) -> Software:
    """Return the program as records name it."""
    own = producer() or DEMONSTRATION
    return Software(own.name, own.nif, NAME, CODE, VERSION, has_many_issuers=has_many_issuers)


def _declared(text: str) -> list[tuple[str, date]]:
    pairs = (part.split("=") for part in text.split(",") if part)
    return [(version.strip(), date.fromisoformat(day.strip())) for version, day in pairs]
