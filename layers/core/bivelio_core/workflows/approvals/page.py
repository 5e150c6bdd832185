"""The page of an approval's link, as HTML without scripts, in Catalan, Spanish and English.

Everything that comes from a run is escaped. The style is named by its hash in the Content-Security-Policy, so that the
page can load nothing and send its form only to us.
"""

import base64
import hashlib
from html import escape
from typing import Literal

from bivelio_core.faults import LANGUAGES

from .by_link import Asked, Reason

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}"
    "blockquote{white-space:pre-wrap;overflow-wrap:anywhere;margin:1rem 0;padding:.75rem 1rem;"
    "border-left:4px solid #4a5568;background:#f4f5f7}"
    "textarea{width:100%;box-sizing:border-box;font:inherit}"
    "button{font:inherit;padding:.6rem 1.2rem;margin:1rem .5rem 0 0}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
LONGEST_COMMENT = 2_000

Word = Literal[
    "title",
    "workflow",
    "until",
    "for",
    "comment",
    "approve",
    "reject",
    "was_approved",
    "was_rejected",
    "thanks",
    "close",
]
_WORDS: dict[str, dict[Word, str]] = {
    "ca": {
        "title": "Aprovació pendent",
        "workflow": "Flux de treball",
        "until": "Es pot decidir fins a",
        "for": "Per a",
        "comment": "Comentari (opcional)",
        "approve": "Aprova",
        "reject": "Rebutja",
        "was_approved": "S'ha aprovat.",
        "was_rejected": "S'ha rebutjat.",
        "thanks": "La decisió ha quedat registrada",
        "close": "Ja pots tancar aquesta pàgina.",
    },
    "es": {
        "title": "Aprobación pendiente",
        "workflow": "Flujo de trabajo",
        "until": "Se puede decidir hasta",
        "for": "Para",
        "comment": "Comentario (opcional)",
        "approve": "Aprobar",
        "reject": "Rechazar",
        "was_approved": "Se ha aprobado.",
        "was_rejected": "Se ha rechazado.",
        "thanks": "La decisión ha quedado registrada",
        "close": "Ya puedes cerrar esta página.",
    },
    "en": {
        "title": "Approval needed",
        "workflow": "Workflow",
        "until": "Can be decided until",
        "for": "For",
        "comment": "Comment (optional)",
        "approve": "Approve",
        "reject": "Reject",
        "was_approved": "It was approved.",
        "was_rejected": "It was rejected.",
        "thanks": "Your decision has been recorded",
        "close": "You can close this page.",
    },
}
_REASONS: dict[Reason, dict[str, tuple[str, str]]] = {
    "invalid": {
        "ca": ("Enllaç no vàlid", "Aquest enllaç no és complet o ja no existeix. Obre'l tal com és al correu."),
        "es": ("Enlace no válido", "Este enlace no está completo o ya no existe. Ábrelo tal como está en el correo."),
        "en": ("Link not valid", "This link is incomplete or no longer exists. Open it as it is in the e-mail."),
    },
    "expired": {
        "ca": ("Enllaç caducat", "El termini per decidir aquesta aprovació ja ha passat."),
        "es": ("Enlace caducado", "El plazo para decidir esta aprobación ya ha pasado."),
        "en": ("Link expired", "The time to decide this approval has passed."),
    },
    "suspended": {
        "ca": ("Compte suspès", "El compte de l'organització està suspès: ara no es pot decidir res."),
        "es": ("Cuenta suspendida", "La cuenta de la organización está suspendida: ahora no se puede decidir nada."),
        "en": ("Account suspended", "The organisation's account is suspended: nothing can be decided now."),
    },
    "too_often": {
        "ca": ("Massa intents", "Aquest enllaç s'ha obert massa vegades. Torna-ho a provar d'aquí a un minut."),
        "es": ("Demasiados intentos", "Este enlace se ha abierto demasiadas veces. Vuelve a probarlo en un minuto."),
        "en": ("Too many attempts", "This link was opened too often. Try again in a minute."),
    },
    "not_yours": {
        "ca": ("No pots decidir", "Aquesta aprovació l'han de decidir altres persones."),
        "es": ("No puedes decidir", "Esta aprobación la deben decidir otras personas."),
        "en": ("Not yours to decide", "This approval is for other people to decide."),
    },
    "started_by_you": {
        "ca": ("No pots decidir", "Has iniciat aquesta execució: l'ha de decidir una altra persona."),
        "es": ("No puedes decidir", "Has iniciado esta ejecución: la debe decidir otra persona."),
        "en": ("Not yours to decide", "You started this run: somebody else has to decide."),
    },
    "decided": {
        "ca": ("Ja s'ha decidit", "Aquesta aprovació ja s'ha decidit i l'enllaç no es pot tornar a fer servir."),
        "es": ("Ya se ha decidido", "Esta aprobación ya se ha decidido y el enlace no se puede volver a usar."),
        "en": ("Already decided", "This approval has been decided, and the link cannot be used again."),
    },
    "ended": {
        "ca": ("Ja no cal decidir", "L'execució que ho demanava ja ha acabat."),
        "es": ("Ya no hay que decidir", "La ejecución que lo pedía ya ha terminado."),
        "en": ("Nothing to decide", "The run that asked for this has ended."),
    },
    "incomplete": {
        "ca": ("Falta la decisió", "Tria aprovar o rebutjar; el comentari pot tenir 2.000 caràcters."),
        "es": ("Falta la decisión", "Elige aprobar o rechazar; el comentario puede tener 2.000 caracteres."),
        "en": ("No decision", "Choose to approve or to reject; a comment may have 2,000 characters."),
    },
}
_FAILED = {
    "ca": ("Ara no és possible", "Torna-ho a provar d'aquí a una estona."),
    "es": ("Ahora no es posible", "Vuelve a intentarlo dentro de un rato."),
    "en": ("Not possible now", "Please try again in a while."),
}


