"""POST /v1/contacts/notes/list keeps its promises."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock

from tests.api import call
from tests.functions.contacts.about import OTHER, contact, note, texts

pytestmark = pytest.mark.usefixtures("table")
NOON = datetime(2026, 4, 7, 12, tzinfo=UTC)


def written(company, count):
    for number in range(count):
        with clock.frozen(NOON + timedelta(milliseconds=number)):
            note(company, str(number), pinned=number % 3 == 0)


def pages(company, limit, **about):
    before, all_texts = None, []
    while True:
        data = {"contact_id": company, "limit": limit, **about, **({"before": before} if before else {})}
        page = call("contacts.notes_list", data).data
        assert len(page["notes"]) <= limit
        all_texts += [int(each["text"]) for each in page["notes"]]
        before = page["next_before"]
        if before is None:
            return all_texts


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 8, 100])
def test_pages_show_each_note_once_newest_first_by_the_millisecond(limit):
    company = contact()
    written(company, 8)
    assert pages(company, limit) == [7, 6, 5, 4, 3, 2, 1, 0]
    assert pages(company, limit, pinned=True) == [6, 3, 0]
    assert pages(company, limit, pinned=False) == [7, 5, 4, 2, 1]


def test_a_note_that_comes_between_two_pages_changes_nothing_of_what_follows():
    company = contact()
    written(company, 4)
    page = call("contacts.notes_list", {"contact_id": company, "limit": 2}).data
    note(company, "nova")
    rest = call("contacts.notes_list", {"contact_id": company, "before": page["next_before"]}).data
    assert [each["text"] for each in rest["notes"]] == ["1", "0"]


def test_a_contact_has_its_own_notes_alone():
    one, other = contact("A"), contact("B")
    note(one, "de l'una")
    assert texts(other) == []


def test_an_archived_contact_still_shows_its_notes():
    company = contact()
    note(company, "Abans.")
    call("contacts.archive", {"id": company})
    assert texts(company) == ["Abans."]


@pytest.mark.parametrize("cursor", ["x", "bm90IGEgcG9zaXRpb24", "MDAwMDAwMDAwMDAwMDAwMA"])
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    answer = call("contacts.notes_list", {"contact_id": contact(), "before": cursor})
    assert (answer.status, answer.error["details"]["field"]) == (400, "before")


def test_another_organisation_sees_nothing():
    company = contact()
    note(company)
    answer = call("contacts.notes_list", {"contact_id": company}, caller=OTHER)
    assert answer.status == 403
