"""What people write to stop advertising, or to ask for it again: the whole message, in three languages, and near forms.

A word within a sentence is no wish: `no em donis de baixa la cita` cancels nothing. Courtesies around it say no more.
"""

import re
import unicodedata
from typing import Literal, NamedTuple

Wish = Literal["stop", "start"]
LONGEST = 80
"""Characters of the longest message that can be a wish."""


class Said(NamedTuple):
    """A wish, and the language of its words; None for words of no language, such as STOP."""

    wish: Wish
    language: str | None = None


_STOP: dict[str | None, str] = {
    None: "stop, stopall, stop all, optout, opt out, stop publi, stop mkt, stop marketing, stop wa",
    "ca": "baixa, baixes, donar de baixa, donar me de baixa, dona m de baixa, donam de baixa, doneu me de baixa, "
    "em vull donar de baixa, vull donar me de baixa, vull la baixa, baixa publicitat, stop publicitat, "
    "no vull publicitat, no vull mes publicitat, no vull rebre publicitat, no vull rebre mes publicitat, "
    "no vull mes missatges, no vull rebre mes missatges, no m envieu mes publicitat, no m envieu mes missatges, "
    "cancel la subscripcio, cancel lar subscripcio, anul la subscripcio, atura promocions, aturar promocions",
    "es": "baja, bajas, dar de baja, darme de baja, dame de baja, denme de baja, dadme de baja, quiero la baja, "
    "quiero darme de baja, me quiero dar de baja, baja publicidad, stop publicidad, no quiero publicidad, "
    "no quiero mas publicidad, no quiero recibir publicidad, no quiero recibir mas publicidad, no mas publicidad, "
    "no quiero mas mensajes, no quiero recibir mas mensajes, no mas mensajes, no me envien mas publicidad, "
    "no me envieis mas publicidad, cancelar suscripcion, anular suscripcion, desuscribir, desuscribirme, "
    "detener promociones",
    "en": "unsubscribe, unsubscribe me, unsuscribe, unsubcribe, remove me, stop promotions, stop messages, "
    "stop messaging me, no more messages, no more advertising, no more ads, opt me out, "
    "take me off, take me off your list",
}
_START: dict[str | None, str] = {
    None: "start, /start, unstop, optin, opt in",
    "ca": "alta, donar d alta, donar me d alta, dona m d alta, donam d alta, doneu me d alta, vull donar me d alta, "
    "torna m a donar d alta, reprendre, repren promocions, reprendre promocions, subscriure m",
    "es": "dar de alta, darme de alta, dame de alta, denme de alta, dadme de alta, quiero darme de alta, reanudar, "
    "reanudar promociones, suscribirme",
    "en": "subscribe, subscribe me, resume, resume promotions, opt me in, start promotions",
}
_COURTESIES = re.compile(
    r"^(?:hola|bon dia|bona tarda|buenos dias|buenas|hello|hi|hey)\b|"
    r"\b(?:si us plau|sisplau|siusplau|porfa|porfavor|por favor|please|pls|plis|gracies|moltes gracies|gracias|"
    r"muchas gracias|merci|thanks|thank you|ya|ja|now)$"
)
_MARKS = re.compile(r"[^a-z0-9/]+")


def _phrases() -> dict[str, Said]:
    wishes: tuple[tuple[Wish, dict[str | None, str]], ...] = (("stop", _STOP), ("start", _START))
    return {
        phrase.strip(): Said(wish, language)
        for wish, languages in wishes
        for language, phrases in languages.items()
        for phrase in phrases.split(",")
    }


_PHRASES = _phrases()


def wish_of(text: str) -> Said | None:
    """The wish that a whole message is; None for any other message."""
    if not text or len(text) > LONGEST:
        return None
    phrase = _folded(text)
    while phrase not in _PHRASES:
        shorter = _COURTESIES.sub("", phrase).strip()
        if shorter == phrase:
            return None
        phrase = shorter
    return _PHRASES[phrase]


def _folded(text: str) -> str:
    """Small letters without accents, marks or quotes, with single spaces."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    return _MARKS.sub(" ", plain).strip()