def question(asked: Asked, language: str) -> str:
    """The page that asks for a decision."""
    words = _WORDS[language]
    form = (
        f'<form method="post"><label for="comment">{words["comment"]}</label>'
        f'<textarea id="comment" name="comment" rows="3" maxlength="{LONGEST_COMMENT}"></textarea>'
        f'<button name="decision" value="approve">{words["approve"]}</button>'
        f'<button name="decision" value="reject">{words["reject"]}</button></form>'
    )
    return _document(words["title"], f"{_about(asked, language)}{form}", language)


def thanks(asked: Asked, language: str) -> str:
    """The page after a decision."""
    words = _WORDS[language]
    made = words["was_approved"] if asked.approved else words["was_rejected"]
    return _document(words["thanks"], f"<p>{made} {words['close']}</p>{_quoted(asked)}", language)


def refusal(reason: Reason, asked: Asked | None, language: str) -> str:
    """The page of a link that decides nothing."""
    title, text = _REASONS[reason][language]
    words = _WORDS[language]
    made = ""
    if asked is not None and asked.approved is not None:
        made = f"<p>{words['was_approved'] if asked.approved else words['was_rejected']}</p>"
    return _document(title, f"<p>{text}</p>{made}{_quoted(asked) if asked else ''}", language)


def failure(language: str) -> str:
    """The page when we cannot answer now."""
    title, text = _FAILED[language]
    return _document(title, f"<p>{text}</p>", language)


def _about(asked: Asked, language: str) -> str:
    words = _WORDS[language]
    rows: tuple[tuple[str, str], ...] = (
        (words["workflow"], asked.workflow),
        (words["for"], asked.email),
        (words["until"], asked.expires_at),
    )
    return _quoted(asked) + "".join(f"<p>{name}: {escape(value)}</p>" for name, value in rows)


def _quoted(asked: Asked) -> str:
    return f"<blockquote>{escape(asked.message)}</blockquote>"


def _document(title: str, body: str, language: str) -> str:
    others = " ".join(
        f'<a href="?lang={each}" hreflang="{each}" lang="{each}">{each}</a>' for each in LANGUAGES if each != language
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main><h1>{title}</h1>{body}</main><p>{others}</p></body></html>"
    )
