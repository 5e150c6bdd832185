"""What a client writes is one case, however many messages there are; on a holiday the client is told when."""

import pytest
from bivelio_core import clock
from bivelio_core.store.connect import table

from tests.api import call
from tests.functions.inbound.called import arrive, signature, to_json
from tests.functions.messages.world import store_of, whatsapp, work_off, wrote
from tests.messages.world import stored
from tests.workflows.stream import Stream


@pytest.fixture
def line(shop, monkeypatch):
    """A number of WhatsApp; it answers what was sent by it."""
    with whatsapp(monkeypatch) as (meta, connection):
        yield lambda text, wamid: _write(connection, text, wamid), meta


def _write(connection, text, wamid):
    body = to_json(wrote("34699000111", text=text, wamid=wamid))
    assert arrive("whatsapp", body, connection=connection, headers=signature(body)).status == 200
    work_off()


def follow(shop):
    newest = stored(store_of(table()))[-1]
    shop.follow(Stream((f"MSG#{newest['contact']}",)))


def test_messages_of_a_client_are_one_case_with_notes(shop, line):
    write, _ = line
    shop.create("message-to-case")
    write("El rebut no és correcte", "wamid.1")
    follow(shop)
    write("És el de març", "wamid.2")
    follow(shop)
    (listed,) = call("cases.list").data["cases"]
    shown = call("cases.get", {"id": listed["id"]}).data
    assert (shown["title"], len(shown["message_ids"])) == ("El rebut no és correcte", 1)
    assert [note["text"] for note in shown["notes"]] == ["És el de març"]


def test_on_a_holiday_the_client_is_told_when_somebody_answers(shop, line):
    write, meta = line
    shop.create("message-to-case")
    with clock.frozen(clock.parse("2026-03-07T10:00:00Z")):  # a Saturday
        write("Hola", "wamid.1")
        follow(shop)
        work_off()
    assert any("dilluns" in str(got.body.decode()) or "9 de mar" in got.body.decode() for got in meta.received)
