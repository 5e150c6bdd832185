"""Who writes is answered once for what they wrote in a row, by the agent, until a person goes on."""

import json

import pytest
from bivelio_core.providers import language_model as lm
from bivelio_core.store.connect import table

from tests.agents.world import Scripted, made, speaking
from tests.api import call
from tests.functions.inbound.called import arrive, signature, to_json
from tests.functions.messages.world import store_of, whatsapp, work_off, wrote
from tests.messages.world import stored
from tests.workflows.stream import Stream

SCHEMA = {
    "type": "object",
    "properties": {"reply": {"type": "string"}, "hand_over": {"type": "string"}},
    "required": ["reply", "hand_over"],
}


@pytest.fixture
def line(shop, monkeypatch):
    """A number of WhatsApp, whose messages an agent answers; it answers what was sent by it."""
    shop.create("front-desk", ag_front_desk=made(output_schema=SCHEMA, category="front_desk"))
    with whatsapp(monkeypatch) as (meta, connection):
        yield lambda *texts: _written(shop, connection, texts), meta


def _written(shop, connection, texts):
    numbers = len(call("messages.list", {"per_page": 1}).data["messages"])
    for number, text in enumerate(texts):
        body = to_json(wrote("34699000111", text=text, wamid=f"wamid.{text[:8]}{numbers}{number}"))
        assert arrive("whatsapp", body, connection=connection, headers=signature(body)).status == 200
        work_off()
    newest = stored(store_of(table()))[-1]
    shop.follow(Stream((f"MSG#{newest['contact']}",)))
    work_off()
    return call("messages.list", {"per_page": 1}).data["messages"][0]["contact_id"]


def sent(meta):
    bodies = [json.loads(request.body) for request in meta.received if request.method == "POST"]
    return [body["text"]["body"] for body in bodies if "text" in body]


def says(reply, hand_over="no"):
    return json.dumps({"reply": reply, "hand_over": hand_over})


def test_quick_messages_are_answered_once_and_the_agent_has_read_all(line):
    write, meta = line
    with speaking(Scripted(says("Divuit euros."))) as model:
        write("Bon dia", "quant val el menú?")
    assert sent(meta) == ["Divuit euros."]
    (prompt,) = model.prompts
    assert "Bon dia" in str(prompt.before)


def test_what_the_agent_is_not_sure_of_is_a_persons_who_is_not_written_over(line):
    write, meta = line
    with speaking(Scripted(says("Et passo una persona.", "complaint"))):
        contact = write("Estic enfadat")
        write("Encara hi ets?")
    assert sent(meta) == ["Et passo una persona."]
    handed = call("messages.conversations_get", {"contact_id": contact}).data
    assert (handed["handled_by"], handed["handed_over"]["why"]) == ("person", "complaint")


def test_a_person_goes_on_when_the_model_refuses(line):
    write, meta = line
    with speaking(Scripted(lm.ModelRefused("blocked"))):
        contact = write("Hola")
    assert sent(meta) == []
    handed = call("messages.conversations_get", {"contact_id": contact}).data
    assert (handed["handled_by"], handed["handed_over"]["why"]) == ("person", "unavailable")
