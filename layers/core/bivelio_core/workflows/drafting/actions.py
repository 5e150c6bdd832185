"""Tells from a description what a workflow does: its steps, in the order in which they are named."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from bivelio_core import domain, egress
from bivelio_core.providers.language_model.rules.words import folded

from .texts import Language, greeting, name_of

PLACEHOLDER = "https://example.com/bivelio"
"""The address of an http_request whose own is not named."""
LONGEST_WAIT_DAYS = 90

_UNITS = (
    (r"minut\w*", 60),
    (r"hor[ae]s?|hours?|hora", 3_600),
    (r"di[ae]s?|days?|dia", 86_400),
    (r"setman\w*|seman\w*|weeks?", 604_800),
)
_NUMBERS = {
    word: number
    for number, named in enumerate(
        (
            "un una uno one",
            "dos dues two",
            "tres three",
            "quatre cuatro four",
            "cinc cinco five",
            "sis seis six",
            "set siete seven",
            "vuit ocho eight",
            "nou nueve nine",
            "deu diez ten",
        ),
        start=1,
    )
    for word in named.split()
}
"""The numbers to ten in three languages; `un dia`."""
_CONTACT = r"(?:contact\w*|client\w*|empres\w*|compan\w*|leads?|customers?)"
_DOCUMENT = r"(?:document\w*|factur\w*|invoices?|pdfs?|fitxer\w*|ficher\w*|files?)"
_URL = r"https://[^\s,;<>\"')]{3,500}[^\s,;<>\"').]"


def addresses_in(text: str) -> dict[str, str]:
    """The addresses of a description that can be called, as they are written, by their folded form."""
    return {folded(address): address for address in re.findall(_URL, text) if _can_be_called(address)}


def _can_be_called(address: str) -> bool:
    try:
        egress.check_written(address)
    except egress.EgressRefused:
        return False
    return True


class Plan(NamedTuple):
    """What the steps need to know of the workflow: its language, what its event is about, and by which channel."""

    language: Language
    resource: str | None
    channel: str | None
    addresses: Mapping[str, str]
    """The addresses of the description as they were written, by their folded form."""


class _Action(NamedTuple):
    id: str
    type: str
    words: re.Pattern[str]
    input: Callable[[re.Match[str], Plan], dict[str, Any]]


def _wait(match: re.Match[str], _plan: Plan) -> dict[str, Any]:
    number = _NUMBERS.get(match["number"]) or int(match["number"])
    unit = next(seconds for names, seconds in _UNITS if re.fullmatch(names, match["unit"]))
    return {"seconds": min(max(1, number) * unit, LONGEST_WAIT_DAYS * 86_400)}


def _new_contact(match: re.Match[str], _plan: Plan) -> dict[str, Any]:
    kind = "company" if re.search(r"empres|compan", match[0]) else "person"
    return {"type": kind, "name": "{{ input.name }}", "email": "{{ input.email }}"}


def _tag(match: re.Match[str], _plan: Plan) -> dict[str, Any]:
    return {"tags": [(match["tag"] or "nou").strip()]}


def _ask(_match: re.Match[str], plan: Plan) -> dict[str, Any]:
    return {"message": name_of("question", plan.language), "on_expiry": "reject"}


def _call(match: re.Match[str], plan: Plan) -> dict[str, Any]:
    named = match["url"] or match["later"]
    return {"url": plan.addresses.get(named, PLACEHOLDER), "json": "{{ input }}"}


def _document(_match: re.Match[str], _plan: Plan) -> dict[str, Any]:
    return {"document_id": "{{ input.document_id }}"}


def _message(match: re.Match[str], plan: Plan) -> dict[str, Any]:
    named = match["channel"]
    channel = next((name for name in ("whatsapp", "telegram") if named.startswith(name)), "email")
    body = {"channel": channel, "body": greeting(plan.resource, plan.language)}
    return {**body, "subject": name_of("subject", plan.language)} if channel == "email" else body


def _agent(agent: str) -> Callable[[re.Match[str], Plan], dict[str, Any]]:
    def ask(_match: re.Match[str], plan: Plan) -> dict[str, Any]:
        is_started_by_message = plan.resource == "message"
        return {"agent_id": agent, "text": f"{{{{ input.{'message.body' if is_started_by_message else 'text'} }}}}"}

    return ask


def _case(_match: re.Match[str], plan: Plan) -> dict[str, Any]:
    about = {"message": "{{ input.contact_id }}", **_CONTACTS}.get(plan.resource or "")
    return {"title": name_of("case", plan.language), **({"contact_id": about} if about else {})}


_ACTIONS = (
    _Action("classify_text", "agent.invoke",
            re.compile(r"\b(?:classific\w*|clasific\w*|classify)\b.{0,25}?"
                       r"\b(?:missatg\w*|mensaj\w*|messages?|text\w*|intenci\w*|intents?)\b"),
            _agent("ag_classifier_01")),
    _Action("draft_reply", "agent.invoke",
            re.compile(r"\b(?:redact\w*|esborranys?|borrador\w*|draft\w*|(?P<reply>respon\w*|contest\w*|reply|answer\w*))\b"),
            _agent("ag_email_draft")),
    _Action("create_case", "case.create",
            re.compile(r"\b(?:cre[ai]\w*|crear|obr\w*|abr\w*|open|create)\b.{0,25}?"
                       r"\b(?:cas|casos?|expedient\w*|incidenci\w*|tiquets?|tickets?|cases?)\b"),
            _case),
    _Action("classify", "document.classify",
            re.compile(rf"\b(?:classific\w*|clasific\w*|classify)\b.{{0,25}}?\b{_DOCUMENT}\b"),
            _document),
    _Action("extract", "document.extract",
            re.compile(rf"\b(?:extre\w*|extra[ei]\w*|extract|llegeix\w*|lee|leer|read)\b.{{0,25}}?\b(?:dades|datos|data|{_DOCUMENT})\b"),
            _document),
    _Action("send_message", "message.send",
            re.compile(r"\b(?:envi\w*|escri\w*|mand\w*|send\w*|write)\b.{0,30}?"
                       r"\b(?P<channel>whatsapps?|telegrams?|correus?|correos?|e-?mails?)\b"),
            _message),
    _Action("find_contact", "contact.find",
            re.compile(rf"\b(?:bus[cq]\w*|cer[cq]\w*|trob\w*|encuentr\w*|find|look up)\b.{{0,25}}?\b{_CONTACT}\b"),
            lambda _match, _plan: {"email": "{{ input.email }}"}),
    _Action("create_contact", "contact.create",
            re.compile(rf"\b(?:cre[ai]\w*|crear|alta|registr\w*|afegeix\w*|afegir|anad\w*|add|create)\b.{{0,25}}?"
                       rf"\b{_CONTACT}\b"),
            _new_contact),
    _Action("approval", "approval",
            re.compile(r"\b(?:aprov\w*|aprueb\w*|aprob\w*|approv\w*|valid\w*|revis\w*|review\w*|confirm\w*|vistiplau|"
                       r"visto bueno)\b"),
            _ask),
    _Action("wait", "wait",
            re.compile(r"\b(?:esper\w*|wait\w*|al cap de|despres de|tras|after|despues de)\s(?:for\s)?"
                       rf"(?P<number>\d{{1,4}}|{'|'.join(_NUMBERS)})\s(?P<unit>minut\w*|hor[ae]s?|hours?|di[ae]s?|days?|setman\w*|seman\w*|weeks?)\b"),
            _wait),
    _Action("tag_contact", "contact.update",
            re.compile(r"\b(?:etiquet\w*|tag\w*|marc[ao]\w*|mark\w*)\b"
                       r"(?:.{0,40}?(?:\s['\"«\u201c]|\b(?:com a|como|as|with)\s)(?P<tag>[\w -]{1,40}))?"),
            _tag),
    _Action("notify", "http_request",
            re.compile(rf"(?P<url>{_URL})|\b(?:avis\w*|notific\w*|notify|webhook|slack|crid[ae]\w*|llam[ae]\w*|call|envi\w*|"
                       r"send\w*|post)\b"
                       rf"(?:.{{0,120}}?(?P<later>{_URL}))?"),
            _call),
)  # fmt: skip


_CONTACTS = {"contact": "{{ input.id }}", "invoice": "{{ input.client.id }}"}
"""Where the event has its contact; others have `contact_id`, or none."""
_OF_A_CONTACT = {"contact.update": "id", "message.send": "contact_id"}
"""The field that names the contact, of steps that are about one."""


def first_action(text: str, start: int, resource: str | None) -> int | None:
    """Where the first action of a folded text begins, from a position on."""
    first = _first(text[start:], resource)
    return None if first is None else start + first[1].start()


_CLITIC = re.compile(r"^(?:l'|li |la |el |els |les |los |lo |ho |it )")
_CHANNEL = re.compile(r"\b(?:whatsapps?|telegrams?|correus?|correos?|e-?mails?|sms|slack)\b")


def is_own(text: str) -> bool:
    """Whether a folded part behind a conjunction is a step of its own: `l'etiqueti com a VIP`, `un WhatsApp`."""
    first = _first(_CLITIC.sub("", text), None)
    return _CHANNEL.search(text) is not None or (first is not None and first[1].start() == 0)


class Steps:
    """The steps of a definition, as one clause after the other names them."""

    def __init__(self, plan: Plan) -> None:
        self.drafted: list[dict[str, Any]] = []
        self._plan = plan

    @property
    def has_found(self) -> bool:
        """Whether a step looks for a contact."""
        return self._has("find_contact")

    @property
    def has_approval(self) -> bool:
        """Whether a step asks for an approval."""
        return self._has("approval")

    def action_in(self, folded_text: str) -> tuple[_Action, re.Match[str]] | None:
        """The first action of a folded clause."""
        return _first(folded_text, self._plan.resource)

    def take(self, folded_text: str) -> bool:
        """Add the step of a folded clause; False when it names none, or one that is there already."""
        if (action_match := self.action_in(folded_text)) is None or self._has(action_match[0].id):
            return False
        action, match = action_match
        self._add(action.id, action.type, action.input(match, self._plan))
        if action.id == "draft_reply" and match["reply"] and (answer := self._answer()):
            self._add("send_reply", "message.send", answer)
        return True

    def forget_from(self, count: int) -> None:
        """Leave only so many of the steps."""
        del self.drafted[count:]

    def _has(self, step_id: str) -> bool:
        return any(step["id"] == step_id for step in self.drafted)

    def _add(self, step_id: str, kind: str, step_input: dict[str, Any]) -> None:
        step: dict[str, Any] = {"id": step_id, "name": name_of(step_id, self._plan.language), "type": kind}
        about = {_OF_A_CONTACT[kind]: self._contact()} if kind in _OF_A_CONTACT else {}
        step["input"] = {**about, **step_input}
        if when := self._when(step_id):
            step["when"] = when
        self.drafted.append(step)

    def _answer(self) -> dict[str, Any] | None:
        """The reply that is sent where the message came from, when the description names its channel."""
        if self._plan.resource != "message" or self._plan.channel is None:
            return None
        body = {"channel": self._plan.channel, "body": "{{ steps.draft_reply.output.output.text }}"}
        return {**body, "subject": name_of("subject", self._plan.language)} if self._plan.channel == "email" else body

    def _contact(self) -> str:
        """The contact that a step is about: that of the event, else the one that was made or found before."""
        if there := _CONTACTS.get(self._plan.resource or ""):
            return there
        places_by_step = {
            "create_contact": "steps.create_contact.output.id",
            "find_contact": "steps.find_contact.output.contact.id",
        }
        known_places = [place for step, place in places_by_step.items() if self._has(step)]
        return f"{{{{ {' || '.join([*known_places, 'input.contact_id'])} }}}}"

    def _when(self, step_id: str) -> str | None:
        """After an approval only what was approved, and a contact only when it was not found."""
        conditions = []
        if self.has_approval:
            conditions.append("steps.approval.output.approved")
        if step_id == "create_contact" and self.has_found:
            conditions.append("steps.find_contact.output.found == `false`")
        return " && ".join(conditions) or None


def _first(text: str, resource: str | None) -> tuple[_Action, re.Match[str]] | None:
    """The action that a folded text names first. The contact of an event is there already."""
    there = {"contact.create", "contact.find"} if resource == "contact" else set()
    offered = [each for each in _ACTIONS if each.type in domain.step_types() and each.type not in there]
    matches = [(each, match) for each in offered if (match := each.words.search(text))]
    return min(matches, key=lambda each: each[1].start(), default=None)
