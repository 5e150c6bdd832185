"""Records of events (RegistroEvento, EventosSIF.xsd), which programs outside VERI*FACTU keep: read and verified.

This program makes none (Orden HAC/1177/2024, article 3). Their hash is described with that of the other records (AEAT,
huella o hash, version 0.1.2): the producer's number stands in `NIF` or, of another country, in `ID`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple
from xml.etree import ElementTree as ET

from .hashing import digest
from .reading import NotRecords, child_of, local_name, root_of, text_of

Reason = Literal["hash", "hash_type", "first", "not_first", "previous_hash"]


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A record of an event. Its texts are those that were hashed."""

    producer_nif: str
    producer_id: str
    system: str
    version: str
    installation: str
    issuer_nif: str
    event_type: str
    """AEAT's list L2E: 01 to 10, and 90."""
    generated_at: str
    previous_hash: str
    is_first: bool
    hash: str
    hash_type: str

    @property
    def canonical(self) -> str:
        """Return the text that is hashed."""
        pairs = (
            ("NIF", self.producer_nif),
            ("ID", self.producer_id),
            ("IdSistemaInformatico", self.system),
            ("Version", self.version),
            ("NumeroInstalacion", self.installation),
            ("NIF", self.issuer_nif),
            ("TipoEvento", self.event_type),
            ("HuellaEvento", self.previous_hash),
            ("FechaHoraHusoGenEvento", self.generated_at),
        )
        return "&".join(f"{name}={value}" for name, value in pairs)


class BrokenEvent(NamedTuple):
    """The first event that breaks its chain."""

    position: int
    """Among all events, from 0."""
    event: EventRecord
    reason: Reason


def read(document: bytes) -> tuple[EventRecord, ...]:
    """Return the events of a document in their order. Raises NotRecords for one without any."""
    events = tuple(_event(node) for node in root_of(document).iter() if local_name(node) == "Evento")
    if not events:
        raise NotRecords("the document has no RegistroEvento")
    return events


def verify(events: Iterable[EventRecord], *, is_whole: bool = True) -> BrokenEvent | None:
    """Recompute the hashes and follow the links of each issuer and installation; return the first broken event.

    Without `is_whole` the first ones may follow events that are not here.
    """
    last: dict[tuple[str, str], str] = {}
    for position, event in enumerate(events):
        own = event.issuer_nif, event.installation
        if reason := _broken(event, last.get(own), is_whole=is_whole):
            return BrokenEvent(position, event, reason)
        last[own] = event.hash
    return None


def _broken(event: EventRecord, before: str | None, *, is_whole: bool) -> Reason | None:
    if event.hash_type != "01":
        return "hash_type"
    if digest(event.canonical) != event.hash:
        return "hash"
    if before is None:
        return "first" if is_whole and not event.is_first else None
    if event.is_first:
        return "not_first"
    return None if event.previous_hash == before else "previous_hash"


def _event(node: ET.Element) -> EventRecord:
    software, chaining = child_of(node, "SistemaInformatico"), child_of(node, "Encadenamiento")
    return EventRecord(
        producer_nif=text_of(software, "NIF"),
        producer_id=text_of(child_of(software, "IDOtro"), "ID"),
        system=text_of(software, "IdSistemaInformatico"),
        version=text_of(software, "Version"),
        installation=text_of(software, "NumeroInstalacion"),
        issuer_nif=text_of(child_of(node, "ObligadoEmision"), "NIF"),
        event_type=text_of(node, "TipoEvento"),
        generated_at=text_of(node, "FechaHoraHusoGenEvento"),
        previous_hash=text_of(child_of(chaining, "EventoAnterior"), "HuellaEvento"),
        is_first=text_of(chaining, "PrimerEvento").upper() == "S",
        hash=text_of(node, "HuellaEvento"),
        hash_type=text_of(node, "TipoHuella"),
    )
