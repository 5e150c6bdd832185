"""The summary of invoices: the models of request and response."""

from pydantic import Field

from bivelio_core.models import Day, Request, Response


class GetInvoicesSummary(Request):
    """To which day the months are compared."""

    day: Day | None = Field(
        None, description="The last day of `month`; by default today, in the organisation's time zone."
    )


class InvoicesAmount(Response):
    """What invoices of one currency come to."""

    currency: str = Field(description="The currency.")
    amount: float = Field(description="The sum.")


class InvoicesSum(Response):
    """Some invoices: how many, and what they come to in each currency."""

    count: int = Field(description="How many invoices.")
    amounts: list[InvoicesAmount] | None = Field(
        None, description="The sums, by currency; absent where there are more than 1,000 invoices."
    )


class InvoicesMonth(Response):
    """A month up to a day, of the invoices that one issues."""

    from_date: str = Field(description="The first day.")
    to_date: str = Field(description="The last day that counts.")
    invoiced: InvoicesSum = Field(
        description=(
            "What was issued in these days, with taxes. Rectifications count; drafts, void invoices, and those whose "
            "place another one has taken do not."
        )
    )
    paid: InvoicesSum = Field(description="What was paid in these days, of invoices of any day.")


class InvoicesSummary(Response):
    """What is to be collected and to be paid, and how the month goes beside the last one."""

    unpaid: InvoicesSum = Field(description="Issued invoices of which something is due: the amounts due.")
    overdue: InvoicesSum = Field(description="Those of them whose due date has passed: the amounts due.")
    to_pay: InvoicesSum = Field(description="Received invoices of which something is due: the amounts due.")
    month: InvoicesMonth = Field(description="The month of the day, up to it.")
    last_month: InvoicesMonth = Field(description="The month before, up to the same day, or its end if it is shorter.")
