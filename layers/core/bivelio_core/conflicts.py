"""The reasons of a Conflict (409) in words, by `details.reason`. Only refusals import this."""

from .faults import Text

REASONS: dict[str, Text] = {
    "last_owner": {
        "ca": "És l'única persona propietària: nomena'n abans una altra.",
        "es": "Es la única persona propietaria: nombra antes a otra.",
        "en": "This is the only owner: appoint another one first.",
    },
    "already_member": {
        "ca": "Aquesta adreça ja és d'una persona de l'organització.",
        "es": "Esta dirección ya es de una persona de la organización.",
        "en": "This address already belongs to a person of the organisation.",
    },
    "email_taken": {
        "ca": "Mentrestant una altra persona ha agafat aquesta adreça.",
        "es": "Mientras tanto otra persona se ha quedado con esta dirección.",
        "en": "Somebody else has got this address meanwhile.",
    },
    "too_many_organisations": {
        "ca": "La teva adreça és a massa organitzacions per canviar-la: surt abans d'alguna.",
        "es": "Tu dirección está en demasiadas organizaciones para cambiarla: sal antes de alguna.",
        "en": "Your address is in too many organisations to be changed: leave one of them first.",
    },
    "mfa_enabled": {
        "ca": "La verificació en dos passos ja està activada.",
        "es": "La verificación en dos pasos ya está activada.",
        "en": "Two-step verification is on already.",
    },
    "mfa_not_begun": {
        "ca": "Cal demanar abans un codi secret amb /auth/mfa/enroll; val 15 minuts.",
        "es": "Antes hay que pedir un secreto con /auth/mfa/enroll; vale 15 minutos.",
        "en": "Ask for a secret by /auth/mfa/enroll first; it is good for 15 minutes.",
    },
    "mfa_not_enabled": {
        "ca": "La verificació en dos passos no està activada.",
        "es": "La verificación en dos pasos no está activada.",
        "en": "Two-step verification is not on.",
    },
    "mfa_required": {
        "ca": "L'organització exigeix la verificació en dos passos a qui n'és propietari.",
        "es": "La organización exige la verificación en dos pasos a sus propietarios.",
        "en": "The organisation requires two-step verification of its owners.",
    },
    "no_mail": {
        "ca": "Aquesta instal·lació no envia correu: demana a qui l'opera que configuri MailFrom.",
        "es": "Esta instalación no envía correo: pide a quien la opera que configure MailFrom.",
        "en": "This deployment sends no mail: ask its operator to set MailFrom.",
    },
    "version": {
        "ca": "Algú altre ha canviat el recurs: la versió actual és a details.version.",
        "es": "Otra persona ha cambiado el recurso: la versión actual está en details.version.",
        "en": "Somebody else has changed the resource: details.version is its current version.",
    },
    "archived": {
        "ca": "El recurs està arxivat i no es pot canviar.",
        "es": "El recurso está archivado y no se puede cambiar.",
        "en": "The resource is archived and cannot be changed.",
    },
    "workflow_inactive": {
        "ca": "El flux de treball està inactiu: activa'l abans d'iniciar-lo.",
        "es": "El flujo de trabajo está inactivo: actívalo antes de iniciarlo.",
        "en": "The workflow is inactive: activate it before it is started.",
    },
    "workflow_archived": {
        "ca": "El flux de treball està arxivat: restaura'l abans d'iniciar-lo.",
        "es": "El flujo de trabajo está archivado: restáuralo antes de iniciarlo.",
        "en": "The workflow is archived: restore it before it is started.",
    },
    "workflow_paused": {
        "ca": "El flux de treball està en pausa des de {paused_at}: reprèn-lo abans d'iniciar-lo.",
        "es": "El flujo de trabajo está en pausa desde {paused_at}: reanúdalo antes de iniciarlo.",
        "en": "The workflow has been paused since {paused_at}: resume it before it is started.",
    },
    "not_archived": {
        "ca": "El flux de treball no està arxivat: arxiva'l abans d'eliminar-lo.",
        "es": "El flujo de trabajo no está archivado: archívalo antes de eliminarlo.",
        "en": "The workflow is not archived: archive it before it is deleted.",
    },
    "runs_under_way": {
        "ca": "El flux de treball té execucions en curs: espera que acabin o cancel·la-les.",
        "es": "El flujo de trabajo tiene ejecuciones en curso: espera a que acaben o cancélalas.",
        "en": "Runs of the workflow are under way: wait until they end, or cancel them.",
    },
    "ended": {
        "ca": "L'execució ja ha acabat.",
        "es": "La ejecución ya ha terminado.",
        "en": "The run has already ended.",
    },
    "not_ended": {
        "ca": "L'execució encara no ha acabat.",
        "es": "La ejecución aún no ha terminado.",
        "en": "The run has not ended yet.",
    },
    "not_begun": {
        "ca": "L'execució encara no ha començat.",
        "es": "La ejecución aún no ha empezado.",
        "en": "The run has not begun yet.",
    },
    "not_failed": {
        "ca": "Només es pot reprendre una execució que ha fallat.",
        "es": "Solo se puede reanudar una ejecución que ha fallado.",
        "en": "Only a run that has failed can be resumed.",
    },
    "decided": {
        "ca": "Aquesta aprovació ja s'ha decidit.",
        "es": "Esta aprobación ya se ha decidido.",
        "en": "This approval has been decided already.",
    },
    "not_inbound": {
        "ca": "El flux de treball no s'inicia amb una adreça: trigger_type no és inbound.",
        "es": "El flujo de trabajo no se inicia con una dirección: trigger_type no es inbound.",
        "en": "The workflow is not started by a URL: its trigger_type is not inbound.",
    },
    "sandbox_only": {
        "ca": "Això només es pot fer al sandbox.",
        "es": "Esto solo se puede hacer en el sandbox.",
        "en": "This can be done in the sandbox only.",
    },
    "too_many_workflows": {
        "ca": "L'organització ja té el màxim de fluxos de treball: {limit}.",
        "es": "La organización ya tiene el máximo de flujos de trabajo: {limit}.",
        "en": "The organisation has the largest number of workflows already: {limit}.",
    },
    "too_many_agents": {
        "ca": "L'organització ja té el màxim d'agents: {limit}.",
        "es": "La organización ya tiene el máximo de agentes: {limit}.",
        "en": "The organisation has the largest number of agents already: {limit}.",
    },
    "not_uploaded": {
        "ca": "El fitxer encara no s'ha pujat.",
        "es": "El archivo aún no se ha subido.",
        "en": "The file has not been uploaded yet.",
    },
    "not_completed": {
        "ca": "El document encara no s'ha acabat de llegir.",
        "es": "El documento aún no se ha terminado de leer.",
        "en": "The document has not been read to the end yet.",
    },
    "cancelled": {
        "ca": "L'esdeveniment està cancel·lat i no es pot canviar.",
        "es": "El evento está cancelado y no se puede cambiar.",
        "en": "The event is cancelled and cannot be changed.",
    },
    "disabled": {
        "ca": "El webhook està desactivat: activa'l amb /webhooks/enable.",
        "es": "El webhook está desactivado: actívalo con /webhooks/enable.",
        "en": "The webhook is disabled: enable it with /webhooks/enable.",
    },
    "deleted": {
        "ca": "El webhook s'ha esborrat.",
        "es": "El webhook se ha borrado.",
        "en": "The webhook was deleted.",
    },
    "disconnected": {
        "ca": "La connexió s'ha desconnectat.",
        "es": "La conexión se ha desconectado.",
        "en": "The connection was disconnected.",
    },
    "consent_pending": {
        "ca": "La connexió encara espera el consentiment de l'usuari.",
        "es": "La conexión aún espera el consentimiento del usuario.",
        "en": "The connection still waits for the user's consent.",
    },
    "no_consent_pending": {
        "ca": "La connexió no espera cap consentiment.",
        "es": "La conexión no espera ningún consentimiento.",
        "en": "The connection does not wait for a consent.",
    },
    "status": {
        "ca": "La factura té l'estat '{status}', que no permet aquesta operació.",
        "es": "La factura tiene el estado '{status}', que no permite esta operación.",
        "en": "The invoice has the status '{status}', which does not allow this operation.",
    },
    "received": {
        "ca": "És una factura rebuda: aquesta operació és per a les emeses.",
        "es": "Es una factura recibida: esta operación es para las emitidas.",
        "en": "It is a received invoice: this operation is for issued ones.",
    },
    "received_before": {
        "ca": "Aquesta factura ja s'havia rebut.",
        "es": "Esta factura ya se había recibido.",
        "en": "This invoice was received before.",
    },
    "replaced": {
        "ca": "Una rectificació ja substitueix aquesta factura: details.rectified_by diu quina.",
        "es": "Una rectificación ya sustituye esta factura: details.rectified_by dice cuál.",
        "en": "A rectification already replaces this invoice: details.rectified_by says which.",
    },
    "paid": {
        "ca": "La factura té pagaments i no es pot anul·lar.",
        "es": "La factura tiene pagos y no se puede anular.",
        "en": "The invoice has payments and cannot be voided.",
    },
    "rotated": {
        "ca": "Aquesta clau ja s'ha substituït per una altra.",
        "es": "Esta clave ya se ha sustituido por otra.",
        "en": "This key was replaced by another one already.",
    },
}
"""Those that are not here keep the general sentence, which points to `details.reason`."""
