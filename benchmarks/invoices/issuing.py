"""What issuing an invoice writes, and how much 32 who issue at the same time keep each other waiting.

The write units are those of the whole request through its handler, by the bytes of the items; the sparse index, which
the table's meter leaves out, is counted from the marks before and after each call. The rates are those of the operation
on a table in memory that answers after a few milliseconds and refuses what meets another's transaction, as DynamoDB
does. Those who issue are threads of one process, so that their PDFs wait for each other too, which those of functions
do not: the rate of many is rather too low.
"""

import contextlib
import io
import json
import random
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest import mock

from tests.api import ORGANISATION, event
from tests.conftest import fresh_table
from tests.invoices.world import LINES, client, draft, settled
from tests.table_definition import stored_items
from tools.endpoints import load_handler
from tools.template import ROOT

from bivelio_core.context import Actor, Context  # isort: skip
from bivelio_core.entrypoints import api  # isort: skip
from bivelio_core.errors import ChangedMeanwhile  # isort: skip
from bivelio_core.invoices import writing
from bivelio_core.invoices.actions import issue

from bivelio_core.invoices.action_models import IssueInvoice  # isort: skip
from bivelio_core.invoices.draft_models import CreateInvoice  # isort: skip
from bivelio_core.store.keys import CONTACT, INVOICE_SETTINGS  # isort: skip
from bivelio_core.store.memory import MemoryTable  # isort: skip
from bivelio_core.store.metered import MeteredTable  # isort: skip
from bivelio_core.store.table import Table, TableBusy  # isort: skip
from bivelio_core.store.tenant_store import TenantStore  # isort: skip
from bivelio_core.store.writes import Key, Put, Write  # isort: skip
from bivelio_core.tenancy import Tenant  # isort: skip

TENANT = Tenant(ORGANISATION, "live")
MANY, ISSUED, ROUNDS = 32, 64, 3
ANSWER_SECONDS = 0.005
CHANGES = {"put", "update", "delete", "put_many", "transact", "transact_at_once"}
MARK = ("GSI1PK", "GSI1SK")
LARGEST_UNITS = 25
CONTEXT = SimpleNamespace(function_name="f", aws_request_id="r", get_remaining_time_in_millis=lambda: 10_000)


@dataclass(frozen=True)
class Written:
    """Write units of a request: those of the table, and those of its sparse index."""

    table: float
    index: int


@dataclass(frozen=True)
class Rates:
    """Invoices issued in a second by one and by many in turns, and how often one was asked to come again."""

    one: list[float]
    many: list[float]
    repeated: int

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(many / one for one, many in zip(self.one, self.many, strict=True))


class Marked:
    """A table that counts the writes of the sparse index: one for a mark that comes or goes, two for one that moves."""

    def __init__(self, table: Any) -> None:
        self._table, self.writes = table, 0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._table, name)
        if name not in CHANGES:
            return method

        def counted(*args: Any, **kwargs: Any) -> Any:
            before = self._marks()
            result = method(*args, **kwargs)
            self.writes += len(before ^ self._marks())
            return result

        return counted

    def _marks(self) -> set[tuple[str, ...]]:
        return {tuple(item[name]["S"] for name in ("PK", "SK", *MARK)) for item in stored_items() if "GSI1PK" in item}


class Remote:
    """A table in memory that takes its time, and refuses a transaction that meets another one."""

    def __init__(self) -> None:
        self.table, self.answers_after = MemoryTable(), 0.0
        self._lock = threading.Lock()
        self._under_way: set[Key] = set()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.table, name)

        def call_after(*args: Any, **kwargs: Any) -> Any:
            time.sleep(self.answers_after)
            with self._lock:
                return method(*args, **kwargs)

        return call_after

    def transact_at_once(self, writes: Sequence[Write]) -> None:
        """See Table.transact_at_once."""
        touched = {Key(each.item["PK"], each.item["SK"]) if isinstance(each, Put) else each.key for each in writes}
        with self._lock:
            is_alone = self._under_way.isdisjoint(touched)
            if is_alone:
                self._under_way |= touched
        time.sleep(self.answers_after)
        if not is_alone:
            raise TableBusy("another transaction is under way")
        with self._lock:
            self._under_way -= touched
            self.table.transact_at_once(writes)


