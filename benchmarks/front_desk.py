"""What the front desk's answer costs beside a plain reply of a person: `python -m benchmarks.front_desk [COUNT]`.

Both are carried out in this process, in turns, by the real handlers on moto's table, with a provider on this machine
and a model that answers at once: so it is our own work that is compared, and a model's seconds come on top. Processor
time is of this process, with moto's; what is said of it is a ratio. Printed are the medians.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.agents.desk_world import World, says
from tests.agents.world import Scripted, balance, made, speaking
from tests.api import call
from tests.conftest import fresh_table
from tests.functions.messages.world import whatsapp
from tests.workflows.killer import Killer

COUNT, WARM = 30, 3
USER = {"actor_kind": "user", "actor": "usr_a1b2c3d4e5f6g7h8"}


class Measured:
    """The processor time and the AWS calls of each of one kind of answer."""

    def __init__(self, name: str, killer: Killer) -> None:
        self.name, self._killer = name, killer
        self.milliseconds, self.calls = list[float](), list[int]()

    def measure(self, answer: Callable[[], Any]) -> None:
        """Carry an answer out."""
        with self._killer.armed(lambda _number, _when: False):
            start = time.process_time()
            answer()
            self.milliseconds.append((time.process_time() - start) * 1_000)
            self.calls.append(len(self._killer.calls))

    @property
    def median(self) -> float:
        """Of the times, without those that fill what a function keeps."""
        return statistics.median(self.milliseconds[WARM:])

    def line(self) -> str:
        """The medians of it."""
        calls = statistics.median(self.calls[WARM:])
        return f"{self.name}: {self.median:.1f} ms of processor time, {calls:g} AWS calls"


def main(count: int) -> None:
    """Print the medians of both, their ratio, and what an answer of the desk costs in credits."""
    with fresh_table() as table, pytest.MonkeyPatch.context() as patch, whatsapp(patch) as (provider, connection):
        call("agents.desk_update", {"enabled": True, "agent_id": made(), "channels": ["whatsapp"]})
        world, killer = World(table, connection, provider), Killer()
        desk, plain = Measured("the front desk", killer), Measured("a plain reply", killer)
        before = balance()
        with speaking(Scripted(says("Obrim a les nou."))):
            for number in range(count + WARM):
                _, job = world.writes("Bon dia, a quina hora obriu?", f"346{number:08d}")
                desk.measure(lambda job=job: world.answers(job))  # type: ignore[misc]
                contact = world.writes("Gràcies", f"347{number:08d}")[0]["contact_id"]
                reply = {"channel": "whatsapp", "contact_id": contact, "body": "Obrim a les nou."}
                plain.measure(lambda reply=reply: call("messages.send", reply, caller=USER))  # type: ignore[misc]
        if len(world.sent()) != 2 * (count + WARM):
            raise RuntimeError("not all were answered")
        each = (before - balance()) / (count + WARM)
        print(json.dumps({"count": count, "ratio": round(desk.median / plain.median, 2), "credits": each}))
        print(f"{desk.line()}\n{plain.line()}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
