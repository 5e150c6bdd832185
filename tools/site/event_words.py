"""What the pages of events say in each language: the meaning of each type, and why nothing triggers some of them."""

PAGE: dict[str, dict[str, str]] = {
    "en": {
        "title": "Events explorer",
        "intro": "Each type of event: when it happens, its fields with an example, the code that verifies "
        "and handles it, and the command that causes it in the sandbox.",
        "type": "Type of event",
        "show": "Show",
        "fields": "Fields of `data`",
        "field": "field",
        "kind": "type",
        "present": "present",
        "meaning": "meaning",
        "always": "always",
        "if_any": "if there is one",
        "example": "What your server gets",
        "code": "Verify and handle it",
        "cause": "Cause it in the sandbox",
        "listen": "In one terminal, events go to your machine; in another, a command does what causes this one.",
        "uncaused": "No command causes it",
        "subscribe": "Subscribe to it with [webhooks](../../webhooks/), or read it in the "
        "[feed of events](../../events/). [All types](../../event-explorer/)",
    },
    "ca": {
        "title": "Explorador d'esdeveniments",
        "intro": "Cada tipus d'esdeveniment: quan passa, els camps amb un exemple, el codi que el verifica "
        "i el tracta, i l'ordre que el provoca a l'espai de proves.",
        "type": "Tipus d'esdeveniment",
        "show": "Mostra'l",
        "fields": "Camps de `data`",
        "field": "camp",
        "kind": "tipus",
        "present": "hi és",
        "meaning": "significat",
        "always": "sempre",
        "if_any": "si n'hi ha",
        "example": "Què rep el teu servidor",
        "code": "Verifica'l i tracta'l",
        "cause": "Provoca'l a l'espai de proves",
        "listen": "En un terminal, els esdeveniments arriben a la teva màquina; en un altre, "
        "una ordre fa el que provoca aquest.",
        "uncaused": "Cap ordre no el provoca",
        "subscribe": "Subscriu-t'hi amb [webhooks](../../webhooks/), o llegeix-lo al "
        "[canal d'esdeveniments](../../events/). [Tots els tipus](../../event-explorer/)",
    },
    "es": {
        "title": "Explorador de eventos",
        "intro": "Cada tipo de evento: cuándo ocurre, sus campos con un ejemplo, el código que lo verifica y lo trata, "
        "y la orden que lo provoca en el espacio de pruebas.",
        "type": "Tipo de evento",
        "show": "Mostrarlo",
        "fields": "Campos de `data`",
        "field": "campo",
        "kind": "tipo",
        "present": "presente",
        "meaning": "significado",
        "always": "siempre",
        "if_any": "si lo hay",
        "example": "Qué recibe tu servidor",
        "code": "Verifícalo y trátalo",
        "cause": "Provócalo en el espacio de pruebas",
        "listen": "En un terminal, los eventos llegan a tu máquina; en otro, una orden hace lo que provoca este.",
        "uncaused": "Ninguna orden lo provoca",
        "subscribe": "Suscríbete con [webhooks](../../webhooks/), o léelo en el [canal de eventos](../../events/). "
        "[Todos los tipos](../../event-explorer/)",
    },
}
"""The words of the pages themselves."""

KINDS: dict[str, dict[str, str]] = {
    "ca": {
        "string": "text", "integer": "nombre enter", "number": "nombre", "boolean": "cert o fals", "object": "objecte",
        "array": "llista", "any": "qualsevol valor",
    },
    "es": {
        "string": "texto", "integer": "número entero", "number": "número", "boolean": "verdadero o falso",
        "object": "objeto", "array": "lista", "any": "cualquier valor",
    },
}  # fmt: skip
"""What types of values are called."""

