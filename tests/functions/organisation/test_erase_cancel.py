"""POST /v1/organisation/erase_cancel keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.erasure import erasures
from bivelio_core.erasure.erasures import Subject
from bivelio_core.store.connect import table
from bivelio_core.tenancy import Tenant

from tests.functions.organisation.erasing import Owners


@pytest.fixture
def owners(deployment):
    return Owners()


def test_an_owner_takes_it_back_and_it_never_begins(owners):
    owners.ask("erase")
    assert owners.ask("erase_cancel").data["status"] == "cancelled"
    assert owners.ask("erase_cancel").data["status"] == "cancelled"
    assert owners.audited() == ["organisation.erasure_cancelled", "organisation.erasure_requested"]
    key = Subject(Tenant(owners.organisation, "live")).key
    with clock.frozen(clock.real_now() + timedelta(days=15)):
        assert key not in list(erasures.overdue(table()))
        assert erasures.claim(table(), key) is None


def test_what_was_taken_back_can_be_asked_for_again(owners):
    owners.ask("erase")
    owners.ask("erase_cancel")
    assert owners.ask("erase").data["status"] == "waiting"


def test_what_has_begun_cannot_be_taken_back(owners):
    owners.ask("erase")
    with clock.frozen(clock.real_now() + timedelta(days=15)):
        assert erasures.claim(table(), Subject(Tenant(owners.organisation, "live")).key)
    answer = owners.ask("erase_cancel")
    assert (answer.status, answer.error["details"]["reason"]) == (409, "erasure_begun")


def test_without_an_erasure_there_is_nothing_to_take_back(owners):
    assert owners.ask("erase_cancel").status == 404
    assert owners.ask("erase_cancel", "admin").status == 403
