"""In a conversation with a contact, tools are about that contact alone, whatever the model was talked into."""

from typing import Any

import pytest
from bivelio_core.agents import bounds
from bivelio_core.operations import with_all_faces
from bivelio_core.providers import language_model as lm

from tests.agents.world import Scripted, invoked, made, speaking
from tests.api import call
from tests.functions.messages.world import whatsapp

pytestmark = pytest.mark.usefixtures("table")


def person(name, **about):
    return call("contacts.create", {"type": "person", "name": name, **about}).data["id"]


def results(contact, tools, *calls):
    """What the model is answered to some calls, in a conversation with a contact."""
    conversation = call("agents.conversations_create", {"contact_id": contact}).data["id"]
    model = Scripted(list(calls), "Fet")
    agent = made(tools=[tool if isinstance(tool, dict) else {"name": tool, "approval": "never"} for tool in tools])
    with speaking(model):
        assert invoked(agent, conversation_id=conversation, allow_writes=True).status == 200
    newest: Any = model.prompts[-1].turns[-1]
    return model, [result.output for result in newest.results]


def test_a_contact_is_the_one_it_talks_with():
    maria, anna = person("Maria"), person("Anna")
    model, (read, changed) = results(
        maria,
        ["contacts.get", "contacts.update"],
        lm.ToolCall("1", "contacts.get", {"id": anna}),
        lm.ToolCall("2", "contacts.update", {"id": anna, "job_title": "Intrusa"}),
    )
    assert (read["name"], changed["name"]) == ("Maria", "Maria")
    assert "job_title" not in call("contacts.get", {"id": anna}).data
    offered = {tool.name: tool.parameters["properties"] for tool in model.prompts[0].tools}
    assert "id" not in offered["contacts.get"]


def test_lists_of_everybody_are_not_offered_unless_granted_so():
    maria = person("Maria")
    model, (listed,) = results(maria, ["contacts.list"], lm.ToolCall("1", "contacts.list", {}))
    assert model.prompts[0].tools == ()
    assert listed["error"]["code"] == "TOOL_NOT_GRANTED"
    model, (listed,) = results(
        maria, [{"name": "contacts.list", "reach": "all"}], lm.ToolCall("1", "contacts.list", {})
    )
    assert [tool.name for tool in model.prompts[0].tools] == ["contacts.list"]
    assert listed["pagination"]["total"] == 1


def test_a_resource_is_anothers_or_the_contacts_own():
    maria, anna = person("Maria"), person("Anna")
    own = call("cases.create", {"title": "Seu", "contact_id": maria}).data["id"]
    other = call("cases.create", {"title": "De l'Anna", "contact_id": anna}).data["id"]
    _, (seen, hidden, taken, listed) = results(
        maria,
        ["cases.get", "cases.update", "cases.list"],
        lm.ToolCall("1", "cases.get", {"id": own}),
        lm.ToolCall("2", "cases.get", {"id": other}),
        lm.ToolCall("3", "cases.update", {"id": other, "contact_id": maria, "title": "Meu"}),
        lm.ToolCall("4", "cases.list", {"contact_id": anna}),
    )
    assert seen["title"] == "Seu"
    assert hidden == taken == bounds.NOT_OF_THE_PERSON
    assert [case["title"] for case in listed["cases"]] == ["Seu"]
    assert call("cases.get", {"id": other}).data["contact_id"] == anna


def test_a_message_goes_to_the_person_alone(monkeypatch):
    maria = person("Maria", phone="+34 612 345 678")
    with whatsapp(monkeypatch):
        _, (sent,) = results(
            maria,
            ["messages.send"],
            lm.ToolCall("1", "messages.send", {"channel": "whatsapp", "to": "+34 699 999 999", "message": TEMPLATE}),
        )
    assert sent["contact_id"] == maria
    assert call("contacts.list", {}).data["pagination"]["total"] == 1


TEMPLATE = {"type": "template", "name": "benvinguda", "language": "ca", "parameters": ["Maria", "ABC"]}


def test_of_the_contacts_operations_only_those_about_one_are_offered():
    """What is added to the domain is not offered to a conversation until it names the contact that it is about."""
    offered = {
        name for name, each in with_all_faces().items() if name.startswith("contacts.") and bounds.is_offered(each)
    }
    assert {"contacts.get", "contacts.update", "contacts.timeline"} < offered
    assert not offered & {"contacts.list", "contacts.find", "contacts.create", "contacts.upsert", "contacts.export"}
    assert all(
        "id" not in with_all_faces()[name].request_model.model_fields for name in offered - bounds.OF_THE_CONTACT
    )


def test_what_is_read_to_see_whose_it_is_must_say_so():
    assert bounds.is_about({"contact_id": "ct_1"}, "ct_1")
    assert bounds.is_about({"client": {"id": "ct_1"}}, "ct_1")
    assert bounds.is_about({"booking": {"contact_id": "ct_1"}}, "ct_1")
    assert not bounds.is_about({"booking": {"id": "ct_1", "contact_id": "ct_2"}}, "ct_1")
    assert not bounds.is_about({"id": "ct_1", "title": "ct_1"}, "ct_1")
    assert not bounds.is_about({"error": {"code": "RESOURCE_NOT_FOUND"}}, "ct_1")
