"""The reference's example invoice, FAC-2026-042, under its documented id, the settings of a demonstration, and drafts.

The next number is FAC-2026-043. Each invoice that an example changes permanently is a separate sample in a separate
series. They are in the order of their creation, as all invoices are: timelines go by it.
"""

from datetime import date
from decimal import Decimal
from itertools import repeat
from typing import Any, NamedTuple

from bivelio_core import ids
from bivelio_core.contacts.samples import EXAMPLES as CONTACTS
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write

from . import items, received_samples, series
from .delivery import samples as delivered
from .draft_parts import DraftLine
from .drafts import Draft
from .money import Group, LineInput
from .numbering import SeriesYear, State
from .settings import SETTINGS_SK, Settings
from .submission import certificates, representations, states

SELLER: dict[str, Any] = {
    "legal_name": "Demo BiVelio S.L.",
    "nif": "B66012345",
    "address": {
        "street": "Carrer de la Mostra, 1",
        "postal_code": "08001",
        "city": "Barcelona",
        "province": "Barcelona",
        "country": "ES",
    },
    "email": "facturacio@example.com",
}
SETTINGS = Settings(
    seller=SELLER,
    iban="ES9121000418450200051332",
    verifactu="prepared",
    version=1,
    updated_at="2026-01-02T09:00:00Z",
)
CERTIFICATE: dict[str, Any] = {
    "holder": "00000000T EXEMPLE (R: B66012345)",
    "nif": "B66012345",
    "issued_by": "AC d'exemple, sense validesa",
    "serial_number": "5A1B2C3D4E5F6071",
    "valid_from": "2026-01-01T00:00:00Z",
    "expires_at": "2056-01-01T00:00:00Z",
    "as_representative": False,
    "is_seal": False,
    "uploaded_at": "2026-01-02T09:00:00Z",
    "sample": True,
}
"""What is shown of a certificate; there is no key to it."""
REPRESENTATION: dict[str, Any] = {
    "annex": "direct",
    "document_id": "doc_q5r6s7t8",
    "document_sha256": "61ff525c82ee1274c0ffefb6699d04d50c1b1ea15e482599e63f0023ae7bb1c6",
    "signed_by": "Maria Garcia",
    "signed_on": "2026-03-30",
    "how": "qualified_signature",
    "nif": "B66012345",
    "given_at": "2026-04-01T09:00:00Z",
    "sample": True,
}
IVA = Group("standard", Decimal(21))
COMPANY_SK = keys.sequence_sk(2)
"""The second of the example contacts is the company."""

FAC_2026, FAC_2025 = SeriesYear("FAC", 2026), SeriesYear("FAC", 2025)
STATES = {
    FAC_2026: State(issued=42, last=42, issued_on="2026-04-01"),
    FAC_2025: State(issued=28, last=31, issued_on="2025-12-15"),
}


class Example(NamedTuple):
    """An example invoice: its id, number and days, its lines, and its state."""

    id: str
    place: SeriesYear
    number: int
    issued: date
    due: date
    line: str
    quantity: int
    price: int
    about: dict[str, Any] = {}  # noqa: RUF012 - never changed
    state: dict[str, Any] | None = None
    """What AEAT has answered about its record."""

    @property
    def is_draft(self) -> bool:
        """Whether it is still a draft."""
        return "issued_at" not in self.about


def _issued(at: str, status: str, **about: Any) -> dict[str, Any]:
    return {"status": status, "created_at": at, "updated_at": at, "issued_at": at, **about}


DRAFTED: dict[str, Any] = {
    "status": "draft",
    "created_at": "2025-12-20T09:00:00Z",
    "updated_at": "2025-12-20T09:00:00Z",
}
HALF: dict[str, Any] = {"amount": "300.00", "date": "2025-12-20", "method": "transfer", "reference": "TRF-2025-118"}
REJECTED: dict[str, Any] = {
    "state": "rejected",
    "record": 25,
    "kind": "registration",
    "is_held": False,
    "code": 1110,
    "text": "Simulat: Codigo[1110].",
    "is_simulated": True,
}
EXAMPLES = (
    Example(
        "inv_a9b8c7d6",
        FAC_2025,
        25,
        date(2025, 10, 31),
        date(2025, 11, 30),
        "Auditoria de processos",
        1,
        900,
        _issued("2025-10-31T09:00:00Z", "sent", sent_at="2025-10-31T09:01:00Z"),
        REJECTED,
    ),
    Example(
        "inv_v1w2x3y4",
        FAC_2025,
        26,
        date(2025, 11, 14),
        date(2025, 12, 14),
        "Formacio de l'equip",
        2,
        300,
        _issued("2025-11-14T09:00:00Z", "pending"),
    ),
    Example(
        "inv_r5s6t7u8",
        FAC_2025,
        27,
        date(2025, 12, 1),
        date(2025, 12, 31),
        "Suport tecnic",
        200,
        60,
        _issued("2025-12-01T09:00:00Z", "sent", sent_at="2025-12-01T09:01:00Z"),
    ),
    Example(
        "inv_p9q0r1s2",
        FAC_2025,
        28,
        date(2025, 12, 15),
        date(2026, 1, 14),
        "Manteniment anual",
        1,
        1000,
        _issued("2025-12-15T09:00:00Z", "partially_paid", payments=[HALF]),
    ),
    Example(
        "inv_i3j4k5l6",
        FAC_2025,
        29,
        date(2025, 12, 20),
        date(2026, 1, 19),
        "Migracio de dades",
        1,
        800,
        DRAFTED,
    ),
    Example(
        "inv_u7v8w9x0",
        FAC_2025,
        30,
        date(2025, 12, 20),
        date(2026, 1, 19),
        "Consultoria tecnica",
        4,
        150,
        DRAFTED,
    ),
    Example(
        "inv_d1e2f3g4", FAC_2025, 31, date(2025, 12, 20), date(2026, 1, 19), "Pressupost descartat", 1, 100, DRAFTED
    ),
    Example(
        "inv_c6d7e8f9",
        FAC_2026,
        42,
        date(2026, 4, 1),
        date(2026, 4, 30),
        "Llicencia BiVelio Pro - Abril 2026",
        10,
        500,
        _issued("2026-04-01T08:05:00Z", "pending"),
    ),
)


