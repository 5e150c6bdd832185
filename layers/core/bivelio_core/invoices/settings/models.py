"""The settings of invoicing: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.invoices.fields import Amount, Country, Iban, Percent, Series, ShortWords, TaxNumber, Words
from bivelio_core.invoices.models import InvoiceWarning, Language
from bivelio_core.invoices.regimes import Regime
from bivelio_core.invoices.taxes import SimplifiedTrade
from bivelio_core.models import LINE, NOT_NULL, ONE_DIRECTION, Day, Request, Response, Timestamp

MAXIMUM_FOOTER = 200
MAXIMUM_LOGO_TEXT = 1_400_000
"""Base64 of a megabyte."""

Line = Words
VeriFactu = Literal["off", "prepared", "active"]
"""`active`: what is issued is recorded to be submitted to AEAT."""


SubmissionProblem = Literal["unreachable", "certificate", "refused"]
SubmittingCertificate = Literal["own", "platform", "simulated", "none"]
SUBMITS_WITH = (
    "The certificate that submits records to AEAT: the issuer's `own` while it is valid, otherwise the `platform`'s "
    "where it has one and the representation is given; `none`: they wait; `simulated` in the sandbox."
)


class Address(Request):
    """Where an organisation is."""

    street: Line = Field(description="Street and number.")
    postal_code: ShortWords = Field(description="The postal code: five digits in Spain.")
    city: ShortWords = Field(description="The town.")
    province: ShortWords | None = Field(None, description="The province, such as Girona.")
    country: Country = Field("ES", description="The country, an ISO 3166-1 code of two letters.")


class Activity(Request):
    """What the organisation does, as AEAT's books name it (LSI.xlsx, validation 16)."""

    code: Literal["A", "B", "C", "D"] = Field(
        description="`A` in the IAE, `B` not in it, `C` not begun, `D` lets property."
    )
    type: Literal["01", "02", "03", "04", "05", "06"] | None = Field(
        None, description="The type of activity, `01` to `06`: of A, `03` is business and `05` a profession."
    )
    iae_group: Annotated[str, Field(min_length=3, max_length=4, pattern=r"^[0-9]{1,30}$", examples=["8432"])] | None = (
        Field(None, description="The group or heading of the IAE.")
    )


AssistantLimit = Annotated[Amount, Field(ge=0, le=1_000_000)]


class GetSettings(Request):
    """Nothing is asked for: an organisation has one set of settings."""


class UpdateSettings(Request):
    """A change of the settings of invoicing: only what is sent changes; null clears what may be absent."""

    legal_name: Annotated[Line | None, NOT_NULL] = Field(None, description="The name that invoices are issued under.")
    trade_name: Line | None = Field(None, description="The name that people know, if it is another.")
    nif: Annotated[TaxNumber | None, NOT_NULL] = Field(None, description="The tax number (NIF).")
    address: Annotated[Address | None, NOT_NULL] = Field(None, description="The address; it is replaced as a whole.")
    email: Annotated[str, Field(min_length=3, max_length=254)] | None = Field(None, description="An e-mail address.")
    phone: ShortWords | None = Field(None, description="A phone number.")
    website: Line | None = Field(None, description="A web address.")
    registration: Line | None = Field(None, description="The entry of the register of companies.")
    logo: Annotated[str, Field(min_length=1, max_length=MAXIMUM_LOGO_TEXT)] | None = Field(
        None, description="A PNG or JPEG of up to 1 MB, in base64."
    )
    brand_color: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$", examples=["#1d4e7c"])] | None = Field(
        None, description="The colour of PDFs, `#RRGGBB`; one that could not be read on white is darkened."
    )
    footer: Annotated[str, Field(min_length=1, max_length=MAXIMUM_FOOTER), LINE, ONE_DIRECTION] | None = Field(
        None, description="A text at the foot of each page of PDFs."
    )
    iban: Iban | None = Field(None, description="The account that clients pay to.")
    bic: Annotated[str, Field(pattern=r"^[A-Z0-9]{8}([A-Z0-9]{3})?$")] | None = Field(
        None, description="The bank's BIC."
    )
    terms_days: Annotated[int, Field(ge=0, le=365)] | None = Field(
        None, description="After how many days invoices are due; null for the 30 of a new organisation."
    )
    series: Annotated[Series | None, NOT_NULL] = Field(None, description="The series of invoices, `FAC`.")
    rectification_series: Annotated[Series | None, NOT_NULL] = Field(
        None, description="The series of rectifications, `R`."
    )
    simplified_series: Series | None = Field(
        None, description="The series of simplified invoices; null for the usual `T`."
    )
    simplified_trade: SimplifiedTrade | None = Field(
        None,
        description=(
            "The trade of article 4.2 of Real Decreto 1619/2012 that raises the limit of simplified invoices to 3,000 "
            "EUR; null for none."
        ),
    )
    regime: Annotated[Regime | None, NOT_NULL] = Field(
        None, description="The regime of IVA of invoices that name none, `general`."
    )
    tax_rate: Annotated[Percent | None, NOT_NULL] = Field(
        None, description="The rate of IVA of lines that name none, in percent."
    )
    irpf_rate: Percent | None = Field(None, description="The IRPF of invoices that name none, in percent.")
    language: Annotated[Language | None, NOT_NULL] = Field(None, description="The language of PDFs.")
    verifactu: Annotated[VeriFactu | None, NOT_NULL] = Field(
        None,
        description=(
            "`prepared` makes PDFs of the sandbox show the tax QR. `active` puts you under VERI*FACTU: decided with "
            "the first invoice, and then until the end of a year. Records are written with `off` too."
        ),
    )
    adviser_email: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")] | None = Field(
        None, description="The address of the adviser, to whom links to archives are sent."
    )
    archive_monthly: Annotated[bool | None, NOT_NULL] = Field(
        None,
        description="Whether the archive of each month is written and sent to the adviser on the 2nd of the next.",
    )
    activity: Activity | None = Field(None, description="The activity, for the books; it is replaced as a whole.")
    assistant_limit: AssistantLimit | None = Field(
        None,
        description=(
            "The total up to which assistants may issue, cancel or mark an invoice as paid; above it a person does so "
            "in the dashboard. null for 3,000."
        ),
    )
    verifactu_ends_on: Day | None = Field(
        None,
        description="The 31 December of this year, with which you leave VERI*FACTU; null takes that back.",
    )


