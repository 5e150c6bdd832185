"""Invoices: the models of the requests that write drafts."""

from typing import Annotated, get_args

from pydantic import AfterValidator, Field, WithJsonSchema

from bivelio_core.faults import broken
from bivelio_core.models import DISTINCT, NOT_NULL, Day, Request, Response

from . import units
from .currencies import EURO, Currency
from .errors import OTHER_REGIME
from .fields import TEXT, Amount, Percent, Series, ShortWords, Words
from .models import ChangedDocumentType, ContactId, InvoiceId, Language, NewDocumentType
from .payment_models import Disbursements, DueDates, ExchangeRate
from .payments import PaymentMethod
from .regimes import Regime
from .taxes import OTHER_TAXES, ExemptionCause, Kind, TaxCategory

MAXIMUM_LINES = 1_000
MAXIMUM_DESCRIPTION = 1_000
MAXIMUM_NOTES = 5_000
MAXIMUM_REPLACED = 50
"""The items of a transaction are a hundred at most."""
CATEGORIES: tuple[TaxCategory, ...] = get_args(TaxCategory)
Version = Annotated[int, Field(ge=1)]


def _category(text: str) -> str:
    if text in OTHER_TAXES:
        raise broken(OTHER_REGIME, regime=OTHER_TAXES[text])
    if text not in CATEGORIES:
        raise broken("choice", expected=", ".join(CATEGORIES))
    return text


Category = Annotated[
    str, Field(max_length=30), AfterValidator(_category), WithJsonSchema({"type": "string", "enum": list(CATEGORIES)})
]


Unit = Annotated[str, Field(min_length=1, max_length=10), AfterValidator(units.unit_of)]
ProductId = Annotated[str, Field(min_length=1, max_length=100, examples=["prd_a1b2c3d4"])]


class LineItem(Request):
    """A line: what is sold, how much of it, at which price, with which tax."""

    product_id: ProductId | None = Field(
        None, description="A product of the price list: it says what the line does not, and the line keeps it."
    )
    description: Annotated[
        Annotated[str, Field(min_length=1, max_length=MAXIMUM_DESCRIPTION), TEXT] | None, NOT_NULL
    ] = Field(None, description="What is sold; by default as the product says it in the invoice's language.")
    quantity: Amount = Field(description="How much; a number or a text, up to 8 decimals. Negative to take away.")
    unit_price: Annotated[Amount | None, NOT_NULL] = Field(
        None,
        description=(
            "The price of one, without tax unless `prices_include_tax`; a number or a text, up to 8 decimals. By "
            "default that of the product."
        ),
    )
    purchase_price: Annotated[Amount, Field(ge=0)] | None = Field(
        None,
        description=(
            "What one of it cost, tax included, in the regimes that tax the margin: `used_goods`, `travel_agency`. The "
            "client never sees it."
        ),
    )
    unit: Unit | None = Field(
        None,
        description="What is counted: `hour`, `kg`, `month`, ... or a code of UN/ECE Recommendation 20 or 21 (`HUR`).",
    )
    item_code: ShortWords | None = Field(None, description="Your own code of the article.")
    tax_rate: Percent | None = Field(
        None, description="The rate of IVA in percent; by default that of the settings, 0 for categories without tax."
    )
    discount_percent: Percent | None = Field(None, description="A discount on the line, in percent.")
    tax_category: Category | None = Field(
        None, description="How the line is taxed; by default `standard`, or `zero` at a rate of 0."
    )
    kind: Kind | None = Field(
        None, description="Whether goods or services are sold, which decides with the client which categories can be."
    )
    exemption_cause: ExemptionCause | None = Field(
        None, description="The cause of an exemption, of AEAT's list L10; by default that of the category."
    )
    exemption_reason: Words | None = Field(None, description="Why no tax is charged, as the invoice says it.")
    recargo_rate: Percent | None = Field(
        None, description="Recargo de equivalencia in percent: 5.2 with 21, 1.4 with 10, 0.5 with 4."
    )


LineItems = Annotated[list[LineItem], Field(min_length=1, max_length=MAXIMUM_LINES)]


class Discount(Request):
    """A discount on the whole invoice, by `percent` or by `amount`, exactly one of them."""

    percent: Annotated[Percent, Field(gt=0)] | None = Field(None, description="In percent of the lines.")
    amount: Annotated[Amount, Field(gt=0)] | None = Field(None, description="As an amount before tax.")
    reason: Words | None = Field(None, description="What the invoice calls it.")


Notes = Annotated[str, Field(min_length=1, max_length=MAXIMUM_NOTES), TEXT]
Reference = ShortWords


