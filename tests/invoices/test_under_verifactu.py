"""VERI*FACTU is decided with an issuer's first invoice, for every path that issues, until the end of a year."""

import json
import zlib
from datetime import UTC, date, datetime

import pytest
from bivelio_core import clock
from bivelio_core.errors import ChangedMeanwhile, Unprocessable
from bivelio_core.invoices import issuers, settings
from bivelio_core.invoices.legal import verifactu_required_from
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.invoices import producers
from tests.invoices.producers import PRODUCER
from tests.invoices.world import SELLER, chain, client, draft, issued, records, settled

SPRING = datetime(2026, 4, 7, 12, tzinfo=UTC)


@pytest.fixture
def store(table):
    return SystemStore(table).of(Tenant.at(ORGANISATION, "live"))


@pytest.fixture(autouse=True)
def producer(monkeypatch):
    producers.named(monkeypatch)


def change(**about):
    return call("invoices.settings_update", about)


def decided(**about):
    """An issuer with one invoice under VERI*FACTU."""
    settled(verifactu="active", **about)
    return issued()


def xml(item):
    return zlib.decompress(item["xml"]).decode()


def installations(table):
    return [xml(item).partition("<sf:NumeroInstalacion>")[2].partition("<")[0] for item in records(table)]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    "missing",
    [
        {"PRODUCER": ""},
        {"PRODUCER": json.dumps({**PRODUCER, "nif": "B00000000"})},
        {"PRODUCER": json.dumps({**PRODUCER, "nif": "B65874210"})},
        {"PRODUCER": json.dumps({**PRODUCER, "address": ""})},
        {"PRODUCER": json.dumps({**PRODUCER, "declared": "0.9=2026-01-01"})},
    ],
    ids=["none", "placeholder", "wrong digits", "no address", "another version"],
)
def test_live_refuses_it_while_nobody_answers_for_the_program(monkeypatch, missing):
    for name, value in missing.items():
        monkeypatch.setenv(name, value)
    settled()
    answer = change(verifactu="active")
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "verifactu_producer")
    assert "article 13" in answer.error["message"]
    assert call("invoices.settings_get").data["verifactu"] == "off"


@pytest.mark.usefixtures("table")
def test_a_local_platform_may_try_it_and_says_that_it_is_a_demonstration(monkeypatch):
    monkeypatch.setenv("PRODUCER", "")
    monkeypatch.setenv("DEPLOYMENT", "local")
    found = settled(verifactu="active")
    assert [each["code"] for each in found["warnings"]] == ["verifactu_demonstration"]
    assert "warnings" not in settled(verifactu="off")


@pytest.mark.usefixtures("table")
def test_it_needs_who_issues():
    answer = change(verifactu="active")
    assert answer.status == 422
    assert {each["field"] for each in answer.error["details"]["errors"]} == {"legal_name", "nif", "address"}


def test_until_the_first_invoice_the_choice_is_free(table):
    assert "verifactu_decided_at" not in settled(verifactu="active")
    assert change(verifactu="off").data["verifactu"] == "off"
    issued()
    assert table.query(f"{ORGANISATION}#live#INI") == []
    assert change(verifactu="active").status == 200


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("language", ["ca", "es", "en"])
@pytest.mark.parametrize("state", ["off", "prepared"])
def test_from_the_first_invoice_on_it_stays_and_the_refusal_names_the_article(language, state):
    decided()
    before = call("invoices.settings_get").data
    assert before["verifactu_decided_at"]
    answer = call("invoices.settings_update", {"verifactu": state}, headers={"Accept-Language": language})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "verifactu_decided")
    assert "1007/2023" in answer.error["message"]
    assert call("invoices.settings_get").data == before


@pytest.mark.parametrize("path", ["issue", "auto_send", "rectify", "void"])
def test_every_path_that_issues_records_under_the_issuers_installation(table, path):
    first = decided()
    own = call("invoices.settings_get").data["verifactu_installation"]
    assert own.startswith(ORGANISATION)
    if path == "issue":
        issued()
    elif path == "auto_send":
        call("invoices.create", {"client_id": client(), "auto_send": True, "line_items": [
            {"description": "Servei", "quantity": 1, "unit_price": 100, "tax_rate": 21}]})  # fmt: skip
    elif path == "rectify":
        assert call("invoices.rectify", {"id": first["id"], "reason": "Devolució"}).status == 200
    else:
        assert call("invoices.void", {"id": first["id"], "reason": "Error"}).status == 200
    assert installations(table) == [own, own]
    assert chain(table).is_unbroken
    for item in records(table):
        assert item["installation"] == own
        assert "<sf:NombreRazon>Programes Exemple S.L.</sf:NombreRazon>" in xml(item)
        assert "<sf:NIF>B65874216</sf:NIF>" in xml(item)
        assert "<sf:IndicadorMultiplesOT>N</sf:IndicadorMultiplesOT>" in xml(item)


def test_a_voiding_alone_decides_too(table):
    settled()
    former = issued()
    change(verifactu="active")
    call("invoices.void", {"id": former["id"], "reason": "Error"})
    assert call("invoices.settings_get").data["verifactu_decided_at"]
    assert change(verifactu="off").status == 422
    assert chain(table).records == 2


