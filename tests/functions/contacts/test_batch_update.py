"""POST /v1/contacts/batch_update keeps its promises; what all batches promise: test_batch_create.py."""

import pytest

from tests.api import call, lose_answers
from tests.functions.contacts.test_batch_create import batch
from tests.functions.contacts.test_match_on import contacts, create


@pytest.mark.usefixtures("table")
def test_each_contact_is_changed_as_it_would_be_alone():
    one, other = create(tags=["lead"]), create(email="pau@exemple.com")
    answer = batch("update", [{"id": one["id"], "name": "Maria Nova"}, {"id": other["id"], "email": None}]).data
    assert [result["contact"]["version"] for result in answer["results"]] == [2, 2]
    assert (answer["results"][0]["contact"]["name"], answer["results"][0]["contact"]["tags"]) == (
        "Maria Nova",
        ["lead"],
    )
    assert "email" not in answer["results"][1]["contact"]


@pytest.mark.usefixtures("table")
def test_changes_of_one_contact_are_made_in_their_order():
    made, others = create(), [create() for _ in range(5)]
    changes = [{"id": made["id"], "name": f"Nom {number}", "version": number} for number in range(1, 21)]
    rest = [{"id": other["id"], "tags": ["vip"]} for other in others]
    answer = batch("update", [*changes, *rest]).data
    assert answer["failed"] == 0, answer
    assert call("contacts.get", {"id": made["id"]}).data["name"] == "Nom 20"


@pytest.mark.usefixtures("table")
def test_who_cannot_be_changed_is_told_and_the_others_are():
    made, archived = create(), create()
    call("contacts.archive", {"id": archived["id"]})
    answer = batch(
        "update",
        [
            {"id": archived["id"], "name": "Nova"},
            {"id": made["id"], "version": 7, "name": "Nova"},
            {"id": "ct_nobody", "name": "Nova"},
            {"id": made["id"]},
            {"id": made["id"], "tags": ["vip"]},
        ],
    ).data
    errors = [result.get("error", {}) for result in answer["results"]]
    assert [error.get("status") for error in errors] == [409, 409, 404, 400, None]
    assert [errors[place]["details"]["reason"] for place in (0, 1)] == ["archived", "version"]
    assert errors[3]["details"]["field"] == "contacts[3]"
    assert contacts()[0]["tags"] == ["vip"]


def test_a_repetition_does_not_undo_what_others_changed_meanwhile(table):
    made = create(tags=["lead"])
    changes = [{"id": made["id"], "tags": ["client"]}]
    batch("update", changes, "batch-1")
    call("contacts.update", {"id": made["id"], "tags": ["vip"]})
    lose_answers(table)
    assert batch("update", changes, "batch-1").data["results"][0]["contact"]["tags"] == ["vip"]
