"""A status of an invoice as UBL ApplicationResponse (Orden HAC/1028/2026)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from bivelio_core.invoices.xml_text import DECLARATION, Element, element, optional, written

from .profile import PROFILE
from .statuses import RULES

NAMESPACES = {
    "xmlns": "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2",
    "xmlns:cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "xmlns:cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


class Named(NamedTuple):
    """A party by its name and tax number."""

    name: str
    nif: str | None = None


def write(status: Mapping[str, Any], number: str, issue_date: date, sender: Named, receiver: Named) -> bytes:
    """Return what `sender` reports to `receiver` of an invoice of a number and date."""
    rule = RULES[status["status"]]
    issuer = sender if rule.by == "issuer" else receiver
    root = element(
        "ApplicationResponse",
        element("cbc:ProfileID", PROFILE),
        element("cbc:ID", f"{number}-{rule.code}-{status['reported_at']}"),
        element("cbc:IssueDate", status["reported_at"][:10]),
        element("cbc:IssueTime", status["reported_at"][11:]),
        _party("cac:SenderParty", sender),
        _party("cac:ReceiverParty", receiver),
        element(
            "cac:DocumentResponse",
            element(
                "cac:Response",
                element("cbc:ResponseCode", rule.code),
                optional("cbc:Description", status.get("reason")),
                element("cbc:EffectiveDate", status["date"]),
            ),
            element(
                "cac:DocumentReference",
                element("cbc:ID", number),
                element("cbc:IssueDate", issue_date.isoformat()),
            ),
            _party("cac:IssuerParty", issuer),
        ),
        **NAMESPACES,
    )
    return (DECLARATION + written(root)).encode()


def _party(name: str, party: Named) -> Element:
    return element(
        name,
        element("cac:PartyIdentification", element("cbc:ID", party.nif)) if party.nif else None,
        element("cac:PartyLegalEntity", element("cbc:RegistrationName", party.name)),
    )
