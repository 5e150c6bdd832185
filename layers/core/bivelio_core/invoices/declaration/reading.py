"""Read the declaration of responsibility of a version of the program."""

import base64

from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.invoices import settings
from bivelio_core.invoices.verifactu import producer

from .models import Declaration, DeclarationItem, DeclaredIssuer, GetDeclaration
from .wording import VERSIONS, wording


def declaration(request: GetDeclaration, ctx: Context) -> Declaration:
    """Return the declaration, as data and text, on request also as PDF, and who issues by this account.

    Raises Unprocessable for a version that has none.
    """
    version = request.version or producer.VERSION
    if version not in VERSIONS:
        raise Unprocessable.of("version", "not_found")
    texts = wording(version, producer.producer(), request.language)
    own_settings = settings.load(ctx.store)
    answer = Declaration(
        version=version,
        is_current=version == producer.VERSION,
        versions=list(VERSIONS),
        is_signed=texts.signed_on is not None,
        signed_on=texts.signed_on.isoformat() if texts.signed_on else None,
        title=texts.title,
        items=[DeclarationItem(**item._asdict()) for item in texts.items],
        text=texts.text,
        issuer=DeclaredIssuer(
            legal_name=own_settings.seller.get("legal_name"),
            nif=own_settings.seller.get("nif"),
            verifactu=own_settings.verifactu,
        ),
    )
    if request.format == "text":
        return answer
    from .page import render  # noqa: PLC0415 - typst, only where a PDF is made

    content = base64.b64encode(render(texts, request.language)).decode()
    return answer.model_copy(
        update={"filename": f"{producer.CODE}-{version}-{request.language}.pdf", "content_base64": content}
    )