def written() -> dict[str, Written]:
    """The write units of issuing an invoice of two lines."""
    units = {}
    for name, is_exchanged in (("without exchange of numbers", False), ("with exchange", True)):
        with fresh_table() as table, quiet():
            settled()
            who = client()
            first, second = draft(who), draft(who)
            marked = Marked(table)
            metered = MeteredTable(marked)
            issue_event = event({"data": {"id": (second if is_exchanged else first)["id"]}})
            with mock.patch.object(api, "table", return_value=metered):
                answer = load_handler(ROOT / "functions" / "invoices" / "issue" / "handler.py")(issue_event, CONTEXT)
            assert json.loads(answer["body"])["data"]["number"].endswith("-001"), answer
            units[name] = Written(metered.usage.write_units, marked.writes)
    return units


def rates() -> Rates:
    """The rates of one and of many, in turns; each round has drafts of its own, which are issued in any order."""
    one: list[float] = []
    many: list[float] = []
    repeated = 0
    with fresh_table() as table, quiet():
        settled()
        who = client()
        for turn in range(ROUNDS):
            for samples, issuers in ((one, 1), (many, MANY)):
                remote = _copy(table)
                drafts = _drafts(remote, who)
                random.Random(turn).shuffle(drafts)
                remote.answers_after = ANSWER_SECONDS
                began = time.perf_counter()
                with ThreadPoolExecutor(issuers) as pool:
                    parts = [drafts[place::issuers] for place in range(issuers)]
                    repeated += sum(pool.map(partial(_issue, remote), parts))
                samples.append(ISSUED / (time.perf_counter() - began))
    return Rates(one, many, repeated)


def _copy(table: Table) -> Remote:
    """A new table with the settings and the clients of another."""
    remote, store = Remote(), TenantStore(table, TENANT)
    for kind in (CONTACT, INVOICE_SETTINGS):
        for item in store.query(kind):
            remote.put(item)
    return remote


def _drafts(remote: Remote, who: str) -> list[str]:
    request = CreateInvoice.model_validate(
        {"client_id": who, "line_items": LINES, "issue_date": "2026-04-07"}, strict=False
    )
    return [writing.create(request, _context(remote)).id for _ in range(ISSUED)]


def _issue(remote: Remote, drafts: list[str]) -> int:
    """Issue drafts one after the other; returns how often one was refused and asked again, as a client does."""
    refused = 0
    for each in drafts:
        while True:
            try:
                invoice = issue.issue(IssueInvoice(id=each), _context(remote))
            except (TableBusy, ChangedMeanwhile):
                refused += 1
                continue
            assert invoice.status == "pending"
            break
    return refused


def _context(table: Any) -> Context:
    return Context(
        tenant=TENANT,
        actor=Actor("api_key", "key_test"),
        scopes=frozenset({"admin"}),
        request_id="benchmark",
        language="ca",
        store=TenantStore(table, TENANT),
    )


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without the log lines of the functions."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield


def report(units: dict[str, Written], figures: Rates) -> str:
    """The figures as a page."""
    rows = [f"| {name} | {each.table:g} | {each.index} | {each.table + each.index:g} |" for name, each in units.items()]
    return "\n".join(
        [
            f"The request of an invoice of two lines, with its PDF; at most {LARGEST_UNITS} without exchange.",
            "",
            "| write units of issue | table | sparse index | together |",
            "|---|---:|---:|---:|",
            *rows,
            "",
            f"{ISSUED} drafts of a series, issued by one and by {MANY} in turns.",
            f"Each call of the table takes {ANSWER_SECONDS * 1_000:g} ms.",
            "",
            f"| round | one, invoices a second | {MANY} | ratio, at least 0.50 |",
            "|---|---:|---:|---:|",
            *(
                f"| {place} | {one:.1f} | {many:.1f} | {many / one:.2f} |"
                for place, (one, many) in enumerate(zip(figures.one, figures.many, strict=True), 1)
            ),
            f"| median | | | {figures.ratio:.2f} |",
            "",
            f"Refused and asked again by the caller: {figures.repeated} of {ISSUED * ROUNDS * 2}.",
        ]
    )
