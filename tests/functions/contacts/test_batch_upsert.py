"""POST /v1/contacts/batch_upsert keeps its promises; what all batches promise: test_batch_create.py."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.functions.contacts.test_batch_create import batch
from tests.functions.contacts.test_match_on import EMAIL, KEYS, contacts, create, dangling


@pytest.mark.usefixtures("table")
def test_each_is_made_or_changed_and_says_which():
    made = create(email=EMAIL)
    answer = batch(
        "upsert",
        [
            {"email": EMAIL, "name": "Maria Nova"},
            {"match_on": "external_id", "external_id": "ERP-1", "type": "company", "name": "Empresa"},
            {"match_on": "tax_number", "email": "x@exemple.com"},
        ],
    ).data
    assert [(result["ok"], result.get("created")) for result in answer["results"]] == [
        (True, False),
        (True, True),
        (False, None),
    ]
    assert answer["results"][0]["contact"]["id"] == made["id"]
    assert answer["results"][2]["error"]["details"]["field"] == "contacts[2].tax_id"


def test_those_that_share_a_key_are_carried_out_in_their_order(table):
    every = {name: value for about in KEYS.values() for name, value in about.items()}
    requests = [{**KEYS["email"], "name": "1"}, {**KEYS["phone"], "name": "2"}]
    requests += [{**KEYS["email"], **KEYS["phone"], "name": "3"}]  # these two are of different contacts by then
    requests += [{"match_on": "external_id", "email": "pau@exemple.com", "external_id": "ERP-2", "name": "4"}]
    requests += [{"email": "pau@exemple.com", "external_id": "ERP-3", "name": str(number)} for number in range(5, 30)]
    answer = batch("upsert", requests).data
    assert answer["results"][2]["error"]["details"]["reason"] == "different_contacts"
    assert {contact["name"] for contact in contacts()} == {"1", "2", "29"}
    assert [result["created"] for result in answer["results"] if result["ok"]] == [True, True, True, *[False] * 25]
    assert dangling(table) == []
    assert every


def test_batches_at_once_make_one_contact_for_each_key(table):
    requests = [{"email": f"{number % 10}@exemple.com", "tags": ["lead"]} for number in range(30)]
    start = threading.Barrier(4)

    def one(number):
        start.wait()
        return batch("upsert", requests, f"batch-{number}").data

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(one, range(4)))
    assert len(contacts()) == 10
    created = [result["created"] for answer in answers for result in answer["results"] if result["ok"]]
    assert sum(created) == 10
    assert [answer["failed"] for answer in answers] == [0] * 4
    assert dangling(table) == []
