"""Many write invoices of one series at once, are killed at any call and lose answers: no gap, no duplicate, one chain.

`INVOICE_WRITERS=32 INVOICE_EACH=50` is the full size; a small one runs with every test run.
"""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from bivelio_core.context import Actor, Context
from bivelio_core.errors import Unprocessable
from bivelio_core.invoices import records, series, writing
from bivelio_core.invoices.action_models import IssueInvoice
from bivelio_core.invoices.actions import issue
from bivelio_core.invoices.draft_models import CreateInvoice, DeleteInvoice
from bivelio_core.invoices.numbering import SeriesYear
from bivelio_core.store.keys import INVOICE, INVOICE_NUMBER
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.invoices.world import LINES, client, settled

WRITERS = int(os.environ.get("INVOICE_WRITERS", "4"))
EACH = int(os.environ.get("INVOICE_EACH", "5"))
RISK = 0.02
"""The chance to be killed, at each side of each call of the table."""


class Killed(BaseException):
    """The process is gone: nothing catches it, nothing is cleaned up."""


class Mortal:
    """A table whose calls may be the caller's last, on both sides, and whose transactions may conflict."""

    def __init__(self, table, dice):
        self._table, self._dice = table, dice
        self.kills = 0

    def __getattr__(self, name):
        method = getattr(self._table, name)

        def call(*args, **kwargs):
            self._cast()
            if name == "transact_at_once" and self._dice.random() < RISK:
                raise TableBusy("another transaction is under way")
            result = method(*args, **kwargs)
            self._cast()
            return result

        return call

    def _cast(self):
        if self._dice.random() < RISK:
            self.kills += 1
            raise Killed


class Writer:
    """A client that creates, deletes and issues, and repeats under the same key what it got no answer to."""

    def __init__(self, table, number, who):
        self.dice = random.Random(number)
        self.mortal = Mortal(table, self.dice)
        self.number, self.who, self.kept = number, who, []

    def context(self, key):
        tenant = Tenant(ORGANISATION, "live")
        return Context(
            tenant=tenant,
            actor=Actor("api_key", "key_test"),
            scopes=frozenset({"admin"}),
            request_id="test",
            language="ca",
            store=TenantStore(self.mortal, tenant),
            idempotency_key=key,
        )

    def until_answered(self, operation, request, key):
        while True:
            try:
                return operation(request, self.context(key))
            except (Killed, TableBusy):
                continue

    def run(self):
        for turn in range(EACH):
            asked = CreateInvoice.model_validate(
                {"client_id": self.who, "line_items": LINES, "issue_date": "2026-04-07"}, strict=False
            )
            made = self.until_answered(writing.create, asked, f"create-{self.number}-{turn}")
            self.kept.append(made.id)
            choice = self.dice.random()
            one = self.kept[self.dice.randrange(len(self.kept))]
            if choice < 0.25:
                self.until_answered(writing.delete, DeleteInvoice(id=one), f"delete-{self.number}-{turn}")
                self.kept.remove(one)
            elif choice < 0.8:
                self._issue(
                    IssueInvoice(id=one, issue_date=date(2026, 4, 7 + turn // 3)), f"issue-{self.number}-{turn}"
                )

    def _issue(self, asked, key):
        """Issue one, unless others have issued with a later date meanwhile."""
        try:
            self.until_answered(issue.issue, asked, key)
            self.kept.remove(asked.id)
        except Unprocessable as refused:
            assert refused.details["constraint"] == "before_last_issued"  # noqa: PT017


@pytest.mark.usefixtures("table")
def test_no_number_is_missing_or_double_and_the_chain_is_whole(table):
    settled()
    who = client()
    writers = [Writer(table, number, who) for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(Writer.run, writers))
    store = TenantStore(table, Tenant(ORGANISATION, "live"))
    invoices = [each for each in store.query(INVOICE) if each["status"] != "deleted"]
    issued = sorted((each for each in invoices if each["status"] != "draft"), key=lambda each: each["n"])
    finals = [each["n"] for each in issued]
    assert finals == list(range(1, len(finals) + 1))
    assert [each["issue_date"] for each in issued] == sorted(each["issue_date"] for each in issued)
    assert len({each["n"] for each in invoices}) == len(invoices)
    held = {int(each["SK"]): each for each in store.query(INVOICE_NUMBER, "FAC", "2026") if each["SK"].isdigit()}
    assert {number: each["invoice"] for number, each in held.items()} == {each["n"]: each["SK"] for each in invoices}
    states, _ = series.look(store, SeriesYear("FAC", 2026))
    (state,) = states.values()
    assert sorted([*held, *state.free]) == list(range(1, state.last + 1))
    verdict = records.verified(store)
    assert (verdict.is_unbroken, verdict.records) == (True, len(finals))
    assert sum(writer.mortal.kills for writer in writers) > 0
