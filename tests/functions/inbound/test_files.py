"""The files of messages on WhatsApp and Telegram become documents, once; a message says why it has none."""

import base64
import json
from dataclasses import asdict

import pytest
from bivelio_core import clock
from bivelio_core.messages.arrivals import Arrival
from bivelio_core.messages.inbound import files
from bivelio_core.providers.messaging import magic
from bivelio_core.store.keys import CONNECTION, CONVERSATION
from bivelio_core.store.writes import Update

from tests.api import ORGANISATION, call
from tests.functions.integrations.connected import SECRETS, TELEGRAM, WHATSAPP
from tests.functions.messages.world import comes_in, failing, served, store_of, telegram, whatsapp, work, wrote
from tests.receiver import Reply
from tests.services import waiting

pytestmark = pytest.mark.usefixtures("table")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
SAMPLE = "cn_w1x2y3z4"
VOICE = b"OggS" + b"\0" * 100


def image(wamid: str = "wamid.1", kind: str = "image", **about):
    """Meta's webhook about a message with a file."""
    document = wrote("34699000111", wamid=wamid)
    (message,) = document["entry"][0]["changes"][0]["value"]["messages"]
    del message["text"]
    message |= {"type": kind, kind: {"id": "media-1", "mime_type": "image/png", "sha256": "x", **about}}
    return document


def photo(**about):
    """Telegram's update about a photo."""
    chat = {"id": 4242, "type": "private", "first_name": "Maria"}
    sizes = [{"file_id": "small", "file_size": 10}, {"file_id": "large", "file_size": 108, **about}]
    message = {"message_id": 7, "date": 1_780_000_000, "chat": chat, "from": chat, "photo": sizes}
    return {"update_id": 7, "message": message}


@pytest.fixture
def meta(monkeypatch, table):
    """A connected number, and Meta, whose answers a test changes: about the file, and the file."""
    found = {"about": None, "file": Reply(200, {"Content-Type": "image/png"}, PNG)}

    def answer(request):
        if request.path == "/download?token=1":
            return found["file"]
        if request.path.startswith("/v26.0/media-1"):
            return found["about"] or {"url": f"http://127.0.0.1:{receiver.port}/download?token=1", "file_size": 108}
        return {"display_phone_number": "+34 600 000 000"}

    with whatsapp(monkeypatch) as (receiver, number):
        receiver.answer = lambda request: reply(answer(request))
        yield receiver, number, found


def reply(found):
    return found if isinstance(found, Reply | None) else Reply(200, {}, json.dumps(found).encode())


def attachment():
    """What the newest message shows of its file."""
    (file,) = call("messages.list").data["messages"][-1]["attachments"]
    return file


def document(file):
    return call("documents.get", {"document_id": file["document_id"]}).data


def test_a_file_of_whatsapp_is_fetched_with_the_token_and_kept_as_a_document(table, meta):
    receiver, number, _ = meta
    assert comes_in(table, number, "whatsapp", image(caption="La foto")) == []
    assert attachment() == {"filename": "image.png", "content_type": "image/png", "pending": True}
    work("fetch_message_file", "message_files")
    kept = attachment()
    assert {**kept, "document_id": ""} == {
        "filename": "image.png",
        "content_type": "image/png",
        "size_bytes": len(PNG),
        "document_id": "",
    }
    assert (document(kept)["mime_type"], document(kept)["size_bytes"]) == ("image/png", len(PNG))
    asked, downloaded = receiver.received
    assert asked.path == f"/v26.0/media-1?phone_number_id={WHATSAPP['phone_number_id']}"
    assert {each.headers["authorization"] for each in (asked, downloaded)} == {f"Bearer {WHATSAPP['access_token']}"}


def test_a_photo_of_telegram_is_fetched_in_its_largest_size(table, monkeypatch):
    def answer(request):
        if request.path.endswith("/getFile"):
            assert json.loads(request.body) == {"file_id": "large"}
            return Reply(200, {}, json.dumps({"ok": True, "result": {"file_path": "photos/1.jpg"}}).encode())
        assert request.path == f"/file/bot{TELEGRAM['bot_token']}/photos/1.jpg"
        return Reply(200, {}, PNG)

    with telegram(monkeypatch) as (bots, bot):
        assert comes_in(table, bot, "telegram", photo()) == []
        bots.answer = answer
        work("fetch_message_file", "message_files")
    assert document(attachment())["mime_type"] == "image/png"
    assert not any(secret in str(call("messages.list").data) for secret in SECRETS)


def test_a_voice_message_is_a_document_too(table, meta):
    _, number, found = meta
    found["file"] = Reply(200, {}, VOICE)
    comes_in(table, number, "whatsapp", image(kind="audio", mime_type="audio/ogg; codecs=opus", voice=True))
    work("fetch_message_file", "message_files")
    kept = attachment()
    assert (kept["filename"], document(kept)["mime_type"]) == ("audio.oga", "audio/ogg")


