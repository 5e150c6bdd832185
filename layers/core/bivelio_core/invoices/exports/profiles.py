"""What the rules of a network or a country change in the UBL of an invoice."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from .en16931 import SPECIFICATION


class Endpoints(NamedTuple):
    """The electronic addresses of seller and buyer (BT-34, BT-49): scheme and value."""

    seller: tuple[str, str]
    buyer: tuple[str, str]


class Profile(NamedTuple):
    """What a document says of the rules it keeps (BT-24, BT-23), and what these do not have."""

    specification: str = SPECIFICATION
    process: str | None = None
    has_credit_notes: bool = True
    has_withholding: bool = True
    """Whether IRPF has an element; a note says it anyway."""
    has_one_note: bool = False
    """Whether all notes are lines of one."""
    type_codes: Mapping[str, str] = MappingProxyType({})
    """Other codes for some of BT-3."""
    endpoints: Endpoints | None = None


CORE = Profile()
