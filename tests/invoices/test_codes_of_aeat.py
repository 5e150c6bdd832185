"""What follows from each code of AEAT: what the invoice says, in three languages, and who acts."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from bivelio_core import clock
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.invoices import records
from bivelio_core.invoices.submission import turns
from bivelio_core.invoices.verifactu import codes
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.invoices.aeat import Aeat
from tests.invoices.submitted import Wire
from tests.invoices.world import client, issued, settled

NOW = datetime(2026, 4, 7, 13, tzinfo=UTC)
ADVICE = {
    "resend": "sent again by itself",
    "correct": "/invoices/records/correct",
    "recipient_type": "corrected by itself",
    "installation": "corrected by itself",
    "issuer": "Compare the NIF",
    "issuer_then_correct": "/invoices/records/correct",
    "certificate": "Upload the certificate",
    "certificate_then_correct": "/invoices/records/correct",
    "report": "tell support",
    "number": "another number",
    "nothing": "need not do anything",
}
"""What a person is told to do, by the remedy."""
NO_PROBLEM = {"pending": 0, "submits_with": "none"}
"""What the settings say while nothing waits."""
UNREADABLE = {4102, 4103, 4119}
"""Codes of messages that pass without one of their records."""


class Office:
    """An issuer under VERI*FACTU and the agency that answers with a code on demand."""

    def __init__(self, table):
        self.table, self.agency, self.now = table, Aeat(), NOW
        self.store = SystemStore(table).of(Tenant(ORGANISATION, "live"))
        settled(verifactu="active")
        self.client = client()
        self.told = set()

    def turn(self):
        """Take a turn at its time; when the next one is."""
        with clock.frozen(self.now):
            at = turns.serve(self.store, Wire(self.agency))
        self.now = max(at or self.now, self.now) + timedelta(seconds=61)
        return at

    def settle(self):
        """Take turns until nothing waits."""
        while self.turn():
            assert self.now < NOW + timedelta(days=30), "it does not come to an end"

    def standing(self, invoice, language="en"):
        return call("invoices.get", {"id": invoice["id"]}, headers={"Accept-Language": language}).data["verifactu"]

    def error(self, invoice, language):
        return self.standing(invoice, language)["errors"][0]

    def last_record(self):
        return records.last(self.store).number

    def problem(self, language="en"):
        answer = call("invoices.settings_get", headers={"Accept-Language": language})
        return answer.data["verifactu_submission"]


@pytest.fixture
def office(table, monkeypatch):
    monkeypatch.setenv("DEPLOYMENT", "local")
    with clock.frozen(NOW):
        yield Office(table)


def tells(office, code, say):
    """Judge what a person is told of a code: the advice of its remedy, each meaning in a sentence of each language."""
    meaning = codes.meaning_of(code)
    assert ADVICE[meaning.remedy] in say("en")["to_do"], code
    if meaning in office.told:
        return
    office.told.add(meaning)
    told = [say(language) for language in LANGUAGES]
    for name in ("message", "to_do"):
        assert len({each[name] for each in told}) == len(LANGUAGES), told


def is_of_messages(code):
    return code >= 3500


def test_each_code_of_a_record_is_told_in_each_language_and_its_action_follows(office):
    of_records = [code for code in codes.codes_of_table() if not is_of_messages(code)]
    assert len(of_records) > 50
    for code in of_records:
        remedy = codes.meaning_of(code).remedy
        invoice = issued(office.client)
        if code == 3001:  # of cancellations alone
            office.settle()
            call("invoices.void", {"id": invoice["id"], "reason": "Error"})
        office.agency.codes = {invoice["number"]: code}
        before = office.last_record()
        office.settle()
        standing = office.standing(invoice)
        if remedy in ("recipient_type", "installation"):
            assert standing["state"] == "registered", code
            assert office.last_record() == before + 1, code
            assert office.agency.codes == {}, code
            continue
        assert standing["state"] == ("accepted_with_errors" if code // 1000 == 2 else "rejected"), code
        assert office.last_record() == before, code
        assert standing["errors"][0]["code"] == str(code)
        tells(office, code, partial(office.error, invoice))
        answer = call("invoices.records_correct", {"id": invoice["id"]})
        if code == 2004:
            assert answer.error["details"]["constraint"] == "nothing_to_correct"
            continue
        assert answer.status == 200, code
        office.settle()
        if remedy.endswith("correct"):
            assert office.standing(invoice)["state"] == "registered", code
    assert office.agency.broken == []


def test_each_code_of_a_message_is_told_in_each_language_and_its_records_are_not_lost(office):
    of_messages = [code for code in codes.codes_of_table() if is_of_messages(code)]
    assert len(of_messages) > 30
    for code in of_messages:
        remedy = codes.meaning_of(code).remedy
        invoice = issued(office.client)
        office.agency.refusal = code
        office.turn()
        if code in UNREADABLE:
            assert office.standing(invoice)["state"] == "rejected", code
            tells(office, code, partial(office.error, invoice))
            assert "problem" not in office.problem()
            office.agency.refusal = None
            call("invoices.records_correct", {"id": invoice["id"]})
        else:
            assert office.standing(invoice)["state"] == "pending", code
            told = office.problem()
            assert (told["problem"], told["code"], told["pending"]) == ("refused", str(code), 1), told
            tells(office, code, office.problem)
        office.agency.refusal = None
        office.settle()
        assert office.standing(invoice)["state"] == "registered", code
        assert office.problem() == NO_PROBLEM, code
        assert office.agency.messages[-1].had_incident is (remedy == "resend"), code
    assert office.agency.broken == []


@pytest.mark.parametrize("code", [3500, 4110])
def test_a_record_at_which_the_agency_fails_is_sent_again_and_the_others_are_not(office, code):
    """What AEAT says of one record among others: rejected, by a failure of its own."""
    before, failed, after = (issued(office.client) for _ in range(3))
    office.agency.codes = {failed["number"]: code}
    assert office.turn() is not None
    assert [office.standing(each)["state"] for each in (before, failed, after)] == [
        "registered",
        "pending",
        "registered",
    ]
    told = office.problem()
    assert (told["problem"], told["code"]) == ("refused", str(code))
    tells(office, code, office.problem)
    office.settle()
    assert office.standing(failed)["state"] == "registered"
    assert [len(message.records) for message in office.agency.messages] == [3, 1]
    assert office.problem() == NO_PROBLEM
    assert office.agency.broken == []


def test_what_a_query_has_found_out_leaves_no_problem_behind(office):
    invoice = issued(office.client)
    wire = Wire(office.agency)
    wire.fate = "dropped"
    again = turns.serve(office.store, wire)
    assert office.problem()["problem"] == "unreachable"
    office.now = again
    office.settle()
    assert office.standing(invoice)["state"] == "registered"
    assert office.problem() == NO_PROBLEM
