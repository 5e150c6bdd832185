"""POST /v1/documents/upload_url"""

from bivelio_core.context import Context
from bivelio_core.documents.actions import upload_url
from bivelio_core.documents.models import AwaitedDocument, RequestUpload
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "documents.upload_url",
    title="Get a URL to upload a document to",
    scope="write",
    needs=Needs(
        reads=ONE,
        writes=(keys.DOCUMENT, keys.EFFECT),
        sends=("documents",),
        # a signed URL that it returns has only the function's own permission
        files=(Files("uploads", ("write",)),),
    ),
)
def handler(request: RequestUpload, ctx: Context) -> AwaitedDocument:
    """Get a signed URL to upload a document to, up to 20 MB."""
    return upload_url.upload_url(request, ctx)
