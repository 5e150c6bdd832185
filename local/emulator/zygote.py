"""The process that functions with the same layers are forked from: it has imported what they have in common.

It runs on the functions' interpreter, which has no packages: this file uses the standard library alone. It has no
threads and no connections. What it reads of the environment while it imports is told, so that only a function with the
same values is forked from it; a module that reads who the function is must not be imported here.
"""

import ctypes
import gc
import json
import os
import signal
import socket
import sys
import traceback
from contextlib import suppress
from types import ModuleType
from typing import Any

_LARGEST_MESSAGE = 1 << 20
_IMMORTAL = 1 << 30
_NAME = "AWS_LAMBDA_FUNCTION_NAME"


_values: dict[str, str | None] = {}
_present: dict[str, bool] = {}
_readers: dict[str, set[str]] = {}
"""What was read of the environment, what was only looked for, and by the import of which modules."""


class Recording(os._Environ):  # type: ignore[type-arg]  # the standard library's class of `os.environ`
    """The environment, with a note of what is read."""

    _data: dict[bytes, bytes]

    def __getitem__(self, name: str) -> str:
        value = self._data.get(os.fsencode(name))
        _values[name] = None if value is None else os.fsdecode(value)
        _note(name)
        return str(super().__getitem__(name))

    def __contains__(self, name: object) -> bool:
        is_there = _present[str(name)] = os.fsencode(str(name)) in self._data
        _note(str(name))
        return is_there

    def __iter__(self) -> Any:
        _values["*"] = None
        _note("*")
        return super().__iter__()


def _note(name: str) -> None:
    readers, frame = _readers.setdefault(name, set()), sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_name == "<module>":
            readers.add(frame.f_globals["__name__"])
        frame = frame.f_back  # type: ignore[assignment]


def prepare(modules: list[str]) -> dict[str, Any]:
    """Import modules; return what they have read of the environment."""
    os.environ.__class__ = Recording
    own, sys.stdout = sys.stdout, sys.stderr  # a logger keeps where it writes: the log, as functions' script has it
    for name in modules:
        with suppress(Exception):  # a function that needs it tells why it cannot be imported
            __import__(name)
    sys.stdout = own
    os.environ.__class__ = os._Environ
    gc.collect()
    _make_immortal()
    gc.freeze()
    return {"values": _values, "present": _present, "readers": {name: sorted(each) for name, each in _readers.items()}}


def _make_immortal() -> None:
    """Have nobody count references to what there is: a count that changes copies a page of memory (PEP 683)."""
    count_of_none = ctypes.c_uint32.from_address(id(None)).value
    if sys.getrefcount(None) < _IMMORTAL:
        return  # Python 3.11 and before count all references
    waiting, seen = gc.get_objects(), set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) not in seen:
            seen.add(id(each))
            waiting += gc.get_referents(each)
    for address in seen:
        ctypes.c_uint32.from_address(address).value = count_of_none


def become(request: dict[str, Any], pipes: list[int], name_at: int, room: int) -> None:
    """Go on as a process of a function, which its own script makes of this one."""
    for number, pipe in enumerate(pipes):
        os.dup2(pipe, number)
        os.close(pipe)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    name = request["env"].get(_NAME, "").encode()[: room - 1]
    ctypes.memset(name_at, 0, room)  # who looks at the process finds its function, as of one that was started
    ctypes.memmove(name_at, name, len(name))
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    script = request["script"]
    sys.path[:] = [os.path.dirname(script), *request["path"]]  # noqa: PTH120 - nothing more is imported here
    sys.argv[:] = [script]
    main = sys.modules["__main__"] = ModuleType("__main__")
    with open(script, encoding="utf-8") as file:  # noqa: PTH123
        exec(compile(file.read(), script, "exec"), main.__dict__)  # noqa: S102 - the emulator's own script


def main(door: socket.socket) -> None:
    """Import, then fork a process for each request, until nobody asks any more."""
    path, environ = list(sys.path[1:]), os.environ[_NAME]
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_void_p
    name_at, room = libc.getenv(_NAME.encode()), len(environ)
    first = json.loads(door.recv(_LARGEST_MESSAGE))
    sys.path[:0] = first["layers"]
    door.send(json.dumps(prepare(first["modules"])).encode())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries those who end
    while True:
        try:
            message, pipes, _flags, _address = socket.recv_fds(door, _LARGEST_MESSAGE, 3)
        except ConnectionResetError:  # who asks was killed before it read the last answer
            return
        if not message:
            return
        process = os.fork()
        if process:
            for pipe in pipes:
                os.close(pipe)
            door.send(str(process).encode())
            continue
        door.close()
        status = 1
        try:
            become({**json.loads(message), "path": path}, pipes, name_at, room)
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException:  # noqa: BLE001 - as an interpreter does at its end
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