class Submission(Response):
    """How the submission of records to AEAT goes."""

    pending: int = Field(description="How many records AEAT has not answered yet.")
    problem: SubmissionProblem | None = Field(
        None,
        description=(
            "Why they wait: `unreachable` (AEAT, or nothing is submitted here), `certificate` (none, or refused), "
            "`refused` (AEAT's `code` says why)."
        ),
    )
    code: str | None = Field(None, description="AEAT's code, where it refuses whole messages.")
    message: str | None = Field(None, description="What that code means, in your language.")
    to_do: str | None = Field(None, description="What to do about it, in your language.")
    failing_since: Timestamp | None = Field(None, description="When the first attempt failed.")
    next_at: Timestamp | None = Field(None, description="When it is tried again.")
    certificate_expires_at: Timestamp | None = Field(None, description="Until when the issuer's certificate is valid.")
    submits_with: SubmittingCertificate = Field(description=SUBMITS_WITH)
    represented_since: Timestamp | None = Field(
        None, description="Since when the platform has the issuer's representation."
    )


class Settings(Response):
    """The settings of invoicing."""

    legal_name: str | None = Field(None, description="The name that invoices are issued under.")
    trade_name: str | None = Field(None, description="The name that people know.")
    nif: str | None = Field(None, description="The tax number (NIF).")
    address: dict[str, str] | None = Field(
        None,
        description="The postal address that invoices show: `street`, `postal_code`, `city`, `province`, `country`.",
    )
    email: str | None = Field(None, description="An e-mail address.")
    phone: str | None = Field(None, description="A phone number.")
    website: str | None = Field(None, description="A web address.")
    registration: str | None = Field(None, description="The entry of the register of companies.")
    has_logo: bool = Field(description="Whether there is a logo.")
    brand_color: str | None = Field(None, description="The colour of PDFs.")
    footer: str | None = Field(None, description="A text at the foot of each page of PDFs.")
    iban: str | None = Field(None, description="The account that clients pay to.")
    bic: str | None = Field(None, description="The bank's BIC.")
    terms_days: int = Field(description="After how many days invoices are due.")
    series: str = Field(description="The series of invoices.")
    rectification_series: str = Field(description="The series of rectifications.")
    simplified_series: str = Field(description="The series of simplified invoices.")
    simplified_trade: SimplifiedTrade | None = Field(None, description="The trade whose limit is 3,000 EUR.")
    regime: Regime | None = Field(None, description="The regime of IVA of invoices that name none, if it is special.")
    tax_rate: float = Field(description="The rate of IVA of lines that name none, in percent.")
    irpf_rate: float | None = Field(None, description="The IRPF of invoices that name none, in percent.")
    language: Language = Field(description="The language of PDFs.")
    adviser_email: str | None = Field(None, description="The address of the adviser.")
    archive_monthly: bool | None = Field(None, description="Whether the archive of each month is written and sent.")
    activity: dict[str, str] | None = Field(None, description="The activity, for the books.")
    verifactu: VeriFactu = Field(description="`off`; `prepared`: PDFs of the sandbox show the tax QR; `active`.")
    verifactu_required_from: str | None = Field(
        None, description="From when the law asks you to issue under it, by your tax number; such dates have moved."
    )
    verifactu_decided_at: Timestamp | None = Field(
        None, description="When your first record under VERI*FACTU was made: it is decided since then."
    )
    verifactu_installation: str | None = Field(
        None, description="The number of the installation that makes your records (NumeroInstalacion)."
    )
    verifactu_ends_on: str | None = Field(None, description="The day with which you leave VERI*FACTU.")
    verifactu_submission: Submission | None = Field(None, description="Under it: how the submission to AEAT goes.")
    assistant_limit: float | None = Field(
        None, description="The total up to which assistants may issue invoices, where it was set."
    )
    missing: list[str] | None = Field(None, description="What is still needed to issue invoices.")
    updated_at: Timestamp | None = Field(None, description="When they were last changed.")
    warnings: list[InvoiceWarning] | None = Field(None, description="Things to know that did not prevent the request.")
