"""Answers in plain text, by the task that instructions name: a draft of a reply, or a summary."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.providers.language_model.failures import ModelRefused

from . import entities
from .words import Vocabulary

REPLY = "reply respond answer draft respon respondre resposta redacta esborrany responder respuesta redactar borrador"
TRANSLATE = "translate traduir tradueix traduccio traducir traduce translation"

DRAFTS = {
    "ca": "Hola{name},\n\nGràcies pel vostre missatge. Hem rebut la vostra consulta:\n\n«{summary}»\n\n"
    "La revisarem i us respondrem tan aviat com puguem.\n\nSalutacions cordials,",
    "es": "Hola{name}:\n\nGracias por su mensaje. Hemos recibido su consulta:\n\n«{summary}»\n\n"
    "La revisaremos y le responderemos lo antes posible.\n\nSaludos cordiales,",
    "en": "Hello{name},\n\nThank you for your message. We have received your enquiry:\n\n“{summary}”\n\n"
    "We will look into it and reply as soon as we can.\n\nKind regards,",
}


def compose(instructions: str, text: str, context: Mapping[str, Any]) -> str:
    """The text that the instructions ask for. Raises ModelRefused for a translation, which rules cannot make."""
    vocabulary = Vocabulary(instructions)
    if any(vocabulary.has(word) for word in TRANSLATE.split()):
        raise ModelRefused("no_rule")
    if any(vocabulary.has(word) for word in REPLY.split()):
        return draft(text, context)
    return entities.summary(text)


def draft(text: str, context: Mapping[str, Any]) -> str:
    """A polite reply in the language of a message, which repeats what was asked and promises nothing."""
    name = next((context[key] for key in ("name", "client_name", "contact_name") if key in context), None)
    addressed = name if isinstance(name, str) else entities.person(text)
    form = DRAFTS[entities.language(text)]
    return form.format(name=f" {addressed}" if addressed else "", summary=entities.summary(text))