_MEANINGS = """
workflow.completed | Ha acabat un flux de treball. | Ha terminado un flujo de trabajo.
workflow.failed | Ha fallat un flux de treball. | Ha fallado un flujo de trabajo.
workflow.waiting | Una aprovació d'una execució espera una persona. | Una aprobación de una ejecución espera a una persona.
message.received | Ha arribat un missatge (WhatsApp, Telegram, correu, xat web). | Ha llegado un mensaje (WhatsApp, Telegram, correo, chat web).
message.sent | El proveïdor ha acceptat un missatge. | El proveedor ha aceptado un mensaje.
message.updated | Ha canviat un missatge rebut: se n'han descarregat els fitxers, o qui l'envia l'ha editat o esborrat. | Ha cambiado un mensaje recibido: se han descargado sus archivos, o quien lo envió lo ha editado o borrado.
conversation.assigned | Una altra persona s'encarrega d'una conversa. | Otra persona se encarga de una conversación.
conversation.closed | S'ha tancat una conversa. | Se ha cerrado una conversación.
conversation.reopened | Torna a estar oberta una conversa tancada o posposada: ha arribat un missatge, o l'hora. | Vuelve a estar abierta una conversación cerrada o pospuesta: ha llegado un mensaje, o la hora.
conversation.handed_over | Una persona continua una conversa en lloc de l'assistent. | Una persona continúa una conversación en lugar del asistente.
contact.created | S'ha creat un contacte. | Se ha creado un contacto.
contact.updated | Ha canviat un contacte. | Ha cambiado un contacto.
contact.archived | S'ha arxivat un contacte. | Se ha archivado un contacto.
contact.merged | Un contacte ha passat a formar part d'un altre. | Un contacto ha pasado a formar parte de otro.
task.due | Ha arribat l'hora d'una tasca que no està feta. | Ha llegado la hora de una tarea que no está hecha.
task.reminder | Una tasca venç aviat: ha arribat l'hora del recordatori. | Una tarea vence pronto: ha llegado la hora de su recordatorio.
invoice.created | S'ha creat una factura. | Se ha creado una factura.
invoice.paid | S'ha cobrat una factura del tot. | Se ha cobrado una factura por completo.
invoice.issued | S'ha emès una factura: el número i el contingut són definitius. | Se ha emitido una factura: su número y su contenido son definitivos.
invoice.sent | S'ha enviat una factura; un per cada vegada. | Se ha enviado una factura; uno por cada vez.
invoice.overdue | Ha vençut una factura amb un import pendent; una sola vegada per factura. | Ha vencido una factura con un importe pendiente; una sola vez por factura.
invoice.voided | S'ha anul·lat una factura. | Se ha anulado una factura.
invoice.delivery_changed | Ha canviat l'estat d'una factura en una administració pública o a Peppol. | Ha cambiado el estado de una factura en una administración pública o en Peppol.
invoice.booked | S'ha comptabilitzat una factura rebuda. | Se ha contabilizado una factura recibida.
invoice.rectified | Una altra factura n'ha rectificat una. | Otra factura ha rectificado una.
invoice.registered | L'AEAT ha acceptat un registre d'una factura, potser amb errors per corregir. | La AEAT ha aceptado un registro de una factura, quizá con errores por corregir.
invoice.certificate_expiring | El certificat amb què s'envien els registres caduca d'aquí a 60, 30 o 7 dies. | El certificado con el que se envían los registros caduca dentro de 60, 30 o 7 días.
invoice.registration_failed | L'AEAT ha rebutjat un registre d'una factura. | La AEAT ha rechazado un registro de una factura.
case.created | S'ha creat un cas. | Se ha creado un caso.
case.updated | Ha canviat un cas. | Ha cambiado un caso.
deal.created | S'ha creat una oportunitat. | Se ha creado una oportunidad.
deal.updated | Ha canviat una oportunitat, però no l'etapa. | Ha cambiado una oportunidad, pero no su etapa.
deal.stage_changed | Una oportunitat ha passat a una altra etapa. | Una oportunidad ha pasado a otra etapa.
deal.won | S'ha guanyat una oportunitat. | Se ha ganado una oportunidad.
deal.lost | S'ha perdut una oportunitat. | Se ha perdido una oportunidad.
agent.executed | Un agent ha acabat una execució. | Un agente ha terminado una ejecución.
agent.waiting | Crides a eines d'un agent esperen una persona. | Llamadas a herramientas de un agente esperan a una persona.
document.processed | S'ha processat un document (extracció o classificació). | Se ha procesado un documento (extracción o clasificación).
document.stored | El fitxer d'un document ja hi és: pujat, o rebut amb un missatge. | El archivo de un documento ya está: subido, o recibido con un mensaje.
document.extracted | S'han extret les dades d'un document. | Se han extraído los datos de un documento.
calendar.created | S'ha creat un esdeveniment en un calendari, aquí o a Google Calendar. | Se ha creado un evento en un calendario, aquí o en Google Calendar.
calendar.updated | Ha canviat un esdeveniment d'un calendari: s'ha mogut, o ha respost un assistent. | Ha cambiado un evento de un calendario: se ha movido, o ha respondido un asistente.
calendar.cancelled | S'ha cancel·lat un esdeveniment d'un calendari. | Se ha cancelado un evento de un calendario.
booking.created | Algú ha reservat una hora d'un servei. | Alguien ha reservado una hora de un servicio.
booking.moved | S'ha mogut una reserva a una altra hora o persona. | Se ha movido una reserva a otra hora o persona.
booking.cancelled | S'ha cancel·lat una reserva, i l'hora torna a estar lliure. | Se ha cancelado una reserva, y su hora vuelve a estar libre.
calendar.starting | Aviat comença un esdeveniment d'un calendari, amb l'antelació del disparador d'un flux. | Pronto empieza un evento de un calendario, con la antelación del disparador de un flujo.
webhook.failing | Un receptor ha fallat cinc vegades seguides. | Un receptor ha fallado cinco veces seguidas.
webhook.disabled | S'ha desactivat un webhook. | Se ha desactivado un webhook.
"""  # noqa: E501 - a type a line
_REASONS = """
webhook.failing | cal un servidor que rebutgi cinc intents, separats per minuts. | hace falta un servidor que rechace cinco intentos, separados por minutos.
invoice.booked | cal una factura d'un proveïdor. | hace falta una factura de un proveedor.
invoice.certificate_expiring | cal un certificat que caduqui abans de 60 dies. | hace falta un certificado que caduque antes de 60 días.
invoice.delivery_changed | cal una administració que tingui la factura i ho digui. | hace falta una administración que tenga la factura y lo diga.
invoice.registered | cal un emissor amb VERI*FACTU: settings_update amb verifactu actiu, i després emetre. | hace falta un emisor con VERI*FACTU: settings_update con verifactu activo, y después emitir.
invoice.registration_failed | cal un registre que l'AEAT rebutgi. | hace falta un registro que la AEAT rechace.
invoice.overdue | cal la nit després d'un venciment. | hace falta la noche después de un vencimiento.
agent.waiting | cal un agent amb una eina que demani aprovació. | hace falta un agente con una herramienta que pida aprobación.
calendar.starting | cal un flux amb antelació, i que arribi l'hora. | hace falta un flujo con antelación, y que llegue la hora.
task.due | cal una tasca amb hora, i que arribi. | hace falta una tarea con hora, y que llegue.
task.reminder | cal una tasca amb recordatori, i que n'arribi l'hora. | hace falta una tarea con recordatorio, y que llegue su hora.
conversation.assigned | cal un membre de l'organització que se n'encarregui. | hace falta un miembro de la organización que se encargue.
message.updated | cal que algú editi o esborri un missatge. | hace falta que alguien edite o borre un mensaje.
"""  # noqa: E501 - a type a line


def _by_type(table: str) -> dict[str, dict[str, str]]:
    rows = (line.split(" | ") for line in table.strip().splitlines())
    return {name: {"ca": catalan, "es": spanish} for name, catalan, spanish in rows}


MEANINGS = _by_type(_MEANINGS)
"""What each type means; English is what its domain declares."""

REASONS = _by_type(_REASONS)
"""Why nothing triggers a type; English is what `bivelio trigger` says."""
