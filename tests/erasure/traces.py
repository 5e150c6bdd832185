"""What a person leaves with an organisation that uses all of the platform, by every kind that can hold it."""

import json
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from bivelio_core.documents import pdf
from bivelio_core.providers import language_model as lm

from tests.agents import world as agents
from tests.agents.desk_world import says
from tests.api import call, load
from tests.data_export.world import worked_off
from tests.functions.calendar import bookable
from tests.functions.contacts import transfers
from tests.functions.documents.world import asked, encoded
from tests.functions.inbound.test_files import image
from tests.functions.inbound.test_mail import receive as receive_mail
from tests.functions.mcp.servers import READ, connected
from tests.functions.messages.world import comes_in, work, wrote
from tests.invoices.world import issued, settled
from tests.knowledge import world as knowledge
from tests.mcp_server import SmallServer
from tests.receiver import Receiver, Reply
from tests.requests.logs import bring
from tests.services import received

NAME = "Zoraida Quintanilla Puigdevall"
EMAIL, HOME = "zoraida.q@privat.example", "quintanilla@casa.example"
PHONE, DIGITS, LANDLINE = "+34 699 887 766", "34699887766", "972 55 44 33"
TAX_NUMBER = "53950758C"
SAID = f"Soc la {NAME}, {EMAIL}, {PHONE}, NIF {TAX_NUMBER}."
PAPER = pdf.written([[f"Factura a {NAME}", EMAIL, f"NIF {TAX_NUMBER}", "Total: 121,00 EUR"]])
MARKS = ("zoraida", "quintanilla", "puigdevall", "privat.example", "casa.example", "699887766", "972554433", "53950758")
"""What a grep looks for, in texts that are folded and have no spaces."""


def done(operation: str, data: Any = None, key: str | None = None) -> Any:
    """What a request answers that succeeds."""
    return call(operation, data, headers={"Idempotency-Key": key} if key else None).data


