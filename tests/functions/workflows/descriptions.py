"""Descriptions of workflows in three languages, and what the rules make of each: read by people, one by one."""

from typing import NamedTuple


class Described(NamedTuple):
    """A description: when it starts, the types of its steps, and the clauses that are told as not understood."""

    text: str
    start: str
    steps: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()


DRAFTED = (
    Described(
        "Quan es creï una empresa nova, demana'n l'aprovació i avisa https://api.example.org/Altes?a=B.",
        "contact.created company",
        ("approval", "http_request"),
    ),
    Described(
        "Quan es creï una empresa nova, espera dos dies, demana l'aprovació i avisa https://example.com/altes",
        "contact.created company",
        ("wait", "approval", "http_request"),
    ),
    Described("Cada dilluns a les 8:30 avisa l'equip", "30 8 * * 1", ("http_request",)),
    Described(
        "Quan arribi un WhatsApp, respon-lo amb un agent i avisa'm si és una queixa",
        "message.received whatsapp",
        ("agent.invoke", "message.send"),
        ("avisa'm si és una queixa",),
    ),
    Described("Busca el client i, si no hi és, crea el contacte", "manual", ("contact.find", "contact.create")),
    Described("Cada dilluns a les 8:30 avisa", "30 8 * * 1", ("http_request",)),
    Described("Todos los días a las 7", "0 7 * * *"),
    Described("Every day at 5pm", "0 17 * * *"),
    Described("El dia 15 de cada mes", "0 9 15 * *"),
    Described("Mensualment", "0 9 1 * *"),
    Described("cada hora", "0 * * * *"),
    Described("every weekday at 9:15", "15 9 * * 1-5"),
    Described("Cuando un cliente pague una factura", "invoice.paid"),
    Described("When a message arrives", "message.received"),
    Described("Quan un contacte canviï", "contact.updated"),
    Described("per cada lead", "contact.created"),
    Described("des de l'API", "api"),
    Described("Espera tres dies i etiqueta el client com a fidel", "manual", ("wait", "contact.update")),
    Described("Create the lead, then wait 2 hours", "manual", ("contact.create", "wait")),
    Described("When a message arrives, classify the message", "message.received", ("agent.invoke",)),
    Described("Classifica el document i extreu-ne les dades", "manual", ("document.classify", "document.extract")),
    Described("Quan es creï un contacte, envia-li un WhatsApp", "contact.created", ("message.send",)),
    Described("Notifica por Slack", "manual", ("http_request",)),
    Described(
        "Busca el client, crea el contacte i etiqueta'l com a nou",
        "manual",
        ("contact.find", "contact.create", "contact.update"),
    ),
    Described("Quan un client pagui una factura envia-li un correu", "invoice.paid", ("message.send",)),
    Described("Quan arribi un correu d'un client, redacta un esborrany", "message.received email", ("agent.invoke",)),
    Described("Quan arribi un missatge, respon-lo", "message.received", ("agent.invoke",)),
    Described(
        "Quan un client ens enviï un WhatsApp, obre una incidència", "message.received whatsapp", ("case.create",)
    ),
    Described("Quan enviem un missatge, avisa https://example.com/a", "message.sent", ("http_request",)),
    Described("Quan s'obri un cas, demana l'aprovació i avisa l'equip", "case.created", ("approval", "http_request")),
    Described(
        "Quan es pagui una factura de més de 500 euros, avisa'm",
        "invoice.paid",
        ("http_request",),
        ("Quan es pagui una factura de més de 500 euros",),
    ),
    Described("Demana l'aprovació. Si s'aprova, crea el contacte", "manual", ("approval", "contact.create")),
    Described(
        "Quan es processi un document, extreu-ne les dades i fes la comptabilitat",
        "document.processed",
        ("document.extract",),
        ("fes la comptabilitat",),
    ),
    Described("Vull un flux que busqui el client i l'etiqueti com a VIP", "manual", ("contact.find", "contact.update")),
    Described("Espera 3 dies i truca al client per telèfon", "manual", ("wait",), ("truca al client per telèfon",)),
    Described(
        "Cuando llegue un mensaje, clasifica el mensaje y etiqueta el cliente como pendiente",
        "message.received",
        ("agent.invoke", "contact.update"),
    ),
    Described(
        "Cuando se cree un contacto, espera 2 días y mándale un correo", "contact.created", ("wait", "message.send")
    ),
    Described(
        "Cuando se actualice un cliente, notifica a https://example.com/crm", "contact.updated", ("http_request",)
    ),
    Described(
        "Cuando reciba un correo, responde con un agente", "message.received email", ("agent.invoke", "message.send")
    ),
    Described("Todos los viernes a las 18:00 envía un correo al equipo", "0 18 * * 5", ("message.send",)),
    Described("Busca el cliente y si no existe crea el contacto", "manual", ("contact.find", "contact.create")),
    Described(
        "Pide aprobación y, si se aprueba, avisa a https://example.com/ok", "manual", ("approval", "http_request")
    ),
    Described("Haz un café y avisa al equipo", "manual", ("http_request",), ("Haz un café",)),
    Described("Cuando se cobre una factura, abre un caso", "invoice.paid", ("case.create",)),
    Described("When an invoice is paid, tag the customer as paid", "invoice.paid", ("contact.update",)),
    Described("Every Monday at 9am notify https://example.com/weekly", "0 9 * * 1", ("http_request",)),
    Described(
        "Whenever a customer sends us an email, draft a reply and review it",
        "message.received email",
        ("agent.invoke", "approval"),
    ),
    Described(
        "When a document has been read, notify https://example.com/docs", "document.processed", ("http_request",)
    ),
    Described(
        "Find the customer and, if it does not exist, create the contact", "manual", ("contact.find", "contact.create")
    ),
    Described(
        "When a lead is added, send a WhatsApp, make coffee, and open a ticket",
        "contact.created",
        ("message.send", "case.create"),
        ("make coffee",),
    ),
    Described("Every day at 7:30 send an email", "30 7 * * *", ("message.send",)),
    Described("As soon as a new company registers, create a case", "contact.created company", ("case.create",)),
    Described("Send an email to the client and a WhatsApp", "manual", ("message.send",), ("a WhatsApp",)),
    Described(
        "Crea el contacte i envia-li un correu i un WhatsApp",
        "manual",
        ("contact.create", "message.send"),
        ("un WhatsApp",),
    ),
    Described("Diariamente avisa a https://example.com/dia", "0 9 * * *", ("http_request",)),
    Described("Quan rebem un Telegram respon-lo", "message.received telegram", ("agent.invoke", "message.send")),
    Described("Quan un client nou es registri etiqueta'l com a nou", "contact.created", ("contact.update",)),
    Described("Cada mes, el dia 5 a les 10:15, envia un correu", "15 10 5 * *", ("message.send",)),
    Described(
        "Quan arribi un WhatsApp, si és urgent, avisa'm i obre un cas",
        "message.received whatsapp",
        (),
        ("si és urgent", "avisa'm", "obre un cas"),
    ),
    Described("When a message arrives, reply to it", "message.received", ("agent.invoke",)),
    Described(
        "Quan es creï un contacte, demana l'aprovació i, quan s'aprovi, crea un cas",
        "contact.created",
        ("approval", "case.create"),
    ),
    Described("Cada dilluns, avisa'm a les 8:30", "30 8 * * 1", ("http_request",)),
    Described("Els divendres a la tarda avisa'm", "0 9 * * 5", ("http_request",)),
    Described("On the 3rd of each month send an email", "0 9 3 * *", ("message.send",)),
    Described("El dia 15 de cada mes a les 8 avisa'm", "0 8 15 * *", ("http_request",)),
    Described(
        "When a customer pays an invoice, wait 3 days and send an email", "invoice.paid", ("wait", "message.send")
    ),
    Described("No olvides avisar al equipo cada lunes", "0 9 * * 1", ("http_request",)),
    Described("Cuando un lead llegue, crea un contacto", "contact.created", (), ("crea un contacto",)),
)
"""The start is the event, with the kind of contact or the channel of its filter; or the cron expression."""

