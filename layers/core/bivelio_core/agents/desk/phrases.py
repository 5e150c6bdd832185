"""What the front desk says of itself, in the person's language, and how that language is told."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bivelio_core.agents.voice import notes
from bivelio_core.catalogue import Entry
from bivelio_core.store.codec import Item

HANDED_OVER = Entry("agents", "desk.handed_over")
FROM_PAPERS = Entry("agents", "desk.from_papers")
NO_ANSWER = Entry("agents", "desk.no_answer")
NOTE_TOO_LARGE = Entry("agents", "desk.note_too_large")
NOTE_NOT_UNDERSTOOD = Entry("agents", "desk.note_not_understood")
NOTE_NOT_HEARD = Entry("agents", "desk.note_not_heard")

_WORD = re.compile(r"[a-zà-öø-ÿ·']+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS: Mapping[str, frozenset[str]] = {
    "ca": _words(
        "què amb bon dia bona tarda nit gràcies vull voldria quan quant on teniu sou esteu puc podeu demà avui obriu "
        "preu cita reserva molt també però dimarts dilluns dimecres dijous divendres dissabte diumenge hora i els les "
        "meva meu una per aquesta aquest fer hi ha és estic canviar"
    ),
    "es": _words(
        "qué con buenos días buenas tardes noches gracias quiero quisiera cuándo cuánto dónde tenéis sois puedo podéis "
        "mañana hoy abrís precio cita reserva mucho también pero martes lunes miércoles jueves viernes sábado domingo "
        "hora y los las una por esta este hacer hay es estoy cambiar mi el hola"
    ),
    "en": _words(
        "what with good morning afternoon evening thanks thank want would like when much where have are can could you "
        "tomorrow today open price appointment booking book very also but tuesday monday wednesday thursday friday "
        "saturday sunday hour and the for this that do there is am change my hello hi please"
    ),
}


def language_of(texts: Sequence[str], contact: Mapping[str, Any], settings: Item) -> str:
    """The language to answer in: that of the words, else the contact's, else the first of the desk's."""
    languages = [str(each) for each in settings["languages"]]
    words = set(_WORD.findall(" ".join(texts).casefold()))
    counts = {language: len(words & _WORDS[language]) for language in languages}
    best = max(languages, key=lambda language: counts[language])
    if counts[best] and list(counts.values()).count(counts[best]) == 1:
        return best
    own = str(contact.get("language") or "")[:2]
    return own if own in languages else languages[0] if not counts[best] else best


def hand_over_text(settings: Item, language: str) -> str:
    """What is said when a person goes on."""
    text: str = settings["hand_over_text"].get(language) or HANDED_OVER[language]
    return text


def greeting(settings: Item, language: str) -> str:
    """What a conversation's first answer begins with; empty when nothing is set."""
    return str(settings["greeting"].get(language, ""))


def about_note(reason: str, language: str) -> str:
    """What is said about a voice note that nobody has heard."""
    if reason in ("too_long", "max_bytes"):
        limits = {"minutes": notes.LONGEST_MINUTES, "megabytes": notes.LARGEST_MEGABYTES}
        return NOTE_TOO_LARGE[language].format(**limits)
    return (NOTE_NOT_UNDERSTOOD if reason in notes.TELLABLE else NOTE_NOT_HEARD)[language]
