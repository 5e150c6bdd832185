"""The processes of a run, by what they do: how much processor time each has used, and which to kill."""

import os
from collections import Counter
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
FUNCTION = "AWS_LAMBDA_FUNCTION_NAME=bivelio-"
NAMED = (("local", "emulator"), ("ministack", "emulator"), ("receiver", "receiver"), ("celery", "celery"))


def named() -> dict[int, str]:
    """Every process of a run that can be told: a function by its logical id, the emulator, the receiver, the peer."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (role := _role(folder)):
            found[int(folder.name)] = role
    return found


def _role(folder: Path) -> str | None:
    try:
        environment = (folder / "environ").read_bytes().decode("utf-8", "replace").split("\0")
        words = (folder / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return None  # gone, or not ours
    for line in environment:
        if line.startswith(FUNCTION):
            return line.removeprefix(FUNCTION).rpartition("-")[0]
    return next((role for word, role in NAMED if any(word in part for part in words)), None)


def seconds() -> Counter[str]:
    """Processor seconds used so far by the living processes of each kind."""
    used = Counter[str]()
    for process, role in named().items():
        try:
            fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # gone
        used[role] += (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND
    return used