def test_its_chain_begins_anew_and_what_was_recorded_before_stays_readable(table):
    settled()
    issued()
    change(verifactu="active")
    issued()
    issued()
    outside, first, second = map(xml, records(table))
    assert f"<sf:NumeroInstalacion>{ORGANISATION}-live</sf:NumeroInstalacion>" in outside
    assert "<sf:IndicadorMultiplesOT>S</sf:IndicadorMultiplesOT>" in outside
    assert "<sf:PrimerRegistro>S</sf:PrimerRegistro>" in first
    assert records(table)[1]["hash"] in second
    assert chain(table).is_unbroken
    assert chain(table).records == 3


def test_settings_that_change_while_the_first_invoice_is_issued_do_not_leave_it_outside(table, store):
    settled(verifactu="active")
    by = issuers.installation(store, settings.load(store), None, date(2026, 4, 7))
    assert change(verifactu="off").status == 200
    with pytest.raises(TransactionFailed):
        store.transact(by.writes)
    assert table.query(f"{ORGANISATION}#live#INI") == []


def test_an_invoice_whose_settings_were_read_before_the_decision_is_not_issued_outside(store):
    stale = settings.Settings.of({**settled_item(), "verifactu": "off"})
    decided()
    with pytest.raises(ChangedMeanwhile):
        issuers.installation(store, stale, "the last record's", date(2026, 4, 7))


def settled_item():
    return {"seller": SELLER, "version": 1}


@pytest.mark.usefixtures("table")
def test_it_is_left_with_the_end_of_the_year_and_nothing_is_issued_afterwards_until_one_decides():
    with clock.frozen(SPRING):
        assert change(**SELLER, verifactu_ends_on="2026-12-31").error["details"]["constraint"] == "verifactu_undecided"
        decided()
        for day in ("2026-12-30", "2027-12-31", "2025-12-31"):
            refused = change(verifactu_ends_on=day).error
            assert refused["details"]["constraint"] == "verifactu_year_end"
            assert "2026-12-31" in refused["message"]
        assert change(verifactu_ends_on="2026-12-31").data["verifactu_ends_on"] == "2026-12-31"
        assert change(verifactu="off").status == 422
        assert issued()["status"] == "pending"
        assert "verifactu_ends_on" not in change(verifactu_ends_on=None).data
        change(verifactu_ends_on="2026-12-31")
        late = draft(issue_date="2026-04-07")
    with clock.frozen(datetime(2027, 1, 10, tzinfo=UTC)):
        refused = call("invoices.issue", {"id": late["id"], "issue_date": "2027-01-10"})
        assert (refused.status, refused.error["details"]["constraint"]) == (422, "verifactu_ended")
        assert call("invoices.get", {"id": late["id"]}).data["status"] == "draft"
        refused = change(verifactu="off").error  # a company: since 2027 the law asks for it
        assert refused["details"]["constraint"] == "verifactu_compulsory"
        assert change(verifactu_ends_on=None).status == 200
        assert call("invoices.issue", {"id": late["id"], "issue_date": "2027-01-10"}).status == 200


def test_who_left_before_the_law_asks_for_it_issues_outside_and_may_come_back(table):
    with clock.frozen(SPRING):
        decided(nif="12345678Z")
        change(verifactu_ends_on="2026-12-31")
    with clock.frozen(datetime(2027, 2, 1, 12, tzinfo=UTC)):
        assert change(verifactu="off").data["verifactu"] == "off"
        issued(issue_date="2027-02-01")
        assert [each["record"] for each in table.query(f"{ORGANISATION}#live#INRS")] == [1]
        assert change(verifactu="active").status == 200
        assert "verifactu_ends_on" not in call("invoices.settings_get").data
        issued(issue_date="2027-02-01")
    assert len(set(installations(table))) == 1
    assert chain(table).is_unbroken


def test_a_restored_copy_takes_a_new_number_once_and_begins_another_chain(table, store):
    decided()
    nif = SELLER["nif"]
    former = call("invoices.settings_get").data["verifactu_installation"]
    new = issuers.renew(store, nif, former)
    assert new.installation != former
    assert issuers.renew(store, nif, former) == new
    issued()
    issued()
    assert installations(table) == [former, new.installation, new.installation]
    assert "<sf:PrimerRegistro>S</sf:PrimerRegistro>" in xml(records(table)[1])
    assert chain(table).is_unbroken
    assert table.query(f"{ORGANISATION}#live#INI")[0]["former"][0]["number"] == former


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("nif", "since"),
    [("B12345674", "2027-01-01"), ("12345678Z", "2027-07-01"), ("ESB12345674", "2027-01-01")],
)
def test_the_settings_tell_from_when_the_law_asks_for_it(nif, since):
    assert settled(nif=nif)["verifactu_required_from"] == since


def test_a_partnership_has_the_earlier_date_and_a_community_of_owners_the_later():
    assert verifactu_required_from("J12345674") < verifactu_required_from("H12345674")


def test_leaving_is_refused_for_a_day_that_has_gone(store):
    own = settings.Settings.of({**settled_item(), "verifactu": "active", "verifactu_ends_on": "2026-12-31"})
    with pytest.raises(Unprocessable):
        issuers.installation(store, own, None, date(2027, 1, 1))
