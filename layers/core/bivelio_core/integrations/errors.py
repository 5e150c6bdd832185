"""The failures of services of others. A connection, a channel, a calendar and an MCP server share them."""

from typing import Any

from bivelio_core import errors
from bivelio_core.faults import Text

RETRY_AFTER_SECONDS = 5


class IntegrationError(errors.IntegrationError):
    """The provider refused for good; `details.reason` says why, in programs' words and in a sentence for people."""

    def __init__(self, reason: str, **details: Any) -> None:
        known = {name: value for name, value in details.items() if value not in (None, "")}
        super().__init__(details={"reason": reason, **known})

    def message(self, language: str) -> str:
        """The sentence about the reason, if it has one of its own."""
        return SENTENCES.get(str(self.details["reason"]), self.text)[language]


class IntegrationUnavailable(errors.IntegrationUnavailable):
    """The provider could not be reached or asked for patience; trying again can help."""

    def __init__(self, reason: str, *, retry_after: int | None = None) -> None:
        super().__init__(details={"reason": reason}, retry_after=retry_after or RETRY_AFTER_SECONDS)


SENTENCES: dict[str, Text] = {
    "not_connected": {
        "ca": "Aquest canal no té cap compte connectat. Connecta'n un amb /integrations/connect.",
        "es": "Este canal no tiene ninguna cuenta conectada. Conéctala con /integrations/connect.",
        "en": "This channel has no connected account. Connect one with /integrations/connect.",
    },
    "no_email_connection": {
        "ca": "No hi ha cap compte de correu connectat per enviar factures. Connecta'n un amb /integrations/connect.",
        "es": "No hay ninguna cuenta de correo conectada para enviar facturas. Conéctala con /integrations/connect.",
        "en": "No e-mail account is connected to send invoices. Connect one with /integrations/connect.",
    },
    "connection_broken": {
        "ca": "La connexió amb el proveïdor ha deixat de funcionar. Torna-la a connectar.",
        "es": "La conexión con el proveedor ha dejado de funcionar. Vuelve a conectarla.",
        "en": "The connection to the provider has stopped working. Connect it again.",
    },
    "credentials_rejected": {
        "ca": "El proveïdor no accepta les credencials de la connexió. Renova-les.",
        "es": "El proveedor no acepta las credenciales de la conexión. Renuévalas.",
        "en": "The provider does not accept the connection's credentials. Renew them.",
    },
    "not_configured": {
        "ca": "Aquest servei encara no està configurat en aquesta instal·lació.",
        "es": "Este servicio todavía no está configurado en esta instalación.",
        "en": "This service is not configured in this installation yet.",
    },
    "permission_missing": {
        "ca": "El compte connectat no té permís per fer aquesta operació.",
        "es": "La cuenta conectada no tiene permiso para hacer esta operación.",
        "en": "The connected account is not permitted to do this.",
    },
    "phone_required": {
        "ca": "Aquest missatge només es pot enviar a un número de telèfon, i el contacte no ens l'ha donat.",
        "es": "Este mensaje solo se puede enviar a un número de teléfono, y el contacto no nos lo ha dado.",
        "en": "This message can only be sent to a phone number, and the contact has not given us theirs.",
    },
    "recipient_invalid": {
        "ca": "El proveïdor no coneix aquest destinatari.",
        "es": "El proveedor no conoce a este destinatario.",
        "en": "The provider does not know this recipient.",
    },
    "recipient_unreachable": {
        "ca": "El destinatari no pot rebre el missatge.",
        "es": "El destinatario no puede recibir el mensaje.",
        "en": "The recipient cannot receive the message.",
    },
    "recipient_blocked": {
        "ca": "El destinatari ha bloquejat aquest compte.",
        "es": "El destinatario ha bloqueado esta cuenta.",
        "en": "The recipient has blocked this account.",
    },
    "whatsapp_window_closed": {
        "ca": "Fa més de 24 hores que el contacte no escriu: per WhatsApp només li pots enviar una plantilla.",
        "es": "Hace más de 24 horas que el contacto no escribe: por WhatsApp solo puedes enviarle una plantilla.",
        "en": "The contact has not written for more than 24 hours: on WhatsApp you can only send a template.",
    },
    "template_unknown": {
        "ca": "Aquesta plantilla no existeix o no està aprovada en aquest idioma.",
        "es": "Esta plantilla no existe o no está aprobada en este idioma.",
        "en": "This template does not exist or is not approved in this language.",
    },
    "template_parameters": {
        "ca": "Els paràmetres no són els que vol la plantilla.",
        "es": "Los parámetros no son los que pide la plantilla.",
        "en": "The parameters are not those that the template wants.",
    },
    "media_rejected": {
        "ca": "El proveïdor no accepta aquest fitxer.",
        "es": "El proveedor no acepta este fichero.",
        "en": "The provider does not accept this file.",
    },
    "outcome_unknown": {
        "ca": "No sabem si el proveïdor ha enviat el missatge, i no el tornem a enviar.",
        "es": "No sabemos si el proveedor ha enviado el mensaje, y no lo volvemos a enviar.",
        "en": "We do not know whether the provider sent the message, and do not send it again.",
    },
    "automatic_sender": {
        "ca": "Aquest correu respon el d'una màquina, i un flux no respon correus automàtics.",
        "es": "Este correo responde al de una máquina, y un flujo no responde correos automáticos.",
        "en": "This mail answers that of a machine, and a workflow does not answer automatic mail.",
    },
    "consent_denied": {
        "ca": "No s'ha donat el consentiment.",
        "es": "No se ha dado el consentimiento.",
        "en": "The consent was not given.",
    },
    "consent_expired": {
        "ca": "El consentiment ja no és vàlid: han passat més de deu minuts. Torna a començar.",
        "es": "El consentimiento ya no es válido: han pasado más de diez minutos. Vuelve a empezar.",
        "en": "The consent is no longer valid: more than ten minutes have passed. Start again.",
    },
}
"""By reason, what a person should know; other reasons have the general sentence."""
