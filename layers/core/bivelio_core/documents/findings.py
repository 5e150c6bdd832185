"""The findings of an extraction in one form, whether they come from structured data, rules or a model."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from .analysis.checks import Check, checks, needs_review
from .analysis.fields import Field, Fields
from .analysis.invoices import Invoice
from .analysis.readings import Reading

LONGEST_EVIDENCE = 300
EMBEDDED = "embedded_xml_broken"
SUMS = frozenset({"lines_total", "tax_amount", "totals"})


def result_of(fields: Fields, invoice: Invoice | None = None) -> dict[str, Any]:
    """Return the result to store: values, their sources, the checks, and whether a person should review it."""
    done = checks(fields, invoice)
    return {
        "confidence": fields.confidence,
        "extracted": fields.values,
        "fields_meta": {name: _meta(one) for name, one in fields.by_name.items()},
        "checks": [_check(one) for one in done],
        "needs_review": needs_review(fields, done),
        "method": fields.method,
    }


def broken_data(reading: Reading, checks: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return the failed check of a PDF whose embedded invoice cannot be read or contradicts itself."""
    if reading.broken_data is not None:
        return {"name": EMBEDDED, "passed": False, "found": reading.broken_data}
    wrong = [one["name"] for one in checks if one["name"] in SUMS and not one["passed"]]
    if reading.kind == "pdf" and reading.invoice is not None and wrong:
        return {"name": EMBEDDED, "passed": False, "found": ", ".join(dict.fromkeys(wrong))}
    return None


def checked(result: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    """Repeat the checks of a corrected result; the comparison with other documents stays unchanged."""
    fields = {name: Field(_exact(value), 1.0) for name, value in result["extracted"].items()}
    others = [one for one in result["checks"] if one["name"] in ("duplicate_number", "one_invoice", EMBEDDED)]
    return [*(_check(one) for one in checks(Fields("rules", kind, fields))), *others]


def fields_of(document: Mapping[str, Any], kind: str, names: tuple[str, ...]) -> Fields:
    """Return the fields of a model's answer that has passed its check."""
    return Fields("model", kind, {name: _field(document["fields"].get(name)) for name in names})


def document_of(fields: Fields) -> dict[str, Any]:
    """Return the findings as the JSON that a model would have answered."""
    return {
        "fields": {
            name: {
                "value": _plain(one.value),
                "confidence": one.confidence,
                "page": one.page,
                "evidence": one.evidence,
            }
            for name, one in fields.by_name.items()
        }
    }


def _field(entry: Mapping[str, Any] | None) -> Field:
    if entry is None or entry.get("value") is None:
        return Field()
    return Field(_exact(entry["value"]), entry["confidence"], entry.get("page"), entry.get("evidence"))


def _meta(one: Field) -> dict[str, Any]:
    meta = {
        "confidence": one.confidence,
        "page": one.page,
        "evidence": one.evidence and one.evidence[:LONGEST_EVIDENCE],
    }
    return {name: value for name, value in meta.items() if value is not None}


def _check(one: Check) -> dict[str, Any]:
    entry = {"name": one.name, "passed": one.passed, "expected": one.expected, "found": one.found}
    return {name: value for name, value in entry.items() if value is not None}


def _exact(value: Any) -> Any:
    """A value with decimals for its numbers."""
    match value:
        case bool():
            return value
        case int() | float():
            return Decimal(str(value))
        case dict():
            return {name: _exact(part) for name, part in value.items()}
        case list():
            return [_exact(part) for part in value]
        case _:
            return value


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case _:
            return value
