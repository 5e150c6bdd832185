"""The page of an approval's link. Everything that comes from a run is escaped."""

from html import escape

from bivelio_core.catalogue import Entry
from bivelio_core.plain_page import HEADERS, document
from bivelio_core.store.locale import Locale

from .by_link import Asked, Reason

__all__ = ["HEADERS", "failure", "question", "refusal", "thanks"]

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
    return document(_word("title", language), f"{_about(approval, language)}{form}", language)


def thanks(approval: Asked, language: str) -> str:
    """The page after a decision, which may be one of several."""
    text = f"<p>{_made(approval, language)} {_word('close', language)}</p>{_progress(approval, language)}"
    return document(_word("thanks", language), f"{text}{_quoted(approval)}", language)


def refusal(reason: Reason, approval: Asked | None, language: str) -> str:
    """The page of a link that decides nothing."""
    title, text = _word(f"{reason}.title", language), _word(f"{reason}.text", language)
    decision = ""
    if approval is not None and approval.approved is not None:
        decision = f"<p>{_made(approval, language)}</p>"
    elif approval is not None:
        decision = _progress(approval, language)
    return document(title, f"<p>{text}</p>{decision}{_quoted(approval) if approval else ''}", language)


def failure(language: str) -> str:
    """The page when we cannot answer now."""
    return document(_word("failed.title", language), f"<p>{_word('failed.text', language)}</p>", language)


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
        (_word("until", language), Locale(language, approval.zone).moment(approval.expires_at)),
    )
    texts = "".join(f"<p>{name}: {escape(value)}</p>" for name, value in rows)
    return _quoted(approval) + texts + _progress(approval, language)


def _quoted(approval: Asked) -> str:
    return f"<blockquote>{escape(approval.message)}</blockquote>"
