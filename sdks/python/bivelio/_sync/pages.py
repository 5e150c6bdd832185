"""Pages of lists: a page has its own items, and iterating over it goes on to the following pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from .._model import Model
from .._omit import OMIT
from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .._operation import Operation
    from .._settings import RequestOptions
    from .client import BiVelio

Item = TypeVar("Item")
Self = TypeVar("Self", bound="Page[Any]")


class Page(Model, Generic[Item]):
    """A page of a list. `for item in page` walks this page and all that follow; each is asked for when needed."""

    if TYPE_CHECKING:
        _client: BiVelio
        _operation: Operation
        _request_fields: Mapping[str, Any]
        _options: RequestOptions

    def from_list(
        self: Self, client: BiVelio, operation: Operation, fields: Mapping[str, Any], options: RequestOptions
    ) -> Self:
        """Remember what the page was asked for with, and return it."""
        self.__dict__.update(_client=client, _operation=operation, _request_fields=fields, _options=options)
        return self

    @property
    def items(self) -> list[Item]:
        """The items of this page alone."""
        listing = self._operation.listing
        elements: list[Item] = getattr(self, listing.items) if listing else []
        return elements

    def __len__(self) -> int:
        """How many items this page has; `pagination.total` has that of the whole list, where pages have numbers."""
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...

    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        """Return an item of this page alone, or some."""
        return self.items[index]

    def has_next(self) -> bool:
        """Whether a page follows."""
        return self._next() is not None

    def next_page(self: Self) -> Self | None:
        """Return the page that follows; None after the last one."""
        following = self._next()
        return None if following is None else self._ask(following)

    def page(self: Self, number: int) -> Self:
        """Return another page of the list, by its number from 1. Raises ConfigurationError where pages have none."""
        listing = self._operation.listing
        if listing is None or listing.by != "page":
            raise ConfigurationError(f"The pages of {self._operation.path} have no numbers: use next_page().")
        return self._ask({"page": number})

    def __iter__(self) -> Iterator[Item]:
        page: Page[Item] | None = self
        while page is not None:
            for item in page.items:
                yield item
            page = page.next_page()

    def _next(self) -> dict[str, Any] | None:
        listing, data = self._operation.listing, self.__dict__["_data"]
        if listing is None:
            return None
        if listing.by == "page":
            pagination = data["pagination"]
            return {"page": pagination["page"] + 1} if pagination["page"] < pagination["total_pages"] else None
        cursor = data.get(listing.cursor)
        if not cursor or not data.get("has_more", True):
            return None
        return {"from": OMIT, listing.by: cursor}  # a cursor stands for the time that the list began at

    def _ask(self: Self, change: Mapping[str, Any]) -> Self:
        request_fields = {**self._request_fields, **change}
        page = self._client.send(self._operation, request_fields, type(self), options=self._options)
        return page.from_list(self._client, self._operation, request_fields, self._options)
