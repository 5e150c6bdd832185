"""The body of a call that starts a workflow, as an object: JSON, or the fields of a web form."""

from typing import Any

from bivelio_core.errors import ValidationError

from .inbound import Call
from .parse import parse_document, parse_form

FORM = "application/x-www-form-urlencoded"


def document_of(call: Call) -> dict[str, Any]:
    """What was sent. JSON that is no object becomes `{"body": ...}`. Raises ValidationError, also for other types."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == FORM:
        return parse_form(call.body)
    if call.body and kind != "application/json" and not kind.endswith("+json"):
        raise ValidationError.of("Content-Type", "content_type")
    document = parse_document(call.body)
    return document if isinstance(document, dict) else {"body": document}
