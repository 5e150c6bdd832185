"""Find the lines of an invoice whose category of tax does not fit its client (categories.py)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from bivelio_core.contacts.tax_ids import HOME, prefixed, vat_country
from bivelio_core.countries import EU
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault

from . import categories, oss
from .categories import Client, Kind, Number, Operation
from .drafts import MAXIMUM_FAULTS, Draft
from .errors import OSS_CLIENT, UNFIT, UNKNOWN_RATE, WRONG_CAUSE
from .oss import OSS
from .paper import PaperInvoice, Party
from .settings import SIMPLIFIED

OF_PERSONS = ("passport", "residence_certificate", "unregistered")
"""Documents that no business has; the official document of another country may be that of a company there."""


class Line(NamedTuple):
    """What a line says of its tax and its kind."""

    operation: Operation
    kind: Kind | None


def of_draft(draft: Draft) -> list[Line]:
    """Return the lines of a draft."""
    groups = ((line.priced.group, line.kind) for line in draft.lines)
    return [
        Line(Operation(group.tax_category, group.exemption_cause, bool(group.exemption_reason)), kind)  # type: ignore[arg-type]
        for group, kind in groups
    ]


def of_paper(invoice: PaperInvoice) -> list[Line]:
    """Return the lines of a finished invoice."""
    return [
        Line(Operation(line.tax_category, line.exemption_cause, bool(line.exemption_reason)), line.kind)
        for line in invoice.lines
    ]


def category_faults(
    lines: Iterable[Line],
    buyer: Mapping[str, Any] | None,
    document_type: str,
    *,
    is_final: bool,
    had: Collection[str] = (),
) -> Iterator[Fault]:
    """Find the categories that the client, or the type of the document, excludes, but those that an invoice `had`.

    Of a draft (`is_final` false) what nobody has said of its client yet may still be anything.
    """
    client = client_of(buyer, is_final=is_final)
    for place, line in enumerate(lines):
        field = f"line_items[{place}]"
        category, cause, _ = line.operation
        if category in had:
            continue
        if expected := categories.wrong_cause(category, cause):
            yield Fault(
                f"{field}.exemption_cause", WRONG_CAUSE, {"category": category, "expected": ", ".join(expected)}
            )
            continue
        refused = categories.refusal_as_simplified(line.operation) if document_type in SIMPLIFIED else None
        if refused := refused or categories.refusal(line.operation, client, line.kind):
            yield Fault(f"{field}.tax_category", UNFIT[refused.code], {"article": refused.article})


def faults_of(
    draft: Draft, buyer: Mapping[str, Any] | None, *, is_final: bool, had: Collection[str] = ()
) -> list[Fault]:
    """Return the faults of a draft's categories, twenty at most."""
    faults = list(category_faults(of_draft(draft), buyer, draft.document_type, is_final=is_final, had=had))
    if draft.regime == OSS:
        faults += oss_faults(draft, buyer)
    return faults[:MAXIMUM_FAULTS]


def oss_faults(draft: Draft, buyer: Mapping[str, Any] | None) -> Iterator[Fault]:
    """Find a client of the Union scheme who is no private person of another country of the EU, and wrong rates."""
    country = (buyer or {}).get("country")
    day = draft.operation_date or draft.issue_date
    rates = oss.rates_on(country or HOME, day)
    if not rates or _number(buyer or {}) in {"eu_vat", "malformed_vat", "nif"}:
        yield Fault("regime", OSS_CLIENT, {"article": "LIVA, art. 163 unvicies"})
        return
    for place, line in enumerate(draft.lines):
        group = line.priced.group
        if group.tax_category == "standard" and group.tax_rate not in rates:
            expected = ", ".join(f"{rate:f}" for rate in rates)
            yield Fault(f"line_items[{place}].tax_rate", UNKNOWN_RATE, {"expected": expected})


def check_draft(draft: Draft, buyer: Mapping[str, Any] | None, had: Collection[str] = ()) -> None:
    """Raise Unprocessable for a category that whatever is still to be said of the client cannot make right.

    A rectification may take back what its invoice `had`, right or wrong.
    """
    if faults := faults_of(draft, buyer, is_final=False, had=had):
        raise Unprocessable(faults)


def buyer_of(party: Party | None) -> dict[str, Any] | None:
    """Return what a finished invoice says of its buyer, as `category_faults` takes it."""
    names = ("nif", "nif_type", "nif_country", "country", "postal_code")
    return None if party is None else {name: getattr(party, name) for name in names}


def client_of(buyer: Mapping[str, Any] | None, *, is_final: bool) -> Client:
    """Return what an invoice says of its client's place and number."""
    if buyer is None:
        return Client(numbers=("none",))
    country, postal_code = buyer.get("country"), buyer.get("postal_code")
    number = _number(buyer)
    if is_final:
        return Client((categories.place_of(country, postal_code),), (number,))
    numbers = categories.NUMBERS if number == "none" else (number,)
    return Client(categories.places_of(country, postal_code), numbers)


def _number(buyer: Mapping[str, Any]) -> Number:
    """Return what the client's number is. Documents of before say nothing of it but the country."""
    nif = buyer.get("nif")
    if not nif:
        return "none"
    country = buyer.get("nif_country") or buyer.get("country") or HOME
    default = "nif" if country == HOME else "eu_vat" if country in EU else "national_id"
    kind = buyer.get("nif_type") or default
    if kind == "nif" or country == HOME:
        return "private" if kind in OF_PERSONS else "nif"
    if kind == "eu_vat":
        return "eu_vat" if vat_country(prefixed(nif, country)) == country else "malformed_vat"
    return "private" if kind in OF_PERSONS or country in EU else "foreign"
