"""Answers in plain text, by the task that instructions name: a draft of a reply, or a summary."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.catalogue import Entry
from bivelio_core.providers.language_model.failures import ModelRefused

from . import entities
from .words import Vocabulary

REPLY = "reply respond answer draft respon respondre resposta redacta esborrany responder respuesta redactar borrador"
TRANSLATE = "translate traduir tradueix traduccio traducir traduce translation"


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
    form = Entry("providers", "reply.draft")[entities.language(text)]
    return form.format(name=f" {addressed}" if addressed else "", summary=entities.summary(text))
