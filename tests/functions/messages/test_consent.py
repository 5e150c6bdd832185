"""Advertising goes only to who has a valid consent for the channel, whoever sends it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api import call
from tests.for_each import for_each
from tests.functions.messages.world import SANDBOX, get, send, work_off

pytestmark = pytest.mark.usefixtures("table")
EMAIL = "nuria@exemple.com"


def contact(*consents: dict[str, Any]) -> str:
    """The id of a new contact with some consents."""
    about = {"type": "person", "name": "Núria", "email": EMAIL, "phone": "699 222 333", "consents": list(consents)}
    return str(call("contacts.create", about, caller=SANDBOX).data["id"])


def consent(channel: str = "email", basis: str = "consent", **about: Any) -> dict[str, Any]:
    return {"channel": channel, "basis": basis, **about}


def refused(answer: Any) -> bool:
    """Whether a message was refused because nobody agreed to it; it was sent otherwise."""
    if answer.status == 200:
        return False
    details = answer.error["details"]
    assert (answer.status, answer.error["code"]) == (422, "VALIDATION_ERROR")
    assert (details["field"], details["constraint"]) == ("purpose", "no_consent")
    return True


def totals() -> list[int]:
    """How many contacts and how many messages there are."""
    pages = (call(f"{resource}.list", {}, caller=SANDBOX).data for resource in ("contacts", "messages"))
    return [page["pagination"]["total"] for page in pages]


@for_each(
    ("consents", "channel", "is_refused"),
    [
        ([], "email", True),
        ([consent()], "email", False),
        ([consent()], "whatsapp", True),
        ([consent("whatsapp")], "whatsapp", False),
        ([consent(withdrawn_at="2026-01-01T00:00:00Z")], "email", True),
        ([consent(withdrawn_at="2026-01-01T00:00:00Z"), consent()], "email", False),
        ([consent(basis="contract")], "email", False),
        ([consent(basis="legitimate_interest")], "email", True),
    ],
)
def test_advertising_takes_a_valid_consent_for_the_channel(consents, channel, is_refused):
    answer = send(channel, contact_id=contact(*consents), purpose="marketing")
    assert refused(answer) is is_refused


def test_a_message_of_service_takes_none():
    someone = contact()
    assert send("email", contact_id=someone).status == 200
    assert send("email", contact_id=someone, purpose="service").status == 200


def test_who_is_named_by_an_address_has_the_consents_of_its_contact():
    assert refused(send("email", EMAIL, purpose="marketing"))
    contact(consent())
    assert not refused(send("email", EMAIL, purpose="marketing"))


def test_a_stranger_is_sent_no_advertising_and_becomes_no_contact():
    before = totals()
    assert refused(send("email", "ningu@exemple.com", purpose="marketing"))
    assert totals() == before


def test_a_withdrawal_holds_for_the_next_message():
    someone = contact(consent())
    assert not refused(send("email", contact_id=someone, purpose="marketing"))
    call("contacts.update", {"id": someone, "consents": []}, caller=SANDBOX)
    assert refused(send("email", contact_id=someone, purpose="marketing"))


def test_advertising_that_waits_is_not_sent_once_the_consent_is_withdrawn():
    about = {"type": "person", "name": "Núria", "phone": "+34 600 000 007", "consents": [consent("whatsapp")]}
    someone = call("contacts.create", about, caller=SANDBOX).data["id"]
    advert, service = (send(contact_id=someone, purpose=purpose).data for purpose in ("marketing", "service"))
    assert advert["status"] == service["status"] == "queued"
    call("contacts.update", {"id": someone, "consents": []}, caller=SANDBOX)
    work_off(timedelta(minutes=1))
    refused_one = get(advert["message_id"])
    assert (refused_one["status"], refused_one["error"]["reason"]) == ("failed", "consent_withdrawn")
    assert get(service["message_id"])["status"] == "queued"


def test_a_message_says_that_it_is_advertising_and_no_other_does():
    someone = contact(consent())
    advert = send("email", contact_id=someone, purpose="marketing").data
    assert get(advert["message_id"])["purpose"] == "marketing"
    assert "purpose" not in get(send("email", contact_id=someone).data["message_id"])


def test_a_refusal_speaks_three_languages():
    someone = contact()
    texts = {
        send("email", contact_id=someone, purpose="marketing", headers={"Accept-Language": language}).error["message"]
        for language in ("ca", "es", "en")
    }
    assert len(texts) == 3


def test_an_unknown_purpose_is_refused():
    answer = send(purpose="spam")
    assert (answer.status, answer.error["details"]["field"]) == (400, "purpose")
