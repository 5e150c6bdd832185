"""Keep the representation of an issuer."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.documents import stored as documents
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.invoices import days, settings
from bivelio_core.invoices.errors import IN_THE_FUTURE, NOT_A_PDF
from bivelio_core.invoices.submission import representations
from bivelio_core.invoices.tax_numbers import spanish_nif
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import REPRESENTATION

from .models import IssuerRepresentation, SetRepresentation
from .reading import resource_of

PDF = "application/pdf"


def representation_set(request: SetRepresentation, ctx: Context) -> IssuerRepresentation:
    """Keep a representation in place of the one before. The same request again under its key changes nothing.

    Raises Unprocessable for a document that is unknown or no PDF, for a day after today, and while the settings do not
    say who issues.
    """
    key = EffectKey.of("invoices.representation_set", ctx.idempotency_key, request)
    if effect_target(ctx.store, key):
        return resource_of(representations.load(ctx.store), ctx)
    document = _document(request.document_id, ctx)
    own_settings = settings.load(ctx.store)
    settings.require_seller(own_settings)
    today = days.today(days.zone_of(ctx.store))
    if request.signed_on > today:
        raise Unprocessable.of("signed_on", IN_THE_FUTURE, limit=today.isoformat())
    before = representations.load(ctx.store) or {}
    is_example = before.get("sample") and before["document_id"] == request.document_id
    attributes = {
        **request.model_dump(mode="json"),
        "document_sha256": document["sha256"],
        "nif": spanish_nif(own_settings.seller["nif"]),
        "given_at": clock.timestamp(),
        **({"sample": True} if is_example else {}),
    }
    put = ctx.store.put_write(REPRESENTATION, representations.SK, attributes)
    entry = audit.of(ctx, "representation.given", document_id=request.document_id, annex=request.annex)
    write_once(ctx.store, key, request.document_id, [put, entry])
    return resource_of(put.item, ctx)


def _document(document_id: str, ctx: Context) -> Item:
    """The item of the signed model. Raises Unprocessable."""
    try:
        document = documents.load(document_id, ctx)
    except (ResourceForbidden, ResourceNotFound) as error:
        raise Unprocessable.of("document_id", "not_found") from error
    if document["status"] != "stored" or document["mime_type"] != PDF:
        raise Unprocessable.of("document_id", NOT_A_PDF)
    return document
