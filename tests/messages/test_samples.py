"""Inputs that nobody here wrote: every one is stored, or refused with a reason; none is a crash."""

import json

import pytest
from bivelio_core.store.keys import PROVIDER_MESSAGE

from tests.messages.world import bring, new_store, samples, stored

NUMBERS = ("106540352242922", "1122334455667", "743897493242")


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("file", samples("whatsapp", "*.json"))
def test_a_webhook_of_whatsapp_is_stored_or_refused_with_a_reason(file):
    for name, payload in json.loads(file.read_text(encoding="utf-8")).items():
        store = new_store(numbers=NUMBERS)
        refused = bring(store, "whatsapp", payload)
        once = stored(store)
        assert bring(store, "whatsapp", payload) == refused, name
        assert stored(store) == once, "a repetition changes nothing"
        waits = store.query(PROVIDER_MESSAGE)
        assert once or refused or waits or name == "phone_number_change", name
        for message in once:
            assert message["content"]["type"], name


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("file", samples("emails", "*"))
def test_a_mail_is_stored_or_refused_with_a_reason(file):
    content = file.read_bytes()
    store = new_store()
    refused = bring(store, "email", content)
    once = stored(store)
    assert len(once) + len(refused) == 1, (refused, once)
    assert bring(store, "email", content) == refused
    assert len(stored(store)) == len(once), "a repetition changes nothing"
    for message in once:
        assert "@" in message["from"]
        json.dumps(message["content"]).encode()


@pytest.mark.usefixtures("services")
def test_what_these_mails_say_is_read():
    (file,) = samples("emails", "multi_charset__japanese_shift_jis.eml")[:1]
    if file.values[0] is None:
        pytest.skip("there are no samples")
    store = new_store()
    assert bring(store, "email", file.values[0].read_bytes()) == []
    (message,) = stored(store)
    assert any("\u3040" <= letter <= "\u9fff" for letter in message["content"]["body"]), "Japanese letters"