class Traces:
    """An organisation that gets to know the person; `contact` is its id."""

    def __init__(
        self, table: Any, whatsapp: str, telegram: str, mailbox: dict[str, Any], lines: Callable[[], list[str]]
    ) -> None:
        self.table, self.whatsapp, self.telegram, self.mailbox, self.lines = table, whatsapp, telegram, mailbox, lines
        self.company = str(done("contacts.create", {"type": "company", "name": "Empresa ABC S.L."})["id"])
        self.contact = str(done("contacts.create", _FIELDS, "z")["id"])

    def all_kinds(self) -> list[Callable[[], Any]]:
        """Each way to leave something."""
        return [
            *(self.notes_and_tasks, self.deals_and_cases, self.duplicate, self.files, self.messages, self.mails),
            *(self.conversations, self.invoices, self.documents, self.calendar, self.runs, self.tools, self.webhook),
            *(self.requests, self.knowledge, self.suppressions),
        ]

    def notes_and_tasks(self) -> None:
        """Notes and tasks about the person, others' that mention it, an association and a view."""
        for contact in (self.contact, self.company):
            done("contacts.notes_create", {"contact_id": contact, "text": SAID})
            about = {"contact_id": contact, "title": f"Escriure a {EMAIL}", "description": SAID}
            done("contacts.tasks_create", about)
        done("contacts.tasks_create", {"title": f"Trucar al {PHONE}"})
        done("contacts.associations_create", {"contact_id": self.contact, "to": self.company, "label": "Gerent"})
        done("contacts.views_save", {"name": "Seva", "filter": {"field": "email", "equals": EMAIL}})

    def deals_and_cases(self) -> None:
        """A deal and a case of the person, and others' that mention it."""
        about = {"title": SAID, "contact_id": self.contact, "amount": 10, "custom_fields": {"nota": NAME}}
        done("deals.create", about)
        done("deals.create", {"title": SAID, "contact_id": self.company, "tags": [EMAIL]})
        done("cases.create", {"title": SAID, "contact_id": self.contact, "note": SAID, "tags": ["zoraida"]})
        done("cases.create", {"title": "Altra", "contact_id": self.company, "description": SAID, "note": SAID})

    def duplicate(self) -> None:
        """Another contact of the person, with what was written with it, that becomes part of it."""
        about = {"type": "person", "name": NAME, "email": HOME, "phone": LANDLINE}
        other = done("contacts.create", about)["id"]
        done("contacts.notes_create", {"contact_id": other, "text": f"Casa: {HOME}, {LANDLINE}"})
        comes_in(self.table, self.whatsapp, "whatsapp", wrote("34972554433", SAID, "wamid.double"))
        done("contacts.merge", {"winner": self.contact, "losers": [other]})

    def files(self) -> None:
        """An import that has its row, exports in each format, and the export of the person's own data."""
        rows = f"type;name;email;phone\nperson;{NAME};{EMAIL};{PHONE}\nperson;Pere Serra;pere@exemple.cat;\n"
        done("contacts.import", {"csv": rows, "match_on": "email", "on_match": "update"})
        transfers.work()
        for form in ("csv", "xlsx", "vcard"):
            done("contacts.export", {"format": form})
        transfers.work()
        done("contacts.export_data", {"id": self.contact})
        worked_off()

    def messages(self) -> None:
        """What comes in and goes out on WhatsApp and Telegram, with a file."""
        comes_in(self.table, self.whatsapp, "whatsapp", wrote(DIGITS, SAID, "wamid.a"))
        picture = image("wamid.b", caption=SAID)
        picture["entry"][0]["changes"][0]["value"]["messages"][0]["from"] = DIGITS
        comes_in(self.table, self.whatsapp, "whatsapp", picture)
        work("fetch_message_file", "message_files")
        chat = {"id": 699_887_766_001, "type": "private", "first_name": "Zoraida", "last_name": "Quintanilla"}
        message = {"message_id": 7, "date": 1_780_000_000, "chat": chat, "from": chat, "text": SAID}
        comes_in(self.table, self.telegram, "telegram", {"update_id": 7, "message": message})
        chatting = done("messages.conversations", {"channel": "telegram"})["conversations"][0]["contact_id"]
        done("contacts.merge", {"winner": self.contact, "losers": [chatting]})
        for about in ({"to": PHONE, "body": SAID}, {"contact_id": self.contact, "body": f"Gràcies, {NAME}"}):
            done("messages.send", {"channel": "whatsapp", **about}, key=str(len(about["body"])))
        work("send_message", "messages")

    def mails(self) -> None:
        """A mail of the person with a file, and one to it."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = f"{NAME} <{EMAIL}>", self.mailbox["inbound_address"], NAME
        mail["Message-ID"] = "<z@privat.example>"
        mail.set_content(SAID, cte="base64")
        mail.add_attachment(PAPER, maintype="application", subtype="pdf", filename="zoraida.pdf")
        receive_mail(self.mailbox["inbound_address"], content=mail.as_bytes())
        about = {"channel": "email", "contact_id": self.contact, "message": {"subject": NAME, "body": SAID}}
        done("messages.send", about)
        work("send_message", "messages")

    def conversations(self) -> None:
        """What agents have said with the person, in a conversation and alone."""
        agent = agents.made(tools=["contacts.get"])
        conversation = done("agents.conversations_create", {"contact_id": self.contact})["id"]
        lost = done("agents.conversations_create")["id"]
        said = [lm.ToolCall("1", "contacts.get", {"id": self.contact})], f"Bon dia, {NAME}"
        with agents.speaking(agents.Scripted(*said)):
            assert agents.invoked(agent, SAID, key="zoraida", conversation_id=conversation).status == 200
            assert agents.invoked(agent, "Hola", conversation_id=conversation).status == 200
        with agents.speaking(agents.Scripted(f"Escriviu a {NAME}, {EMAIL}")):
            assert agents.invoked(agent, SAID, conversation_id=lost).status == 200
            assert agents.invoked(agent, SAID).status == 200
        turns = [{"text": SAID, "says": ["Bon dia"]}]
        done("agents.tests_save", {"agent_id": agent, "name": "Prova", "turns": turns})
        with agents.speaking(agents.Scripted(f"Bon dia, {NAME}")):
            done("agents.tests_run", {"agent_id": agent})
            work("answer_turn", "turns")
        done("agents.desk_update", {"enabled": True, "agent_id": agent, "channels": ["whatsapp"]})
        comes_in(self.table, self.whatsapp, "whatsapp", wrote(DIGITS, f"Em dic {NAME}", "wamid.desk"))
        with agents.speaking(agents.Scripted(says(f"Hola {NAME}"))):
            for _ in range(2):
                work("answer_turn", "turns")

    def invoices(self) -> None:
        """An invoice to the person, which the law keeps."""
        settled()
        issued(self.contact)

    def documents(self) -> None:
        """Documents that name the person, what was read of one, and one that it has sent."""
        file = {"filename": f"{EMAIL}.pdf", "content_base64": encoded(PAPER), "auto_extract": True}
        document = asked("documents.upload", {**file, "tags": [EMAIL]}).data["document_id"]
        assert asked("documents.extract", {"document_id": document, "document_type": "invoice"}).status == 200

    def calendar(self) -> None:
        """Events that the person attends, one of another that mentions it, and a booking."""
        times = {"start": "2027-04-10T15:00:00Z", "end": "2027-04-10T16:00:00Z"}
        done("calendar.create", {"title": f"Amb {NAME}", "attendees": [EMAIL], "description": SAID, **times})
        bookable.person()
        service = bookable.service()["id"]
        who = {"name": NAME, "email": EMAIL, "phone": PHONE, "notes": SAID}
        done("calendar.book", {"service_id": service, "start": bookable.at("08:00"), **who})

    def runs(self) -> None:
        """Runs of workflows with the person in their input, what they remember, and a form that was drafted."""
        step = {"id": "un", "type": "set", "input": {"client": "{{ input.client }}"}}
        workflow = done("workflows.create", {"name": "Avisa", "steps": [step]})["id"]
        about = {"client": NAME, "email": EMAIL, "contact_id": self.contact}
        done("workflows.execute", {"workflow_id": workflow, "input": about}, "w")
        done("state.set", {"workflow_id": workflow, "name": f"client.{TAX_NUMBER.lower()}", "value": SAID})
        form = {
            "title": f"Fitxa de {NAME}, {EMAIL}",
            "fields": [{"key": "a", "label": "A", "type": "text", "required": True}],
        }
        with agents.speaking(agents.Scripted(json.dumps(form))):
            assert done("forms.generate", {"text": f"Una fitxa per a {NAME}"}, "form")["title"] == form["title"]

    def tools(self) -> None:
        """A call of a tool with the person among its parameters."""
        with SmallServer() as server:
            connected(server.url)
            done("mcp.execute", {**READ, "parameters": {"spreadsheet_id": EMAIL, "range": "Sheet1!A1:B2"}})

    def webhook(self) -> None:
        """A webhook that was told of the person, whose receiver repeats what it was told."""
        with Receiver(lambda request: Reply(500, {}, request.body)) as receiver:
            done("webhooks.create", {"url": receiver.url, "events": ["contact.updated", "case.updated"]})
            done("contacts.update", {"id": self.contact, "job_title": f"Gerent ({NAME})"})
            self.flow()
            for message in received("deliveries"):
                record = {"messageId": "1", "body": json.dumps(message), "attributes": {"ApproximateReceiveCount": "1"}}
                load("workers/deliver_webhook").handler({"Records": [record]}, None)

    flow: Callable[[], None] = staticmethod(lambda: None)

    def requests(self) -> None:
        """A request that failed, and is kept with what was sent."""
        self.lines()
        assert call("contacts.create", {"name": NAME, "email": EMAIL, "phone": PHONE, "type": "nobody"}).status == 400
        bring([line for line in self.lines() if '"bodies"' in line])

    def knowledge(self) -> None:
        """Answers and files of the company's papers that name the person."""
        knowledge.define()
        knowledge.add(question=f"Qui és {NAME}?", answer=SAID)
        knowledge.add(question="Feu factures?", answer="Sí, sempre.")
        knowledge.add_file(SAID.encode(), "nota.txt")
        knowledge.work()

    def suppressions(self) -> None:
        """The person wants no advertising, by its own word and by somebody's hand."""
        comes_in(self.table, self.whatsapp, "whatsapp", wrote(DIGITS, "BAIXA", "wamid.stop"))
        done("messages.suppressions_add", {"channel": "email", "address": EMAIL})


_FIELDS = {
    "type": "person",
    "first_name": "Zoraida",
    "last_name": "Quintanilla Puigdevall",
    "job_title": "Gerent",
    "emails": [{"address": EMAIL}, {"address": "z@privat.example"}],
    "phones": [{"number": PHONE}],
    "websites": ["https://privat.example/zoraida"],
    "language": "ca",
    "birthday": "1980-05-04",
    "external_id": "ZORAIDA-53950758",
    "tax_id": {"type": "nif", "number": TAX_NUMBER},
    "addresses": [{"street": "Carrer de la Zoraida, 1", "city": "Girona", "postal_code": "17001", "country": "ES"}],
    "consents": [{"channel": "email", "basis": "consent", "source": f"formulari de {NAME}"}],
    "tags": ["zoraida"],
    "custom_fields": {"nota": SAID},
}
