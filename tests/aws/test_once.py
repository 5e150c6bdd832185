"""On a network that loses every other answer, and over a server that fails, each write has its effect once."""

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest
from bivelio_core import aws_calls
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import Key, Put, Update, UpdateWrite, absent, equals
from moto import mock_aws

from tests.aws.served import Handler, client_of, moto_server
from tests.table_definition import create_table

WRITES = int(os.environ.get("CLIENT_WRITES", "20"))
THREADS = 8
LATER = 4_000_000_000


class Failing(Handler):
    """Carries out a request or not, and answers it, in part, wrongly or not at all."""

    dice = random.Random(1)
    faults: ClassVar[Counter[str]] = Counter()

    def do_POST(self) -> None:  # noqa: N802 - the base class's name
        kind = self.dice.choice(["", "", "", "before", "after", "half", "damaged", "failure", "throttled"])
        self.faults[kind] += 1
        if kind == "before":
            self.close_connection = True
            return
        self.kind = kind
        super().do_POST()

    def say(self, status: int, content: bytes) -> None:
        match self.kind:
            case "after":
                self.close_connection = True
            case "half":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
                self.close_connection = True
            case "damaged":
                head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\nx-amz-crc32: 1\r\n\r\n"
                self.wfile.write(head.encode() + content)
            case "failure":
                super().say(500, b'{"__type": "InternalServerError"}')
            case "throttled":
                super().say(400, b'{"__type": "ThrottlingException"}')
            case _:
                super().say(status, content)


@pytest.fixture
def table(monkeypatch):
    monkeypatch.setattr(aws_calls, "FIRST_PAUSE_SECONDS", 0.002)
    Failing.faults.clear()
    with mock_aws():
        create_table()
        with moto_server(Failing) as port:
            client = client_of(port)
            client.retries.tokens = 1_000_000  # so many requests fail here that a process would soon retry none
            yield DynamoTable(client, os.environ["TABLE_NAME"])


def test_every_write_has_its_effect_once(table):
    for number in range(WRITES):
        key = Key("a", f"{number:04d}")
        item = {"PK": key.pk, "SK": key.sk, "version": 1}
        table.put(item, absent())
        with pytest.raises(ConditionFailed):
            table.put(item, absent())
        assert table.update(key, Update(set={"version": 2}), equals("version", 1))["version"] == 2
        assert table.update(Key("a", "count"), Update(add={"n": 1}))["n"] == number + 1
        count = UpdateWrite(Key("a", "batches"), Update(set={"ttl": LATER}, add={"n": 1}))
        assert table.put_each([count]) == [True]
        assert table.get(Key("a", "batches"))["n"] == number + 1
    many = [{"PK": "b", "SK": f"{number:04d}", "n": number} for number in range(WRITES)]
    table.put_many(many)
    assert table.query("b") == many
    assert table.put_each([Put({"PK": "c", "SK": "1", "v": 1}, absent())]) in ([True], [False])
    assert all(Failing.faults[kind] for kind in ("before", "after", "half", "damaged", "failure", "throttled"))


def test_threads_that_share_a_client_write_once_each(table):
    def work(thread):
        return [table.update(Key("a", f"thread {thread}"), Update(add={"n": 1}))["n"] for _ in range(WRITES // 4)]

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(work, range(THREADS))) == [list(range(1, WRITES // 4 + 1))] * THREADS
