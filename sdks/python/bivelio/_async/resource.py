"""The base of the resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._operation import Operation
    from .._settings import RequestOptions
    from .client import AsyncBiVelio
    from .pages import AsyncPage

    AnyPage = TypeVar("AnyPage", bound=AsyncPage[Any])


class AsyncResource:
    """The operations of one resource."""

    def __init__(self, client: AsyncBiVelio) -> None:
        self._client = client

    async def _page(
        self, operation: Operation, data: Mapping[str, Any], page: type[AnyPage], options: RequestOptions
    ) -> AnyPage:
        answer = await self._client.send(operation, data, page, options=options)
        return answer.from_list(self._client, operation, data, options)
