"""An organisation whose front desk answers on simulated WhatsApp, Telegram and by mail, and people who write to it."""

import base64
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bivelio_core.documents import pdf

from local import messengers as simulated
from local import voice_notes
from local.messengers import Messengers
from local.settings import HOST
from tests.agents.evening import ANSWERED, Dialogue, Spoken
from tests.functions.calendar.bookable import WEEK
from tests.local.test_incoming_mail import form
from tests.providers.gemini_simulator import Asked, Calls
from tests.running import Runtime, until

PAPER = pdf.written(
    [["Carta del restaurant", "Menú del migdia, menú del mediodía, lunch menu: 18,50 euros, IVA inclòs."]]
)
MONDAY = "2027-06-07"
DAY = {"from": f"{MONDAY}T00:00:00Z", "to": f"{MONDAY}T23:00:00Z"}
CHANNELS = ("whatsapp", "telegram", "email", "webchat")
HEARING = ("whatsapp", "telegram")
"""The channels that bring voice notes."""

TOO_MANY = 429
WAIT_SECONDS = 4
"""How long the desk waits for the rest of quick messages: the usual time."""


class Receptionist:
    """What a model of a restaurant answers to a few words; the tools are those of the platform."""

    words = (
        ("asked_for", ("persona", "human")),
        ("complaint", ("queixa", "queja", "complaint")),
        ("money", ("reemborsament", "reembolso", "refund")),
        ("case", ("ascensor", "lift")),
        ("priced", ("menú", "menu")),
        ("booked", ("reservar", "book a table")),
        ("moved", ("canviar", "cambiar", "change")),
        ("cancelled", ("anul", "cancel")),
        ("weary", ("xurros", "croquetes", "canelons")),
        (ANSWERED, ("obriu", "abrís", "open")),
    )

    def __init__(self) -> None:
        self.service = ""

    def __call__(self, asked: Asked) -> Any:
        """What a voice note says, or a reply, or a call of a tool and then a reply."""
        if asked.files:
            return voice_notes.words_in(asked.files[0].data)
        question = next(text for text in reversed(asked.texts) if "<message" in text).casefold()
        topic = next((name for name, words in self.words if any(word in question for word in words)), "unsure")
        results = [json.dumps(response, ensure_ascii=False) for _, response in asked.results]
        if topic in ("case", "priced", "booked", "moved", "cancelled"):
            return getattr(self, f"_{topic}")(asked, results)
        if topic in ("asked_for", "complaint", "money", "unsure"):
            return says("Un moment.", topic, confident=topic != "unsure")
        return says("No ho sé.", confident=False) if topic == "weary" else says("9:00")

    def _case(self, asked: Asked, results: list[str]) -> Any:
        return says("9:00") if results else called(asked, "cases.create", title="Ascensor")

    def _priced(self, asked: Asked, results: list[str]) -> Any:
        if not results:
            return called(asked, "knowledge.search", collection="carta", query="menú del migdia")
        (price,) = set(re.findall(r"\d+,\d\d euros", results[0]))
        return says(f"{price} (Carta)")

    def _booked(self, asked: Asked, results: list[str]) -> Any:
        if not results:
            return self._slots(asked)
        if len(results) == 1:
            return called(asked, "calendar.book", service_id=self.service, start=starts(results[0])[0])
        return says(f"{starts(results[1])[0]}, {booking_in(results[1])}")

    def _moved(self, asked: Asked, results: list[str]) -> Any:
        if not results:
            return self._slots(asked)
        if len(results) == 1:
            return called(asked, "calendar.move", id=said_booking(asked), start=starts(results[0])[-1])
        return says(starts(results[1])[0])

    def _cancelled(self, asked: Asked, results: list[str]) -> Any:
        return says("Fet.") if results else called(asked, "calendar.cancel", id=said_booking(asked))

    def _slots(self, asked: Asked) -> Any:
        return called(asked, "calendar.slots", service_id=self.service, **DAY)


def says(reply: str, hand_over: str = "no", *, confident: bool = True) -> dict[str, Any]:
    """An answer of the desk."""
    return {"reply": reply, "hand_over": hand_over, "confident": confident}


