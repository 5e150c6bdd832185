"""The parts of a record: its fields, its reference to the previous record, and the program that made it."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from . import hashing

Kind = Literal["registration", "cancellation"]


class Correction(NamedTuple):
    """The marks of a further record about an invoice (corrections.py)."""

    corrects: bool = False
    """Subsanacion, of a registration."""
    rejection: Literal["", "S", "X"] = ""
    """RechazoPrevio: the record before was rejected, `X` where AEAT therefore holds nothing."""
    is_unknown: bool = False
    """SinRegistroPrevio, of a cancellation."""


@dataclass(frozen=True, slots=True)
class Software:
    """The program that makes the records, as each of them names it (SistemaInformatico)."""

    producer: str
    producer_nif: str
    name: str
    """At most 30 characters."""
    code: str
    """Two characters, of the producer's own choice."""
    version: str
    is_only_verifactu: bool = True
    """Whether it can work as VERI*FACTU alone (TipoUsoPosibleSoloVerifactu)."""
    has_many_issuers: bool = True
    """Whether this user issues for more than one taxpayer (IndicadorMultiplesOT). The program can serve many."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A record's reference to the previous record."""

    issuer_nif: str
    number: str
    issue_date: str
    """As AEAT writes it: `07-04-2026`."""
    hash: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands in the chain. Its texts are those that were hashed."""

    kind: Kind
    issuer_nif: str
    number: str
    issue_date: str
    """`07-04-2026`."""
    generated_at: str
    """RFC 3339 with the offset of the issuer's time zone."""
    previous: Reference | None = None
    """None in the first record of a chain."""
    invoice_type: str = ""
    """F1, F2, R1 to R5; empty in a cancellation, as are the totals."""
    tax_total: str = ""
    total: str = ""
    hash: str = ""
    is_first: bool = False
    """Whether it says of itself that it is the first of its chain (PrimerRegistro)."""
    hash_type: str = "01"
    """AEAT's list L12: SHA-256."""
    installation: str = ""
    """What made it (NumeroInstalacion), as it is written."""
    correction: Correction | None = None
    """The marks of a further record about the same invoice. Records that are read have none."""
    xml: str = field(default="", repr=False)
    """RegistroAlta or RegistroAnulacion, without a declaration."""

    @property
    def reference(self) -> Reference:
        """Return the reference to this record for the next one."""
        return Reference(self.issuer_nif, self.number, self.issue_date, self.hash)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the hashed fields, in order."""
        return hashing.REGISTRATION if self.kind == "registration" else hashing.CANCELLATION

    @property
    def fields(self) -> dict[str, str]:
        """Return the hashed fields, by their names in the specification."""
        suffix = "" if self.kind == "registration" else "Anulada"
        return {
            f"IDEmisorFactura{suffix}": self.issuer_nif,
            f"NumSerieFactura{suffix}": self.number,
            f"FechaExpedicionFactura{suffix}": self.issue_date,
            "TipoFactura": self.invoice_type,
            "CuotaTotal": self.tax_total,
            "ImporteTotal": self.total,
            "Huella": self.previous.hash if self.previous else "",
            "FechaHoraHusoGenRegistro": self.generated_at,
        }
