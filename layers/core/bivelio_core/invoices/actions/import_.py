"""Import invoices that another program issued: to be paid, listed, reported and rectified, and never recorded here.

An item for each number and year is written with its invoice, so an invoice is imported once, whoever repeats the
request; a request that was interrupted is completed by sending it again.
"""

from collections.abc import Mapping, Sequence

from bivelio_core import audit, ids
from bivelio_core.contacts.reach import Reached
from bivelio_core.contacts.suppliers import supplier
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, Unprocessable
from bivelio_core.faults import Fault
from bivelio_core.invoices import days, former, marks, numbering, series, settings, stored
from bivelio_core.invoices.corrections import Amounts
from bivelio_core.invoices.former_models import FormerInvoice, ImportedInvoice, ImportedInvoices, ImportInvoices
from bivelio_core.invoices.numbering import NotAtItsStart, SeriesYear
from bivelio_core.invoices.settings import Settings
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE, INVOICE_CONTENT, RECEIVED_NUMBER, sequence_sk
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.writes import absent

TRIES = 8


def import_(request: ImportInvoices, ctx: Context) -> ImportedInvoices:
    """Import invoices. One that is there already, by number and year, stays as it is.

    Raises Unprocessable for amounts that do not add up, a day in the future and a client that is not there; Conflict
    for a number of a series that has issued invoices here. In either case nothing is imported.
    """
    own_settings = settings.load(ctx.store)
    every = [former.amounts_of(invoice) for invoice in request.invoices]
    _check(request.invoices, every, ctx)
    clients = _clients(request.invoices, ctx)
    numbers = [former.number_sk(each.number, each.issue_date.year) for each in request.invoices]
    present = ctx.store.get_many(RECEIVED_NUMBER, list(dict.fromkeys(numbers)), consistent=True)
    _continue_after(former.largest_numbers(request.invoices), ctx)
    results = []
    for invoice, amounts, number in zip(request.invoices, every, numbers, strict=True):
        before = _of_number(present.get(number), ctx)
        main, is_new = (
            _imported(invoice, amounts, number, clients, own_settings, ctx) if before is None else (before, False)
        )
        present.setdefault(number, {"invoice": main["SK"]})
        public = resources.public_id(INVOICE, ctx.organisation, main)
        result = ImportedInvoice(number=invoice.number, invoice_id=public, result="imported" if is_new else "existing")
        results.append(result)
    count = sum(each.result == "imported" for each in results)
    return ImportedInvoices(imported=count, existing=len(results) - count, invoices=results)


def _check(invoices: Sequence[FormerInvoice], every: Sequence[Amounts], ctx: Context) -> None:
    """Raise Unprocessable for what is wrong with any of the invoices, naming its place."""
    today = days.today(days.zone_of(ctx.store))
    faults = []
    for place, (invoice, amounts) in enumerate(zip(invoices, every, strict=True)):
        own = former.faults_of(invoice, amounts, today)
        if not amounts.taxes:
            own.append(Fault("tax_breakdown", "required"))
        if (invoice.client_id is None) is (invoice.client is None) and invoice.document_type != "simplified":
            own.append(Fault("client_id", "one_of"))
        faults += [Fault(f"invoices[{place}].{each.field}", each.constraint, each.values) for each in own]
    if faults:
        raise Unprocessable(faults[:20])


def _clients(invoices: Sequence[FormerInvoice], ctx: Context) -> dict[str, Item]:
    """Read the contacts that the invoices name. Raises Unprocessable for one that is not there."""
    contacts: dict[str, Item] = {}
    for place, invoice in enumerate(invoices):
        if invoice.client_id is not None and invoice.client_id not in contacts:
            try:
                contact = stored.client(ctx.store, invoice.client_id)
            except Unprocessable as error:
                raise Unprocessable.of(f"invoices[{place}].client_id", "not_found") from error
            if contact is not None:
                contacts[invoice.client_id] = contact
    return contacts


def _continue_after(largest: Mapping[SeriesYear, int], ctx: Context) -> None:
    """Have each series continue after the largest number of its form. Raises Conflict for one that is in use here."""
    for place, number in largest.items():
        for states in series.attempts(ctx.store, place):
            before = states[place]
            try:
                after = numbering.continued(before, number)
            except NotAtItsStart as error:
                about = {"reason": error.reason, "next_number": before.issued + 1}
                raise Conflict(details={**about, "number": place.text(number)}) from error
            if after == before:
                break
            entry = audit.of(ctx, "invoice_series.set", series=place.series, year=place.year, next_number=number + 1)
            try:
                ctx.store.transact_at_once([*series.state_writes(ctx.store, place, before, after), entry])
            except (TransactionFailed, TableBusy):
                continue
            break


def _of_number(item: Item | None, ctx: Context) -> Item | None:
    return None if item is None else ctx.store.get(INVOICE, item["invoice"])


def _imported(
    invoice: FormerInvoice,
    amounts: Amounts,
    number: str,
    clients: Mapping[str, Item],
    own_settings: Settings,
    ctx: Context,
) -> tuple[Item, bool]:
    """Store an invoice with its number and its client; returns it, or the one that was stored meanwhile and False."""
    random, sk = ids.random_text(ids.RANDOM_LENGTH), sequence_sk(ctx.store.lease_sequence(INVOICE))
    zone = days.zone_of(ctx.store)
    for _ in range(TRIES):
        party = _party(invoice, clients, ctx)
        about = former.main_of(invoice, amounts, party, random, ctx.organisation)
        mark = marks.overdue({**about, "SK": sk}, zone)
        main = ctx.store.put_write(INVOICE, sk, {**about, **mark}, condition=absent())
        content = ctx.store.put_write(INVOICE_CONTENT, sk, former.content_of(invoice, amounts, party, own_settings))
        claim = ctx.store.put_write(RECEIVED_NUMBER, number, {"invoice": sk}, condition=absent())
        try:
            ctx.store.transact([main, content, claim, *(party.writes if party is not None else ())])
        except TransactionFailed:
            if (before := _of_number(ctx.store.get(RECEIVED_NUMBER, number), ctx)) is not None:
                return before, False
            continue  # the contact was made meanwhile
        return main.item, True
    raise ChangedMeanwhile


def _party(invoice: FormerInvoice, clients: Mapping[str, Item], ctx: Context) -> Reached | None:
    if invoice.client_id is not None:
        return Reached(clients[invoice.client_id])
    if invoice.client is None:
        return None
    client = invoice.client
    address = {name: text for name in ("street", "postal_code", "city", "province") if (text := getattr(client, name))}
    return supplier(ctx.store, client.nif, client.name, {**address, "country": client.country})
