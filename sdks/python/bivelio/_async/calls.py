"""The calls of lists: awaited they are the first page, iterated over the items of all pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .pages import AsyncPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Generator

Item = TypeVar("Item")
AnyPage = TypeVar("AnyPage", bound=AsyncPage[Any])


class AsyncPageCall(Generic[AnyPage, Item]):
    """A call of a list: `async for contact in client.contacts.list()`, or `page = await client.contacts.list()`."""

    def __init__(self, page: Coroutine[Any, Any, AnyPage]) -> None:
        self._page = page

    def __await__(self) -> Generator[Any, Any, AnyPage]:
        return self._page.__await__()

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for item in await self._page:
            yield item
