"""POST /v1/invoices/archive_create keeps its promises."""

import csv
import io
import itertools
import zipfile
from datetime import datetime

import pytest
from bivelio_core import clock
from bivelio_core.context import Actor, Context
from bivelio_core.invoices.books import storage
from bivelio_core.invoices.books.archives import work as archives
from bivelio_core.store import keys
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.tenant_store import SystemStore, TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, load
from tests.invoices.books.serving import serve
from tests.invoices.world import client, issued, line, settled
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
LIVE = Tenant(ORGANISATION, "live")
APRIL = {"year": 2026, "month": 4}


def file_of(archive):
    """The entries of an archive's file, by name."""
    content = b"".join(storage.files_of(LIVE).read(archives.file_of(archive["id"], archive["period"])))
    assert len(content) == archive["size_bytes"]
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def written(**about):
    """An archive of April that the worker has written, and what is in it."""
    begun = call("invoices.archive_create", {**APRIL, **about})
    assert (begun.status, begun.data["status"]) == (202, "running")
    (message,) = received("books")
    assert serve(message)
    archive = call("invoices.archive_get", {"id": begun.data["id"]}).data
    assert archive["status"] == "completed"
    return archive, file_of(archive)


def test_an_archive_has_the_documents_the_books_and_a_list_of_them():
    settled()
    first, second = issued(line_items=[line()]), issued(line_items=[line(tax_rate=10)])
    call("invoices.void", {"id": issued(line_items=[line()])["id"], "reason": "Error"})
    archive, entries = written()
    numbers = [first["number"], second["number"]]
    assert sorted(entries) == sorted(
        [
            *(f"pdf/{number}.pdf" for number in numbers),
            *(f"ubl/{number}.xml" for number in numbers),
            "2026B12345674TEmpresa Emissora S.L..xlsx",
            "index.csv",
        ]
    )
    assert all(entries[f"pdf/{number}.pdf"].startswith(b"%PDF") for number in numbers)
    assert numbers[0].encode() in entries[f"ubl/{numbers[0]}.xml"]
    rows = list(csv.DictReader(io.StringIO(entries["index.csv"].decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [(row["number"], row["files"], row["missing"]) for row in rows] == [
        (each, "pdf ubl", "") for each in numbers
    ]
    assert (archive["invoices"], archive["missing"], archive["progress"]) == (2, 0, 1.0)
    assert "X-Amz-Signature" in archive["url"]


def test_a_form_that_cannot_be_made_is_named_as_missing():
    settled()
    draft = call("invoices.create", {"document_type": "simplified", "issue_date": "2026-04-07", "line_items": [line()]})
    number = call("invoices.issue", {"id": draft.data["id"]}).data["number"]
    archive, entries = written(formats=["pdf", "facturae"])
    assert f"pdf/{number}.pdf" in entries
    assert (f"facturae/{number}.xml" in entries, archive["missing"]) == (False, 1)


def context():
    """What the worker hands over."""
    from bivelio_core.entrypoints.stores import store_of

    return Context(LIVE, Actor("system", "test"), frozenset({"read"}), "test", "ca", store_of(LIVE))


class Dies(Exception):
    """The function dies here."""


def test_a_worker_that_dies_before_or_after_any_write_goes_on_and_the_archive_is_whole(monkeypatch):
    settled()
    buyer = client()
    for _ in range(4):
        issued(buyer, line_items=[line()])
    whole = written()[1]
    monkeypatch.setattr(archives, "PART_BYTES", 60_000)
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 1)
    life = {"writes": 0, "dies_before": False}

    def mortal(owner, name):
        own = getattr(owner, name)

        def method(self, *args, **more):
            life["writes"] -= 1
            if life["writes"] == 0 and life["dies_before"]:
                raise Dies
            answer = own(self, *args, **more)
            if life["writes"] == 0:
                raise Dies
            return answer

        monkeypatch.setattr(owner, name, method)

    for name in ("put", "put_part", "complete_parts", "begin_parts"):
        mortal(TenantFiles, name)
    mortal(TenantStore, "update")
    for death in range(1, 40):
        died = False
        for dies_before in (True, False):
            archive = call("invoices.archive_create", APRIL).data
            received("books")
            has_time = itertools.cycle((True, False)).__next__
            life |= {"writes": death, "dies_before": dies_before}
            try:
                while not archives.go_on(archive["id"], context(), has_time):
                    pass
            except Dies:
                died = True
            life["writes"] = 0
            assert archives.go_on(archive["id"], context(), lambda: True)
            done = call("invoices.archive_get", {"id": archive["id"]}).data
            assert (done["status"], done["invoices"], done["missing"]) == ("completed", 4, 0), (death, dies_before)
            entries = file_of(done)
            assert list(entries) == list(whole), (death, dies_before)
            assert entries["index.csv"] == whole["index.csv"]
        if not died:
            break
    assert 8 < death < 39


def test_a_link_is_sent_to_the_adviser_once():
    settled()
    answer = call("invoices.archive_create", {**APRIL, "send": True})
    assert (answer.status, answer.error["details"]["field"]) == (422, "send")
    settled(adviser_email="gestoria@example.com")
    sandbox = {"environment": "sandbox"}
    call("invoices.settings_update", {"adviser_email": "gestoria@example.com"}, caller=sandbox)
    begun = call("invoices.archive_create", {"year": 2025, "month": 12, "send": True}, caller=sandbox).data
    (message,) = received("books")
    assert serve(message)
    assert serve(message)
    archive = call("invoices.archive_get", {"id": begun["id"]}, caller=sandbox).data
    assert (archive["sent_to"], archive["invoices"]) == ("gestoria@example.com", 2)


def sweep():
    """What the sweeper does in a minute."""
    return load("workers/sweep_invoices").handler({}, None)


def test_the_archive_of_each_month_is_begun_once_at_the_next_ones_begin(table):
    with clock.frozen(datetime.fromisoformat("2026-04-20T10:00:00+00:00")):
        settled(adviser_email="gestoria@example.com", archive_monthly=True)
        issued(line_items=[line()])
        sweep()
        assert received("books") == []
    with clock.frozen(datetime.fromisoformat("2026-05-02T06:00:00+00:00")):
        sweep()
        sweep()
        (message,) = received("books")
        assert serve(message)
        archive = call("invoices.archive_get", {"id": message["id"]}).data
        assert (archive["period"], archive["status"], archive["invoices"]) == ("2026-04", "completed", 1)
    with clock.frozen(datetime.fromisoformat("2026-06-02T06:00:00+00:00")):
        settled(trade_name="Emissora")
        sweep()
        (message,) = received("books")
        assert call("invoices.archive_get", {"id": message["id"]}).data["period"] == "2026-05"
        settled(archive_monthly=False)
    with clock.frozen(datetime.fromisoformat("2026-07-02T06:00:00+00:00")):
        sweep()
        assert received("books") == []


def test_a_sweeper_that_died_before_it_moved_the_mark_begins_no_second_archive(table):
    with clock.frozen(datetime.fromisoformat("2026-04-20T10:00:00+00:00")):
        settled(archive_monthly=True)
    store = SystemStore(table).of(LIVE)
    with clock.frozen(datetime.fromisoformat("2026-05-02T06:00:00+00:00")):
        before = store.get(keys.INVOICE_SETTINGS, "-") or {}
        sweep()
        store.put(keys.INVOICE_SETTINGS, "-", {name: before[name] for name in before if name not in ("PK", "SK")})
        sweep()
        first, second = received("books")
        assert first["id"] == second["id"]
        assert len(store.query(keys.INVOICE_ARCHIVE)) == 1


def test_a_quarter_and_a_month_are_refused():
    answer = call("invoices.archive_create", {**APRIL, "quarter": 2})
    assert (answer.status, answer.error["details"]["field"]) == (422, "month")
