"""The records of an invoice in the chain of its issuer: registration (alta) and cancellation (anulacion).

AEAT's design of records: Orden HAC/1177/2024, annex, and SuministroInformacion.xsd, version 1.0. A record is made in
the transaction that issues, voids or rectifies the invoice, and nothing changes it afterwards.
"""

from dataclasses import replace
from datetime import datetime

from bivelio_core.invoices.euros import in_euros
from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.tax_numbers import spanish_nif

from .document import INSTALLATION_CHARACTERS, written_record
from .fields import amount, day, invoice_type, tax_total, total
from .hashing import hash_of
from .needs import missing
from .producer import software_of
from .shapes import Correction, Kind, Record, Reference, Software


def registration(
    invoice: PaperInvoice,
    previous: Reference | None,
    at: datetime,
    installation: str,
    software: Software | None = None,
    correction: Correction | None = None,
) -> Record:
    """Return the record of an issued invoice, after the last one of the chain.

    `at` is aware, in the time zone of the issuer. `installation` names the issuer's chain, with at most 100 characters.
    `software` is by default that of the deployment, `correction` the marks of a further record. Raises NotExpressible.
    """
    invoice = in_euros(invoice)
    blank = replace(
        _blank("registration", invoice, previous, at, installation),
        invoice_type=invoice_type(invoice),
        tax_total=amount(tax_total(invoice)),
        total=amount(total(invoice)),
        correction=correction,
    )
    return _sealed(blank, invoice, software)


def cancellation(
    invoice: PaperInvoice,
    previous: Reference | None,
    at: datetime,
    installation: str,
    software: Software | None = None,
    correction: Correction | None = None,
) -> Record:
    """Return the record that voids an invoice whose registration is in the chain. Arguments as in `registration`."""
    blank = replace(_blank("cancellation", invoice, previous, at, installation), correction=correction)
    return _sealed(blank, invoice, software)


def _blank(kind: Kind, invoice: PaperInvoice, previous: Reference | None, at: datetime, installation: str) -> Record:
    """Return what both kinds of record have in common."""
    if needs := missing(invoice):
        raise NotExpressible("verifactu", needs)
    return Record(
        kind=kind,
        issuer_nif=spanish_nif(invoice.seller.nif or ""),
        number=invoice.number,
        issue_date=day(invoice.issue_date),
        generated_at=at.isoformat(timespec="seconds"),
        previous=previous,
        is_first=previous is None,
        installation=installation[:INSTALLATION_CHARACTERS],
    )


def _sealed(record: Record, invoice: PaperInvoice, software: Software | None) -> Record:
    """Return a record with its hash and its XML."""
    software = software or software_of()
    hashed = replace(record, hash=hash_of(record.names, record.fields))
    return replace(hashed, xml=written_record(hashed, invoice, software))
