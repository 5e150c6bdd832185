"""Random histories of contacts that are merged, unmerged, archived and restored, beside a model of what they are.

Each contact has an address, a tag, an external id and notes that no other has, so a merged one has what the contacts
have that are part of it. Whoever works can die at any call of AWS; the request is repeated under its key, the message
is delivered again.
"""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.contacts import reach
from bivelio_core.contacts.addresses import Address, followed, holds
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import SystemStore, TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, load
from tests.erasure.killed import Fuse, Killed, fused
from tests.revise.world import forget_answers
from tests.services import received
from tests.streams import batch, record

if TYPE_CHECKING:
    from bivelio_core.store.codec import Item

LATER = timedelta(hours=1)
LONGEST_LIFE = 25
"""Calls after which a process has died at the latest, while there are kills."""


@dataclass
class Person:
    """A contact of the model, and what is its own."""

    id: str
    number: int
    tags: set[str]
    notes: set[str]
    is_archived: bool = False
    into: "Person | None" = None
    merges: list[tuple[str, "list[Person]"]] = field(default_factory=list)

    @property
    def email(self) -> str:
        """Its own address."""
        return f"p{self.number}@exemple.com"

    @property
    def root(self) -> "Person":
        """Who it is part of by now, itself unless merged."""
        return self if self.into is None else self.into.root

    def whole(self) -> "Iterator[Person]":
        """It and all that are part of it."""
        yield self
        for _, losers in self.merges:
            for each in losers:
                yield from each.whole()


