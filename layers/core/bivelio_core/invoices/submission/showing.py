"""Where an invoice, and an issuer's records as a whole, stand at AEAT, as the API shows them."""

from typing import Any

from bivelio_core.invoices import records
from bivelio_core.invoices.models import Verifactu, VerifactuError
from bivelio_core.invoices.papers import paper_of
from bivelio_core.invoices.settings import Settings
from bivelio_core.invoices.stored import Stored
from bivelio_core.invoices.verifactu import codes, qr
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import certificates, lanes, representations, states, submitters


def of_invoice(store: TenantStore, invoice: Stored, language: str) -> Verifactu | None:
    """Where an invoice stands; None unless it was issued under VERI*FACTU. 1 read for one that was."""
    if invoice.main["status"] == "draft" or invoice.content.get("verifactu") != "active":
        return None
    state = states.last(store, invoice.main["SK"])
    url = qr.url(paper_of(store.tenant, *invoice, Settings()))
    if state is None:
        return Verifactu(state="not_submitted", qr_url=url)
    names = ("state", "record", "kind", "csv", "registered_at")
    return Verifactu(
        **{name: state[name] for name in names if name in state},
        errors=[_error(state, language)] if state.get("code") else None,
        qr_url=url,
        simulated=True if state.get("is_simulated") else None,
    )


def of_issuer(store: TenantStore, nif: str, language: str) -> dict[str, Any]:
    """How many records of an issuer wait, and why, and who submits them; 4 reads, in the sandbox 2."""
    lane, last = lanes.load(store), records.last(store).number
    certificate = None if store.tenant.is_sandbox else certificates.load(store)
    representation = None if store.tenant.is_sandbox else representations.load(store)
    fields: dict[str, Any] = {"pending": max(0, last - lane.through), "problem": lane.problem}
    fields |= {"failing_since": lane.failed_at, "next_at": lane.due_at if lane.problem else None}
    if lane.problem_code:
        meaning = codes.meaning_of(lane.problem_code)
        fields |= {"code": str(lane.problem_code), "message": meaning.text[language], "to_do": meaning.advice[language]}
    fields |= {"certificate_expires_at": certificate["expires_at"] if certificate else None}
    fields |= {"submits_with": submitters.of_issuer(store, nif, certificate, representation)}
    if representations.is_given(representation, nif) and representation:
        fields |= {"represented_since": representation["given_at"]}
    return fields


def _error(state: Item, language: str) -> VerifactuError:
    meaning = codes.meaning_of(state["code"])
    return VerifactuError(
        code=str(state["code"]),
        message=meaning.text[language],
        to_do=meaning.advice[language],
        mended_by=meaning.mended_by,
        text=state.get("text"),
    )
