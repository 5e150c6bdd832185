"""POST /v1/invoices/records/verify keeps its promises."""

import zlib

import pytest
from bivelio_core.invoices.chains.actions import records_verify
from bivelio_core.store.writes import Key

from tests.api import ORGANISATION, call
from tests.invoices import producers
from tests.invoices.world import issued, records, settled


@pytest.fixture
def made(table):
    """Five records in one chain."""
    settled()
    for _ in range(5):
        issued()
    return records(table)


def verified(**about):
    return call("invoices.records_verify", about).data


def in_parts():
    """The answers of requests that follow each other."""
    answers = [verified()]
    while "next_after" in answers[-1]:
        answers.append(verified(after=answers[-1]["next_after"]))
    return answers


@pytest.mark.usefixtures("table")
def test_no_records_are_unbroken():
    assert verified() == {"is_unbroken": True, "verified": 0, "total": 0}


@pytest.mark.usefixtures("made")
def test_untouched_records_are_unbroken():
    assert verified() == {"is_unbroken": True, "verified": 5, "total": 5}


@pytest.mark.usefixtures("made")
def test_long_chains_are_verified_in_parts_that_follow_each_other(monkeypatch):
    monkeypatch.setattr(records_verify, "MOST", 2)
    assert [(each["verified"], each["total"]) for each in in_parts()] == [(2, 5), (4, 5), (5, 5)]


@pytest.mark.parametrize("most", [2, 2_000])
@pytest.mark.parametrize("position", [1, 2, 3, 4, 5])
def test_a_changed_record_is_named_wherever_it_is(table, made, monkeypatch, most, position):
    monkeypatch.setattr(records_verify, "MOST", most)
    item = made[position - 1]
    changed = zlib.decompress(item["xml"]).replace(b"4235.00", b"4235.01")
    table.put({**item, "xml": zlib.compress(changed)})
    last = in_parts()[-1]
    assert (last["is_unbroken"], last["verified"]) == (False, position - 1)
    assert (last["broken"]["position"], last["broken"]["reason"]) == (position, "hash")
    assert last["broken"]["number"] == item["number"]
    assert "next_after" not in last


@pytest.mark.parametrize("most", [2, 2_000])
@pytest.mark.parametrize("position", [2, 3, 4])
def test_a_missing_record_is_named_also_between_parts(table, made, monkeypatch, most, position):
    monkeypatch.setattr(records_verify, "MOST", most)
    table.delete(Key(f"{ORGANISATION}#live#INR", made[position - 1]["SK"]))
    last = in_parts()[-1]
    assert last["is_unbroken"] is False
    assert (last["broken"]["position"], last["broken"]["reason"]) == (position, "missing")


def test_a_record_that_was_exchanged_for_another_right_one_is_named(table, made, monkeypatch):
    monkeypatch.setattr(records_verify, "MOST", 2)
    table.put({**made[3], "xml": made[1]["xml"]})
    broken = in_parts()[-1]["broken"]
    assert (broken["position"], broken["reason"]) == (4, "previous_hash")


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_what_is_wrong_is_said_in_the_callers_language(table, made, language):
    table.delete(Key(f"{ORGANISATION}#live#INR", made[1]["SK"]))
    answer = call("invoices.records_verify", {}, headers={"Accept-Language": language}).data
    assert {"ca": "Falta", "es": "Falta", "en": "missing"}[language] in answer["broken"]["message"]


def test_chains_of_two_installations_are_verified_also_where_a_part_ends_between_them(table, monkeypatch):
    producers.named(monkeypatch)
    settled()
    for _ in range(2):
        issued()
    settled(verifactu="active")
    for _ in range(3):
        issued()
    for most in (1, 2, 3):
        monkeypatch.setattr(records_verify, "MOST", most)
        assert in_parts()[-1] == {"is_unbroken": True, "verified": 5, "total": 5}
    assert len(records(table)) == 5
