"""Finds the processes of a run by their function, with their processor time, and chooses which to kill.

Only descendants of a given process are included: other platforms may run on the machine.
"""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
FUNCTION = re.compile(
    r"AWS_LAMBDA_FUNCTION_NAME=bivelio(?:_(?P<endpoint>\w+)|(?:-\w+Stack-\w+-\w+)?-(?P<other>\w+)-\w+)"
)
"""Endpoints are named by our templates, the other functions by CloudFormation, after their nested stack if any."""
PARENT, USER, SYSTEM = 1, 11, 12
"""Positions of the fields in /proc/<pid>/stat, counted after the name (proc_pid_stat(5))."""


def descendants(ancestor: int) -> dict[int, list[str]]:
    """The fields of `stat` of a process and all it has started, by process."""
    fields: dict[int, list[str]] = {}
    children: defaultdict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # the process has ended
        fields[int(folder.name)] = stat
        children[int(stat[PARENT])].append(int(folder.name))
    fields_by_process, waiting = {}, [ancestor]
    while waiting:
        process = waiting.pop()
        if process in fields:
            fields_by_process[process] = fields[process]
            waiting += children[process]
    return fields_by_process


def function_of(process: int) -> str | None:
    """The logical id of the function a process runs, None when it runs none."""
    try:
        environment = Path(f"/proc/{process}/environ").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return None  # the process has ended, or is not ours
    for line in environment:
        if match := FUNCTION.fullmatch(line):
            return match["endpoint"] or match["other"]
    return None


def of_function(ancestor: int, function: str) -> list[int]:
    """The processes that run a function."""
    return [process for process in descendants(ancestor) if function_of(process) == function]


def seconds(ancestors: Iterable[int]) -> Counter[str]:
    """Processor seconds used so far, by function; everything else is `platform`."""
    used = Counter[str]()
    for ancestor in ancestors:
        for process, stat in descendants(ancestor).items():
            processor_seconds = (int(stat[USER]) + int(stat[SYSTEM])) / TICKS_A_SECOND
            used[function_of(process) or "platform"] += processor_seconds  # type: ignore[assignment]  # typeshed's are whole
    return used


def peak_megabytes(ancestors: Iterable[int]) -> dict[str, int]:
    """Return the peak memory of any running process, by function (VmHWM of proc_pid_status(5))."""
    most: dict[str, int] = {}
    for ancestor in ancestors:
        for process in descendants(ancestor):
            if peak := _peak(process):
                name = function_of(process) or "platform"
                most[name] = max(most.get(name, 0), peak)
    return most


def _peak(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0  # the process has ended
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM:"))
    return max((int(line[1]) // 1024 for line in lines), default=0)