def called(asked: Asked, operation: str, **arguments: Any) -> Calls:
    """A call of a tool, by the name that the model was told."""
    letters = re.sub(r"[^a-z]", "", operation)
    (name,) = [tool.name for tool in asked.tools if re.sub(r"[^a-z]", "", tool.name) == letters]
    return Calls(((name, arguments),))


def starts(text: str) -> list[str]:
    """The times at which something begins, in a result."""
    return re.findall(r'"start": "([^"]+)"', text)


def booking_in(text: str) -> str:
    """The id of a booking."""
    return str(re.findall(r"evt_[0-9a-z]+", text)[-1])


def said_booking(asked: Asked) -> str:
    """The booking that the model told the person of, which it remembers of the turn before."""
    return booking_in(json.dumps(asked.body["contents"]))


@dataclass
class Desk:
    """The organisation."""

    platform: Runtime
    messengers: Messengers
    key: str
    mailbox: str = ""
    agent: str = ""
    connections: dict[str, str] = field(default_factory=dict)
    chat: str = ""

    @property
    def site(self) -> str:
        """The origin of the chat's own page: the front door lets in no page of another machine."""
        return f"http://{HOST}:{self.platform.settings.port}"

    def ask(self, path: str, data: Any = None) -> Any:
        """The data of an answer of the API."""
        answer = self.platform.call(f"/v1/{path}", {"data": data or {}}, X_API_Key=self.key)
        assert answer.status in {200, 202}, (path, answer)
        return answer.json()["data"]

    def refusal(self, path: str, data: Any) -> tuple[int, Any]:
        """The status of an answer, and the constraint that it names."""
        answer = self.platform.call(f"/v1/{path}", {"data": data}, X_API_Key=self.key)
        return answer.status, answer.json().get("error", {}).get("details", {}).get("constraint")

    def open(self, receptionist: Receptionist) -> None:
        """Connect the channels, put the papers in, offer a service, and open the desk."""
        self.connections = simulated.connect(self.platform.settings, self.key, self.messengers)
        account = {"host": HOST, "port": self.platform.settings.mail_port, "from_address": "info@exemple.com"}
        self.mailbox = self.ask("integrations/connect", {"provider": "smtp", "smtp": account})["inbound_address"]
        chat = {"provider": "webchat", "webchat": {"origins": [self.site]}}
        self.chat = urlsplit(self.ask("integrations/connect", chat)["inbound_url"]).path
        self.ask("knowledge/collections/define", {"collection": "carta", "title": "Carta"})
        paper = {"filename": "carta.pdf", "content_base64": base64.b64encode(PAPER).decode()}
        document = self.ask("documents/upload", paper)["document_id"]
        self.ask("knowledge/add", {"collection": "carta", "document_id": document})
        until(lambda: self.ask("knowledge/list", {"collection": "carta"})["sources"][0]["status"] == "ready")
        person = {"person_id": "anna", "name": "Anna", "timezone": "Europe/Madrid", "weekly": WEEK}
        self.ask("calendar/availability/set", person)
        table = {"name": {"ca": "Taula", "es": "Mesa", "en": "Table"}, "duration_minutes": 60, "places": 50}
        service = {**table, "notice_minutes": 0, "window_days": 36_500, "people": ["anna"]}
        receptionist.service = self.ask("calendar/services/save", service)["id"]
        tools: list[Any] = ["knowledge.search", "cases.create", "calendar.slots"]
        tools += [{"name": f"calendar.{verb}", "approval": "never"} for verb in ("book", "move", "cancel")]
        about = {"name": "Recepció", "instructions": "Respon els clients.", "category": "front_desk", "tools": tools}
        self.agent = self.ask("agents/create", about)["id"]
        desk = {"agent_id": self.agent, "channels": list(CHANNELS), "languages": ["ca", "es", "en"]}
        more = {"collections": ["carta"], "allow_writes": True, "wait_seconds": WAIT_SECONDS, "enabled": True}
        self.ask("agents/desk/update", {**desk, **more})

    def write(self, channel: str, who: str, text: str) -> None:
        """Somebody writes, or says it in a voice note."""
        if channel != "email":
            say = self.messengers.speak if isinstance(text, Spoken) else self.messengers.say
            say(channel, who, str(text))
            return
        fields = {
            "arrives_at": self.mailbox,
            "from": who,
            "to": "info@exemple.com",
            "subject": "Consulta",
            "text": text,
        }
        self.bring(*form(fields))

    def chatting(self, do: str, data: Any) -> Any:
        """What a page of the site asks of its chat; it waits where it is told to."""
        while True:
            body = json.dumps(data).encode()
            answer = self.platform.call(f"{self.chat}?do={do}", body, Origin=self.site, Content_Type="text/plain")
            if answer.status != TOO_MANY:
                assert answer.status == 200, answer
                return answer.json()["data"]
            time.sleep(int(answer.headers["retry-after"]))

    def bring(self, kind: str, body: bytes) -> None:
        """Have a mail arrive."""
        answer = self.platform.call("/mail", body, Content_Type=kind)
        assert answer.status == 200, answer

    def messages(self, contact: str) -> list[Any]:
        """The messages with somebody, the oldest first."""
        return list(self.ask("messages/list", {"contact_id": contact, "per_page": 100})["messages"])


