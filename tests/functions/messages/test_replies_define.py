"""POST /v1/messages/replies/define keeps its promises."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def define(name="Horari", ca="Obrim a les 9.", **about):
    return call("messages.replies_define", {"name": name, "texts": {"ca": ca}, **about})


def test_a_name_is_one_reply_whatever_its_capitals_and_accents():
    assert define().data["version"] == 1
    assert define().data["version"] == 1, "it is so already"
    changed = define("HORARI", "Obrim a les 10.").data
    assert (changed["name"], changed["version"], changed["texts"]) == ("HORARI", 2, {"ca": "Obrim a les 10."})
    assert len(call("messages.replies_list").data["replies"]) == 1


def test_a_change_is_refused_that_is_based_on_an_older_version():
    define()
    define(ca="Obrim a les 10.", version=1)
    assert define(ca="Obrim a les 11.", version=1).error["details"]["reason"] == "version"
    assert define("Nova", version=3).error["details"]["reason"] == "version"


@pytest.mark.parametrize(
    ("texts", "field", "constraint"),
    [
        ({}, "texts", "required"),
        ({"ca": "Hola, {contact.phone}"}, "texts.ca", "unknown_variable"),
        ({"fr": "Bonjour"}, "texts.fr", "unknown_field"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_with_its_field(texts, field, constraint):
    (error,) = call("messages.replies_define", {"name": "A", "texts": texts}).error["details"]["errors"]
    assert (error["field"], error["constraint"]) == (field, constraint)
    assert call("messages.replies_list").data["replies"] == []


def test_there_are_two_hundred_at_most():
    for number in range(200):
        define(f"r{number}")
    (error,) = define("one more").error["details"]["errors"]
    assert (error["field"], error["constraint"]) == ("name", "max_items")
    assert define("r7", "Un altre text").status == 200
