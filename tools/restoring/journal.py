"""How far a restoration is, in a file, so that it goes on where it was interrupted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

EACH = 200
"""After so many partitions the file is written, and after each page of items. What lies between is compared again."""


class Position(NamedTuple):
    """Behind which holding a stage goes on, and behind which item of a partition."""

    cursor: str | None = None
    partition: str | None = None
    sk: str | None = None


@dataclass
class Journal:
    """A file, and what it said when it was read. `about` is what must not change while the restoration goes on."""

    file: Path
    about: dict[str, Any]
    stages: dict[str, str] = field(default_factory=dict)
    position: Position = field(default_factory=Position)
    _stage: str = ""
    _passed: int = 0

    @classmethod
    def opened(cls, file: Path, about: Mapping[str, Any]) -> "Journal":
        """The journal of a restoration that was begun, else a new one about this."""
        if file.exists():
            state = json.loads(file.read_text(encoding="utf-8"))
            return cls(file, state["about"], state["stages"], Position(*state["position"]), state["stage"])
        journal = cls(file, dict(about))
        journal._save()
        return journal

    def begin(self, stage: str) -> Position | None:
        """Where a stage goes on; None when it is complete."""
        if stage in self.stages:
            return None
        if self._stage != stage:
            self._stage, self.position = stage, Position()
            self._save()
        return self.position

    def within(self, partition: str, sk: str) -> None:
        """Note that the items of a partition are done up to a sort key."""
        self.position = Position(self.position.cursor, partition, sk)
        self._save()

    def behind(self, cursor: str) -> None:
        """Note that a holding is done."""
        self.position = Position(cursor)
        self._passed += 1
        if self._passed % EACH == 0:
            self._save()

    def complete(self, stage: str) -> None:
        """Note that a stage is done."""
        self.stages[stage] = "done"
        self.position = Position()
        self._save()

    def discard(self) -> None:
        """Forget it: all is done."""
        self.file.unlink(missing_ok=True)

    def _save(self) -> None:
        state = {"about": self.about, "stages": self.stages, "stage": self._stage, "position": list(self.position)}
        passing = self.file.with_suffix(".new")
        passing.write_text(json.dumps(state), encoding="utf-8")
        passing.replace(self.file)
