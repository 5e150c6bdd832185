"""Every request that docs/contacts.md shows is answered in the sandbox."""

import pytest

from tests import guides

pytestmark = pytest.mark.usefixtures("table")


def test_each_request_of_the_guide_is_answered():
    answers = guides.run("contacts")
    assert {operation: answer.status for operation, answer in answers} == {
        "contacts.update": 200,
        "contacts.list": 200,
        "contacts.upsert": 200,
        "contacts.batch_upsert": 200,
        "contacts.add_tags": 200,
        "contacts.duplicates": 200,
        "contacts.merge": 200,
    }


def test_each_request_beside_those_of_others_is_answered():
    answers = guides.run("contacts-moving")
    assert [(operation, answer.status) for operation, answer in answers] == [
        ("contacts.upsert", 200),
        ("contacts.list", 200),
    ]
