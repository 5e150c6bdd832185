"""Programs that the runtime starts beside itself: each is a group of processes, which ends with the runtime.

A build starts others in turn (uv, npm, Node), and a signal reaches those only that share its group.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from typing import Any

Program = subprocess.Popen[str]
PIPE, DEVNULL = subprocess.PIPE, subprocess.DEVNULL

_GRACE_SECONDS = 2.0
_LOOK_SECONDS = 0.02
_running: dict[int, Program] = {}
_lock = threading.Lock()
_ended = threading.Event()


class EndedError(RuntimeError):
    """The runtime stops: no program is started any more, and one that ran was ended."""


def start(command: Sequence[str], **options: Any) -> Program:
    """Start a program in a session of its own, which Ctrl-C does not reach. Raises EndedError after `end`."""
    with _lock:  # none may be started between the look at those that run and their end
        if _ended.is_set():
            raise EndedError("the runtime stops")
        process = subprocess.Popen(command, text=True, start_new_session=True, **options)
        _running[process.pid] = process
    return process


def finish(process: Program) -> tuple[str, str]:
    """Wait for a program, and return its output and its errors. Raises EndedError when `end` has ended it."""
    try:
        output, errors = process.communicate()
    finally:
        with _lock:
            _running.pop(process.pid, None)
    if _ended.is_set():
        raise EndedError("the runtime stops")
    return output or "", errors or ""


def end() -> None:
    """End all programs with all that they have started, and let no other start."""
    with _lock:
        _ended.set()
        groups = set(_running)
    for how, seconds in ((signal.SIGTERM, _GRACE_SECONDS), (signal.SIGKILL, _GRACE_SECONDS)):
        groups = {group for group in groups if _signal(group, how)}
        deadline = time.monotonic() + seconds
        while groups and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
            groups = {group for group in groups if _signal(group, 0)}


def _signal(group: int, how: int) -> bool:
    """Send a signal to a group of processes; tell whether it has any. Its first one counts until it is waited for."""
    with _lock:
        leader = _running.get(group)
    if leader is not None:
        leader.poll()
    try:
        os.killpg(group, how)
    except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        return False
    return True
