"""One evening at the front desk: dialogues in three languages, each with its expected end, with a model and without.

The model is a simulator that knows a few words; what is tried is what the desk makes of its answers.
"""

import pytest
from bivelio_core.agents.desk import phrases
from bivelio_core.providers import language_model as lm

from tests.agents.desk_world import World, says, status
from tests.agents.evening import ANSWERED, ASKED
from tests.agents.world import balance, made, speaking
from tests.api import call
from tests.functions.messages.world import whatsapp

pytestmark = pytest.mark.usefixtures("table")
WORDS = {
    "asked_for": ("persona", "human"),
    "complaint": ("queixa", "queja", "complaint"),
    "money": ("reemborsament", "reembolso", "refund"),
    "case": ("ascensor", "lift"),
    "hours": ("obriu", "abrís", "open"),
}


class Receptionist:
    """A model that knows a few words."""

    name = "receptionist"

    def answer(self, prompt, _deadline):
        text = prompt.question().casefold()
        topic = next((name for name, words in WORDS.items() if any(word in text for word in words)), "unsure")
        if topic == "case" and not isinstance(prompt.turns[-1], lm.ToolTurn):
            calls = (lm.ToolCall("1", "cases.create", {"title": "Ascensor"}),)
            return lm.Answer("", "r-1", lm.Usage(1, 1, 2), calls, lm.ModelTurn(calls=calls))
        reason = topic if topic in ("asked_for", "complaint", "money", "unsure") else "no"
        reply = says("9:00", reason, confident=topic != "unsure")
        return lm.Answer(reply, "r-1", lm.Usage(1, 1, 2), turn=lm.ModelTurn(reply))


@pytest.fixture
def world(table, monkeypatch):
    with whatsapp(monkeypatch) as (provider, connection):
        agent = made(tools=["cases.create", "knowledge.search"] if has_knowledge() else ["cases.create"])
        call("agents.desk_update", {"enabled": True, "agent_id": agent, "channels": ["whatsapp"]})
        yield World(table, connection, provider)


def has_knowledge():
    from bivelio_core.operations import operations

    return "knowledge.search" in operations()


def played(world, number, texts):
    """The texts that a person got, and the conversation at its end."""
    phone, before = f"346000000{number:02d}", len(world.sent())
    jobs = [world.writes(text, phone) for text in texts]
    for _, job in jobs:
        world.answers(job)
        world.answers(job)
    return world.sent()[before:], status(jobs[0][0]["contact_id"])


def test_each_dialogue_of_the_evening_ends_as_expected(world):
    wrong = {}
    with speaking(Receptionist()):
        for number, (language, (texts,), end) in enumerate(ASKED):
            answers, conversation = played(world, number, texts)
            why = conversation.get("handed_over", {}).get("why", ANSWERED)
            is_said = bool(answers) and (phrases.HANDED_OVER[language] in answers[-1]) == (why != ANSWERED)
            cases = call("cases.list", {"contact_id": conversation["contact_id"]}).data["cases"]
            expected = (1, ANSWERED if end == "case" else end, True, int(end == "case"))
            if (outcome := (len(answers), why, is_said, len(cases))) != expected:
                wrong[language, texts[-1]] = outcome
    assert wrong == {}
    assert balance() == 500 - len(ASKED)


def test_without_a_model_each_gets_one_honest_answer_and_a_person(world):
    for number, (language, (texts,), _) in enumerate(ASKED[::4]):
        answers, conversation = played(world, number, texts)
        assert answers == [f"{phrases.NO_ANSWER[language]}\n\n{phrases.HANDED_OVER[language]}"], texts
        assert conversation["handled_by"] == "person"
