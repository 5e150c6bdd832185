"""Write the results of attempts: settled states, records, the day's counts, the receiver's failures in a row.

The deliveries of one invocation end at different times, and none waits for another. A thread whose attempt has ended
writes the notes of all threads that are ready; during its write further notes queue up, and the next thread writes
them together. So ten quick deliveries of a batch need two or three writes instead of twenty, and a slow delivery
delays no other's notes.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from bivelio_core.events.log import Event
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, absent

from . import health, loops
from .request import ReceiverAnswer


@dataclass(frozen=True, slots=True, eq=False)
class AttemptNote:
    """One attempt: its record (`state.attempt_record`), its webhook, and its result.

    `settled` is the write that settles the delivery (`state.settling`), None when it is already settled. `event` is set
    for deliveries that are counted for loops (loops.py), `place` for those that failed.
    """

    store: TenantStore
    webhook: Item
    record: Item
    answer: ReceiverAnswer
    is_final: bool
    settled: Put | None = None
    event: Event | None = None
    place: str = ""


class Notes:
    """The notes of one invocation, for any number of threads."""

    def __init__(self) -> None:
        self._waiting: list[AttemptNote] = []
        self._adding = threading.Lock()
        self._writing = threading.Lock()
        self._failing: set[tuple[str, str]] = set()

    def write(self, note: AttemptNote) -> None:
        """Return once the note is written, by this thread or another. Raises what the table raised for the note.

        When the write fails, the other threads whose notes it held write them again.
        """
        with self._adding:
            self._waiting.append(note)
        with self._writing:
            with self._adding:
                batch = list(self._waiting)
            if note not in batch:
                return
            settled = [note]
            try:
                self.write_together(batch)
                settled = batch
            finally:
                with self._adding:
                    self._waiting = [waiting for waiting in self._waiting if waiting not in settled]

    def write_together(self, notes: Sequence[AttemptNote]) -> None:
        """Write states, records and one count per receiver in one call, and then each receiver's failures.

        A record that is written again is refused and stays unchanged.
        """
        settled = [note.settled for note in notes if note.settled]
        tallies = [(own[0].store, own[0].webhook, _tally(own)) for own in _by_receiver(notes)]
        counted = [health.counting(*each) for each in tallies]
        notes[0].store.table.put_each([*settled, *(Put(note.record, absent()) for note in notes), *counted])
        for store, webhook, tally in tallies:
            receiver = _receiver(webhook)
            had_failures = receiver in self._failing or bool(webhook.get("failures"))
            health.note(store, webhook, tally, had_failures=had_failures)
            if tally.by_calls:
                loops.check_allowance(store, webhook["SK"], tally.by_calls)
            if tally.failed:
                self._failing.add(receiver)


def _receiver(webhook: Item) -> tuple[str, str]:
    """The receiver whose counts an attempt changes."""
    return webhook["PK"], webhook["SK"]


def _by_receiver(notes: Sequence[AttemptNote]) -> list[list[AttemptNote]]:
    notes_by_receiver: dict[tuple[str, str], list[AttemptNote]] = {}
    for note in notes:
        notes_by_receiver.setdefault(_receiver(note.webhook), []).append(note)
    return list(notes_by_receiver.values())


def _tally(notes: Sequence[AttemptNote]) -> health.Tally:
    failed = [note for note in notes if not note.answer.is_success]
    return health.Tally(
        delivered=len(notes) - len(failed),
        failed=len(failed),
        lost=sum(note.is_final for note in failed),
        first_place=min((note.place for note in failed), default=""),
        error=failed[-1].answer.error or "" if failed else "",
        by_calls=loops.caused_by_calls([note.event for note in notes if note.event and note.answer.is_success]),
    )
