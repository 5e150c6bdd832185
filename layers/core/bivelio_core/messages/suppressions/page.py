"""The pages of the link of an advertising mail."""

from html import escape

from bivelio_core.catalogue import Entry
from bivelio_core.plain_page import document


def question(sender: str, language: str) -> str:
    """Ask whether to get no more: opening a link changes nothing, since programs open the links of mails too."""
    text = _word("text", language).format(sender=escape(sender))
    form = (
        '<form method="post"><button name="List-Unsubscribe" value="One-Click">'
        f"{_word('button', language)}</button></form>"
    )
    return document(_word("title", language), f"<p>{text}</p>{form}", language)


def done(sender: str, language: str) -> str:
    """Say that it is done."""
    text = _word("done.text", language).format(sender=escape(sender))
    return document(_word("done.title", language), f"<p>{text}</p>", language)


def refusal(language: str) -> str:
    """The page of a link that is none."""
    return document(_word("invalid.title", language), f"<p>{_word('invalid.text', language)}</p>", language)


def failure(language: str) -> str:
    """The page when we cannot answer now."""
    return document(_word("failed.title", language), f"<p>{_word('failed.text', language)}</p>", language)


def _word(name: str, language: str) -> str:
    return Entry("messages", f"unsubscribe.{name}")[language]
