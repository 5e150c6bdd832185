"""The rules draft what a description says, tell what they did not understand, and refuse what they would get wrong."""

import pytest
from bivelio_core.providers.language_model import ModelRefused
from bivelio_core.workflows.actions import generate
from bivelio_core.workflows.drafting import rules

from tests.api import call
from tests.functions.workflows.descriptions import DRAFTED, REFUSED

pytestmark = pytest.mark.usefixtures("table")
SANDBOX = {"environment": "sandbox"}


def start_of(definition):
    """The start of a definition, as the table has it."""
    trigger = definition["trigger"]
    narrowed = trigger.get("filter", "").split("'")[1:2]
    return " ".join([trigger.get("event", trigger.get("cron", definition["trigger_type"])), *narrowed])


@pytest.mark.parametrize("described", DRAFTED, ids=lambda described: described.text[:60])
def test_a_description_is_drafted_clause_by_clause(described):
    definition, not_understood = rules.draft(described.text, "ca")
    steps = tuple(step["type"] for step in definition["steps"] if step["id"] != rules.BEGINNING)
    assert (start_of(definition), steps, tuple(not_understood)) == described[1:]
    assert generate._faults(definition) == ()


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:60])
def test_what_rules_would_get_wrong_is_refused_with_its_clause(text):
    with pytest.raises(ModelRefused) as refusal:
        rules.draft(text, "ca")
    assert refusal.value.details["clause"] == REFUSED[text]


@pytest.mark.parametrize("caller", [None, SANDBOX], ids=["live", "sandbox"])
def test_a_refused_description_is_a_422_and_costs_nothing(caller):
    before = call("credits.balance", caller=caller).data
    answer = call("workflows.generate", {"text": "Quan un client no pagui la factura, avisa'm"}, caller=caller)
    assert (answer.status, answer.error["code"], answer.error["details"]["reason"]) == (
        422,
        "INTEGRATION_ERROR",
        "no_rule",
    )
    assert answer.error["details"]["clause"] == "Quan un client no pagui la factura"
    after = call("credits.balance", caller=caller).data
    assert (after["balance"], after["reserved"]) == (before["balance"], 0)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ca", "No s'ha entès: «Haz un café»."),
        ("es", "No se ha entendido: «Haz un café»."),
        ("en", "Not understood: “Haz un café”."),
    ],
)
def test_what_was_not_understood_is_told_in_the_callers_language(language, told):
    notes = call("workflows.generate", {"text": "Haz un café y avisa al equipo", "language": language}).data["notes"]
    assert notes[0].startswith(told)


def test_a_reply_is_sent_where_the_message_came_from():
    text = "Quan arribi un WhatsApp, respon-lo amb un agent"
    draft, send = rules.draft(text, "ca").definition["steps"]
    assert (draft["type"], send["type"]) == ("agent.invoke", "message.send")
    assert send["input"] == {
        "contact_id": "{{ input.contact_id }}",
        "channel": "whatsapp",
        "body": "{{ steps.draft_reply.output.output.text }}",
    }
    notes = call("workflows.generate", {"text": "When a message arrives, reply to it", "language": "en"}).data["notes"]
    assert "The reply is only drafted: add a step that sends it." in notes


def test_a_message_goes_to_who_the_event_is_about():
    (message,) = rules.draft("Quan es pagui una factura, envia un correu", "ca").definition["steps"]
    assert message["input"]["contact_id"] == "{{ input.client.id }}"
    notes = call("workflows.generate", {"text": "Every Monday send an email", "language": "en"}).data["notes"]
    assert notes[0].startswith("Say to whom send_message goes")