def test_a_job_that_is_done_twice_makes_one_document(table, meta):
    _, number, _ = meta
    for _ in range(2):
        comes_in(table, number, "whatsapp", image())
    jobs = waiting("message_files")
    assert len(jobs) == 1
    served("fetch_message_file", jobs)
    first = attachment()
    served("fetch_message_file", jobs)
    assert attachment() == first
    pending = [{"filename": "image.png", "content_type": "image/png", "pending": True}]
    forgotten = Update(set={"attachments": pending})  # by a process that died before it wrote what it had kept
    store_of(table).update(CONVERSATION, jobs[0]["slot"], forgotten, jobs[0]["contact"])
    served("fetch_message_file", jobs)
    assert attachment() == first
    assert call("documents.list").data["pagination"]["total"] == 1


DOWN = {
    "it is down": failing(503),
    "a failure of its own": failing(500),
    "it is busy": failing(429, {"error": {"code": 130429}}),
    "no answer": None,
    "nonsense": Reply(200, {}, b"{"),
}


@pytest.mark.parametrize("down", DOWN.values(), ids=DOWN.keys())
def test_a_provider_that_is_down_is_asked_again_and_at_last_the_message_says_so(table, meta, down):
    receiver, number, _ = meta
    receiver.answer = lambda _: down
    comes_in(table, number, "whatsapp", image())
    tries = 0
    while jobs := waiting("message_files"):
        assert attachment()["pending"] is True
        served("fetch_message_file", jobs)
        tries += 1
    assert tries == len(files.WAITS)
    assert attachment()["refused"] == ("rate_limited" if down == DOWN["it is busy"] else "provider_unavailable")


@pytest.mark.parametrize("down", [failing(503), failing(429), None])
def test_a_file_that_cannot_be_downloaded_now_is_asked_for_anew(table, meta, down):
    _, number, found = meta
    found["file"] = down
    comes_in(table, number, "whatsapp", image())
    work("fetch_message_file", "message_files")
    assert attachment()["pending"] is True
    found["file"] = Reply(200, {}, PNG)
    work("fetch_message_file", "message_files")
    assert "document_id" in attachment()


REFUSED = {
    "gone": ({"about": failing(404, {"error": {"code": 100, "message": "no"}})}, "content_rejected"),
    "an expired URL": ({"file": failing(404)}, "media_rejected"),
    "a token that counts no more": ({"about": failing(401, {"error": {"code": 190}})}, "credentials_rejected"),
    "too large, as it says": ({"about": {"url": "http://127.0.0.1:1/", "file_size": 20_971_521}}, "max_bytes"),
    "too large, whatever it says": ({"file": Reply(200, {}, b"\x89PNG" + b"\0" * 20_971_520)}, "max_bytes"),
    "a program": ({"file": Reply(200, {}, b"MZ\x90\0" + b"\0" * 100)}, "file_type"),
    "nothing": ({"file": Reply(200, {}, b"")}, "file_type"),
    "an address of ours": ({"about": {"url": "http://169.254.169.254/latest"}}, "media_rejected"),
}


@pytest.mark.parametrize(("changed", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_cannot_be_kept_is_told_with_its_reason(table, meta, changed, reason):
    _, number, found = meta
    found |= changed
    comes_in(table, number, "whatsapp", image())
    work("fetch_message_file", "message_files")
    assert waiting("message_files") == []
    shown = attachment()
    assert (shown["refused"], "pending" in shown, "document_id" in shown) == (reason, False, False)


def test_a_file_that_says_that_it_is_too_large_is_not_asked_for(table, monkeypatch):
    with telegram(monkeypatch) as (_, bot):
        comes_in(table, bot, "telegram", photo(file_size=30_000_000))
        work("fetch_message_file", "message_files")
    assert attachment()["refused"] == "max_bytes"


def test_a_connection_that_was_removed_meanwhile_fetches_nothing(table, meta):
    receiver, number, _ = meta
    comes_in(table, number, "whatsapp", image())
    store_of(table).update(CONNECTION, number, Update(set={"status": "removed"}))
    work("fetch_message_file", "message_files")
    assert (attachment()["refused"], receiver.received) == ("connection_broken", [])


def test_the_sandbox_has_a_picture_for_each_file(table):
    caller = {"environment": "sandbox"}
    call("messages.list", caller=caller)
    body = base64.b64encode(json.dumps(image()).encode()).decode()
    served("receive_message", [asdict(Arrival("whatsapp", ORGANISATION, "sandbox", SAMPLE, clock.stamp(), body))])
    work("fetch_message_file", "message_files")
    (file,) = call("messages.list", caller=caller).data["messages"][-1]["attachments"]
    kept = call("documents.get", {"document_id": file["document_id"]}, caller=caller).data
    assert (kept["mime_type"], kept["size_bytes"]) == ("image/png", len(magic.PICTURE))
