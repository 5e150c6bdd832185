"""Why a step or a run failed, in our three languages."""

from typing import Any

from bivelio_core.faults import Text


def fill(text: Text, **values: Any) -> Text:
    """A message with its values, in each language."""
    return {language: template.format_map(values) for language, template in text.items()}


STEP_INTERRUPTED: Text = {
    "ca": "Un error intern ha interromput el pas; es pot reintentar.",
    "es": "Un error interno ha interrumpido el paso; se puede reintentar.",
    "en": "An internal error interrupted the step; it can be retried.",
}
RUN_INTERRUPTED: Text = {
    "ca": "Un error intern ha interromput la instància; es pot reintentar.",
    "es": "Un error interno ha interrumpido la instancia; se puede reintentar.",
    "en": "An internal error interrupted the run; it can be retried.",
}
STEP_TIMEOUT: Text = {
    "ca": "El pas ha superat el temps màxim.",
    "es": "El paso ha superado el tiempo máximo.",
    "en": "The step did not end within its time.",
}
STOPPED: Text = {
    "ca": "El flux de treball s'ha aturat.",
    "es": "El flujo de trabajo se ha detenido.",
    "en": "The workflow was stopped.",
}
ALREADY_RUNNING: Text = {
    "ca": "Hi havia una altra instància d'aquest flux de treball en execució.",
    "es": "Había otra instancia de este flujo de trabajo en ejecución.",
    "en": "Another instance of this workflow was running.",
}
EVENT_LOOP: Text = {
    "ca": "Els fluxos de treball que s'inicien amb esdeveniments d'altres fluxos de treball es poden encadenar "
    "fins a {depth} nivells: aquesta instància no ha començat.",
    "es": "Los flujos de trabajo que se inician con eventos de otros flujos de trabajo se pueden encadenar "
    "hasta {depth} niveles: esta instancia no ha empezado.",
    "en": "Workflows started by the events of other workflows may be chained {depth} deep: this run did not begin.",
}
CALL_LOOP: Text = {
    "ca": "Els fluxos de treball que n'inicien d'altres es poden encadenar fins a {depth} nivells.",
    "es": "Los flujos de trabajo que inician otros se pueden encadenar hasta {depth} niveles.",
    "en": "Workflows that start each other may be chained {depth} deep.",
}
RETURN_LOOP: Text = {
    "ca": "Un webhook torna a cridar la URL d'aquest flux de treball amb el que el mateix flux provoca. Es poden "
    "encadenar fins a {depth} nivells: aquesta instància no ha començat.",
    "es": "Un webhook vuelve a llamar a la URL de este flujo de trabajo con lo que el mismo flujo provoca. Se pueden "
    "encadenar hasta {depth} niveles: esta instancia no ha empezado.",
    "en": "A webhook calls the URL of this workflow again with what the workflow itself causes. They may be chained "
    "{depth} deep: this run did not begin.",
}
CHILD_TIMEOUT: Text = {
    "ca": "L'altre flux de treball ha superat el temps màxim.",
    "es": "El otro flujo de trabajo ha superado el tiempo máximo.",
    "en": "The other workflow did not end in time.",
}
CHILD_FAILED: Text = {
    "ca": "L'altre flux de treball ha fallat.",
    "es": "El otro flujo de trabajo ha fallado.",
    "en": "The other workflow failed.",
}
CHILD_CANCELLED: Text = {
    "ca": "L'altre flux de treball s'ha cancel·lat.",
    "es": "El otro flujo de trabajo se ha cancelado.",
    "en": "The other workflow was cancelled.",
}
APPROVAL_EXPIRED: Text = {
    "ca": "Ningú no ha decidit a temps.",
    "es": "Nadie ha decidido a tiempo.",
    "en": "Nobody decided in time.",
}
REPLACED: Text = {
    "ca": "Una instància posterior del flux de treball ha ocupat el lloc d'aquesta.",
    "es": "Una instancia posterior del flujo de trabajo ha ocupado el lugar de esta.",
    "en": "A later instance of the workflow took the place of this one.",
}
EVENT_TIMEOUT: Text = {
    "ca": "L'esdeveniment no ha arribat a temps.",
    "es": "El evento no ha llegado a tiempo.",
    "en": "The event did not come in time.",
}
TOO_MANY_EVENTS: Text = {
    "ca": "Des de l'inici de la instància hi ha hagut més de {limit} esdeveniments: espera amb 'since': 'step'.",
    "es": "Desde el inicio de la instancia ha habido más de {limit} eventos: espera con 'since': 'step'.",
    "en": "There were more than {limit} events since the run began: wait with 'since': 'step'.",
}
ITERATIONS_FAILED: Text = {
    "ca": "Han fallat {failed} de {count} iteracions; la primera, '{first}': {message}",
    "es": "Han fallado {failed} de {count} iteraciones; la primera, '{first}': {message}",
    "en": "{failed} of {count} iterations failed; the first, '{first}': {message}",
}
BRANCHES_FAILED: Text = {
    "ca": "Han fallat {failed} de {count} branques; la primera, '{first}': {message}",
    "es": "Han fallado {failed} de {count} ramas; la primera, '{first}': {message}",
    "en": "{failed} of {count} branches failed; the first, '{first}': {message}",
}
EXPRESSION: Text = {
    "ca": "No s'ha pogut avaluar una expressió: details.reason en diu el motiu.",
    "es": "No se ha podido evaluar una expresión: details.reason indica el motivo.",
    "en": "An expression could not be evaluated; details.reason says why.",
}
FILTER: Text = {
    "ca": "No s'ha pogut saber si el filtre accepta un esdeveniment: details.reason en diu el motiu. Se'n registra "
    "un al dia.",
    "es": "No se ha podido saber si el filtro acepta un evento: details.reason indica el motivo. Se registra uno al "
    "día.",
    "en": "Whether the filter accepts an event could not be told; details.reason says why. One a day is recorded.",
}
EXPRESSION_TOO_LARGE: Text = {
    "ca": "El valor d'una expressió té més de {limit} caràcters.",
    "es": "El valor de una expresión tiene más de {limit} caracteres.",
    "en": "The value of an expression has more than {limit} characters.",
}
OUTPUT_TOO_LARGE: Text = {
    "ca": "El valor ocupa {size} bytes; el màxim és {limit}.",
    "es": "El valor ocupa {size} bytes; el máximo es {limit}.",
    "en": "The value takes {size} bytes; the maximum is {limit}.",
}
NOT_A_TIME: Text = {
    "ca": "'{until}' no és una data i hora en format RFC 3339.",
    "es": "'{until}' no es una fecha y hora en formato RFC 3339.",
    "en": "'{until}' is not an RFC 3339 time.",
}
NO_OFFSET: Text = {
    "ca": "'{until}' no indica la zona: escriu Z o +02:00.",
    "es": "'{until}' no indica la zona: escribe Z o +02:00.",
    "en": "'{until}' has no offset: write Z or +02:00.",
}
TOO_FAR: Text = {
    "ca": "'{until}' és d'aquí a més d'un any.",
    "es": "'{until}' es dentro de más de un año.",
    "en": "'{until}' is more than a year away.",
}
WAIT: Text = {
    "ca": "Una espera necessita 'seconds', de 0 a {limit}, o 'until'.",
    "es": "Una espera necesita 'seconds', de 0 a {limit}, o 'until'.",
    "en": "A wait takes 'seconds' from 0 to {limit}, or 'until'.",
}
NOT_A_LIST: Text = {
    "ca": "'items' no és una llista.",
    "es": "'items' no es una lista.",
    "en": "'items' is not a list.",
}
TOO_MANY_ITEMS: Text = {
    "ca": "'items' té {count} elements; el màxim és {limit}.",
    "es": "'items' tiene {count} elementos; el máximo es {limit}.",
    "en": "'items' has {count} elements; the maximum is {limit}.",
}
URL_REFUSED: Text = {
    "ca": "No es permet cridar aquesta adreça: details.reason en diu el motiu.",
    "es": "No se permite llamar a esta dirección: details.reason indica el motivo.",
    "en": "This address may not be called; details.reason says why.",
}
NO_ANSWER: Text = {
    "ca": "El receptor no ha respost a temps.",
    "es": "El receptor no ha respondido a tiempo.",
    "en": "The receiver did not answer in time.",
}
UNREACHABLE: Text = {
    "ca": "No s'ha pogut obtenir cap resposta del receptor: details.reason en diu el motiu.",
    "es": "No se ha podido obtener respuesta del receptor: details.reason indica el motivo.",
    "en": "No answer could be had from the receiver; details.reason says why.",
}
ANSWER_TOO_LARGE: Text = {
    "ca": "La resposta té més de {limit} bytes.",
    "es": "La respuesta tiene más de {limit} bytes.",
    "en": "The answer has more than {limit} bytes.",
}
SECRET_MISSING: Text = {
    "ca": "El secret '{name}' no existeix.",
    "es": "El secreto '{name}' no existe.",
    "en": "The secret '{name}' does not exist.",
}
SECRET_HOST: Text = {
    "ca": "El secret '{name}' no es pot enviar a aquesta adreça.",
    "es": "El secreto '{name}' no se puede enviar a esta dirección.",
    "en": "The secret '{name}' may not be sent to this address.",
}
NO_TOKEN: Text = {
    "ca": "El servidor d'autorització no ha donat cap token d'accés.",
    "es": "El servidor de autorización no ha dado ningún token de acceso.",
    "en": "The authorisation server gave no access token.",
}
NOT_AS_WANTED: Text = {
    "ca": "Cap resposta no ha complert la condició dins del termini.",
    "es": "Ninguna respuesta ha cumplido la condición dentro del plazo.",
    "en": "No answer met the condition in time.",
}
OTHER_HOST: Text = {
    "ca": "La pàgina següent és en un altre servidor, que no ha de rebre les capçaleres d'aquest pas.",
    "es": "La página siguiente está en otro servidor, que no debe recibir las cabeceras de este paso.",
    "en": "The next page is on another host, which must not be sent the headers of this step.",
}
PAGE_WITHOUT_LIST: Text = {
    "ca": "L'expressió 'items' de la paginació no dona cap llista.",
    "es": "La expresión 'items' de la paginación no da ninguna lista.",
    "en": "The expression 'items' of the pagination gives no list.",
}
HTTP_STATUS: Text = {
    "ca": "El receptor ha respost amb l'estat {status}.",
    "es": "El receptor ha respondido con el estado {status}.",
    "en": "The receiver answered {status}.",
}
