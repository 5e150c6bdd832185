"""The document steps of workflows: they take what the endpoints take, and do the work themselves."""

from typing import TYPE_CHECKING

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import EXTRACTION

from . import work
from .extraction_models import Classification, ClassifyDocument, ExtractDocument, Extraction
from .extractions import begin, show

if TYPE_CHECKING:
    from bivelio_core.effects import Call

SPARE_SECONDS = 10
"""What of a step's time is left to the reading of the file, and to what follows the model's answer."""


def extract(request: ExtractDocument, call: "Call") -> Extraction:
    """document.extract: the data of a document, extracted and charged once even if the step is retried."""
    return show.show_extraction(_carried_out(begin.begin_extraction(request, call.ctx), call), call.ctx)


def classify(request: ClassifyDocument, call: "Call") -> Classification:
    """document.classify: the class of a document, found and charged once even if the step is retried."""
    extraction = begin.begin_classification(request, call.ctx)
    return show.show_classification(_carried_out(extraction, call), call.ctx)


def _carried_out(extraction: Item, call: "Call") -> Item:
    """Carry out the extraction within the step's time and return it. Raises its failure."""
    if extraction["status"] == begin.PROCESSING:
        work.carry_out(
            extraction["id"], call.ctx, min(work.MODEL_SECONDS, max(1.0, call.timeout_seconds - SPARE_SECONDS))
        )
        extraction = call.ctx.store.get(EXTRACTION, extraction["id"]) or extraction
    return begin.require_no_failure(extraction)