@dataclass
class Visitor:
    """Somebody who writes to the desk on a channel."""

    desk: Desk
    channel: str
    who: str
    contact: str = ""
    token: str = ""

    @classmethod
    def number(cls, desk: Desk, number: int, channel: str) -> "Visitor":
        """A person whom nobody else is."""
        if channel == "webchat":
            token = desk.chatting("start", {})["token"]
            return cls(desk, channel, token.partition("~")[0], token=token)
        who = f"client{number}@exemple.com" if channel == "email" else f"{34_600_100_000 + number}"
        return cls(desk, channel, who)

    def says(self, dialogue: Dialogue) -> list[float]:
        """Write all turns, each after the answer to the one before; how many seconds each answer took."""
        return [self._turn(texts, number) for number, texts in enumerate(dialogue.turns, 1)]

    def _turn(self, texts: tuple[str, ...], answers: int) -> float:
        for place, text in enumerate(texts):
            if self.channel == "webchat":
                self.desk.chatting("send", {"token": self.token, "id": f"m-{answers:04d}{place:04d}", "text": text})
            else:
                self.desk.write(self.channel, self.who, text)
        began = time.monotonic()
        until(lambda: len(self.got()) >= answers)
        return time.monotonic() - began

    def got(self) -> list[str]:
        """The texts that the person has got."""
        if self.channel in HEARING:
            return [text for to, text in map(_sent, list(self.desk.messengers.sent)) if to == self.who]
        messages = self.desk.messages(self.contact) if self.contact or self._find() else []
        sent = [each for each in messages if each["direction"] == "outbound" and each["status"] == "sent"]
        return [each["message"]["body"] for each in sent]

    def _find(self) -> str:
        """Find the person's contact by its conversation."""
        for each in self.desk.ask("messages/conversations", {"channel": self.channel, "per_page": 100})[
            "conversations"
        ]:
            if self.who in re.sub(r"[ +]", "", json.dumps(each["last_message"])):
                self.contact = each["contact_id"]
        return self.contact

    def end(self) -> dict[str, Any]:
        """How the dialogue has ended."""
        self._find()
        conversation = self.desk.ask("messages/conversations/get", {"contact_id": self.contact})
        events = self.desk.ask("calendar/events", {**DAY, "per_page": 100})["events"]
        own = [each for each in events if each.get("booking", {}).get("contact_id") == self.contact]
        stops = self.desk.ask("messages/suppressions/list", {"channel": self.channel, "per_page": 100})["suppressions"]
        return {
            "why": conversation.get("handed_over", {}).get("why", ANSWERED),
            "cases": self.desk.ask("cases/list", {"contact_id": self.contact})["pagination"]["total"],
            "bookings": [each["start"][11:16] for each in own],
            "stopped": any(self.who in re.sub(r"[ +]", "", str(each["address"])) for each in stops),
        }


def _sent(body: dict[str, Any]) -> tuple[str, str]:
    """To whom a message was sent on WhatsApp or Telegram, and its text."""
    text = body.get("text", "")
    return str(body.get("to") or body.get("chat_id")).lstrip("+"), text["body"] if isinstance(text, dict) else text
