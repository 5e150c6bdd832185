"""POST /v1/contacts/find keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")


def create(**fields):
    return call("contacts.create", {"type": "person", "name": "Maria", **fields}).data


def find(**by):
    return call("contacts.find", by)


def test_a_contact_is_found_by_id_email_or_phone_right_after_it_was_made():
    maria = create(email="Maria@Exemple.com", phone="+34 600 111 222")
    for by in ({"id": maria["id"]}, {"email": "maria@exemple.COM"}, {"phone": "600111222"}):
        answer = find(**by).data
        assert answer["found"] is True
        assert answer["contact"] == {name: value for name, value in maria.items() if name != "warnings"}, by


def test_the_newest_of_those_with_the_same_address_is_found_whoever_an_earlier_upsert_gave_it_to():
    first = call("contacts.upsert", {"email": "maria@exemple.com"}).data["contact"]
    second = create(email="maria@exemple.com")
    assert find(email="maria@exemple.com").data["contact"]["id"] == second["id"] != first["id"]


def test_nobody_is_found_by_what_only_begins_like_an_address_and_by_null():
    create(email="maria@exemple.com", phone="+34 600 111 222")
    for by in ({"email": "maria@exemple.co"}, {"phone": "+34 600 111 223"}, {"id": "ct_nobody"}, {"email": None}):
        assert find(**by).data == {"found": False, "contact": None}, by


def test_an_archived_contact_is_found_by_its_id_alone():
    maria = create(email="maria@exemple.com")
    call("contacts.archive", {"id": maria["id"]})
    assert find(email="maria@exemple.com").data["found"] is False
    assert find(id=maria["id"]).data["contact"]["archived_at"]


def test_exactly_one_field_is_sent():
    for by in ({}, {"id": "ct_1", "email": "a@exemple.com"}):
        refused = find(**by)
        assert (refused.status, refused.error["details"]["constraint"]) == (400, "one_of"), by


def test_another_organisations_contact_is_forbidden():
    maria = create(email="maria@exemple.com")
    elsewhere = call("contacts.find", {"id": maria["id"]}, caller={"organisation": OTHER_ORGANISATION})
    assert elsewhere.status == 403
