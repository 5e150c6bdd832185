"""The queue of erasures: each message has a worker go on with one."""

import json
from dataclasses import asdict, dataclass

from bivelio_core import clients, config, correlation
from bivelio_core.store.writes import Key

QUEUE = "erasures"


@dataclass(frozen=True, slots=True)
class ErasureWork:
    """The key of the erasure's item, which names nobody."""

    partition: str
    part: str

    @property
    def key(self) -> Key:
        """The key."""
        return Key(self.partition, self.part)


def send(key: Key, seconds: int = 0) -> None:
    """Send a message that has a worker go on, in some seconds."""
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url(QUEUE),
        MessageBody=json.dumps(asdict(ErasureWork(key.pk, key.sk))),
        MessageAttributes=correlation.attributes(),
        DelaySeconds=seconds,
    )
