"""Extract fields from structured data if there is any, else by the model."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.context import Context
from bivelio_core.providers import language_model as lm

from . import asking, duplicates, findings, sample_answers
from .analysis.classification import classify_by_rules
from .analysis.extraction import extract_by_rules, extract_structured
from .analysis.fields import DEFAULT_FIELDS, Fields, names_to_extract, names_to_read
from .analysis.readings import Reading
from .loaded import LoadedDocument


def structured(document: LoadedDocument, ctx: Context) -> Mapping[str, Any] | None:
    """Return the result for a file with an invoice's data; None when a model has to read the file."""
    kind = _kind(document)
    fields = extract_structured(document.reading, names_to_read(kind, document.item.get("fields")), kind)
    return None if fields is None else _result(document, fields, None, ctx)


def result_of_model(
    document: LoadedDocument, model: lm.LanguageModel, deadline: lm.Deadline, ctx: Context
) -> Mapping[str, Any]:
    """The result of asking the model.

    Raises ModelRefused, ModelUnavailable; Refused for a document without text where only rules can read it.
    """
    item, reading, kind = document.item, document.reading, _kind(document)
    own_names, names = names_to_extract(kind, item.get("fields")), names_to_read(kind, item.get("fields"))

    def by_rules() -> Any:
        if ctx.tenant.is_sandbox and (sample := sample_answers.extraction(document.digest, own_names, names)):
            return sample
        return findings.document_of(extract_by_rules(reading, names, kind))

    prompt = asking.extraction(
        reading,
        document.content,
        names,
        kind,
        language=item.get("language"),
        with_text=ctx.tenant.is_sandbox,  # for the texts that provoke a failure there
        rules=by_rules,
    )
    checked = lm.answer_checked(model, prompt, deadline, asking.extraction_faults(names, reading.page_count))
    fields = findings.fields_of(checked.document, kind, names)
    return _result(document, fields, checked.answer.model, ctx, method="rules" if lm.is_rules(model) else "model")


def _result(
    document: LoadedDocument, fields: Fields, model: str | None, ctx: Context, method: str | None = None
) -> Mapping[str, Any]:
    shown_fields = fields.only(names_to_extract(fields.kind, document.item.get("fields")))
    result = findings.result_of(shown_fields, document.reading.invoice if fields.method == "structured" else None)
    if broken := findings.broken_data(document.reading, result["checks"]):
        result |= {"checks": [*result["checks"], broken], "needs_review": True}
    if further := {name: value for name, value in fields.values.items() if name not in shown_fields.by_name}:
        result["further"] = further
    result |= {"document_type": fields.kind, "pages": document.reading.page_count}
    if method is not None:
        result |= {"method": method, "model": model}
    return duplicates.compared(result, document.item, document.digest, ctx)


def _kind(document: LoadedDocument) -> str:
    """Return the type of a document, as requested, else by its content."""
    if asked_type := document.item.get("document_type"):
        return str(asked_type)
    return _kind_of(document.reading)


def _kind_of(reading: Reading) -> str:
    if reading.invoice is not None or not reading.has_text:
        return "invoice"
    category = classify_by_rules(reading, list(DEFAULT_FIELDS)).category
    return category if category in DEFAULT_FIELDS else "other"
