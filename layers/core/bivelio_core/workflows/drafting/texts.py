"""The texts of drafts for people, in our languages."""

from typing import Literal

Language = Literal["ca", "es", "en"]

NAMES: dict[str, dict[Language, str]] = {
    "approval": {"ca": "Aprova-ho", "es": "Apruébalo", "en": "Approve it"},
    "create_contact": {"ca": "Crea el contacte", "es": "Crea el contacto", "en": "Create the contact"},
    "find_contact": {"ca": "Troba el contacte", "es": "Encuentra el contacto", "en": "Find the contact"},
    "notify": {"ca": "Avisa", "es": "Avisa", "en": "Notify"},
    "question": {"ca": "Ho aproves?", "es": "¿Lo apruebas?", "en": "Do you approve this?"},
    "tag_contact": {"ca": "Etiqueta el contacte", "es": "Etiqueta el contacto", "en": "Tag the contact"},
    "wait": {"ca": "Espera", "es": "Espera", "en": "Wait"},
}
NOTES: dict[str, dict[Language, str]] = {
    "address": {
        "ca": "Canvia l'adreça de {steps} per la teva: de moment és d'exemple.",
        "es": "Cambia la dirección de {steps} por la tuya: por ahora es de ejemplo.",
        "en": "Replace the address of {steps} by yours: it is an example.",
    },
    "no_action": {
        "ca": "La descripció no diu cap acció que reconeguem: el pas és només un començament.",
        "es": "La descripción no dice ninguna acción que reconozcamos: el paso es solo un comienzo.",
        "en": "The description names no action that we recognise: the step is only a beginning.",
    },
}


def name_of(what: str, language: Language) -> str:
    """The name of a step, or the question of an approval."""
    return NAMES[what][language]


def note(what: str, language: Language, **values: str) -> str:
    """A sentence about what is left to do."""
    return NOTES[what][language].format(**values)
