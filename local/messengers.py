"""``make messengers``: simulated WhatsApp and Telegram on this machine, for live connections of the local platform.

Nothing reaches anybody: this program answers what the Cloud API of Meta and the Bot API of Telegram answer, shows what
it was sent, and reports to the platform as they do. `POST /say` makes somebody write. The platform asks it instead of
the real ones when it was started with its address:

    WHATSAPP_URL=http://127.0.0.1:8100 TELEGRAM_URL=http://127.0.0.1:8100 make run
"""

import hashlib
import hmac
import json
import os
import re
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Self

from local import voice_notes
from local.mcp_demo import ask
from local.messenger_calls import choice_of, digits, get, named, post
from local.messenger_past import DEMO, Phone
from local.settings import HOST, Settings, read_settings

PORT = 8100
NUMBER, SHOWN = "100000000000001", "+34 600 000 000"
ACCOUNT = {"phone_number_id": NUMBER, "business_account_id": "100000000000002"}
SECRETS = {name: f"simulated-{name.replace('_', '-')}" for name in ("access_token", "app_secret", "verify_token")}
BOT_TOKEN = "100000001:" + "simulated-telegram-bot-token-000001"
"""Credentials of these simulated services: they open nothing else."""

CONNECTION = "simulat"
TEMPLATE = {"name": "hello_world", "language": "en_US", "status": "APPROVED", "category": "UTILITY"}
SERVICE = {"type": "free_customer_service", "category": "service"}
UNVERIFIED = {"error": {"code": 2200, "message": "(#2200) simulated: the URL did not answer the challenge"}}
_SEND = re.compile(r"/v[0-9.]+/(\d+)/messages")
_BOT = re.compile(r"/bot([^/]+)/(\w+)")


