"""The rows of AEAT's unified books, their fields in the order of its columns (LSI.xlsx and LSIJ.xlsx).

Amounts are Decimal in euros, days are dates, a field that is not known is None. Source: Orden HAC/773/2019, and the
forms that AEAT publishes as "Formato de los libros registro unificados de IVA e IRPF".
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

Text = str | None
Day = date | None
Money = Decimal | None


class IssuedRow(NamedTuple):
    """A row of EXPEDIDAS_INGRESOS, columns A to AJ: an invoice's amounts of one kind of tax."""

    year: int
    period: str
    activity_code: Text
    activity_type: Text
    activity_group: Text
    invoice_type: str
    income_concept: Text
    income: Money
    issue_date: Day
    operation_date: Day
    series: Text
    number: str
    last_number: Text
    id_type: Text
    id_country: Text
    id_number: Text
    name: Text
    regime: str
    qualification: Text
    exemption: Text
    total: Decimal
    base: Decimal
    rate: Money
    tax: Money
    recargo_rate: Money
    recargo: Money
    paid_on: Day
    paid: Money
    paid_by: Text
    paid_with: Text
    irpf_rate: Money
    irpf: Money
    agreement: Text
    property_place: Text
    property_reference: Text
    reference: str


class ReceivedRow(NamedTuple):
    """A row of RECIBIDAS_GASTOS, columns A to AP: a received invoice's amounts of one kind of tax."""

    year: int
    period: str
    activity_code: Text
    activity_type: Text
    activity_group: Text
    invoice_type: str
    expense_concept: Text
    expense: Money
    issue_date: Day
    operation_date: Day
    number: str
    last_number: Text
    received_on: Day
    reception_number: Text
    last_reception_number: Text
    id_type: Text
    id_country: Text
    id_number: Text
    name: Text
    regime: str
    is_investment: str
    is_reversed: str
    is_deferred: str
    deduction_year: int | None
    deduction_period: Text
    total: Decimal
    base: Decimal
    rate: Money
    tax: Money
    deductible: Money
    recargo_rate: Money
    recargo: Money
    paid_on: Day
    paid: Money
    paid_by: Text
    paid_with: Text
    irpf_rate: Money
    irpf: Money
    agreement: Text
    property_place: Text
    property_reference: Text
    reference: str


class InvestmentRow(NamedTuple):
    """A row of BIENES-INVERSIÓN, columns A to AN: a capital good's amounts of one rate."""

    year: int
    period: str
    activity_code: Text
    activity_type: Text
    activity_group: Text
    good_type: Text
    identifier: Text
    description: Text
    used_since: Day
    value: Money
    amortisable: Money
    method: Text
    percent: Money
    amortised_before: Money
    amortised_now: Money
    amortised_after: Money
    pending: Money
    issue_date: Day
    number: str
    last_number: Text
    reception_number: Text
    last_reception_number: Text
    id_type: Text
    id_country: Text
    id_number: Text
    name: Text
    base: Decimal
    rate: Money
    first_prorrata: Money
    deductible: Money
    prorrata: Money
    deductible_now: Money
    to_regularise: Money
    out_on: Day
    out_because: Text
    out_series: Text
    out_number: Text
    out_last_number: Text
    agreement: Text
    reference: str
