"""Many requests of one http_request: all pages of a list, or the same question until the answer is as wanted.

What has been read is kept after each page, so a function that dies, or whose time is over, is continued where it was.
A page whose record was lost is asked for again, under its own Idempotency-Key, and counts once.
"""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from bivelio_core import clock, egress
from bivelio_core.catalogue import Entry
from bivelio_core.expressions.rendering import evaluate, is_true
from bivelio_core.workflows.definitions.steps.http import HttpRequestInput, Pages, Repeat
from bivelio_core.workflows.execution import failure_texts
from bivelio_core.workflows.execution.results import Failure, Unfinished
from bivelio_core.workflows.execution.step_input import guarded

if TYPE_CHECKING:
    from bivelio_core.workflows.execution.perform import Call

Ask = Callable[[HttpRequestInput, int], dict[str, Any]]
"""Send a request, the `number`-th of its step from 0, and return the checked answer."""

INVOCATION_SECONDS = 10.0
"""After so long another invocation goes on: a page may take as long as the step's timeout, and the task little more."""

READING = ("GET", "HEAD")
MAXIMUM_QUESTIONS = 1_000
"""Each is some ten events of Step Functions' 25,000 of an execution."""

_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[^,;]+)*)")


def every(sent: HttpRequestInput, pages: Pages, call: "Call", ask: Ask) -> dict[str, Any]:
    """All pages: `{items, pages, has_more, next, status}`. Raises Unfinished when the time of an invocation is over."""
    start = time.monotonic()
    progress = call.progress.read() or {"items": [], "pages": 0, "next": pages.start if pages.while_ else None}
    while True:
        number, position = progress["pages"], progress["next"]
        page_request = _asked(sent, pages, position)
        answer = {**ask(page_request, number), "page": number + 1}
        following = _following(pages, page_request.url, answer, position)
        progress = {"items": progress["items"] + _items(pages, answer), "pages": number + 1, "next": following}
        is_last = following is None or following == position or number + 1 >= pages.max_pages
        if is_last:
            return {**progress, "has_more": following is not None, "status": answer["status"]}
        if time.monotonic() - start > INVOCATION_SECONDS:
            raise Unfinished(progress, changes=_may_change(sent))
        call.progress.keep(progress, changes=_may_change(sent))


def only(answer: dict[str, Any], pages: Pages) -> dict[str, Any]:
    """The output over a single answer, that of the sandbox."""
    items = _items(pages, {**answer, "page": 1}, is_simulated=True)
    return {"items": items, "pages": 1, "next": None, "has_more": False, "status": answer["status"]}


def until(sent: HttpRequestInput, repeat: Repeat, call: "Call", ask: Ask) -> dict[str, Any]:
    """The first answer that is as wanted. Raises Unfinished to ask again later, Failure when that would be too late."""
    progress = call.progress.read() or {"questions": 0, "since": clock.stamp()}
    answer = ask(sent, progress["questions"])
    if is_true(guarded(lambda: evaluate(repeat.condition, answer))):
        return answer
    questions, next_question = progress["questions"] + 1, clock.now() + timedelta(seconds=repeat.every_seconds)
    if next_question > clock.parse(progress["since"]) + timedelta(seconds=repeat.timeout_seconds):
        raise Failure("TIMEOUT", failure_texts.NOT_AS_WANTED)
    if questions >= MAXIMUM_QUESTIONS:
        raise Failure("TIMEOUT", failure_texts.NOT_AS_WANTED)
    raise Unfinished({**progress, "questions": questions}, repeat.every_seconds, changes=_may_change(sent))


def _may_change(sent: HttpRequestInput) -> bool:
    """Whether each further request may change something, as the first may: what a chain may do only so often."""
    return sent.method not in READING


def _asked(sent: HttpRequestInput, pages: Pages, position: Any) -> HttpRequestInput:
    """The request for the page at a position: a URL, a cursor or a number; None for the first."""
    if position is None:
        return sent
    if pages.next_url is None and pages.link_header is None:
        parameter = pages.parameter or ("page" if pages.while_ else "cursor")
        if pages.place == "json":
            return sent.model_copy(update={"json_": _with_field(sent.json_, parameter, position)})
        return sent.model_copy(update={"query": {**sent.query, parameter: position}})
    try:
        if egress.authority(position) == egress.authority(sent.url):
            return sent.model_copy(update={"url": position, "query": {}})
    except egress.EgressRefused as error:
        raise Failure("URL_REFUSED", failure_texts.URL_REFUSED, details={"reason": error.text}) from error
    raise Failure("URL_REFUSED", failure_texts.OTHER_HOST)  # it would be sent the step's headers


def _with_field(document: Any, path: str, value: Any) -> dict[str, Any]:
    """A JSON body with a value at a path of names, `variables.after`. Raises Failure where that is in no object."""
    if document is not None and not isinstance(document, dict):
        raise Failure("VALIDATION_ERROR", failure_texts.PAGE_IN_NO_OBJECT)
    name, _, rest = path.partition(".")
    fields = document or {}
    return {**fields, name: _with_field(fields.get(name), rest, value) if rest else value}


def _items(pages: Pages, answer: dict[str, Any], *, is_simulated: bool = False) -> list[Any]:
    items = guarded(lambda: evaluate(pages.items, answer))
    if items is None or (is_simulated and not isinstance(items, list)):
        return []
    if not isinstance(items, list):
        raise Failure("VALIDATION_ERROR", failure_texts.PAGE_WITHOUT_LIST)
    return items


def _following(pages: Pages, url: str, answer: dict[str, Any], position: Any) -> Any:
    """The position of the next page; None after the last one."""
    if pages.while_ is not None:
        more = is_true(guarded(lambda: evaluate(str(pages.while_), answer)))
        return position + pages.step if more else None
    if pages.cursor is not None:
        cursor = guarded(lambda: evaluate(str(pages.cursor), answer))
        return cursor if isinstance(cursor, str | int) and cursor not in ("", False) else None
    if pages.next_url is not None:
        cursor = guarded(lambda: evaluate(str(pages.next_url), answer))
    else:
        cursor = _linked(answer["headers"].get("link", ""))
    try:
        return urljoin(url, cursor) if cursor and isinstance(cursor, str) else None
    except ValueError as error:
        raise Failure(
            "URL_REFUSED", failure_texts.URL_REFUSED, details={"reason": Entry("egress", "address.no_url")}
        ) from error


def _linked(header: str) -> str | None:
    """The target of `rel="next"` in a header Link (RFC 8288, section 3)."""
    return next((link[1] for link in _LINK.finditer(header) if _is_next(link[2])), None)


def _is_next(parameters: str) -> bool:
    """Whether the parameters of a link, each after a semicolon, have a relation `next`, alone or among others."""
    parts = (each.partition("=") for each in parameters.split(";"))
    relations = (value.strip().strip('"') for name, _, value in parts if name.strip().lower() == "rel")
    return any("next" in each.lower().split() for each in relations)
