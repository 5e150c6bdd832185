"""Received invoices: the model of the request."""

from typing import Annotated

from pydantic import Field

from bivelio_core.models import Request

MAXIMUM_XML = 1_000_000


class ReceiveInvoice(Request):
    """An invoice that a supplier sent: by exactly one of `extraction_id`, `document_id` and `xml`."""

    extraction_id: Annotated[str, Field(min_length=1, max_length=100, examples=["ext_m1n2o3p4"])] | None = Field(
        None, description="The id of an extraction of an invoice."
    )
    document_id: Annotated[str, Field(min_length=1, max_length=100, examples=["doc_q5r6s7t8"])] | None = Field(
        None, description="The id of a document that has the invoice as data: UBL, CII, Factur-X or Facturae."
    )
    xml: Annotated[str, Field(min_length=1, max_length=MAXIMUM_XML)] | None = Field(
        None, description="The text of an invoice in UBL, CII or Facturae."
    )
