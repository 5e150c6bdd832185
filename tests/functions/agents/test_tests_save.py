"""agents.tests_save: a test is saved under its name, and wrong ones are refused."""

import pytest

from tests.agents.world import made
from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_a_test_takes_the_place_of_the_one_of_its_name():
    agent = made()
    for name, text in (("Preu del menú", "Un"), ("PREU del menu", "Dos"), ("Un altre", "Tres")):
        saved = call("agents.tests_save", {"agent_id": agent, "name": name, "turns": [{"text": text}]}).data
        assert (saved["name"], saved["turns"][0]["text"], saved["results"]) == (name, text, [])
    page = call("agents.tests_list", {"agent_id": agent}).data
    assert [(test["name"], test["turns"][0]["text"]) for test in page["tests"]] == [
        ("PREU del menu", "Dos"),
        ("Un altre", "Tres"),
    ]


def test_there_are_fifty_of_an_agent(monkeypatch):
    from bivelio_core.agents.kept_tests.actions import tests_save

    monkeypatch.setattr(tests_save, "MAXIMUM_TESTS", 1)
    agent = made()
    data = {"agent_id": agent, "turns": [{"text": "Hola"}]}
    assert call("agents.tests_save", {**data, "name": "A"}).status == 200
    refused = call("agents.tests_save", {**data, "name": "B"})
    assert (refused.status, refused.error["details"]) == (409, {"reason": "too_many_tests", "limit": 1})
    assert call("agents.tests_save", {**data, "name": "a", "front_desk": True}).status == 200
    assert call("agents.tests_save", {**data, "agent_id": made(), "name": "B"}).status == 200


@pytest.mark.parametrize(
    ("about", "status", "field"),
    [
        ({"turns": [{"text": "Hola", "hands_over": True}]}, 422, "turns[0].hands_over"),
        ({"turns": []}, 400, "turns"),
        ({"turns": [{"text": ""}]}, 400, "turns[0].text"),
        ({"turns": [{"text": "x" * 4_001}]}, 400, "turns[0].text"),
        ({"turns": [{"text": "Hola"}] * 11}, 400, "turns"),
        ({"turns": [{"text": "Hola", "says": [""]}]}, 400, "turns[0].says[0]"),
        ({"turns": [{"text": "Hola"}], "name": "a\nb"}, 400, "name"),
    ],
)
def test_a_wrong_test_is_refused_by_its_field(about, status, field):
    answer = call("agents.tests_save", {"agent_id": made(), "name": "A", **about})
    assert (answer.status, answer.error["details"]["errors"][0]["field"]) == (status, field)


def test_a_test_is_of_an_agent_of_ones_own():
    data = {"name": "A", "turns": [{"text": "Hola"}]}
    assert call("agents.tests_save", {"agent_id": "ag_nobody", **data}).status == 404
    assert call("agents.tests_save", {"agent_id": made(), **data}, caller={"scopes": "agents:read"}).status == 403