class InvoiceContent(Request):
    """What a new invoice says."""

    client_id: ContactId | None = Field(
        None, description="The contact that buys; only a `simplified` invoice can be without."
    )
    document_type: NewDocumentType = Field(
        "invoice",
        description=(
            "`simplified` needs no client with a tax number, and is limited to 400 EUR with IVA, to 3,000 in some "
            "trades; `qualified_simplified` is one that names a client with a tax number, who may then deduct the IVA; "
            "`replacement` replaces simplified ones."
        ),
    )
    replaces: Annotated[list[InvoiceId], Field(min_length=1, max_length=MAXIMUM_REPLACED), DISTINCT] | None = Field(
        None,
        description="Of a `replacement`: the simplified invoices, 1 to 50; their total is that of this one.",
    )
    self_billed: bool = Field(
        default=False,
        description=(
            "Whether the client issues it, in your name and by an agreement with you: it says so, and is numbered in a "
            "series of that client."
        ),
    )
    regime: Regime | None = Field(None, description="The regime of IVA; by default that of the settings.")
    series: Series | None = Field(
        None, description="The series of its number; by default that of the settings for its type."
    )
    issue_date: Day | None = Field(None, description="The date of issue; by default today.")
    due_date: Day | None = Field(
        None, description="By when it is to be paid; by default after the days of the settings."
    )
    operation_date: Day | None = Field(None, description="When it was delivered, if on another day than that of issue.")
    currency: Currency = Field(EURO, description="The currency, an ISO 4217 code; another than EUR needs a rate.")
    exchange_rate: ExchangeRate | None = Field(None, description="The rate, if the currency is not the euro.")
    prices_include_tax: bool = Field(
        default=False, description="Whether prices and a discount by amount are with IVA and recargo included."
    )
    line_items: LineItems = Field(description="The lines, 1 to 1,000.")
    discount: Discount | None = Field(None, description="A discount on the whole invoice.")
    irpf_rate: Percent | None = Field(None, description="IRPF that the client withholds, in percent.")
    payment_method: PaymentMethod | None = Field(None, description="How it is to be paid.")
    due_dates: DueDates | None = Field(
        None,
        description=(
            "Several days of payment, in their order, by amounts that add up to what is to be paid or by percentages "
            "that add up to 100; in place of `due_date`."
        ),
    )
    disbursements: Disbursements | None = Field(
        None, description="Suplidos: outside base and total, and part of what is to be paid."
    )
    reference: Reference | None = Field(None, description="The client's own reference: an order, a contract.")
    notes: Notes | None = Field(None, description="What the invoice says below its totals.")
    language: Language | None = Field(None, description="The language of the PDF; by default that of the settings.")


class CreateInvoice(InvoiceContent):
    """A new invoice. It is a draft, with a provisional number, until it is issued.

    The reference's short form has `client_id` and `line_items` alone: it is issued today, and due after the days of the
    settings.
    """

    auto_send: bool = Field(default=False, description="Issue it at once and send it by e-mail.")


class UpdateInvoice(Request):
    """A change of a draft: only what is sent changes.

    `line_items`, `due_dates` and `disbursements` replace all of theirs. null clears what may be absent. With `version`
    the change is refused (409) if somebody else changed the draft since it was read.
    """

    id: InvoiceId = Field(description="The id of the invoice.")
    client_id: Annotated[ContactId | None, NOT_NULL] = Field(None, description="The contact that buys.")
    document_type: Annotated[ChangedDocumentType | None, NOT_NULL] = Field(
        None, description="The type; unless `series` is sent too, the series becomes the usual one of the type."
    )
    regime: Annotated[Regime | None, NOT_NULL] = Field(None, description="The regime of IVA.")
    series: Annotated[Series | None, NOT_NULL] = Field(None, description="The series: the number changes with it.")
    issue_date: Annotated[Day | None, NOT_NULL] = Field(
        None, description="The date of issue; in another year the number changes."
    )
    due_date: Day | None = Field(None, description="By when it is to be paid.")
    operation_date: Day | None = Field(None, description="When it was delivered.")
    currency: Annotated[Currency | None, NOT_NULL] = Field(None, description="The currency, an ISO 4217 code.")
    exchange_rate: ExchangeRate | None = Field(None, description="The rate, if the currency is not the euro.")
    prices_include_tax: Annotated[bool | None, NOT_NULL] = Field(
        None, description="Whether prices and a discount by amount are with IVA and recargo included."
    )
    line_items: Annotated[LineItems | None, NOT_NULL] = Field(None, description="The new lines; they replace all.")
    discount: Discount | None = Field(None, description="A discount on the whole invoice.")
    irpf_rate: Percent | None = Field(None, description="IRPF that the client withholds, in percent.")
    payment_method: PaymentMethod | None = Field(None, description="How it is to be paid.")
    due_dates: DueDates | None = Field(None, description="Several days of payment; a `due_date` replaces them.")
    disbursements: Disbursements | None = Field(None, description="Suplidos.")
    reference: Reference | None = Field(None, description="The client's own reference.")
    notes: Notes | None = Field(None, description="What the invoice says below its totals.")
    language: Annotated[Language | None, NOT_NULL] = Field(None, description="The language of the PDF.")
    version: Version | None = Field(None, description="The version the change is based on; 409 if there is another.")


class DeleteInvoice(Request):
    """Which draft to delete; its number goes to the next invoice."""

    id: InvoiceId = Field(description="The id of the draft.")


class DeletedInvoice(Response):
    """A draft that is gone."""

    id: str = Field(description="The id of the draft.")
    deleted: bool = Field(default=True, description="That it is deleted.")
