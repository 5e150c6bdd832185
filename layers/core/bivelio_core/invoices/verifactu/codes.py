"""AEAT's codes of errors: what each means, and what to do about it.

AEAT, errores.properties and Validaciones 1.1.2. The sentences are in the catalogue of invoices, under
`aeat.<meaning>` and `aeat_remedy.<remedy>`.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal, NamedTuple

from bivelio_core.catalogue import Entry

Remedy = Literal[
    "resend", "correct", "recipient_type", "installation", "issuer", "issuer_then_correct", "certificate",
    "certificate_then_correct", "report", "number", "nothing",
]  # fmt: skip
"""What to do: nothing, since it is sent again; correct the record; correct it with another kind of number or with a new
number of installation, which happen by themselves; mend the issuer's data, or change the certificate, after which a
message is sent again by itself, and a rejected record has to be corrected; tell us; use another number; nothing."""


class Meaning(NamedTuple):
    """What a code means."""

    name: str
    remedy: Remedy

    @property
    def text(self) -> Entry:
        """Say what is wrong."""
        return Entry("invoices", f"aeat.{self.name}")

    @property
    def mended_by(self) -> Remedy | Literal["recipient"]:
        """Say what to do as a word for programs: a client that AEAT knows otherwise is named otherwise."""
        return "recipient" if self.name == "recipient" else self.remedy

    @property
    def advice(self) -> Entry:
        """Say what to do."""
        return Entry("invoices", f"aeat_remedy.{self.remedy}")


MEANINGS: Mapping[Meaning, tuple[int, ...]] = {
    # ------------------------------------------------------------------------------------------ of a whole message
    Meaning("message", "report"): (4102, 4103, 4106, 4109, 4113, 4114, 4118, 4119, 4138),
    Meaning("header", "report"): (4120, 4121, 4122, 4125, 4126, 4127, 4129, 4130, 4131, 4133),
    Meaning("issuer_nif", "issuer"): (4104, 4107, 4115, 4116),
    Meaning("representative_nif", "issuer"): (4105, 4117, 4123, 4124),
    Meaning("certificate", "certificate"): (4112, 4132, 4140),
    Meaning("suspended", "issuer"): (4139, 4141),
    Meaning("technical", "resend"): (4108, 4110, 4111, 4128, 3500, 3501),
    # ------------------------------------------------------------------------------------------ of a rejected record
    Meaning("value", "correct"): (1100, 1103, 1104, 1105, 1112, 1152),
    Meaning("issuer", "issuer_then_correct"): (1108, 1109, 1110, 1121, 1123),
    Meaning("rectification", "correct"): (1114, 1115, 1118, 1119),
    Meaning("recipient", "correct"): (1122, 1126, 1189, 1190, 1191, 1192, 1289),
    Meaning("rates", "correct"): (1124, 1142, 1143, 1146, 1281, 1284),
    Meaning("simplified_limit", "correct"): (1150,),
    Meaning("flags", "correct"): (1153, 1161),
    Meaning("chain", "correct"): (1180, 1262, 1269),
    Meaning("category", "correct"): (1195, 1196, 1197, 1198, 1199, 1237, 1238, 1245, 1246, 1286, 1293),
    Meaning("duplicate", "number"): (3000,),
    Meaning("cancelled", "nothing"): (3001,),
    Meaning("unknown", "correct"): (3002,),
    Meaning("no_permission", "certificate_then_correct"): (3003,),
    Meaning("by_form", "number"): (3004,),
    # ------------------------------------------------------------------------------------------ of an accepted one
    Meaning("hash", "correct"): (2000, 2002, 2003, 2008),
    Meaning("recipient_census", "recipient_type"): (2001,),
    Meaning("clock", "nothing"): (2004,),
    Meaning("totals", "correct"): (2005, 2006),
    Meaning("first_record", "installation"): (2007,),
    Meaning("ipsi", "correct"): (2009,),
}
OTHERS: Mapping[int, Meaning] = {
    1: Meaning("other_rejected", "correct"),
    2: Meaning("other_accepted", "correct"),
    3: Meaning("other_rejected", "correct"),
    4: Meaning("other_message", "report"),
}
"""A code that is not in the table, by its first digit."""
_MENDED_BY_SPLITTING = frozenset({4102, 4103, 4119})


def meaning_of(code: int | None) -> Meaning:
    """Return what a code means, whatever it is; None is no code."""
    return _table().get(code or 0) or OTHERS.get((code or 0) // 1000, OTHERS[4])


def is_about_content(code: int | None) -> bool:
    """Tell whether a refused message may pass without one of its records."""
    return code in _MENDED_BY_SPLITTING


def codes_of_table() -> Iterator[int]:
    """Yield every code of the table."""
    return iter(_table())


@cache
def _table() -> dict[int, Meaning]:
    return {code: meaning for meaning, all_codes in MEANINGS.items() for code in all_codes}
