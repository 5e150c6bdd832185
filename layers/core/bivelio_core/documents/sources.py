"""The source of an extraction's bytes: a document, a URL, or a sample of the sandbox."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bivelio_core import egress, file_names
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable, ValidationError
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.keys import DOCUMENT

from . import sample_files
from .content import MAXIMUM_BYTES
from .refused import NOT_FETCHED, refusal
from .storage import DOCUMENTS, UPLOADS, file_of, uploads_of
from .stored import load
from .uploads import with_upload

EXAMPLE_HOSTS = frozenset({"storage.example.com"})
"""The hosts of the reference's examples: in the sandbox they serve samples, and nothing is fetched."""

REDIRECTS, FETCH_SECONDS = 3, 10.0
OK = 200
ANY_TYPE = "application/octet-stream"


class Asked(NamedTuple):
    """The document of a request: named by its id or by a URL."""

    document_id: str | None
    document_url: str | None


def attributes_of(source: Asked, extraction_id: str, ctx: Context) -> dict[str, Any]:
    """Return the attributes that locate an extraction's bytes. A URL is fetched now, so all attempts read the same.

    Raises ValidationError unless exactly one is named, ResourceForbidden or ResourceNotFound for a document, Conflict
    for one whose file is still awaited, Unprocessable for a URL that gives no document.
    """
    if (source.document_id is None) == (source.document_url is None):
        raise ValidationError.of("document_url", "one_of")
    if source.document_id is not None:
        return _of_document(source.document_id, ctx)
    url = str(source.document_url)
    if ctx.tenant.is_sandbox and (sample := sample_of(url)):
        return {"named_by": "document_url", "sample_file": sample, "filename": _name(url)}
    content = fetched(url)
    name = f"fetched/{extraction_id}"
    uploads_of(ctx.tenant).put(name, content, ANY_TYPE)
    return {"named_by": "document_url", "area": UPLOADS, "file": name, "filename": _name(url)}


def content_of(item: Item, ctx: Context) -> bytes:
    """The bytes that an extraction reads. Raises Unprocessable when they were deleted meanwhile."""
    if sample := item.get("sample_file"):
        return sample_files.FILES[sample]()
    files = TenantFiles.of(ctx.tenant, item["area"])
    if files.state(item["file"]) is None:
        raise refusal(item["named_by"], "not_kept")
    return b"".join(files.read(item["file"]))


def sample_of(url: str) -> str | None:
    """Return the sample for a URL in the reference's examples."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme != "https" or parts.hostname not in EXAMPLE_HOSTS:
        return None
    if "factura" in parts.path:
        return "invoice"
    return "contract" if "contracte" in parts.path else "unclassified"


def fetched(url: str) -> bytes:
    """Fetch the content of a user's URL. Raises Unprocessable if it may not be requested or returns no document."""
    try:
        answer = egress.fetch(
            "GET", url, timeout_seconds=FETCH_SECONDS, maximum_bytes=MAXIMUM_BYTES, redirects=REDIRECTS
        )
    except egress.EgressRefused as refused:
        raise Unprocessable.of("document_url", "url_not_allowed") from refused
    except egress.EgressFailed as failure:
        if failure.kind == "too_large":
            raise Unprocessable.of("document_url", "max_bytes", limit=MAXIMUM_BYTES) from failure
        raise Unprocessable.of("document_url", NOT_FETCHED, reason=failure.kind) from failure
    if answer.status != OK:
        raise Unprocessable.of("document_url", NOT_FETCHED, reason=f"status_{answer.status}")
    return answer.body


def _of_document(document_id: str, ctx: Context) -> dict[str, Any]:
    item = with_upload(load(document_id, ctx), ctx)
    if item["status"] != "stored":
        raise Conflict(details={"reason": "not_uploaded"})
    about = (
        {"sample_file": item["sample_file"]} if "sample_file" in item else {"area": DOCUMENTS, "file": file_of(item)}
    )
    return {
        "named_by": "document_id",
        "document_id": resources.public_id(DOCUMENT, ctx.organisation, item),
        "document": item["SK"],
        "filename": item["filename"],
        "sha256": item["sha256"],
        **about,
    }


def _name(url: str) -> str:
    return file_names.cleaned(urlsplit(url).path.rpartition("/")[2]) or "document"
