"""Tells from the clauses of a description when a workflow starts: at an event, on a schedule, by the API or by hand.

A description that names a beginning which is none of ours is refused: a workflow that starts at something else does
something else, perhaps the opposite.
"""

import re
from typing import Any, NamedTuple

from bivelio_core import domain
from bivelio_core.providers.language_model import ModelRefused

from . import conditions, schedules
from .actions import first_action
from .clauses import Clause


class Start(NamedTuple):
    """When a workflow starts."""

    type: str
    trigger: dict[str, Any]
    resource: str | None = None
    """What the event is about: `contact` of contact.created."""
    channel: str | None = None
    """The channel of the message with which it starts."""


class Begun(NamedTuple):
    """The start, what is left of the clauses, and what of the start's own clause was not understood."""

    start: Start
    rest: list[Clause]
    not_understood: list[str]


class _EventWords(NamedTuple):
    resource: str
    things: re.Pattern[str]
    events: tuple[tuple[str, re.Pattern[str]], ...]
    """Types of event with the words that tell of them, in this order."""
    pattern: re.Pattern[str]
    """All of these words."""


def _words(resource: str, things: str, events: tuple[tuple[str, str], ...]) -> _EventWords:
    verbs = tuple((name, re.compile(rf"\b(?:{verb_words})\b")) for name, verb_words in events)
    verb_words = "|".join([things, *(verb_words for _, verb_words in events)])
    return _EventWords(resource, re.compile(rf"\b(?:{things})\b"), verbs, re.compile(rf"\b(?:{verb_words})\b"))


_EACH = r"per a? ?cada|por cada|for each|for every"
_WHEN = re.compile(
    rf"\b(?:(?P<each>{_EACH})|quan|cada vegada que|cada cop que|cuando|cada vez que|whenever|when|every time|"
    rf"as soon as|"
    r"tan bon punt|en cuanto|en rebre|en arribar|al rebre|al recibir|on receiving)\b"
)
_NEW = (
    r"cre[aei]\w*|crear|alta|nou|nova|nous|noves|nuev\w*|new|regist\w*|afeg\w*|anad\w*|add\w*|entr\w*|arrib\w*|"
    r"lleg\w*|arriv\w*"
)
_CHANGED = r"actualit\w*|actuali[zc]\w*|canvi\w*|cambi\w*|modifi[cq]\w*|updat\w*|chang\w*"
_TO_US = (
    r"(?:\b(?:m'|ens |em |nos |me |us )\s?(?:envi|escri|mand)\w*|\b(?:envi|escri|mand|sen[dt]|writ)\w*\s(?:us|me)\b)"
)
_BY_THEM = (
    r"\b(?:client\w*|customers?|algu|alguien|someone|somebody|proveidor\w*|proveedor\w*)\b.{0,30}"
    r"\b(?:envi|escri|mand|sen[dt]|writ)\w*"
)
_READ = r"process\w*|proces\w*|llegit|lleg(?:eix|ei)\w*|leido|read|extre\w*|extra\w*|classific\w*|clasific\w*"
_RECEIVED = (
    r"arrib\w*|lleg\w*|arriv\w*|rep|rebi|rebo|rebem|rebr?\w*|recib\w*|receiv\w*|entr\w*|com(?:es|ing) in|"
    rf"{_TO_US}|{_BY_THEM}"
)
_EVENTS = (
    _words("invoice", r"factur\w*|invoice\w*",
                (("invoice.paid", r"pag\w*|cobr\w*|paid|pays?"),
                 ("invoice.created",
                  r"cre[aei]\w*|fa\b|fem|facis?|haga\w*|emet\w*|emit\w*|issu\w*|gener\w*|nova|noves|nuev\w*|new"))),
    _words("case", r"cas|casos|caso|incidenci\w*|tiquet\w*|tickets?|cases?|expedient\w*",
                (("case.updated", _CHANGED), ("case.created", rf"{_NEW}|obr\w*|abr\w*|open\w*"))),
    _words("document", r"document\w*|pdfs?|fitxer\w*|fichero\w*",
                (("document.processed", _READ),)),
    _words("message", r"missatge\w*|mensaje\w*|messages?|whatsapps?|telegrams?|correus?|correos?|e-?mails?",
                (("message.received", _RECEIVED),
                 ("message.sent", r"envi\w*|sent"))),
    _words("contact", r"contact\w*|client\w*|empres\w*|compan\w*|leads?|customers?|persona\w*",
                (("contact.updated", _CHANGED), ("contact.created", _NEW))),
)  # fmt: skip
"""In this order: `quan un client paga una factura` is about an invoice."""
_COMPANY = re.compile(r"\b(?:empres\w*|compan\w*)\b")
_CHANNELS = (
    ("whatsapp", re.compile(r"\bwhatsapps?\b")),
    ("telegram", re.compile(r"\btelegrams?\b")),
    ("email", re.compile(r"\b(?:correus?|correos?|e-?mails?)\b")),
)
_LEAD = re.compile(r"\bleads?\b")
_COMES = re.compile(r"\b(?:nou|nova|nuev\w+|new|arrib\w+|lleg\w+|reb\w+|recib\w+)\b")
_WORD = re.compile(r"\w\w")
_LITTLE = re.compile(
    r"\b(?:es|s|se|hi|ha|han|he|hem|haya|hayan|sea|is|are|has|have|been|being|gets?|un|una|uns|unes|unos|unas|"
    r"el|la|els|les|los|las|"
    r"l|a|an|the|de|d|del|dels|of|in|m|ens|em|me|nos|us|by|per|por|rebem|en|al|ja|ya|our|my|nostr\w+|nuestr\w+|"
    r"seu|seva|su|electronic|"
    r"electronico|client\w*|customers?|contact\w*|empres\w*|compan\w*|leads?|persona|algu|alguien|someone|"
    r"somebody|nou|nova|nous|noves|"
    r"nuev\w+|new|donat|donada|doni|alta|de|da|da de|dado|dada|sistema|i|y|and|que|that|we|from|any|cap|algun\w*)\b"
)
"""Words of a beginning that narrow nothing."""
_API = re.compile(r"\bapi\b")
API_WORDS = 4
"""`des de l'API`: a longer clause says more."""