class World:
    """The model and the platform side by side."""

    def __init__(self, seed: int, kills: int) -> None:
        self.rng, self.kills, self.steps = random.Random(seed), kills, 0
        self.people: list[Person] = []
        self.indexed: dict[str, Item] = {}
        self.fuse: Fuse | None = None

    @property
    def store(self) -> TenantStore:
        """The organisation's store."""
        return SystemStore(table()).of(Tenant(ORGANISATION, "live"))

    @contextmanager
    def mortal(self) -> Iterator[None]:
        """Have all that happens meanwhile die now and then."""
        with fused() as fuse:
            self.fuse = fuse
            try:
                yield
            finally:
                self.fuse = None

    def until_done(self, act: Callable[[], Any]) -> Any:
        """What something answers that is begun again whenever it dies."""
        while True:
            if self.fuse is not None:
                self.fuse.left = self.rng.randint(1, LONGEST_LIFE) if self.kills else 0
                self.fuse.carries_out = self.rng.random() < 0.5
            try:
                answer = act()
            except Killed:
                self.kills -= 1
                self.fuse.left = 0  # type: ignore[union-attr]  # only what has a fuse is killed
                forget_answers()  # the claim of a request that died ends by itself
            else:
                if self.fuse is not None:
                    self.fuse.left = 0
                return answer

    def ask(self, operation: str, data: dict[str, Any]) -> Any:
        """The answer of a request that is repeated under its key."""
        self.steps += 1
        headers = {"Idempotency-Key": f"step-{self.steps}"}
        answer = self.until_done(lambda: call(operation, data, headers=headers))
        assert answer.status == 200, (operation, data, answer)
        return answer.data

    def work_off(self) -> None:
        """Serve the queue until it is empty."""
        while messages := received("transfers"):
            for message in messages:
                self.until_done(partial(served, message))

    def active(self) -> list[Person]:
        """Who is in the lists."""
        return [each for each in self.people if each.into is None and not each.is_archived]

    def step(self) -> None:
        """Do something at random."""
        steps = (self.create, self.merge, self.merge, self.unmerge, self.archive, self.restore, self.change, self.note)
        self.rng.choice(steps)()
        if self.rng.random() < 0.4:
            self.work_off()
        if self.rng.random() < 0.2:
            self.deliver()

    def deliver(self) -> None:
        """Tell the index what has changed since it was told last, as the stream does."""
        items = {item["SK"]: item for item in self.store.query(keys.CONTACT, consistent=True)}
        changes = [record(self.indexed.get(sk), item) for sk, item in items.items() if item != self.indexed.get(sk)]
        load("workers/index_changes").handler(batch(*changes), None)
        self.indexed = items

    def create(self) -> None:
        """A new contact."""
        number = len(self.people)
        tag = f"t{number}"
        about = {"type": "person", "name": f"P {number}", "email": f"p{number}@exemple.com", "tags": [tag]}
        made = self.ask("contacts.create", {**about, "external_id": f"E-{number}"})
        self.people.append(Person(made["id"], number, {tag}, set()))

    def merge(self) -> None:
        """Some become part of one."""
        if len(self.active()) < 2:
            return self.create()
        winner, *losers = self.rng.sample(self.active(), min(len(self.active()), self.rng.choice((2, 2, 3))))
        answer = self.ask("contacts.merge", {"winner": winner.id, "losers": [each.id for each in losers]})
        winner.merges.append((answer["merge_id"], losers))
        for each in losers:
            each.into = winner
        return None

    def unmerge(self) -> None:
        """One of the merges is taken back, not always the last one."""
        if merged := [(each, merge) for each in self.active() for merge in each.merges]:
            winner, merge = self.rng.choice(merged)
            answer = self.ask("contacts.unmerge", {"merge_id": merge[0]})
            assert answer["kept_fields"] == []
            winner.merges.remove(merge)
            for each in merge[1]:
                each.into = None

    def archive(self) -> None:
        """One leaves the lists."""
        if self.active():
            person = self.rng.choice(self.active())
            self.ask("contacts.archive", {"id": person.id})
            person.is_archived = True

    def restore(self) -> None:
        """One comes back, asked for by any of its ids."""
        if archived := [each for each in self.people if each.root.is_archived]:
            person = self.rng.choice(archived)
            self.ask("contacts.restore", {"id": person.id})
            person.root.is_archived = False

    def change(self) -> None:
        """One has a further tag, by any of its ids."""
        if people := [each for each in self.people if not each.root.is_archived]:
            person, tag = self.rng.choice(people), f"x{self.steps}"
            self.ask("contacts.add_tags", {"id": person.id, "tags": [tag]})
            person.root.tags.add(tag)

    def note(self) -> None:
        """One has a further note."""
        if self.active():
            person, text = self.rng.choice(self.active()), f"n{self.steps}"
            self.ask("contacts.notes_create", {"contact_id": person.id, "text": text})
            person.notes.add(text)

    def check(self) -> None:
        """Compare the platform with the model, once nothing is under way, and later, when lists believe their index."""
        self.work_off()
        self._check_all()
        with clock.frozen(clock.now() + LATER):
            self._check_all()

    def _check_all(self) -> None:
        listed = call("contacts.list", {"per_page": 100}).data
        assert sorted(each["id"] for each in listed["contacts"]) == sorted(each.id for each in self.active())
        assert listed["pagination"]["total"] == len(self.active())
        for person in self.people:
            self._check_one(person)
        self._check_links()

    def _check_one(self, person: Person) -> None:
        root = person.root
        shown = call("contacts.get", {"id": person.id}).data
        whole = list(root.whole())
        assert shown["id"] == root.id
        assert ("archived_at" in shown) is root.is_archived
        assert {each["address"] for each in shown["emails"]} == {each.email for each in whole}
        assert set(shown["tags"]) == {tag for each in whole for tag in each.tags}
        assert set(shown.get("merged_ids", ())) == {each.id for each in whole} - {root.id}
        assert call("contacts.get", {"external_id": f"E-{person.number}"}).data["id"] == root.id
        found = call("contacts.find", {"email": person.email}).data
        assert found["found"] is not root.is_archived
        if not root.is_archived:
            assert found["contact"]["id"] == root.id
            assert reach.reached(self.store, [Address("email", person.email)]).public_id(ORGANISATION) == root.id
            assert call("contacts.list", {"search": person.email}).data["pagination"]["total"] == 1
        if person is root:
            notes = call("contacts.notes_list", {"contact_id": person.id, "limit": 100}).data["notes"]
            assert sorted(each["text"] for each in notes) == sorted(text for each in whole for text in each.notes)

    def _check_links(self) -> None:
        """Each item of an address leads to the one contact that has it."""
        for link in self.store.query(keys.CONTACT_ADDRESS, consistent=True):
            kind, _, text = link["SK"].partition("#")
            if kind == "external_id":
                contact, whole = followed(self.store, self.store.get(keys.CONTACT, link["contact"]), link)
                assert holds(contact, whole, Address("external_id", text))
        for person in self.people:
            if person.into is not None:
                item = self.store.find_itself(keys.CONTACT, person.id)
                assert not self.store.query(keys.NOTE, item["SK"], limit=1)


def served(message: dict[str, Any]) -> None:
    """Serve a message of the queue of transfers; one that failed comes again."""
    event = {"Records": [{"messageId": "1", "body": json.dumps(message)}]}
    assert load("workers/transfer_contacts").handler(event, None) == {"batchItemFailures": []}
