"""Extract the data of a document."""

import time

from bivelio_core import config
from bivelio_core.context import Context
from bivelio_core.documents.extraction_models import ExtractDocument, Extraction
from bivelio_core.documents.extractions.begin import begin_extraction, ended, queued, require_no_failure
from bivelio_core.documents.extractions.show import show_extraction


def extract(request: ExtractDocument, ctx: Context) -> Extraction:
    """Extract the data of a document. If the time to wait passes first, the answer says that the work continues.

    Raises what `attributes_of` does, and the failure of the extraction: Unprocessable for a document that cannot be
    read, CreditsExhausted, IntegrationError.
    """
    until = time.monotonic() + config.document_wait_seconds()
    item = ended(queued(begin_extraction(request, ctx), ctx), ctx, until)
    return show_extraction(require_no_failure(item), ctx)
