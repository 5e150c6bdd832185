"""A step sends advertising only to who has agreed to it on the channel."""

from typing import Any

from tests.api import call

SANDBOX = {"environment": "sandbox"}


def contact(*consents: dict[str, Any]) -> str:
    """The id of a new contact with some consents."""
    about = {"type": "person", "name": "Núria", "email": "nuria@exemple.com", "consents": list(consents)}
    return str(call("contacts.create", about, caller=SANDBOX).data["id"])


def test_a_step_sends_advertising_only_to_who_agreed(states):
    def run(someone: str) -> Any:
        about = {"channel": "email", "contact_id": someone, "body": "Rebaixes", "purpose": "marketing"}
        steps = [{"id": "advert", "type": "messages.send", "input": about}]
        workflow = call("workflows.create", {"name": "Rebaixes", "steps": steps}, caller=SANDBOX).data["id"]
        started = call("workflows.execute", {"workflow_id": workflow}, caller=SANDBOX).data["instance_id"]
        states.run()
        (step,) = call("workflows.instances_get", {"instance_id": started}, caller=SANDBOX).data["steps"]
        return step

    step = run(contact())
    assert (step["status"], step["error"]["code"]) == ("failed", "VALIDATION_ERROR")
    assert run(contact({"channel": "email", "basis": "consent"}))["status"] == "completed"
