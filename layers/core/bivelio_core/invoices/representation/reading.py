"""Read the representation of an issuer."""

from bivelio_core.context import Context
from bivelio_core.invoices import settings
from bivelio_core.invoices.submission import certificates, representations, submitters
from bivelio_core.store.codec import Item

from .models import GetRepresentation, IssuerRepresentation

SHOWN = ("annex", "document_id", "document_sha256", "signed_by", "signed_on", "how", "nif", "given_at", "ended_at")


def representation_get(_request: GetRepresentation, ctx: Context) -> IssuerRepresentation:
    """The representation, and with which certificate records are submitted; 3 reads."""
    return resource_of(representations.load(ctx.store), ctx)


def resource_of(item: Item | None, ctx: Context) -> IssuerRepresentation:
    """A representation as the API shows it; 2 reads."""
    nif = settings.load(ctx.store).seller.get("nif", "")
    fields = {name: item[name] for name in SHOWN if name in item} if item else {}
    return IssuerRepresentation(
        state="none" if item is None else "ended" if "ended_at" in item else "given",
        submits_with=submitters.of_issuer(ctx.store, nif, certificates.load(ctx.store), item),
        **fields,
    )
