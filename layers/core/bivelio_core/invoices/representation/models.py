"""The representation of an issuer by the platform: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.invoices.fields import Words
from bivelio_core.invoices.settings.models import SUBMITS_WITH, SubmittingCertificate
from bivelio_core.models import Day, Request, Response, Timestamp

Annex = Literal["direct", "adviser", "adviser_software"]
Signature = Literal["qualified_signature", "advanced_signature", "by_hand_with_id"]
RepresentationState = Literal["none", "given", "ended"]

ANNEX = (
    "Which model of the Resolución of 18 December 2024 was signed: annex I (`direct`: you empower the platform), II "
    "(`adviser`: you empower your adviser) or III (`adviser_software`: the adviser empowers the platform)."
)
SIGNED = (
    "How it was signed: with a qualified or an advanced electronic signature, or by hand with a copy of the identity "
    "document. A click is no signature."
)


class SetRepresentation(Request):
    """A signed model of representation. It replaces the one before."""

    annex: Annex = Field(description=ANNEX)
    document_id: Annotated[str, Field(min_length=1, max_length=100, examples=["doc_q5r6s7t8"])] = Field(
        description="The signed model, a PDF among your documents."
    )
    signed_by: Words = Field(description="Who signed it for the issuer.")
    signed_on: Day = Field(description="The day of the signature, not after today.")
    how: Signature = Field(description=SIGNED)


class GetRepresentation(Request):
    """Nothing is asked for: an organisation has one representation."""


class EndRepresentation(Request):
    """Nothing is asked for: an organisation has one representation."""


class IssuerRepresentation(Response):
    """Whether the platform may submit records for the issuer, and with which certificate they are submitted."""

    state: RepresentationState = Field(description="`none`, `given`, or `ended`.")
    submits_with: SubmittingCertificate = Field(description=SUBMITS_WITH)
    annex: Annex | None = Field(None, description=ANNEX)
    document_id: str | None = Field(None, description="The signed model, among your documents.")
    document_sha256: str | None = Field(None, description="The SHA-256 of its file when the representation was given.")
    signed_by: str | None = Field(None, description="Who signed it for the issuer.")
    signed_on: str | None = Field(None, description="The day of the signature.")
    how: Signature | None = Field(None, description=SIGNED)
    nif: str | None = Field(None, description="The tax number of the issuer that it is about.")
    given_at: Timestamp | None = Field(None, description="When it was given to the platform.")
    ended_at: Timestamp | None = Field(None, description="When it ended.")
