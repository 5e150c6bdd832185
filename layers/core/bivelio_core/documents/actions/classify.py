"""Classify a document."""

import time

from bivelio_core import config
from bivelio_core.context import Context
from bivelio_core.documents.extraction_models import Classification, ClassifyDocument
from bivelio_core.documents.extractions.begin import begin_classification, ended, queued, require_no_failure
from bivelio_core.documents.extractions.show import show_classification


def classify(request: ClassifyDocument, ctx: Context) -> Classification:
    """Classify a document. After the time to wait, the answer says that work continues. Raises as `extract`."""
    until = time.monotonic() + config.document_wait_seconds()
    item = ended(queued(begin_classification(request, ctx), ctx), ctx, until)
    return show_classification(require_no_failure(item), ctx)
