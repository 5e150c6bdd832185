"""The base of the resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._operation import Operation
    from .._settings import RequestOptions
    from .client import BiVelio
    from .pages import Page

    AnyPage = TypeVar("AnyPage", bound=Page[Any])


class Resource:
    """The operations of one resource."""

    def __init__(self, client: BiVelio) -> None:
        self._client = client

    def _page(
        self, operation: Operation, data: Mapping[str, Any], page: type[AnyPage], options: RequestOptions
    ) -> AnyPage:
        answer = self._client.send(operation, data, page, options=options)
        return answer.from_list(self._client, operation, data, options)
