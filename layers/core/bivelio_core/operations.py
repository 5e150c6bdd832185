"""What an operation is to everything but HTTP: steps of workflows, tools of agents, tools of MCP, pages.

An operation is declared once, by `@endpoint` at its handler. `make generate` writes an entry for each into
operation_index.py, by which all other faces find it: its models, the function that carries it out, what its caller must
be allowed, and what it does. The index is data: an operation's modules are imported when its entry is asked for them.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bivelio_core import config

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

    from bivelio_core.context import Context

MOST_ROWS = 1_000
"""As many rows a list gives that is asked for all."""

ROWS_AT_ONCE = 100
"""As many rows a page may have."""


class Operation:
    """An operation. Plain, not a NamedTuple: the index makes one of each at a cold start.

    Attributes:
        name: `contacts.create`.
        summary: one sentence.
        request: where its request model is, as `contacts.models:CreateContact` below bivelio_core.
        response: where the model of its answer is.
        function: where the function `(request, ctx) -> answer` is; it has its effect once under `ctx.idempotency_key`.
        scope: what the caller must be allowed, `contacts:write`; None for every known caller.
        family: the family of steps that carries it out in workflows (domain.StepType); empty when none does.
        changes: whether it changes something, here or elsewhere.
        undone_by: the operation that takes back what it did, where there is one.
        costs: whether it costs credits.
        of_all_scopes: whether what it does depends on other scopes of its caller too.
        only_http: why it has no other face; empty when it has them all.
        rows: the field of the answer that holds the rows of a list; empty when it is no list.
        by: the field of the request that asks for the next page: `page`, or one that takes a cursor.
        cursor: the field of the answer that holds the cursor of the next page; empty for pages by number.
    """

    __slots__ = (
        *("by", "changes", "costs", "cursor", "family", "function", "name", "of_all_scopes", "only_http", "request"),
        *("response", "rows", "scope", "summary", "undone_by"),
    )

    def __init__(
        self,
        name: str,
        summary: str,
        *,
        request: str,
        response: str,
        function: str,
        scope: str | None,
        family: str = "",
        changes: bool = False,
        undone_by: str = "",
        costs: bool = False,
        of_all_scopes: bool = False,
        only_http: str = "",
        rows: str = "",
        by: str = "",
        cursor: str = "",
    ) -> None:
        self.name, self.summary, self.request, self.response, self.function = name, summary, request, response, function
        self.scope, self.family, self.changes, self.undone_by, self.costs = scope, family, changes, undone_by, costs
        self.only_http, self.rows, self.by, self.cursor = only_http, rows, by, cursor
        self.of_all_scopes = of_all_scopes

    @property
    def request_model(self) -> "type[BaseModel]":
        """The model of what it takes."""
        model: type[BaseModel] = _named(self.request)
        return model

    @property
    def response_model(self) -> "type[BaseModel]":
        """The model of what it answers."""
        model: type[BaseModel] = _named(self.response)
        return model

    @property
    def carry_out(self) -> "Callable[[Any, Context], BaseModel]":
        """The function that carries it out."""
        function: Callable[[Any, Context], BaseModel] = _named(self.function)
        return function

    @property
    def input_model(self) -> "type[BaseModel]":
        """The model of what it takes where a program asks: a list may be asked for all of its rows."""
        return _with_all(self.request_model) if self.rows else self.request_model


def _named(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(f"bivelio_core.{module}"), name)


@cache
def _with_all(model: "type[BaseModel]") -> "type[BaseModel]":
    from pydantic import Field, create_model  # noqa: PLC0415 - what plans a run needs no model

    about = f"Whether all rows are given, {MOST_ROWS} at most, instead of a page."
    model_or_all: type[BaseModel] = create_model(
        f"{model.__name__}OrAll", __base__=model, __doc__=model.__doc__, all=(bool, Field(False, description=about))
    )
    return model_or_all


def carried_out(operation: Operation, request: Any, ctx: "Context") -> "BaseModel":
    """Carry out an operation for a program, whose request is an `input_model`."""
    if not operation.rows:
        return operation.carry_out(request, ctx)
    model = operation.request_model
    page_request = model.model_construct(
        _fields_set=request.model_fields_set - {"all"}, **{name: getattr(request, name) for name in model.model_fields}
    )
    return _all_rows(operation, page_request, ctx) if request.all else operation.carry_out(page_request, ctx)


def _all_rows(operation: Operation, page_request: "BaseModel", ctx: "Context") -> "BaseModel":
    """The rows of all pages in one answer, each row once: one that moves to the next page meanwhile is not repeated."""
    rows: dict[str, Any] = {}
    size: dict[str, Any] = {
        name: ROWS_AT_ONCE for name in ("per_page", "limit") if name in type(page_request).model_fields
    }
    by, place = operation.by, 1
    page_request = page_request.model_copy(update=size if operation.cursor else {**size, by: place})
    while True:
        answer = operation.carry_out(page_request, ctx)
        page = getattr(answer, operation.rows)
        for row in page:
            rows.setdefault(_identity(row, len(rows)), row)
        follows = getattr(answer, operation.cursor) if operation.cursor else len(page) == ROWS_AT_ONCE
        if not follows or len(rows) >= MOST_ROWS:
            return answer.model_copy(update=_whole(operation, answer, [*rows.values()][:MOST_ROWS]))
        place += 1
        page_request = page_request.model_copy(update={by: follows if operation.cursor else place})


def _identity(row: Any, number: int) -> str:
    """What tells a row from another: its id; a row without one is told by its place."""
    return str(getattr(row, "id", None) or f"#{number}")


def _whole(operation: Operation, answer: Any, rows: list[Any]) -> dict[str, Any]:
    if operation.cursor:
        return {operation.rows: rows, operation.cursor: None}
    pagination = answer.pagination.model_copy(
        update={"page": 1, "per_page": len(rows) or ROWS_AT_ONCE, "total_pages": 1}
    )
    return {operation.rows: rows, "pagination": pagination}


@cache
def operations() -> dict[str, Operation]:
    """Every operation by its name, in the order of the reference."""
    module = config.operations_module()
    index: dict[str, Operation] = import_module(module).OPERATIONS if module else {}
    return index


def with_all_faces() -> dict[str, Operation]:
    """Those that workflows, agents and assistants may carry out."""
    return {name: each for name, each in operations().items() if not each.only_http}
