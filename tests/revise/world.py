"""A sandbox day that can be put back, what is in it without what is new each time, and how a request ends in it."""

import copy
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bivelio_core.store.codec import Item
from moto.dynamodb.models import dynamodb_backends

from tests.api import Answer, call
from tests.operated import create_deployment, new_organisation
from tests.revise.operations import Call, Revision
from tests.services import ACCOUNT, REGION
from tests.table_definition import stored_items
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

SANDBOX = {"environment": "sandbox", "plan": "enterprise"}
NOW = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?")
RANDOM = re.compile(r"\b(aud|evn|dlv|req)_[0-9a-z]{16}\b")
UNLIKE = {"_q", "_w", "ttl", "PK", "SK", "GSI1SK", "secrets", "reviews"}
"""Attributes that differ between runs: where an item is, what is sealed, how often a document was looked at."""


class World:
    """One sandbox day, as it was when `ready` was called last."""

    def __init__(self, revision: Revision) -> None:
        self.revision, self.killer, self.caller = revision, Killer(), SANDBOX
        if revision.is_of_a_person:
            create_deployment()
            self.caller = {"organisation": new_organisation(), "actor_kind": "user", "actor": "usr_ana"}
        else:
            self.ask(("contacts.get", {"id": "ct_def456"}))  # opens the day
        for each in revision.before:
            assert self.ask(each).status == 200
        self._kept = copy.deepcopy(_rows())

    def ask(self, asked: Call, key: str | None = None) -> Answer:
        """The answer to a request."""
        return call(asked[0], asked[1], caller=self.caller, headers={} if key is None else {"Idempotency-Key": key})

    def put_back(self) -> None:
        """Have the table be as it was in the beginning."""
        rows = _rows()
        rows.clear()
        rows.update(copy.deepcopy(self._kept))

    def undisturbed(self) -> tuple[Answer, Counter[str], list[str]]:
        """The answer of the operation, what it leaves in the table, and the calls that it makes."""
        self.put_back()
        with self.killer.armed(lambda *_: False):
            answer = self.ask(self.revision.call, "once")
        assert answer.status == 200, answer
        return answer, contents(), list(self.killer.calls)

    def is_killed(self, number: int, when: str) -> bool:
        """Whether the operation, begun anew, was killed at a call."""
        self.put_back()
        with self.killer.armed(lambda *at: at == (number, when)):
            try:
                self.ask(self.revision.call, "once")
            except Killed:
                return True
        return False

    @contextmanager
    def rival(self, number: int, rival: Call, key: str | None = None) -> Iterator[list[Answer]]:
        """Before the call of this number, somebody else's request is served from its first line to its last."""
        answers: list[Answer] = []

        def come_between(at: int, when: str) -> bool:
            if (at, when) == (number, "before") and not answers:
                with self.killer.resting():
                    if key is not None:
                        forget_answers()
                    answers.append(self.ask(rival, key))
            return False

        with self.killer.armed(come_between):
            yield answers


def _rows() -> Any:
    return dynamodb_backends[ACCOUNT][REGION].tables[os.environ["TABLE_NAME"]].items


def forget_answers() -> None:
    """Have no stored answer of a key, nor a lock: what is left a while after a function was killed."""
    for partition, rows in _rows().items():
        if str(partition.value).endswith("#IDEM"):
            rows.clear()


def contents() -> Counter[str]:
    """What is in the table, without the index of lists, stored answers, times and what is random."""
    return Counter(text for item in stored_items() if (text := _text(item)) is not None)


def _text(item: Item) -> str | None:
    partition = item["PK"]["S"]
    if partition.endswith(("#IDEM", "#DAY", "#LIM")) or "#IX#" in partition:  # counters of limits may be too high
        return None
    about = {name: value for name, value in item.items() if name not in UNLIKE and "B" not in value}
    return f"{NOW.sub('', partition)} {without_news(about)}"


def without_news(value: Any) -> str:
    """An answer or an item as text, without times and random ids."""
    return RANDOM.sub("", NOW.sub("", json.dumps(value, sort_keys=True, default=str)))


def shown(answer: Answer) -> str:
    """What an answer says, without what is new each time: times, and addresses that are signed anew."""
    body = {name: value for name, value in answer.body.get("data", {}).items() if not name.endswith(("url", "_at"))}
    return without_news(body)
