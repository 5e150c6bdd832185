"""The memory of a running platform by process: `make memory` (PORT=... for another port than 8080).

PSS: what processes share is divided among them, so that the sum is what the platform takes of the machine. Linux only.
"""

import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import descendants, function_of

_SERVER = b"local.server"


class Memory(NamedTuple):
    """How many processes of a kind there are, and the megabytes that they take together."""

    processes: int
    megabytes: float


def by_process(ancestor: int) -> dict[str, Memory]:
    """Return the memory of a process and of all that it started: by function, else by program; the largest first."""
    megabytes_by_name: defaultdict[str, list[float]] = defaultdict(list)
    for process in descendants(ancestor):
        if (megabytes := _pss(process)) is not None:
            megabytes_by_name[function_of(process) or _program(process)].append(megabytes)
    memory = {name: Memory(len(each), sum(each)) for name, each in megabytes_by_name.items()}
    return dict(sorted(memory.items(), key=lambda row: -row[1].megabytes))


def total(memory: dict[str, Memory]) -> Memory:
    """Return the sum of all processes."""
    return Memory(sum(each.processes for each in memory.values()), sum(each.megabytes for each in memory.values()))


def table(memory: dict[str, Memory]) -> str:
    """Return a table of it, with the sum."""
    rows = [("process", "number", "MB"), ("---", "---:", "---:")]
    named = {**memory, "**all**": total(memory)}
    rows += [(name, str(each.processes), f"{each.megabytes:.0f}") for name, each in named.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def server_of(port: str) -> int | None:
    """Return the process of the platform that listens on a port, None when there is none."""
    for folder in Path("/proc").iterdir():
        try:
            is_server = folder.name.isdigit() and _SERVER in (folder / "cmdline").read_bytes().split(b"\0")
            if is_server and f"PORT={port}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                return int(folder.name)
        except OSError:
            continue  # it has ended, or is somebody else's
    return None


def _pss(process: int) -> float | None:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None  # it has ended
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _program(process: int) -> str:
    try:
        words = Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
    except OSError:
        return "ended"
    module = words[words.index("-m") + 1] if "-m" in words[:-1] else Path(words[0]).name
    return module or "ended"


def main() -> None:
    """Print the table of the platform on PORT."""
    port = os.environ.get("PORT") or "8080"
    server = server_of(port)
    if server is None:
        sys.exit(f"No platform listens on port {port}: make run")
    print(table(by_process(server)))


if __name__ == "__main__":
    main()
