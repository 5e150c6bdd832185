"""What invokes a function that no route of the API leads to, declared at its handler (`Needs.fed_by`).

`make generate` writes from it the event source, and the queue that belongs to it with its dead letters and their alarm
(tools/stack_parts). `alarm` is the alarm's description: what has happened, for who is woken by it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal

    # fmt: off
    Queue = Literal[
        "account_mails", "arrivals", "books", "clocks", "deliveries", "documents", "erasures", "inbound_mails",
        "inbound_starts", "knowledge",
        "lanes", "message_files", "messages", "ordered_arrivals", "records", "redeliveries", "transfers", "turns",
    ]
    # fmt: on
    """Queues by the name of `config.queue_url`. Each is declared by the handler that consumes it."""


class FromQueue:
    """Messages of a queue, which is declared with it. What fails `tries` times goes to the queue's dead letters.

    Attributes:
        queue: its name, as senders know it (`Needs.sends`).
        batch: messages of one invocation at most.
        at_once: invocations at once, under the local runtime, where each is a process, and in the cloud.
        hidden: seconds after which a message is received again; longer than the function may take.
        tries: how often a message is received.
        days: how long a message is kept; dead letters are kept for 14 days.
        alarm: tells of dead letters; empty for a queue whose dead letters are those of another.
        dead: the queue whose dead letters it shares.
        is_ordered: a FIFO queue, whose messages come in order within their group.
        name: of the event source, where it is not the queue's.
    """

    __slots__ = ("alarm", "at_once", "batch", "days", "dead", "hidden", "is_ordered", "name", "queue", "tries")

    def __init__(
        self,
        queue: "Queue",
        *,
        batch: int,
        at_once: tuple[int, int],
        hidden: int,
        tries: int = 10,
        days: int = 14,
        alarm: str = "",
        dead: "Queue | None" = None,
        is_ordered: bool = False,
        name: str = "",
    ) -> None:
        self.queue, self.batch, self.at_once, self.name = queue, batch, at_once, name
        self.hidden, self.tries, self.days, self.is_ordered = hidden, tries, days, is_ordered
        self.dead, self.alarm = dead, alarm


class Parked:
    """A queue of what could not be handled and waits to be replayed, with an alarm on it. Two triggers may name one."""

    __slots__ = ("alarm", "queue")

    def __init__(self, queue: str, *, alarm: str = "") -> None:
        self.queue, self.alarm = queue, alarm


class FromTable:
    """Changes of the table's items of the kinds that domains declare.

    `sources` are those of their events, `lists` those of their lists and of activities with contacts.
    """

    __slots__ = ("batch", "kinds", "parked", "tries", "window")

    def __init__(
        self, kinds: "Literal['sources', 'lists']", *, batch: int, tries: int, parked: Parked, window: int = 0
    ) -> None:
        self.kinds, self.batch, self.tries, self.window, self.parked = kinds, batch, tries, window, parked


class FromLog:
    """Lines of the functions' log that a pattern of CloudWatch lets through."""

    __slots__ = ("parked", "pattern")

    def __init__(self, pattern: str, *, parked: Parked) -> None:
        self.pattern, self.parked = pattern, parked


class EveryMinute:
    """The clock. `alarm` tells that it failed in three of five minutes."""

    __slots__ = ("alarm",)

    def __init__(self, *, alarm: str) -> None:
        self.alarm = alarm


class Scheduled:
    """The schedules of workflows, which invoke it and do not wait."""

    __slots__ = ("parked",)

    def __init__(self, *, parked: Parked) -> None:
        self.parked = parked


class RunBroken:
    """The end of a run's execution by other than success."""

    __slots__ = ("parked",)

    def __init__(self, *, parked: Parked) -> None:
        self.parked = parked


class StepTask:
    """The state machine of workflows.

    A function of a `family` carries out the operations of that family, so it needs what each of them needs.
    """

    __slots__ = ("family",)

    def __init__(self, family: str = "") -> None:
        self.family = family


Trigger = FromQueue | FromTable | FromLog | EveryMinute | Scheduled | RunBroken | StepTask
