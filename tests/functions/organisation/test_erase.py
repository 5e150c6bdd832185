"""POST /v1/organisation/erase keeps its promises."""

import pytest
from bivelio_core import clock

from tests.functions.organisation.erasing import Owners, much_later
from tests.services import received


@pytest.fixture
def owners(deployment):
    return Owners()


def test_it_begins_in_fourteen_days_and_says_what_stays(owners):
    answer = owners.ask("erase")
    assert answer.status == 202
    assert answer.data["status"] == "waiting"
    waits = clock.parse(answer.data["due_at"]) - clock.parse(answer.data["requested_at"])
    assert waits.days in {13, 14}
    assert {each["what"] for each in answer.data["kept_data"]} == {"invoices", "backups", "arrived_mails"}
    assert owners.audited() == ["organisation.erasure_requested"]


def test_asked_again_it_is_the_same_and_owners_are_told_once(owners):
    first = owners.ask("erase").data
    assert owners.ask("erase").data == first
    letters = [each for each in received("account_mails") if each["kind"] == "erasure_requested"]
    assert len(letters) == 1
    assert letters[0]["organisation"] == owners.organisation


def test_only_an_owner_who_has_just_proved_who_it_is(owners):
    assert owners.ask("erase", "admin").status == 403
    with much_later():
        answer = owners.ask("erase")
    assert (answer.status, answer.error["code"]) == (403, "AUTH_CONFIRMATION_REQUIRED")
    assert owners.item() == {}


def test_the_organisation_works_on_until_then(owners):
    owners.ask("erase")
    assert owners.ask("get").status == 200