BOOKS: dict[str, Any] = {
    "id": "bks_abc123",
    "status": "running",
    "period": [2025, 10, 12],
    "format": "xlsx",
    "created_at": "2026-04-07T12:30:00Z",
}

DELIVERED = (
    delivered.Sample(keys.sequence_sk(8), "inv_c6d7e8f9", "FAC-2026-042", "1300", "202600012345"),
    delivered.Sample(keys.sequence_sk(3), "inv_r5s6t7u8", "FAC-2025-027", "1200", "202500054321"),
    delivered.Sample(keys.sequence_sk(2), "inv_v1w2x3y4", "FAC-2025-026"),
)
"""Invoices at FACe: one that is accepted, one whose cancellation may be asked for, one whose answer was lost."""


ARCHIVE: dict[str, Any] = {
    **{name: value for name, value in BOOKS.items() if name != "format"},
    "id": "arc_abc123",
    "formats": ["pdf", "ubl"],
    "progress": "0.5",
    "language": "ca",
}


def writes(store: TenantStore) -> list[Write]:
    """The settings where there are none, and the invoices with their numbers."""
    write_list: list[Write] = [
        store.update_write(keys.INVOICE_SETTINGS, SETTINGS_SK, Update(default=SETTINGS.attributes())),
        store.update_write(keys.ISSUER_CERTIFICATE, certificates.SK, Update(default=CERTIFICATE)),
        store.update_write(keys.REPRESENTATION, representations.SK, Update(default=REPRESENTATION)),
        store.lease_write(keys.INVOICE, len(EXAMPLES) + len(received_samples.IDS)),
        *(write for place, state in STATES.items() for write in series.state_writes(store, place, State(), state)),
    ]
    write_list.append(store.put_write(keys.INVOICE_ARCHIVE, ARCHIVE["id"], ARCHIVE))
    write_list.append(store.put_write(keys.INVOICE_BOOKS, BOOKS["id"], BOOKS))
    write_list += map(delivered.sample_write, repeat(store), DELIVERED)
    for sequence, example in enumerate(EXAMPLES, start=1):
        write_list += _writes_of(store, keys.sequence_sk(sequence), example)
    return [*write_list, *received_samples.writes(store, len(EXAMPLES) + 1)]


def _writes_of(store: TenantStore, sk: str, example: Example) -> list[Write]:
    """An invoice's items, the alias of its id and, of a draft, its number: nothing asks for those of issued ones."""
    draft = Draft(
        document_type="invoice",
        series=example.place.series,
        issue_date=example.issued,
        due_date=example.due,
        operation_date=None,
        lines=(DraftLine(example.line, LineInput(Decimal(example.quantity), Decimal(example.price), IVA)),),
        discount=None,
        irpf_rate=Decimal(0),
        reference=None,
        notes=None,
        language="ca",
    )
    company = next(each for each in CONTACTS if each["id"] == "ct_abc123")
    contents = items.contents_of(draft, draft.totals, {**company, "SK": COMPANY_SK}, store.tenant.organisation)
    main = {
        "id": example.id,
        "random": "0" * ids.RANDOM_LENGTH,
        "version": 1,
        "type": "issued",
        "sample": True,
        "n": example.number,
        "number": example.place.text(example.number),
        **contents.main,
        **example.about,
    }
    issuer: dict[str, Any] = {} if example.is_draft else {"seller": SELLER, "payment": SETTINGS.payment()}
    if example.state is not None:
        issuer["verifactu"] = "active"
    write_list: list[Write] = [
        store.put_write(keys.INVOICE, sk, main),
        store.put_write(keys.INVOICE_CONTENT, sk, {**contents.content, **issuer}),
        store.put_write(keys.ALIAS, example.id, {"kind": keys.INVOICE.partition, "target": sk}),
    ]
    if example.state is not None:
        state = {"invoice": sk, "invoice_id": example.id, "invoice_number": example.place.text(example.number)}
        about = {**state, "period": f"{example.issued:%Y-%m}", "sample": True, **example.state}
        write_list.append(store.put_write(keys.INVOICE_SUBMISSION, states.state_sk(sk, about["record"]), about))
    if example.is_draft:
        write_list.append(series.claim(store, example.place, example.number, sk, is_final=False))
    return write_list
