"""A signed form becomes one contact however often it is sent, and a forged one none."""

from tests.api import call
from tests.workflows.inbound import encoded, send, signed, work_off

FORM = {"submission_id": "s1", "name": "Maria Puig", "email": "Maria@Example.com", "message": "Hola"}


def test_a_signed_form_becomes_one_contact_and_a_forged_one_none(shop):
    token = call("workflows.rotate_url", {"id": shop.create("lead-form")}).data["token"]
    body = encoded(FORM)
    answers = [send(token, body, headers=signed("replace this secret", body)) for _ in range(3)]
    assert len({answer.data["instance_id"] for answer in answers}) == 1
    assert send(token, body, headers=signed("another secret", body)).status == 401
    work_off()
    shop.states.run()
    (contact,) = call("contacts.list").data["contacts"]
    assert (contact["name"], contact["email"]) == ("Maria Puig", "maria@example.com")
    assert len(shop.service.received) == 1
