"""The page of an approval's link, as HTML without scripts, in Catalan, Spanish and English.

Everything that comes from a run is escaped. The style is named by its hash in the Content-Security-Policy, so that the
page can load nothing and send its form only to us.
"""

import base64
import hashlib
from html import escape

from bivelio_core.catalogue import LANGUAGES, Entry

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
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
LONGEST_COMMENT = 2_000


def _word(name: str, language: str) -> str:
    return Entry("workflows", f"page.{name}")[language]


def question(approval: Asked, language: str) -> str:
    """The page that asks for a decision."""
    form = (
        f'<form method="post"><label for="comment">{_word("comment", language)}</label>'
        f'<textarea id="comment" name="comment" rows="3" maxlength="{LONGEST_COMMENT}"></textarea>'
        f'<button name="decision" value="approve">{_word("approve", language)}</button>'
        f'<button name="decision" value="reject">{_word("reject", language)}</button></form>'
    )
    return _document(_word("title", language), f"{_about(approval, language)}{form}", language)


def thanks(approval: Asked, language: str) -> str:
    """The page after a decision, which may be one of several."""
    text = f"<p>{_made(approval, language)} {_word('close', language)}</p>{_progress(approval, language)}"
    return _document(_word("thanks", language), f"{text}{_quoted(approval)}", language)


def refusal(reason: Reason, approval: Asked | None, language: str) -> str:
    """The page of a link that decides nothing."""
    title, text = _word(f"{reason}.title", language), _word(f"{reason}.text", language)
    decision = ""
    if approval is not None and approval.approved is not None:
        decision = f"<p>{_made(approval, language)}</p>"
    elif approval is not None:
        decision = _progress(approval, language)
    return _document(title, f"<p>{text}</p>{decision}{_quoted(approval) if approval else ''}", language)


def failure(language: str) -> str:
    """The page when we cannot answer now."""
    return _document(_word("failed.title", language), f"<p>{_word('failed.text', language)}</p>", language)


def _made(approval: Asked, language: str) -> str:
    if approval.approved is None:
        return _word("you_approved", language)
    return _word("was_approved" if approval.approved else "was_rejected", language)


def _progress(approval: Asked, language: str) -> str:
    """How many of several people have approved, and who."""
    if approval.needed == 1:
        return ""
    text = _word("progress", language).format(count=len(approval.approved_by), needed=approval.needed)
    names = f" ({', '.join(approval.approved_by)})" if approval.approved_by else ""
    return f"<p>{text}{escape(names)}</p>"


def _about(approval: Asked, language: str) -> str:
    rows: tuple[tuple[str, str], ...] = (
        (_word("workflow", language), approval.workflow),
        (_word("for", language), approval.email),
        (_word("until", language), approval.expires_at),
    )
    texts = "".join(f"<p>{name}: {escape(value)}</p>" for name, value in rows)
    return _quoted(approval) + texts + _progress(approval, language)


def _quoted(approval: Asked) -> str:
    return f"<blockquote>{escape(approval.message)}</blockquote>"


def _document(title: str, body: str, language: str) -> str:
    others = " ".join(
        f'<a href="?lang={each}" hreflang="{each}" lang="{each}">{each}</a>' for each in LANGUAGES if each != language
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main><h1>{title}</h1>{body}</main><p>{others}</p></body></html>"
    )
