"""A network that carries a write to DynamoDB and loses the answer, so that botocore sends the write again."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import pytest
from botocore.exceptions import ConnectionClosedError
from moto.core.models import botocore_stubber

from tests.network import events_of


class Lossy:
    """What was sent how often, by kind of write, and what is done to it."""

    def __init__(self, between: Any = None) -> None:
        self.sent: Counter[str] = Counter()
        self._between = between
        self._answers: dict[str, Any] = {}

    def carry(self, event_name: str, request: Any, **_: Any) -> Any:
        """Carry a request out; of each write, the first answer is lost.

        A transaction is known again by its token, as DynamoDB promises and moto does not.
        """
        operation = event_name.rpartition(".")[2]
        if not operation.startswith(("Put", "Update", "Delete", "Transact", "BatchWrite")):
            return None
        self.sent[operation] += 1
        write = str(request.body)
        if write in self._answers:
            known = self._answers[write]
            is_known = operation == "TransactWriteItems" and known.status_code == 200
            return known if is_known else botocore_stubber(event_name, request)
        self._answers[write] = botocore_stubber(event_name, request)
        between, self._between = self._between, None
        if between:
            between()
        raise ConnectionClosedError(endpoint_url=request.url)


@contextmanager
def losing_the_first_answer(client: Any, between: Any = None) -> Iterator[Lossy]:
    """Each kind of write is carried out and its first answer lost; `between` happens before it is sent again."""
    lossy = Lossy(between)
    events_of(client).register_first("before-send.dynamodb", lossy.carry)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None))
            yield lossy
    finally:
        events_of(client).unregister("before-send.dynamodb", lossy.carry)
