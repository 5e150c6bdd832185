"""POST /v1/contacts/import_status"""

from bivelio_core.contacts.transfer import reading
from bivelio_core.contacts.transfer.models import GetImport, Import
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Files, Needs


@endpoint("contacts.import_status", scope="read", needs=Needs(reads=ONE, files=(Files("imports", ("read",)),)))
def handler(request: GetImport, ctx: Context) -> Import:
    """Get the progress and the results of an import."""
    return reading.import_status(request, ctx)
