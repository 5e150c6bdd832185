"""Turn a stored invoice into the `PaperInvoice` from which PDF, UBL, Facturae and AEAT's record are made."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bivelio_core import clock
from bivelio_core.catalogue import Entry
from bivelio_core.store.codec import Item
from bivelio_core.tenancy import Tenant

from . import figures, items
from .gross import net_price
from .money import ZERO
from .paper import (
    Corrected,
    Dir3,
    Disbursement,
    Discount,
    Due,
    ExchangeRate,
    Line,
    PaperInvoice,
    Party,
    Payment,
    Rectification,
    Tax,
    TaxedMargin,
)
from .settings import Settings
from .verifactu import qr

NO_SELLER = Entry("invoices", "paper.no_seller")
TERMS = Entry("invoices", "paper.days_of_terms")


def paper_of(tenant: Tenant, main: Item, content: Item, settings: Settings, logo: bytes | None = None) -> PaperInvoice:
    """Return the finished invoice. A draft's issuer comes from the settings, an issued invoice's from its content."""
    language = content["language"]
    is_draft = main["status"] == "draft"
    seller = settings.seller if is_draft else content["seller"]
    lines = figures.lines_in(main, content)
    breakdown = figures.breakdown_in(content)
    recargo = Decimal(content.get("recargo", "0"))
    return PaperInvoice(
        number=main["number"],
        series=main["series"],
        document_type=main["document_type"],
        status="draft" if is_draft else "issued",
        language=language,
        currency=main["currency"],
        issue_date=date.fromisoformat(main["issue_date"]),
        seller=_seller(seller, language),
        buyer=_buyer(content["buyer"]) if "buyer" in content else None,
        lines=tuple(_line(line, prices_include_tax=main.get("prices_include_tax", False)) for line in lines),
        taxes=tuple(map(_tax, breakdown)),
        lines_net=Decimal(content["lines_net"]),
        subtotal=Decimal(main["subtotal"]),
        tax=Decimal(main["tax"]) - recargo,
        recargo=recargo,
        total=Decimal(main["total"]),
        irpf_rate=Decimal(content.get("irpf_rate", "0")),
        irpf=Decimal(main.get("irpf", "0")),
        amount_paid=Decimal(main.get("carried", "0")),
        amount_due=figures.payable(main) - Decimal(main.get("carried", "0")),
        timestamp=clock.parse(main["updated_at"] if is_draft else main["issued_at"]),
        operation_date=_date(content.get("operation_date")),
        due_date=_date(main.get("due_date")),
        discounts=_discounts(breakdown, content.get("discount")),
        rectification=_rectification(content.get("rectification")),
        payment=_payment(main, content, content.get("payment") if not is_draft else settings.payment()),
        due_dates=tuple(
            Due(date.fromisoformat(each["date"]), Decimal(each["amount"])) for each in main.get("due_dates", ())
        ),
        exchange_rate=_rate(content.get("exchange_rate")),
        disbursements=tuple(
            Disbursement(each["description"], Decimal(each["amount"])) for each in content.get("disbursements", ())
        ),
        prices_include_tax=main.get("prices_include_tax", False),
        reference=content.get("reference"),
        notes=content.get("notes"),
        footer=settings.footer if is_draft else content.get("footer"),
        brand_color=settings.brand_color if is_draft else content.get("brand_color"),
        logo=logo,
        regime=content.get("regime", "general"),
        replaces=_corrected(content.get("replaces", ())),
        is_self_billed=content.get("self_billed", False),
        environment=tenant.environment,
        has_record=not is_draft and "verifactu" in content,
        shows_tax_qr=not is_draft and qr.is_shown(content.get("verifactu"), tenant.environment),
    )


def _seller(seller: Mapping[str, Any], language: str) -> Party:
    address = seller.get("address", {})
    return Party(
        name=seller.get("legal_name") or NO_SELLER[language],
        nif=seller.get("nif"),
        trade_name=seller.get("trade_name"),
        **_address(address),
        email=seller.get("email"),
        phone=seller.get("phone"),
        website=seller.get("website"),
        registration=seller.get("registration"),
    )


def _buyer(buyer: Mapping[str, Any]) -> Party:
    dir3 = buyer.get("dir3") or {}
    is_complete = {"accounting_office", "managing_body", "processing_unit"} <= dir3.keys()
    return Party(
        name=buyer["name"],
        nif=buyer.get("nif"),
        nif_type=buyer.get("nif_type"),
        nif_country=buyer.get("nif_country"),
        **_address(buyer),
        email=buyer.get("email"),
        phone=buyer.get("phone"),
        dir3=Dir3(**{name: dir3[name] for name in Dir3.__dataclass_fields__ if name in dir3}) if is_complete else None,
    )


def _address(address: Mapping[str, Any]) -> dict[str, Any]:
    names = ("street", "postal_code", "city", "province")
    country = str(address.get("country", "ES")).upper()
    is_code = len(country) == 2 and country.isalpha()  # noqa: PLR2004 - ISO 3166-1
    return {**{name: address.get(name) for name in names}, "country": country if is_code else "ES"}


def _line(line: Mapping[str, Any], *, prices_include_tax: bool) -> Line:
    rate, price = Decimal(line["tax_rate"]), Decimal(line["unit_price"])
    is_of_margin = "purchase_price" in line
    if prices_include_tax:
        gross_price = price
    if prices_include_tax and not is_of_margin:
        price = net_price(items.input_of(line), Decimal(line["net"]))
    return Line(
        description=line["description"],
        quantity=Decimal(line["quantity"]),
        unit_price=price,
        net=Decimal(line["net"]),
        tax_category="margin" if is_of_margin else line.get("tax_category") or ("standard" if rate else "zero"),
        tax_rate=ZERO if is_of_margin else rate,
        tax_amount=Decimal(line["tax_amount"]),
        total=Decimal(line["total"]),
        discount_percent=Decimal(line.get("discount_percent", "0")),
        recargo_rate=Decimal(line.get("recargo_rate", "0")),
        exemption_reason=line.get("exemption_reason"),
        exemption_cause=line.get("exemption_cause"),
        unit=line.get("unit"),
        item_code=line.get("item_code"),
        gross_price=gross_price if prices_include_tax else None,
        kind=line.get("kind"),
    )


def _rate(rate: Mapping[str, str] | None) -> ExchangeRate | None:
    return None if rate is None else ExchangeRate(Decimal(rate["rate"]), date.fromisoformat(rate["date"]))


def _tax(each: Mapping[str, Any]) -> Tax:
    if "margin" in each:
        taxed = TaxedMargin(*(Decimal(text) for text in (each["tax_rate"], *each["margin"].values())))
        return Tax("margin", ZERO, Decimal(each["base"]), ZERO, margin=taxed)
    return Tax(
        category=each["tax_category"],
        rate=Decimal(each["tax_rate"]),
        base=Decimal(each["base"]),
        amount=Decimal(each["tax_amount"]),
        recargo_rate=Decimal(each.get("recargo_rate", "0")),
        recargo=Decimal(each.get("recargo_amount", "0")),
        exemption_reason=each.get("exemption_reason"),
        exemption_cause=each.get("exemption_cause"),
    )


def _discounts(breakdown: list[dict[str, Any]], discount: Mapping[str, str] | None) -> tuple[Discount, ...]:
    """Return the discount's share for each line of the breakdown, one per category, rate and recargo."""
    if discount is None:
        return ()
    parts: dict[tuple[Any, Decimal, Decimal], Decimal] = defaultdict(lambda: ZERO)
    for each in breakdown:
        category, rate = ("margin", "0") if "margin" in each else (each["tax_category"], each["tax_rate"])
        key = category, Decimal(rate), Decimal(each.get("recargo_rate", "0"))
        parts[key] += Decimal(each.get("discount", "0"))
    percent = Decimal(discount["percent"]) if "percent" in discount else None
    return tuple(
        Discount(amount, category, rate, recargo, percent, discount.get("reason"))
        for (category, rate, recargo), amount in parts.items()
        if amount
    )


def _corrected(invoices: Iterable[Mapping[str, Any]]) -> tuple[Corrected, ...]:
    return tuple(Corrected(each["number"], each["series"], date.fromisoformat(each["issue_date"])) for each in invoices)


def _rectification(about: Mapping[str, Any] | None) -> Rectification | None:
    if about is None:
        return None
    amounts = {
        name: Decimal(about[name]) for name in ("replaced_base", "replaced_tax", "replaced_recargo") if name in about
    }
    return Rectification(
        code=about["code"],
        method=about["method"],
        corrected=_corrected(about["invoices"]),
        reason=about["reason"],
        **amounts,
    )


def _payment(main: Item, content: Item, account: Mapping[str, str] | None) -> Payment:
    due = _date(main.get("due_date"))
    days = (due - date.fromisoformat(main["issue_date"])).days if due and "due_dates" not in main else 0
    terms = TERMS[content["language"]].format(days=days) if days else None
    return Payment(terms=terms, method=content.get("payment_method"), **(account or {}))


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
