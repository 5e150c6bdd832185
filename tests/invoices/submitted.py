"""Records that wait for their submission, and a port to a tax agency that is as bad as networks are."""

import random
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.submission import lanes, states
from bivelio_core.invoices.submission.ports import AnswerLost, NotDelivered
from bivelio_core.invoices.verifactu.records import cancellation, registration
from bivelio_core.invoices.verifactu.shapes import Correction, Record
from bivelio_core.invoices.verifactu.soap import Named
from bivelio_core.store.keys import INVOICE_RECORD, INVOICE_SUBMISSION
from bivelio_core.store.tenant_store import TenantStore

from .aeat import Aeat, fault
from .papers import invoice
from .test_verifactu import AT, INSTALLATION

if TYPE_CHECKING:
    from bivelio_core.store.writes import Write

ONE = invoice()


class Chain:
    """The records of a tenant, written as invoices are issued and voided."""

    def __init__(self, store: TenantStore) -> None:
        self.store = store
        self.records: list[Record] = []

    def issue(self, paper: PaperInvoice = ONE, **about: Any) -> Record:
        """Add the registration of a new invoice."""
        number = len(self.records) + 1
        numbered = replace(paper, number=f"FAC-2026-{number:05d}")
        before = self.records[-1].reference if self.records else None
        return self._added(registration(numbered, before, AT, INSTALLATION), f"{number:09d}", is_held=False, **about)

    def void(self, record: Record) -> Record:
        """Add the cancellation of an invoice."""
        numbered = replace(ONE, number=record.number)
        made = cancellation(numbered, self.records[-1].reference, AT, INSTALLATION)
        return self._added(made, f"{self.records.index(record) + 1:09d}", is_held=True)

    def correct(self, record: Record) -> Record:
        """Add the correction of a registered invoice."""
        numbered = replace(ONE, number=record.number)
        made = registration(
            numbered, self.records[-1].reference, AT, INSTALLATION, correction=Correction(corrects=True)
        )
        return self._added(made, f"{self.records.index(record) + 1:09d}", is_held=True)

    def _added(self, record: Record, sk: str, *, is_held: bool, is_submitted: bool = True) -> Record:
        self.records.append(record)
        number = len(self.records)
        attributes = {
            "kind": record.kind,
            "invoice": sk,
            "issuer": record.issuer_nif,
            "number": record.number,
            "issue_date": record.issue_date,
            "at": record.generated_at,
            "hash": record.hash,
            "xml": zlib.compress(record.xml.encode()),
            **({"installation": INSTALLATION} if is_submitted else {}),
        }
        put = self.store.put_write(INVOICE_RECORD, states.record_sk(number), attributes)
        about = {"invoice_id": f"inv_{sk}", "period": "2026-04", "is_held": is_held}
        pending = states.pending(self.store, sk, number, record.kind, about)
        writes: list[Write] = [put]
        if is_submitted:
            writes += [pending, lanes.added(self.store, number)]
        self.store.transact(writes)
        return record

    def states(self) -> dict[int, dict[str, Any]]:
        """The state of each record, by its number."""
        return {int(item["record"]): item for item in self.store.query(INVOICE_SUBMISSION, consistent=True)}

    def outcomes(self) -> list[str]:
        """The states in the order of the records."""
        found = self.states()
        return [found[number]["state"] for number in sorted(found)]


class Wire:
    """A port whose messages may not arrive and whose answers may be lost, by chance or by the next one's `fate`."""

    is_simulated = False

    def __init__(
        self,
        agency: Aeat,
        chance: random.Random | None = None,
        risk: float = 0.0,
        representative: Named | None = None,
    ) -> None:
        self.agency, self.chance, self.risk = agency, chance or random.Random(0), risk
        self.representative = representative
        self.fate: str | None = None
        self.count = 0

    def send(self, message: bytes) -> bytes:
        """Carry a message, or not."""
        self.count += 1
        if self.representative and b"ConsultaFactu" in message:
            raise AssertionError("a representation covers no queries")
        fate = self.fate
        if fate is None and self.chance.random() < self.risk:
            fate = self.chance.choice(["down", "dropped", "no_xml", "server_fault", "throttled"])
        if fate in ("down", "throttled"):
            raise NotDelivered("unreachable", fate)
        if fate == "server_fault":
            return fault("Server", None, "Error interno en el servidor")
        answer = self.agency.answer(message)
        if fate == "dropped":
            raise AnswerLost("the connection was closed")
        if fate == "no_xml":
            return b"<html>503</html>"
        self.agency.was_read()
        return answer