def start_of(clauses: list[Clause]) -> Begun:
    """When the workflow starts, and what is left.

    Raises ModelRefused (`no_rule`) for a beginning that is none of ours.
    """
    for position, clause in enumerate(clauses):
        if (match := _WHEN.search(clause.folded)) is None or (position and conditions.is_approval(clause.folded)):
            continue
        start, rest, narrowed = _event(clause, match)
        rest_clauses = [Clause(rest, rest)] if rest else []
        before = clause.folded[: match.start()].strip()
        first = [Clause(before, before)] if before else []
        return Begun(start, [*clauses[:position], *first, *rest_clauses, *clauses[position + 1 :]], narrowed)
    if scheduled := schedules.among(
        clauses, is_action=lambda folded_text: first_action(folded_text, 0, None) is not None
    ):
        return Begun(Start("cron", scheduled.trigger), scheduled.rest, [])
    if not any(_API.search(clause.folded) for clause in clauses):
        return Begun(Start("manual", {}), clauses, [])
    others = [each for each in clauses if not (_API.search(each.folded) and len(each.folded.split()) <= API_WORDS)]
    return Begun(Start("api", {}), others, [])


def _event(clause: Clause, match: re.Match[str]) -> tuple[Start, str, list[str]]:
    """The event that a clause tells of, what it says behind it, and how it narrows the event."""
    following = clause.folded[match.end() :]
    named = next(((words, thing) for words in _EVENTS if (thing := words.things.search(following))), None)
    if named is None:
        raise ModelRefused("no_rule", clause=clause.note_text)
    words, thing = named
    begins = first_action(following, thing.end(), words.resource)
    happening, rest = (following, "") if begins is None else (following[:begins], following[begins:])
    if match["each"] and words.resource == "contact" and _LEAD.search(happening):
        happening = f"{happening} nou"
    elif match["each"] and not _COMES.search(happening):
        raise ModelRefused("no_rule", clause=clause.note_text)
    event = next((name for name, verbs in words.events if verbs.search(happening)), None)
    if event is None or event not in domain.event_types():
        raise ModelRefused("no_rule", clause=clause.note_text)
    trigger, channel = {"event": event}, None
    if words.resource == "contact" and _COMPANY.search(happening):
        trigger["filter"] = "data.type == 'company'"
    if words.resource == "message":
        channel = next((name for name, names in _CHANNELS if names.search(happening)), None)
        if channel:
            trigger["filter"] = f"data.channel == '{channel}'"
    remainder = _LITTLE.sub(" ", words.pattern.sub(" ", happening))
    narrowed = [clause.note_text] if _WORD.search(remainder) else []
    return Start("event", trigger, words.resource, channel), rest.strip(), narrowed