class Messengers:
    """`with Messengers(port) as messengers:`; `sent` is what was sent to people, `tell` is told each line of it.

    `courtesies` are the channels and messages (of Telegram the chats) of which people saw that they are answered.
    """

    def __init__(self, port: int = 0, tell: Callable[[str], None] = lambda _: None, phone: Phone | None = None) -> None:
        self.sent: list[dict[str, Any]] = []
        self.courtesies: list[tuple[str, str]] = []
        self.inbound_url = ""
        self._tell, self._numbers, self._phone = tell, count(1), phone
        self._webhook: dict[str, str] = {}
        self._notes: dict[str, bytes] = {}
        self._server = ThreadingHTTPServer((HOST, port), self._handler())
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The address of both services."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def say(self, channel: str, sender: str, text: str) -> None:
        """Have somebody write to the business on a channel, and report it."""
        part: dict[str, Any] = {"type": "text", "text": {"body": text}} if channel == "whatsapp" else {"text": text}
        self._bring(channel, sender, part)
        self._tell(f"{channel}, simulated: {sender} writes: {text}")

    def speak(self, channel: str, sender: str, words: str) -> None:
        """Have somebody send a voice note, which says these words to a simulated model alone."""
        name = f"note{next(self._numbers)}"
        self._notes[name] = voice_notes.note(words)
        about = {"mime_type": "audio/ogg; codecs=opus"}
        if channel == "whatsapp":
            self._bring(channel, sender, {"type": "audio", "audio": {"id": name, "voice": True, **about}})
        else:
            self._bring(channel, sender, {"voice": {"file_id": name, "duration": 3, "mime_type": "audio/ogg"}})
        self._tell(f"{channel}, simulated: {sender} says: {words}")

    def _bring(self, channel: str, sender: str, part: dict[str, Any]) -> None:
        """Report what somebody writes or says."""
        if channel == "whatsapp":
            about = {**named(sender, "from", "from_user_id"), "id": self._wamid(), "timestamp": str(int(time.time()))}
            profile = {"name": f"Simulated {sender}"} if sender.isdecimal() else {"username": "simulated"}
            person = {"profile": profile, **named(sender, "wa_id", "user_id")}
            self._report_whatsapp({"contacts": [person], "messages": [{**about, **part}]})
        else:
            chat: dict[str, Any] = {"id": int(sender), "type": "private", "first_name": f"Simulated {sender}"}
            number, now = next(self._numbers), int(time.time())
            message = {"message_id": number, "date": now, "chat": chat, "from": chat, **part}
            self._report_telegram({"update_id": number, "message": message})

    def press(self, channel: str, sender: str, choice: str) -> None:
        """Have somebody press a button, or choose a row, of the newest message that they were sent with it."""
        sent = next(each for each in reversed(self.sent) if each["channel"] == channel and choice in json.dumps(each))
        if channel == "whatsapp":
            kind, row = choice_of(sent["interactive"], choice)
            reply = {"type": "interactive", "interactive": {"type": kind, kind: row}, "context": {"id": sent["id"]}}
            about = {**named(sender, "from", "from_user_id"), "id": self._wamid(), "timestamp": str(int(time.time()))}
            person = {"profile": {"name": f"Simulated {sender}"}, **named(sender, "wa_id", "user_id")}
            self._report_whatsapp({"contacts": [person], "messages": [{**about, **reply}]})
        else:
            chat: dict[str, Any] = {"id": int(sender), "type": "private", "first_name": f"Simulated {sender}"}
            message = {"message_id": sent["id"], "date": int(time.time()), "chat": chat}
            message |= {"text": sent["text"], "reply_markup": sent["reply_markup"]}
            number = next(self._numbers)
            query = {"id": str(number), "from": chat, "chat_instance": "1", "message": message, "data": choice}
            self._report_telegram({"update_id": number, "callback_query": query})
        self._tell(f"{channel}, simulated: {sender} chooses: {choice}")

    def echo(self, to: str, text: str) -> None:
        """Have the owner write to somebody in the WhatsApp Business app, and report it."""
        about = {"from": digits(SHOWN), "to": to, "id": self._wamid(), "timestamp": str(int(time.time()))}
        person = {"profile": {"name": f"Simulated {to}"}, **named(to, "wa_id", "user_id")}
        written = {**about, "type": "text", "text": {"body": text}}
        self._report_whatsapp({"contacts": [person], "message_echoes": [written]}, "smb_message_echoes")
        self._tell(f"whatsapp, simulated: the owner writes to {to}: {text}")

    def _wamid(self) -> str:
        return f"wamid.simulated.{next(self._numbers)}"

    def _report_whatsapp(self, report: dict[str, Any], field: str = "messages") -> None:
        number = {"phone_number_id": NUMBER, "display_phone_number": digits(SHOWN)}
        value = {"messaging_product": "whatsapp", "metadata": number, **report}
        entry = {"id": ACCOUNT["business_account_id"], "changes": [{"field": field, "value": value}]}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        signature = hmac.new(SECRETS["app_secret"].encode(), body, hashlib.sha256).hexdigest()
        post(self.inbound_url, body, {"X-Hub-Signature-256": f"sha256={signature}"})

    def _report_telegram(self, update: dict[str, Any]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._webhook["secret_token"]}
        post(self._webhook["url"], json.dumps(update).encode(), headers)

    def _happen(self, body: dict[str, Any]) -> None:
        """Have somebody do what a call of this program asks for."""
        if "to" in body:
            self.echo(str(body["to"]), body["text"])
            return
        act, part = next(
            (act, part)
            for act, part in ((self.press, "choice"), (self.speak, "voice"), (self.say, "text"))
            if part in body
        )
        act(body["channel"], str(body["from"]), body[part])

    def _answer(self, path: str, body: dict[str, Any], token: str) -> tuple[int, Any]:
        """The status and the document of an answer."""
        if path == "/say":
            self._happen(body)
            return 200, {"said": True}
        if bot := _BOT.fullmatch(path):
            return self._telegram(bot[1], bot[2], body)
        if token != f"Bearer {SECRETS['access_token']}":
            return 401, {"error": {"code": 190, "message": "simulated: this is not the simulated account's token"}}
        if _SEND.fullmatch(path) and body.get("status") == "read":
            self._note_courtesy("whatsapp", body["message_id"])
            return 200, {"success": True}
        if _SEND.fullmatch(path):
            wamid = self._wamid()
            self._accept("whatsapp", body, wamid)
            return 200, {"messages": [{"id": wamid}]}
        if (name := path.rpartition("/")[2]) in self._notes:
            return 200, {"url": f"{self.url}/notes/{name}", "file_size": len(self._notes[name])}
        if path.endswith("/message_templates"):
            return 200, {"data": [TEMPLATE]}
        if path.endswith("/subscribed_apps") or "webhook_configuration" in body:
            return self._reported_to(body.get("webhook_configuration", body))
        if path.endswith("/smb_app_data") and self._phone is not None:
            arguments = (body["sync_type"], digits(SHOWN), self._report_whatsapp)
            threading.Thread(target=self._phone.tell, args=arguments, daemon=True).start()
            return 200, {"messaging_product": "whatsapp", "request_id": str(next(self._numbers))}
        about = {"display_phone_number": SHOWN, "verified_name": "Simulated WhatsApp"}
        return 200, {**about, "is_on_biz_app": self._phone is not None}

    def _note_courtesy(self, channel: str, about: str) -> None:
        """Keep that somebody was shown that their message was read, or that an answer is being written."""
        self.courtesies.append((channel, about))
        self._tell(f"{channel}, simulated: an answer to {about} is being written")

    def _reported_to(self, about: dict[str, Any]) -> tuple[int, Any]:
        """Report to a URL from now on, if it answers Meta's challenge."""
        url, challenge = about.get("override_callback_uri"), str(next(self._numbers))
        if url:
            challenge_query = {
                "hub.mode": "subscribe",
                "hub.challenge": challenge,
                "hub.verify_token": about["verify_token"],
            }
            if get(f"{url}&{urllib.parse.urlencode(challenge_query)}") != challenge:
                return 400, UNVERIFIED
            self.inbound_url = url
        return 200, {"success": True}

    def _accept(self, channel: str, body: dict[str, Any], message_id: str | int) -> None:
        """Keep a message to somebody, and report on WhatsApp that it was delivered and read."""
        self.sent.append({"channel": channel, "id": message_id, **body})
        content = body.get("text")
        text = content.get("body") if isinstance(content, dict) else content or f"({body.get('type', 'a file')})"
        self._tell(f"{channel}, simulated: to {body.get('to') or body.get('recipient') or body.get('chat_id')}: {text}")
        if channel == "whatsapp":
            threading.Thread(target=self._was_read, args=(message_id, body), daemon=True).start()

    def _was_read(self, wamid: str, body: dict[str, Any]) -> None:
        ours = body.get("biz_opaque_callback_data")
        recipient = named(body.get("to") or body["recipient"], "recipient_id", "recipient_user_id")
        is_template = body.get("type") == "template"
        kind = {"type": "regular", "category": "utility"} if is_template else SERVICE
        pricing = {"billable": is_template, "pricing_model": "PMP", **kind}
        common = {"id": wamid, **recipient, "biz_opaque_callback_data": ours, "pricing": pricing}
        for status in ("sent", "delivered", "read"):
            about = {**common, "status": status, "timestamp": str(int(time.time()))}
            self._report_whatsapp({"statuses": [about]})

    def _telegram(self, token: str, method: str, body: dict[str, Any]) -> tuple[int, Any]:
        if token != BOT_TOKEN:
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized: simulated"}
        if method == "getFile":
            return 200, {"ok": True, "result": {"file_path": f"notes/{body['file_id']}"}}
        if method == "setWebhook":
            self._webhook = {"url": body["url"], "secret_token": body["secret_token"]}
        elif method == "sendChatAction":
            self._note_courtesy("telegram", str(body["chat_id"]))
        elif method == "setMessageReaction":
            self._accept("telegram", {**body, "type": "reaction"}, body["message_id"])
        elif method.startswith("send"):
            number = next(self._numbers)
            self._accept("telegram", body, number)
            chat = {"id": int(body["chat_id"]), "type": "private"}
            return 200, {"ok": True, "result": {"message_id": number, "chat": chat}}
        bot = {"id": 1, "is_bot": True, "first_name": "Simulated Telegram", "username": "simulated_bot"}
        return 200, {"ok": True, "result": bot if method == "getMe" else True}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        simulated = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.rpartition("/")[2]
                if "/notes/" in self.path and name in simulated._notes:
                    self._write_bytes(200, "audio/ogg", simulated._notes[name])
                    return
                self._serve({})

            def do_POST(self) -> None:
                if self.headers.get("Origin"):  # a page in a browser has no business here
                    self._write(403, {"error": "requests of web pages are refused"})
                    return
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                is_json = self.headers.get_content_type() == "application/json"
                self._serve(json.loads(body) if is_json and body else {})

            def _serve(self, body: dict[str, Any]) -> None:
                token = self.headers.get("Authorization", "")
                self._write(*simulated._answer(self.path.partition("?")[0], body, token))

            def _write(self, status: int, document: Any) -> None:
                self._write_bytes(status, "application/json", json.dumps(document).encode())

            def _write_bytes(self, status: int, kind: str, content: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Log nothing: paths of Telegram contain a token."""

        return Handler


def connect(settings: Settings, key: str, messengers: Messengers) -> dict[str, str]:
    """Connect an organisation to both services, in place of earlier connections; the ids by provider."""
    for provider in ("whatsapp", "telegram"):
        for connection in ask(settings, key, "integrations/list", {"provider": provider, "per_page": 100})[
            "connections"
        ]:
            if connection["name"] == CONNECTION:
                ask(settings, key, "integrations/disconnect", {"id": connection["id"]})
    number = {"provider": "whatsapp", "name": CONNECTION, "whatsapp": {**ACCOUNT, **SECRETS}}
    whatsapp = ask(settings, key, "integrations/connect", number)
    if messengers.inbound_url != whatsapp["inbound_url"]:
        raise RuntimeError(whatsapp["reporting"]["message"])
    bot = {"provider": "telegram", "name": CONNECTION, "telegram": {"bot_token": BOT_TOKEN}}
    return {"whatsapp": whatsapp["id"], "telegram": ask(settings, key, "integrations/connect", bot)["id"]}


def main() -> None:
    """Serve until interrupted, or exit with a one-line reason."""
    settings = read_settings()
    if not settings.demo_file.exists():
        sys.exit("The runtime is not running. Start it as `python -m local.messengers` says in its first lines.")
    key = json.loads(settings.demo_file.read_text())["organisations"]["demo"]["keys"]["live_secret"]
    port = int(os.environ.get("MESSENGERS_PORT") or PORT)
    with Messengers(port, lambda line: print(line, flush=True), DEMO) as messengers:
        try:
            connect(settings, key, messengers)
        except Exception as error:  # noqa: BLE001 - the program ends with a sentence
            sys.exit(f"{error}\nWas the platform started with WHATSAPP_URL and TELEGRAM_URL={messengers.url}?")
        print(_introduction(messengers.url), flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


def _introduction(url: str) -> str:
    example = json.dumps({"channel": "whatsapp", "from": "34612345678", "text": "Bon dia!"})
    return f"""Simulated WhatsApp and Telegram at {url}: nothing reaches anybody.
The organisation demo is connected to both, as {CONNECTION}; its phone tells what was written before. Somebody writes
("from": "ES.123" is somebody who shares no phone; "to" instead of "from" is the owner, on the phone; "choice" instead
of "text" presses a button of ours, by its id; "voice" instead of "text" is a voice note, which a real model hears as
silence):

curl -X POST {url}/say -H 'Content-Type: application/json' -d '{example}'

Ctrl-C stops them."""


if __name__ == "__main__":
    main()
