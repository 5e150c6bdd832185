"""``make permissions-report``: what policies allow and no request of the tests used (docs/adr/0106).

`python -m tests.permission_report FOLDER`, after tests have run with `RECORD_CALLS=FOLDER` (tests/recorded.py).
"""

import json
import sys
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.declared import FUNCTIONS, listed, statements
from tests.permissions import grants

REASONS = Path(__file__).parent / "permissions_unused.yaml"
WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate"})
Seen = set[tuple[str, str, str]]
"""Function, action, and of the table the pattern of partitions: tests/recorded.py."""


class Right(NamedTuple):
    """What a function may do: an action, or `write` to the partitions of a pattern."""

    function: str
    action: str
    pattern: str = ""

    def __str__(self) -> str:
        """As the list of reasons has it: `ContactsGet dynamodb:Query`, `ContactsGet write org_*#CT`."""
        return " ".join(filter(None, self))


class Reason(NamedTuple):
    """Why rights stay that nothing uses: those that are like the pattern of a file name."""

    like: str
    text: str


def rights(function: str) -> Iterator[Right]:
    """Return what a function's policy allows, each once."""
    actions = {action for each in statements(FUNCTIONS[function]) for action in listed(each["Action"])}
    yield from (Right(function, action) for action in sorted(actions))
    written = {pattern for grant in grants(function) if _writes(grant.actions) for pattern in grant.patterns}
    yield from (Right(function, "write", pattern) for pattern in sorted(written))


def unused(seen: Seen) -> list[Right]:
    """Return the rights of all functions that no request used."""
    actions = {(function, action) for function, action, _ in seen}
    written = {(function, pattern) for function, action, pattern in seen if _writes({action})}
    return [
        right
        for function in sorted(FUNCTIONS)
        for right in rights(function)
        if (function, right.pattern or right.action) not in (written if right.pattern else actions)
    ]


def reasons(text: str) -> list[Reason]:
    """Read a list of reasons: each has `like`, one pattern or many, and `reason`."""
    entries = yaml.safe_load(text) or []
    return [Reason(like, entry["reason"]) for entry in entries for like in listed(entry["like"])]


def faults(rights_unused: Iterable[Right], known_reasons: Iterable[Reason]) -> Iterator[str]:
    """Return each unused right without a reason, and each reason without such a right, as a sentence."""
    names, needed = [str(right) for right in rights_unused], set[str]()
    for name in names:
        likes = {each.like for each in known_reasons if fnmatchcase(name, each.like)}
        needed |= likes
        if not likes:
            yield f"{name}: no test uses it. Take it from the declaration, test it, or say why in {REASONS.name}."
    for each in known_reasons:
        if each.like not in needed:
            yield f"{each.like}: is used now, or gone: remove it from {REASONS.name}."


def _writes(actions: Iterable[str]) -> bool:
    return any(action.rpartition(":")[2] in WRITES for action in actions)


def main(folder: Path) -> int:
    """Report on what the processes of a run wrote."""
    seen = {tuple(each) for file in folder.glob("*.json") for each in json.loads(file.read_text(encoding="utf-8"))}
    if not seen:
        raise SystemExit(f"{folder} has nothing: run the tests with RECORD_CALLS={folder}")
    rights_unused = unused(seen)
    faulty = list(faults(rights_unused, reasons(REASONS.read_text(encoding="utf-8"))))
    total = sum(1 for function in FUNCTIONS for _ in rights(function))
    sys.stdout.write("".join(f"{line}\n" for line in faulty))
    sys.stdout.write(f"{total} rights of {len(FUNCTIONS)} functions: {total - len(rights_unused)} used\n")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
