"""Files in the inbox, both ways: chosen, pasted and dropped into a reply; shown where they were sent."""

import base64
import io
import json
import re
import wave
import zlib
from email.message import EmailMessage
from struct import pack

import pytest
from bivelio_core import clock
from bivelio_core.documents import received
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages.arrivals import Arrival
from bivelio_core.messages.inbound.receive import receive
from bivelio_core.store.effect_marker import LastingKey
from bivelio_core.tenancy import Tenant
from playwright.sync_api import expect

from tests.dashboard.windows import Held, call, judged
from tests.functions.messages.world import wrote

THREAD = "conversations?env=sandbox&with=ct_abc123"
NUMBER, MAILBOX = "cn_w1x2y3z4", "cn_m9n0p1q2"
UPLOAD = "**/documents/upload"


def chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


def picture(width: int = 60, height: int = 40) -> bytes:
    """A red picture that browsers show."""
    rows = (b"\0" + b"\xc0\x30\x30" * width) * height
    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def sound() -> bytes:
    """A tenth of a second of silence."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(1_600))
    return kept.getvalue()


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def came_in(visit, platform, source: str, connection: str, content: bytes):
    """Something has come in, in the sandbox; return its store."""
    call(visit, "messages/conversations")  # opens the day of the sandbox
    organisation = platform.demo()["organisations"]["demo"]["id"]
    store = store_of(Tenant.at(organisation, "sandbox"))
    refusals: list[str] = []
    body = base64.b64encode(content).decode()
    receive(Arrival(source, organisation, "sandbox", connection, clock.stamp(), body), store, refusals.append)
    assert refusals == []
    return store


def file(name: str, kind: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": kind, "buffer": content}


def thread_of(page, channel: str):
    thread = page.get_by_role("region", name="Conversa")
    thread.get_by_label("Canal").select_option(channel)
    return thread


def test_files_that_are_chosen_go_with_a_mail_and_one_that_is_taken_out_is_deleted(visit):
    page = visit.sign_in(path=THREAD)
    thread = thread_of(page, "email")
    thread.get_by_label("Adjunta fitxers").set_input_files(
        [file("taca.png", "image/png", picture()), file("oferta.pdf", "application/pdf", PDF)]
    )
    attached = thread.get_by_role("list", name="Fitxers adjunts").get_by_role("listitem")
    expect(attached).to_have_text([re.compile("taca.png.*kB"), re.compile("oferta.pdf.*kB")])
    with page.expect_response("**/documents/delete"):
        attached.first.get_by_role("button", name="Treu taca.png").click()
    expect(attached).to_have_count(1)
    thread.get_by_label("Assumpte").fill("L’oferta")
    thread.get_by_label("Missatge", exact=True).fill("Te l’adjunto.")
    thread.get_by_role("button", name="Envia").click()
    newest = thread.get_by_role("article", name="Teu").last
    expect(newest.get_by_role("link", name="oferta.pdf")).to_be_visible()
    expect(thread.get_by_role("list", name="Fitxers adjunts")).to_have_count(0)
    message = call(visit, "messages/list", contact_id="ct_abc123", per_page=100)["messages"][-1]["message"]
    assert [each["filename"] for each in message["files"]] == ["oferta.pdf"]
    newest.get_by_role("button", name="Mostra’l: oferta.pdf").click()
    dialog = page.get_by_role("dialog", name="oferta.pdf")
    expect(dialog.locator("iframe, canvas").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_pasted_picture_is_sent_on_whatsapp_with_the_text_below_it_and_shown(visit, platform):
    came_in(visit, platform, "whatsapp", NUMBER, json.dumps(wrote("34699000111")).encode())
    contact = call(visit, "messages/conversations")["conversations"][0]["contact_id"]
    page = visit.sign_in(path=f"conversations?env=sandbox&with={contact}")
    thread = thread_of(page, "whatsapp")
    field = thread.get_by_label("Missatge", exact=True)
    field.fill("Així ha quedat.")
    field.evaluate(PASTE, base64.b64encode(picture()).decode())
    expect(thread.get_by_role("list", name="Fitxers adjunts")).to_contain_text("captura.png")
    expect(thread.get_by_role("progressbar")).to_have_count(0)
    field.press("Tab")
    page.keyboard.press("Enter")
    newest = thread.get_by_role("article", name="Teu").last
    expect(newest).to_contain_text("Així ha quedat.")
    expect(newest.get_by_role("button", name="Obre captura.png").locator("img")).to_be_visible()
    message = call(visit, "messages/list", contact_id=contact)["messages"][-1]["message"]
    assert (message["type"], message["caption"]) == ("image", "Així ha quedat.")
    newest.get_by_role("button", name="Obre captura.png").click()
    expect(page.get_by_role("dialog", name="captura.png").get_by_role("img", name="captura.png")).to_be_visible()


PASTE = """(field, base64) => {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], 'captura.png', { type: 'image/png' }));
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}"""

DROP = """(form, names) => {
  const dataTransfer = new DataTransfer();
  for (const [name, text] of names) dataTransfer.items.add(new File([text], name));
  const about = { dataTransfer, bubbles: true, cancelable: true };
  for (const kind of ['dragover', 'drop']) form.dispatchEvent(new DragEvent(kind, about));
}"""


def test_what_is_dropped_and_refused_says_why_and_the_rest_goes(visit):
    visit.allowed += ["status of 422"]
    page = visit.sign_in(path=THREAD)
    thread = thread_of(page, "email")
    form = thread.get_by_role("form", name="Respon")
    form.evaluate(DROP, [["programa.exe", "MZ\x00\x01\x02\x03"], ["notes.txt", "Pots venir dijous."]])
    attached = thread.get_by_role("list", name="Fitxers adjunts").get_by_role("listitem")
    refused = attached.filter(has_text="programa.exe")
    expect(refused).to_contain_text("fitxer")
    expect(refused.get_by_role("progressbar")).to_have_count(0)
    expect(refused.get_by_role("button", name="Torna a pujar programa.exe")).to_be_visible()
    form.evaluate(DROP, [["film.mp4", "-" * 20_000_001]])
    expect(attached.filter(has_text="film.mp4")).to_contain_text("Fa 20 MB: no pot passar de 20 MB.")
    refused.get_by_role("button", name="Treu programa.exe").click()
    attached.filter(has_text="film.mp4").get_by_role("button", name="Treu film.mp4").click()
    thread.get_by_label("Canal").select_option("webchat")
    expect(thread.get_by_text("El xat web només porta text")).to_be_visible()
    thread.get_by_label("Canal").select_option("email")
    thread.get_by_label("Missatge", exact=True).fill("Les notes.")
    thread.get_by_role("button", name="Envia").click()
    expect(thread.get_by_role("article", name="Teu").last.get_by_role("link", name="notes.txt")).to_be_visible()


def test_a_file_that_fails_on_the_way_is_uploaded_again_with_its_progress_shown(visit):
    visit.allowed += ["status of 503"]
    page = visit.sign_in(path=THREAD)
    thread = thread_of(page, "email")
    uploading = Held(page, UPLOAD)
    thread.get_by_label("Adjunta fitxers").set_input_files([file("taca.png", "image/png", picture(900, 900))])
    attached = thread.get_by_role("list", name="Fitxers adjunts").get_by_role("listitem")
    expect(attached.get_by_role("progressbar", name="Pujada de taca.png")).to_be_visible()
    first = uploading.first()
    first.fulfill(status=503, json={"error": {"code": "SERVICE_UNAVAILABLE", "message": "Torna-hi més tard."}})
    expect(attached).to_contain_text("Torna-hi més tard.")
    page.unroute(UPLOAD)
    with page.expect_request(UPLOAD) as second:
        attached.get_by_role("button", name="Torna a pujar taca.png").click()
    expect(attached).to_have_text(re.compile("taca.png.*kB"))
    keys = [each.headers["idempotency-key"] for each in (first.request, second.value)]
    assert keys[0] == keys[1], "a lost answer would have made two documents"


def mail_with(*files: tuple[str, str, bytes]) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Clara Soler <clara@exemple.com>", "info@exemple.com", "La taca"
    mail["Message-ID"], mail["Date"] = "<taca@exemple.com>", "Mon, 30 Nov 2026 10:00:00 +0000"
    mail.set_content("Us envio la foto i la factura.")
    for name, kind, content in files:
        main, _, sub = kind.partition("/")
        mail.add_attachment(content, main, sub, filename=name)
    return bytes(mail)


@pytest.fixture
def clara(visit, platform):
    """A contact who has sent a picture, a PDF and what is not kept, and who was sent a recording."""
    content = mail_with(
        ("taca.png", "image/png", picture()),
        ("factura.pdf", "application/pdf", PDF),
        ("programa.exe", "application/octet-stream", b"MZ\0\1\2\3"),
    )
    store = came_in(visit, platform, "email", MAILBOX, content)
    (contact,) = call(visit, "contacts/list", search="Clara Soler")["contacts"]
    document = received.keep(store, "nota.wav", sound(), LastingKey("nota"), mime_type="audio/wav")
    message = {"type": "text", "body": "T’ho explico.", "files": [{"document_id": document, "filename": "nota.wav"}]}
    call(visit, "messages/send", channel="email", contact_id=contact["id"], message=message)
    return contact["id"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_came_in_is_shown_where_it_came(windows, artifacts, clara, theme):
    visit = windows(color_scheme=theme, bypass_csp=True)
    page = visit.sign_in(path=f"conversations?env=sandbox&with={clara}")
    thread = page.get_by_role("region", name="Conversa")
    came = thread.get_by_role("article", name="Rebut").first
    expect(came.get_by_role("button", name="Obre taca.png").locator("img")).to_be_visible()
    expect(came.get_by_role("button", name="Mostra’l: factura.pdf")).to_be_visible()
    expect(came).to_contain_text("És d’un tipus de fitxer que no es desa.")
    answer = thread.get_by_role("article", name="Teu").first
    answer.get_by_role("button", name="Escolta’l: nota.wav").click()
    expect(answer.locator("audio")).to_be_visible()
    thread_of(page, "email").get_by_label("Adjunta fitxers").set_input_files(
        [file("oferta.pdf", "application/pdf", PDF)]
    )
    expect(thread.get_by_role("button", name="Treu oferta.pdf")).to_be_visible()
    assert judged(page, "files", (390, 1440), lambda width: artifacts(page, f"files-{width}-{theme}")) == {}


def test_a_sound_is_played_under_the_policy_of_the_dashboard(visit, clara):
    page = visit.sign_in(path=f"conversations?env=sandbox&with={clara}")
    page.get_by_role("button", name="Escolta’l: nota.wav").first.click()
    player = page.locator("audio").first
    expect(player).to_be_visible()
    page.wait_for_function("() => document.querySelector('audio').readyState >= 1")
    assert player.evaluate("audio => audio.duration") == pytest.approx(0.1, abs=0.02)
