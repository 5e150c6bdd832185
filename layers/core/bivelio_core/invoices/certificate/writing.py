"""Remove an issuer's certificate."""

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile
from bivelio_core.invoices.submission import certificates
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import ISSUER_CERTIFICATE
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import equals

from .models import DeleteCertificate, DeletedCertificate
from .reading import stored_item


def certificate_delete(request: DeleteCertificate, ctx: Context) -> DeletedCertificate:
    """Remove the certificate and its key; records then wait. The example may be deleted again.

    With an Idempotency-Key a repeated request changes nothing. Raises ResourceNotFound.
    """
    key = EffectKey.of("invoices.certificate_delete", ctx.idempotency_key, request)
    if serial := effect_target(ctx.store, key):
        return DeletedCertificate(serial_number=serial)
    item = stored_item(ctx)
    answer = DeletedCertificate(serial_number=item["serial_number"])
    if item.get("sample"):
        return answer
    same = equals("serial_number", item["serial_number"])
    gone = ctx.store.delete_write(ISSUER_CERTIFICATE, certificates.SK, condition=same)
    entry = audit.of(ctx, "certificate.deleted", serial_number=item["serial_number"])
    try:
        write_once(ctx.store, key, item["serial_number"], [gone, entry])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return answer
