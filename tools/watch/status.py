"""The status page's document: components with their states, incidents with their updates in three languages.

It is a file beside the documentation (`docs/status.json`), which CloudFront shows while the API is down. The states of
its components are the worse of two: what alarms show (hosting/status/component_states.py) and what open incidents say.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import indent
from typing import Any, Literal
from xml.sax.saxutils import escape

from tools.template import ROOT

State = Literal["operational", "degraded", "down"]
Step = Literal["investigating", "identified", "monitoring", "resolved"]
STATES: tuple[State, ...] = ("operational", "degraded", "down")
STEPS: tuple[Step, ...] = ("investigating", "identified", "monitoring", "resolved")
LANGUAGES = ("ca", "es", "en")
FILE = "status.json"
FEEDS = {language: f"status.{language}.atom" for language in LANGUAGES}
CODE = ROOT / "hosting" / "status" / "component_states.py"
SECTION = ROOT / "hosting" / "status" / "section.yaml.txt"
LONGEST_INLINE = 4_096
"""CloudFormation User Guide, "AWS::Lambda::Function Code"."""
KEPT_INCIDENTS = 100
"""Older ones that are resolved are left out."""

COMPONENTS: Mapping[str, Mapping[str, str]] = {
    "api": {"ca": "API", "es": "API", "en": "API"},
    "sandbox": {"ca": "Entorn de proves", "es": "Entorno de pruebas", "en": "Sandbox"},
    "webhooks": {"ca": "Webhooks i esdeveniments", "es": "Webhooks y eventos", "en": "Webhooks and events"},
    "workflows": {"ca": "Fluxos de treball", "es": "Flujos de trabajo", "en": "Workflows"},
    "messages": {"ca": "Missatges i correu", "es": "Mensajes y correo", "en": "Messages and mail"},
    "documents": {"ca": "Documents", "es": "Documentos", "en": "Documents"},
    "invoices": {"ca": "Factures", "es": "Facturas", "en": "Invoices"},
    "dashboard": {"ca": "Tauler", "es": "Panel", "en": "Dashboard"},
}
ALARMS: Mapping[str, Mapping[str, State]] = {
    "api": {
        "AuthorizerFailuresAlarm": "down",
        "LiveErrorRateAlarm": "degraded",
        "LiveAvailabilityAlarm": "degraded",
        "LiveSlowAlarm": "degraded",
        "FunctionThrottlesAlarm": "degraded",
        "TableErrorsAlarm": "degraded",
    },
    "sandbox": {"SandboxServerErrorsAlarm": "degraded"},
    "webhooks": {
        "EventsBehindAlarm": "degraded",
        "DeliveriesBehindAlarm": "degraded",
        "DeliveriesOnTimeAlarm": "degraded",
    },
    "workflows": {
        "WorkflowExecutionsFailedAlarm": "degraded",
        "RunsThrottledAlarm": "degraded",
        "RunsOnTimeAlarm": "degraded",
        "SweepWorkflowsFailingAlarm": "degraded",
    },
    "messages": {"DeadMessagesAlarm": "degraded", "DeadAccountMailsAlarm": "degraded"},
    "documents": {"DeadDocumentJobsAlarm": "degraded"},
    "invoices": {"DeadRecordsAlarm": "degraded", "SweepInvoicesFailingAlarm": "degraded"},
    "dashboard": {},
}
"""By component, the alarms that show trouble of it to customers, and how bad it is."""

TEXTS: Mapping[Step, Mapping[str, str]] = {
    "investigating": {
        "ca": "Hi ha problemes amb aquest servei. Ho estem investigant.",
        "es": "Hay problemas con este servicio. Lo estamos investigando.",
        "en": "There is a problem with this service. We are looking into it.",
    },
    "identified": {
        "ca": "Hem trobat la causa i l'estem corregint.",
        "es": "Hemos encontrado la causa y la estamos corrigiendo.",
        "en": "We have found the cause and are correcting it.",
    },
    "monitoring": {
        "ca": "Hem aplicat una correcció i en seguim els efectes.",
        "es": "Hemos aplicado una corrección y seguimos sus efectos.",
        "en": "A correction is in place, and we are watching its effects.",
    },
    "resolved": {
        "ca": "El servei torna a funcionar amb normalitat.",
        "es": "El servicio vuelve a funcionar con normalidad.",
        "en": "The service works normally again.",
    },
}
"""What an update says when whoever writes it has no time for words."""

TITLES: Mapping[State, Mapping[str, str]] = {
    "operational": {"ca": "{name}: avís", "es": "{name}: aviso", "en": "{name}: notice"},
    "degraded": {
        "ca": "{name}: funcionament degradat",
        "es": "{name}: funcionamiento degradado",
        "en": "{name}: degraded",
    },
    "down": {"ca": "{name}: fora de servei", "es": "{name}: fuera de servicio", "en": "{name}: not available"},
}
Document = dict[str, Any]


class UnknownIncidentError(LookupError):
    """No open incident has this id."""


@dataclass(frozen=True)
class News:
    """What somebody says of an incident: how far it is, when, and the text in each language, if not the usual one."""

    step: Step
    at: str
    text: Mapping[str, str] | None = None

    def as_update(self) -> dict[str, Any]:
        """The update in the document."""
        return {"at": self.at, "step": self.step, "text": {**TEXTS[self.step], **(self.text or {})}}


def fresh(at: str) -> Document:
    """A document without incidents."""
    components = [
        {"id": name, "name": dict(names), "state": "operational", "seen": "operational"}
        for name, names in COMPONENTS.items()
    ]
    return {"updated_at": at, "components": components, "incidents": []}


def opened(document: Document, component: str, state: State, news: News) -> Document:
    """The document with a new incident of a component."""
    day = news.at[:10]
    number = sum(each["id"].startswith(day) for each in document["incidents"]) + 1
    incident = {
        "id": f"{day}-{number}",
        "component": component,
        "state": state,
        "title": _title(component, state),
        "opened_at": news.at,
        "resolved_at": None,
        "updates": [news.as_update()],
    }
    return _settled({**document, "incidents": [incident, *document["incidents"]][:KEPT_INCIDENTS]}, news.at)


def updated(document: Document, incident_id: str, news: News, state: State | None = None) -> Document:
    """The document with an update of an open incident; `resolved` closes it. Raises UnknownIncidentError."""
    if not any(each["id"] == incident_id and not each["resolved_at"] for each in document["incidents"]):
        raise UnknownIncidentError(f"no open incident has the id {incident_id}")
    incidents = [
        {
            **each,
            **({"state": state, "title": _title(each["component"], state)} if state else {}),
            "updates": [*each["updates"], news.as_update()],
            "resolved_at": news.at if news.step == "resolved" else None,
        }
        if each["id"] == incident_id
        else each
        for each in document["incidents"]
    ]
    return _settled({**document, "incidents": incidents}, news.at)


def _title(component: str, state: State) -> dict[str, str]:
    names = COMPONENTS[component]
    return {language: TITLES[state][language].format(name=names[language]) for language in LANGUAGES}


def _settled(document: Document, at: str) -> Document:
    """The document with the states that follow from alarms and open incidents."""
    components = []
    for each in document["components"]:
        reported = [
            incident["state"]
            for incident in document["incidents"]
            if incident["component"] == each["id"] and not incident["resolved_at"]
        ]
        components.append({**each, "state": max([each["seen"], *reported], key=STATES.index)})
    return {**document, "components": components, "updated_at": at}


def text_of(document: Document) -> bytes:
    """The document as it is stored."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def feed(document: Document, language: str, page: str) -> bytes:
    """The incidents as an Atom feed (RFC 4287), each update an entry."""
    entries = "".join(
        f"<entry><id>{escape(page)}#{incident['id']}-{number}</id>"
        f"<title>{escape(incident['title'][language])}</title><updated>{update['at']}</updated>"
        f'<link href="{escape(page)}#{incident["id"]}"/><summary>{escape(update["text"][language])}</summary></entry>'
        for incident in document["incidents"]
        for number, update in reversed(list(enumerate(incident["updates"], 1)))
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="{language}"><id>{escape(page)}</id><title>BiVelio</title><author><name>BiVelio</name></author>'
        f"<updated>{document['updated_at']}</updated>{entries}</feed>"
    ).encode()


def states_section() -> str:
    """The function that writes what alarms show, as it stands in hosting/template.yaml: its code inline."""
    code = CODE.read_text(encoding="utf-8")
    if len(code) > LONGEST_INLINE:
        raise ValueError(f"{CODE.name} has {len(code)} characters; inline code may have {LONGEST_INLINE}")
    rings = json.dumps({name: dict(alarms) for name, alarms in ALARMS.items()})
    section = SECTION.read_text(encoding="utf-8")
    return section.replace("<code>", indent(code.rstrip(), " " * 10).lstrip()).replace("<rings>", rings)