REFUSED = {
    (
        "Cuando un cliente no pague la factura mándale un WhatsApp y si no contesta en 3 días crea un expediente"
    ): "Cuando un cliente no pague la factura mándale un WhatsApp",
    (
        "Quan es cancel·li una cita, no enviïs cap missatge però crea un expedient"
    ): "no enviïs cap missatge però crea un expedient",
    "Fes-me un cafè": "Fes-me un cafè",
    "quan plogui": "quan plogui",
    "bla": "bla",
    "Quan un client no pagui, avisa'm": "Quan un client no pagui",
    "Quan venci una factura, envia un correu al client": "Quan venci una factura",
    "Quan s'aprovi una despesa, avisa comptabilitat": "Quan s'aprovi una despesa",
    "Cada dues setmanes envia un correu a cada client": "Cada dues setmanes envia un correu a cada client",
    "El dia 31 de cada mes avisa'm": "El dia 31 de cada mes avisa'm",
    "Cada dilluns i dijous a les 9 avisa'm": "dijous a les 9 avisa'm",
    "Cada dia a les 25:99 avisa'm": "Cada dia a les 25:99 avisa'm",
    "Demana l'aprovació; si no s'aprova, avisa'm": "si no s'aprova",
    "Quan entri un lead, envia-li un correu sense adjunts": "envia-li un correu sense adjunts",
    "Cuando un cliente cumpla años, envíale un WhatsApp": "Cuando un cliente cumpla años",
    "Cada trimestre haz el informe de IVA": "Cada trimestre haz el informe de IVA",
    "Nunca envíes correos los domingos": "Nunca envíes correos los domingos",
    "Si el cliente es de Barcelona, envíale un correo": "Si el cliente es de Barcelona, envíale un correo",
    "Cuando se emita una factura, envía un WhatsApp salvo a los morosos": "envía un WhatsApp salvo a los morosos",
    "Por cada factura pendiente envía un correo": "Por cada factura pendiente envía un correo",
    "When an invoice is overdue, send an email": "When an invoice is overdue",
    "When a contact is created don't send any message": "When a contact is created don't send any message",
    "Every other week notify me": "Every other week notify me",
    "Wait 2 hours unless it is Sunday": "Wait 2 hours unless it is Sunday",
    "Make me a sandwich": "Make me a sandwich",
    "Translate the document into German": "Translate the document into German",
    "If the total is above 1000, ask for approval": "If the total is above 1000, ask for approval",
    "When the moon is full, notify me": "When the moon is full",
    "Every Monday and Thursday at 9 notify me": "Thursday at 9 notify me",
    "Cuando llegue un WhatsApp, no respondas": "no respondas",
    "Pregunta al client com està": "Pregunta al client com està",
    "Cuando se apruebe un gasto, avisa": "Cuando se apruebe un gasto",
    "Quan es tanqui un cas, envia un correu": "Quan es tanqui un cas",
    "Cuando llegue un documento, extrae los datos": "Cuando llegue un documento",
    "Don't create contacts": "Don't create contacts",
    "Sense aprovació, envia un correu": "Sense aprovació",
}
"""What rules would get wrong: a negation, an exception, a beginning that is none of ours, nothing that they know."""
