"""Keep an issuer's certificate: its key sealed, its password not at all."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.invoices import settings
from bivelio_core.invoices.certificate import checking
from bivelio_core.invoices.certificate.models import IssuerCertificate, UploadCertificate
from bivelio_core.invoices.certificate.reading import resource_of, stored_item
from bivelio_core.invoices.submission import certificates
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import ISSUER_CERTIFICATE


def certificate_upload(request: UploadCertificate, ctx: Context) -> IssuerCertificate:
    """Keep a certificate in place of the one before. The same request again under its Idempotency-Key changes nothing.

    Raises ValidationError for a file or password that is none, Unprocessable for a key that is not the certificate's, a
    holder that is neither the issuer nor its representative, dates, or a chain that does not hold.
    """
    key = EffectKey.of("invoices.certificate_upload", ctx.idempotency_key, request)
    if effect_target(ctx.store, key):
        return resource_of(stored_item(ctx))
    own_settings = settings.load(ctx.store)
    settings.require_seller(own_settings)
    file = checking.opened(
        request.pkcs12, request.password, own_settings.seller["nif"], as_representative=request.as_representative
    )
    before = certificates.load(ctx.store) or {}
    is_example = before.get("sample") and before["serial_number"] == file.about["serial_number"]
    attributes = {
        **file.about,
        "chain": file.chain,
        "sealed_key": certificates.sealed(ctx.store, file.key),
        "uploaded_at": clock.timestamp(),
        **certificates.notice_mark(ctx.store, file.about["expires_at"]),
        **({"sample": True} if is_example else {}),
    }
    put = ctx.store.put_write(ISSUER_CERTIFICATE, certificates.SK, attributes)
    entry = audit.of(ctx, "certificate.uploaded", serial_number=file.about["serial_number"])
    write_once(ctx.store, key, file.about["serial_number"], [put, entry])
    return resource_of(put.item)
