"""Classify a document: an invoice with structured data by that data, any other document by the model."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.context import Context
from bivelio_core.providers import language_model as lm

from . import asking, sample_answers
from .analysis.classification import Classification, classify_by_rules
from .loaded import LoadedDocument

INVOICE = "invoice"


def structured(document: LoadedDocument, _ctx: Context) -> Mapping[str, Any] | None:
    """Classify a file with an invoice's data, if invoice is a category; None when a model has to read it."""
    if document.reading.invoice is None or INVOICE not in document.item["categories"]:
        return None
    classification = classify_by_rules(document.reading, [INVOICE])
    return {
        **_result(document, _document_of(classification)),
        "classification": INVOICE,
        "confidence": 1.0,
        "method": "structured",
    }


def result_of_model(
    document: LoadedDocument, model: lm.LanguageModel, deadline: lm.Deadline, ctx: Context
) -> Mapping[str, Any]:
    """The result of asking the model. Raises as `extracting.result_of_model`."""
    categories = document.item["categories"]

    def by_rules() -> Any:
        if ctx.tenant.is_sandbox and (sample := sample_answers.classification(document.digest, categories)):
            return sample
        return _document_of(classify_by_rules(document.reading, categories))

    prompt = asking.classification(
        document.reading, document.content, categories, with_text=ctx.tenant.is_sandbox, rules=by_rules
    )
    checked = lm.answer_checked(model, prompt, deadline, asking.classification_faults(categories))
    method = "rules" if lm.is_rules(model) else "model"
    return {**_result(document, checked.document), "method": method, "model": checked.answer.model}


def _document_of(classification: Classification) -> dict[str, Any]:
    return {
        "classification": classification.category,
        "confidence": round(classification.confidence, 2),
        "subcategory": classification.subcategory,
        "summary": classification.summary,
        "language": classification.language,
    }


def _result(document: LoadedDocument, said: Mapping[str, Any]) -> dict[str, Any]:
    result = {
        "classification": said["classification"],
        "confidence": said["confidence"],
        "subcategory": said.get("subcategory"),
        "summary": said.get("summary"),
        "detected_language": said.get("language"),
        "page_count": document.reading.page_count,
    }
    return {name: value for name, value in result.items() if value is not None}
