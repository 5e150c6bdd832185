"""POST /v1/documents/read"""

from bivelio_core.context import Context
from bivelio_core.documents.actions import read
from bivelio_core.documents.data_models import DocumentData, ReadDocument
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Files, Needs


@endpoint(
    "documents.read",
    title="Read a document as data",
    scope="read",
    gateway_timeout_seconds=29,
    needs=Needs(
        reads=ONE,
        files=(Files("documents", ("read",)), Files("uploads", ("read",))),
        layers=("documents",),
        timeout=29,
        memory=1769,  # a whole processor, and room for the process that reads files, which has 512 MB at most
    ),
)
def handler(request: ReadDocument, ctx: Context) -> DocumentData:
    """Read a document as data: its text, the rows of a CSV or XLSX file, or its JSON."""
    return read.read(request, ctx)
