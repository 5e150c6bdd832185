"""agents.list: by status and category, with today's figures."""

import pytest

from tests.agents.world import Scripted, invoked, made, speaking
from tests.api import OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")


def listed(**asked):
    return [agent["name"] for agent in call("agents.list", asked).data["agents"]]


def test_agents_are_listed_by_status_and_category():
    for name, status, category in (("a", "active", "nlp"), ("b", "inactive", "nlp"), ("c", "active", "sales")):
        made(name=name, status=status, category=category)
    assert sorted(listed()) == ["a", "b", "c"]
    assert sorted(listed(status="all", category="all")) == ["a", "b", "c"]
    assert sorted(listed(status="active")) == ["a", "c"]
    assert listed(status="inactive", category="nlp") == ["b"]
    assert listed(category="other") == []


def test_pages_are_exact():
    for number in range(3):
        made(name=str(number))
    answer = call("agents.list", {"page": 2, "per_page": 2}).data
    assert len(answer["agents"]) == 1
    assert answer["pagination"] == {"page": 2, "per_page": 2, "total": 3, "total_pages": 2}


def test_a_list_tells_how_often_and_how_fast():
    agent = made()
    with speaking(Scripted("d'acord")):
        invoked(agent)
    (shown,) = call("agents.list", {}).data["agents"]
    assert shown["invocations_today"] == 1
    assert shown["avg_latency_ms"] >= 0
    assert "instructions" not in shown


def test_organisations_see_their_own():
    made()
    assert call("agents.list", {}, caller={"organisation": OTHER_ORGANISATION}).data["agents"] == []


def test_the_example_is_answered_as_documented():
    answer = call("agents.list", {"status": "active", "category": "all"}, caller={"environment": "sandbox"}).data
    assert [(agent["id"], agent["avg_latency_ms"], agent["invocations_today"]) for agent in answer["agents"]] == [
        ("ag_classifier_01", 1200, 47),
        ("ag_email_draft", 2400, 12),
    ]
