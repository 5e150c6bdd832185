"""What the pages of operations show besides openapi.json: code, error codes, names; and the pages of error codes."""

from collections.abc import Iterator
from typing import Any

from bivelio_core.catalogue import LANGUAGES
from bivelio_core.errors import ApiError

from tools.endpoints import operations
from tools.sdk.document import Document, Method, attribute
from tools.sdk.javascript import camel
from tools.sdk.operations import kind_of
from tools.sdk.samples import HEADERS, credential, samples
from tools.site.pages import front_matter
from tools.site.texts import TRANSLATED, english, meaning, title_of, translation
from tools.site.words import ERROR_PAGE
from tools.stability import STATES, part_of
from tools.subclasses import failures

OF_INBOUND_URLS = ("INBOUND_NOT_VERIFIED", "INBOUND_TOO_OLD")
"""Answered by the URLs that start workflows, which are no operations."""


def reference(document: Document) -> dict[str, Any]:
    """Return by operation: its address, title, code by language and error codes by status."""
    return {
        method.operation: {
            "path": method.path,
            "title": title(method),
            "samples": samples(method),
            "shape": shape(method),
            "codes": method.described["x-errors"],
            "state": state(method),
        }
        for method in document.methods
    }


def state(method: Method) -> dict[str, dict[str, str]] | None:
    """Return the mark of an operation that is not stable, and why it is not, by language."""
    part = part_of(method.operation)
    return {"name": STATES[part.state], "because": part.because} if part else None


def shape(method: Method) -> dict[str, Any]:
    """Return what a browser writes the code of a request from (site/src/scripts/code.ts)."""
    operation = method.operation.partition(".")[2]
    renamed = {name: attribute(name) for name in method.fields if attribute(name) != name}
    shape_parts = {
        "python": f"{method.resource}.{method.name}",
        "javascript": f"{camel(method.resource)}.{camel(operation)}",
        "cli": f"{method.resource} {operation.rstrip('_').replace('_', '-')}",
        "kinds": {name: kind_of(about)[0] for name, about in method.fields.items()},
        "credential": HEADERS[credential(method)],
        "positional": method.positional,
        "renamed": renamed,
        "isBare": method.is_bare,
        "isList": method.listing is not None,
    }
    return {name: value for name, value in shape_parts.items() if value or name == "kinds"}


def title(method: Method, language: str = "en") -> str:
    """Return what the reference calls an operation, in a language."""
    return translation(title_of(method.described), language)


def words(document: Document) -> dict[str, dict[str, str]]:
    """Return what the reference says in each other language, by its English text."""
    texts = [*english(document), *map(title, document.methods)]
    return {
        language: {text: sentence for text in texts if (sentence := translation(text, language)) != text}
        for language in TRANSLATED
    }


def error_slug(code: str) -> str:
    """Return the address of an error code's page below /docs/: `errors/resource-not-found`."""
    return f"errors/{code.lower().replace('_', '-')}"


def remedies(document: Document) -> dict[str, dict[str, str]]:
    """Return what to do about each error code, by language."""
    operations()
    first = {kind.code: kind for kind in reversed(failures())}
    return {code: {language: first[code].remedy[language] for language in LANGUAGES} for code in document.statuses}


def sentences(code: str, language: str) -> list[str]:
    """Return what people read in a language of the failures with a code: their messages, and what to do."""
    operations()
    kinds = [kind for kind in failures() if kind.code == code]
    sentence = (text for kind in kinds for text in (_message(kind, language), kind.remedy.get(language, "")))
    return [text for text in dict.fromkeys(sentence) if text]


def error_pages(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the address and the Markdown of the page of each error code, in each language."""
    about = reference(document)
    kinds: dict[str, list[type[ApiError]]] = {}
    for kind in failures():
        kinds.setdefault(kind.code, []).append(kind)
    for code, classes in kinds.items():
        answering = [
            method
            for method in document.methods
            if any(code in codes for codes in about[method.operation]["codes"].values())
        ]
        for language in LANGUAGES:
            prefix = "" if language == "en" else f"{language}/"
            page = _error_page(code, sorted(classes, key=lambda kind: kind.status), answering, language)
            yield prefix + error_slug(code), page


def _error_page(code: str, kinds: list[type[ApiError]], answering: list[Method], language: str) -> str:
    words = ERROR_PAGE[language]
    lines = [
        front_matter(title=code, description=_message(kinds[0], language), editUrl=False),
        f"## {words['when']}",
        "",
    ]
    for kind in kinds:
        retryable = words["retryable"] if kind.retryable else ""
        lines.append(f"* **{kind.status}**{retryable}: {translation(meaning(kind), language)}")
    if messages := list(
        dict.fromkeys((kind.status, _message(kind, language)) for kind in kinds if _message(kind, language))
    ):
        lines += ["", f"## {words['message']}", "", *(f"* **{status}**: {text}" for status, text in messages)]
    lines += ["", f"## {words['remedy']}", "", kinds[0].remedy[language], ""]
    lines += [f"{words['decide']} [{words['all']}](../)", "", f"## {words['operations']}", ""]
    if code in OF_INBOUND_URLS:
        lines.append(words["inbound"])
    lines += [f"* [`{method.path}`](../../reference{method.path}/): {title(method, language)}" for method in answering]
    return "\n".join(lines) + "\n"


def _message(kind: type[ApiError], language: str) -> str:
    text: dict[str, str] = getattr(kind, "text", {})
    return text.get(language, "")
