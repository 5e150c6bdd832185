"""The starter workflow that answers messages, run in the sandbox."""

from bivelio_core.workflows.definitions.templates import ANSWERED_MESSAGE

from tests.api import call

SANDBOX = {"environment": "sandbox"}
RECEIVED = {
    "contact_id": "ct_abc123",
    "channel": "whatsapp",
    "from": "+34 612 345 678",
    "message": {"type": "text", "body": "Volem ampliar la subscripció al pla Enterprise"},
}


def test_a_message_is_classified_and_answered_once_somebody_approves(states):
    workflow = call("workflows.create", ANSWERED_MESSAGE, caller=SANDBOX).data["id"]
    started = call("workflows.execute", {"workflow_id": workflow, "input": RECEIVED}, caller=SANDBOX).data
    states.run()
    call("workflows.approve", {"instance_id": started["instance_id"]}, caller=SANDBOX)
    states.run()
    ended = call("workflows.instances_get", {"instance_id": started["instance_id"]}, caller=SANDBOX).data
    assert (ended["status"], ended["output"]) == ("completed", {"intent": "plan_upgrade", "sent": True})
    assert call("credits.balance", caller=SANDBOX).data["balance"] == 998
