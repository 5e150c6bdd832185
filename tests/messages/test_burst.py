"""Messages that come in as a burst, each three times: all are stored, each once. `BURST=1000` is the large run."""

import os
import random

from tests.messages.world import bring, new_store, stored

MESSAGES = int(os.environ.get("BURST", "60"))


def incoming(number: int):
    phone = f"3469900{number % 40:04}"
    about = {"from": phone, "id": f"wamid.{number}", "timestamp": str(1_780_000_000 + number)}
    message = {**about, "type": "text", "text": {"body": str(number)}}
    person = {"profile": {"name": "Maria"}, "wa_id": phone, "user_id": f"ES.{phone}"}
    value = {"metadata": {"phone_number_id": "106540352242922"}, "contacts": [person], "messages": [message]}
    entry = {"id": "0", "changes": [{"field": "messages", "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def test_each_is_stored_once():
    store = new_store()
    arrivals = [incoming(number) for number in range(MESSAGES) for _ in range(3)]
    random.Random(1).shuffle(arrivals)
    assert [reason for each in arrivals for reason in bring(store, "whatsapp", each)] == []
    kept = stored(store)
    assert sorted(int(item["content"]["body"]) for item in kept) == list(range(MESSAGES))
    assert len({item["contact"] for item in kept}) == min(40, MESSAGES), "one contact for each sender"
    for contact in {item["contact"] for item in kept}:
        numbers = [item["n"] for item in kept if item["contact"] == contact]
        assert numbers == list(range(1, len(numbers) + 1)), "no holes"
