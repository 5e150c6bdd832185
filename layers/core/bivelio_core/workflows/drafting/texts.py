"""The texts of drafts for people, in our languages."""

from typing import Literal

Language = Literal["ca", "es", "en"]

NAMES: dict[str, dict[Language, str]] = {
    "approval": {"ca": "Aprova-ho", "es": "Apruébalo", "en": "Approve it"},
    "case": {"ca": "Cas nou", "es": "Caso nuevo", "en": "New case"},
    "classify": {"ca": "Classifica el document", "es": "Clasifica el documento", "en": "Classify the document"},
    "classify_text": {"ca": "Classifica el text", "es": "Clasifica el texto", "en": "Classify the text"},
    "create_case": {"ca": "Obre un cas", "es": "Abre un caso", "en": "Open a case"},
    "create_contact": {"ca": "Crea el contacte", "es": "Crea el contacto", "en": "Create the contact"},
    "draft_reply": {"ca": "Redacta la resposta", "es": "Redacta la respuesta", "en": "Draft the reply"},
    "extract": {"ca": "Extreu les dades", "es": "Extrae los datos", "en": "Extract the data"},
    "find_contact": {"ca": "Troba el contacte", "es": "Encuentra el contacto", "en": "Find the contact"},
    "greeting": {
        "ca": "Hola, {{ input.name || '' }}",
        "es": "Hola, {{ input.name || '' }}",
        "en": "Hello, {{ input.name || '' }}",
    },
    "notify": {"ca": "Avisa", "es": "Avisa", "en": "Notify"},
    "question": {"ca": "Ho aproves?", "es": "¿Lo apruebas?", "en": "Do you approve this?"},
    "send_message": {"ca": "Envia el missatge", "es": "Envía el mensaje", "en": "Send the message"},
    "send_reply": {"ca": "Envia la resposta", "es": "Envía la respuesta", "en": "Send the reply"},
    "subject": {"ca": "Un missatge per a tu", "es": "Un mensaje para ti", "en": "A message for you"},
    "tag_contact": {"ca": "Etiqueta el contacte", "es": "Etiqueta el contacto", "en": "Tag the contact"},
    "unnamed": {"ca": "Flux de treball", "es": "Flujo de trabajo", "en": "Workflow"},
    "wait": {"ca": "Espera", "es": "Espera", "en": "Wait"},
}
NOTES: dict[str, dict[Language, str]] = {
    "message": {
        "ca": "Escriu el text de {steps}: de moment només saluda.",
        "es": "Escribe el texto de {steps}: por ahora solo saluda.",
        "en": "Write the text of {steps}: it only greets.",
    },
    "agent": {
        "ca": "Canvia l'agent de {steps} per un dels teus: de moment és un d'exemple.",
        "es": "Cambia el agente de {steps} por uno de los tuyos: por ahora es de ejemplo.",
        "en": "Replace the agent of {steps} by one of yours: it is an example.",
    },
    "address": {
        "ca": "Canvia l'adreça de {steps} per la teva: de moment és d'exemple.",
        "es": "Cambia la dirección de {steps} por la tuya: por ahora es de ejemplo.",
        "en": "Replace the address of {steps} by yours: it is an example.",
    },
    "not_understood": {
        "ca": "No s'ha entès: «{clause}». Afegeix-ho o canvia-ho a mà.",
        "es": "No se ha entendido: «{clause}». Añádelo o cámbialo a mano.",
        "en": "Not understood: “{clause}”. Add or change it by hand.",
    },
    "only_drafted": {
        "ca": "La resposta només es redacta: afegeix un pas que l'enviï.",
        "es": "La respuesta solo se redacta: añade un paso que la envíe.",
        "en": "The reply is only drafted: add a step that sends it.",
    },
    "recipient": {
        "ca": "Digues a qui va {steps}: a una hora fixada no hi ha cap contacte.",
        "es": "Di a quién va {steps}: a una hora fijada no hay ningún contacto.",
        "en": "Say to whom {steps} goes: at a set time there is no contact.",
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
