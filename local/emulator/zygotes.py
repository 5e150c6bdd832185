"""Starts processes of functions by forking one that has imported what functions with the same layers have in common.

What is imported is learned: each process tells after its first invocation which modules it has, outside its own code.
"""

import ctypes
import hashlib
import json
import os
import select
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

SCRIPT = Path(__file__).with_name("zygote.py")
IS_POSSIBLE = hasattr(os, "pidfd_open")
"""Linux alone lets a process that is no child be watched without its number being another's by then."""

FEWEST_FUNCTIONS = 2
"""How many functions must have a module before it is imported for all."""

_PREPARING_SECONDS = 60.0
_GROWTH = 1.1
_NAME, _NAME_ROOM = "AWS_LAMBDA_FUNCTION_NAME", 200
_LARGEST_MESSAGE = 1 << 20
_TOO_MANY = 5
_PR_SET_CHILD_SUBREAPER = 36
OWN = frozenset(
    {
        *(_NAME, "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_LOG_STREAM_NAME"),
        *("LAMBDA_TASK_ROOT", "_LAMBDA_FUNCTION_ARN", "_LAMBDA_TIMEOUT", "*"),
        *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "_LAMBDA_LAYERS_DIRS"),
    }
)
"""Variables that differ from one environment to the next: a module that reads one when imported is not shared."""


class Forked:
    """A process that another one has forked for us: what the emulator uses of `subprocess.Popen`."""

    layers: str

    def __init__(self, pid: int, pipes: Sequence[IO[str]]) -> None:
        self.pid, self.returncode = pid, None if pid else 1
        self.stdin, self.stdout, self.stderr = pipes
        self._watched = os.pidfd_open(pid)

    def __del__(self) -> None:
        for pipe in (self.stdin, self.stdout, self.stderr):
            with suppress(OSError):
                pipe.close()
        os.close(self._watched)

    def poll(self) -> int | None:
        """Return None while it runs, a number when it has ended."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        if (ended := self._ended(timeout)) is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
        return ended

    def terminate(self) -> None:
        """Ask it to end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it has just ended
                signal.pidfd_send_signal(self._watched, number)

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            watching = select.poll()
            watching.register(self._watched, select.POLLIN)
            if watching.poll(None if timeout is None else timeout * 1000):
                self.returncode = 0
                with suppress(ChildProcessError):  # it is ours only if that which has forked it has ended
                    os.waitpid(self.pid, os.WNOHANG)
        return self.returncode


def adopt_orphans() -> None:
    """Become the parent of processes whose parent ends (prctl(2)): all of a platform stay its descendants."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class Zygote:
    """A process from which others are forked; it ends with this one."""

    def __init__(self, interpreter: str, layers: list[str], modules: list[str], environment: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(_PREPARING_SECONDS)
        shared = {name: value for name, value in environment.items() if name not in OWN}
        with theirs:
            self._process = subprocess.Popen(
                [interpreter, str(SCRIPT), str(theirs.fileno())],
                env={**shared, _NAME: "_" * _NAME_ROOM},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self._door, self._turn, self.modules = ours, threading.Lock(), modules
        ours.send(json.dumps({"layers": layers, "modules": modules}).encode())
        self._reads = json.loads(ours.recv(_LARGEST_MESSAGE) or b"{}")

    @property
    def unfit(self) -> set[str]:
        """Modules that have read who the function is: they must not be shared."""
        return {
            module
            for name, modules in self._reads.get("readers", {}).items()
            if name in OWN and name in self._reads["values"]
            for module in modules
        }

    def fits(self, environment: Mapping[str, str]) -> bool:
        """Tell whether what it has imported would have read the same in an environment."""
        return all(environment.get(name) == value for name, value in self._reads.get("values", {}).items()) and all(
            (name in environment) is value for name, value in self._reads.get("present", {}).items()
        )

    def fork(self, script: str, cwd: str, environment: Mapping[str, str]) -> Forked:
        """Start a process that runs a script. Raises OSError when it cannot be."""
        (their_in, our_in), (our_out, their_out), (our_log, their_log) = os.pipe(), os.pipe(), os.pipe()
        request = json.dumps({"script": script, "cwd": cwd, "env": dict(environment)}).encode()
        try:
            pid = self._ask(request, [their_in, their_out, their_log])
        except OSError:
            for pipe in (our_in, our_out, our_log):
                os.close(pipe)
            raise
        finally:
            for pipe in (their_in, their_out, their_log):
                os.close(pipe)
        pipes = [os.fdopen(our_in, "w"), os.fdopen(our_out), os.fdopen(our_log)]
        return Forked(pid, pipes)

    def _ask(self, request: bytes, pipes: list[int]) -> int:
        with self._turn:
            socket.send_fds(self._door, [request], pipes)
            if not (pid := self._door.recv(_LARGEST_MESSAGE)):
                raise OSError("the process to fork from has ended")
        return int(pid)

    def end(self) -> None:
        """End it; those that it has forked go on."""
        with self._turn:
            self._door.close()
        self._process.wait(_PREPARING_SECONDS)


class Zygotes:
    """The processes to fork from, one for the functions of the same interpreter and layers, and what they import."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep what is learned in a folder over a restart, if one is given."""
        self._folder = folder
        self._modules: dict[str, dict[str, list[str]]] = {}
        self._unfit: set[str] = set()
        self._zygotes: dict[str, Zygote | None] = {}
        self._changing = threading.Lock()

    def start(self, command: list[str], *, cwd: str, env: Mapping[str, str], **options: Any) -> Any:
        """Start a process of a function, in the place of `subprocess.Popen`: forked where that is possible."""
        layers = env.get("_LAMBDA_LAYERS_DIRS", "")
        zygote = self._zygote(command[0], env) if layers else None
        process: Any = None
        if zygote is not None and zygote.fits(env):
            try:
                process = zygote.fork(command[1], cwd, env)
            except OSError:
                self._forget(zygote)
        if process is None:
            process = subprocess.Popen(command, cwd=cwd, env=env, **options)  # the emulator's own command
        process.layers = layers
        return process

    def learn(self, layers: str, function: str, modules: list[str]) -> None:
        """Remember which modules a function has; they are imported for all once others have them too."""
        with self._changing:
            learned, is_new = self._learned(layers), False
            for name in modules:
                functions = learned.setdefault(name, [])
                if len(functions) < FEWEST_FUNCTIONS and function not in functions:
                    functions.append(function)
                    is_new = True
            if is_new and (file := self._file(layers)) is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                partial = file.with_suffix(f".{os.getpid()}")
                partial.write_text(json.dumps(learned), encoding="utf-8")
                partial.replace(file)

    def end(self) -> None:
        """End all processes to fork from."""
        with self._changing:
            for zygote in self._zygotes.values():
                if zygote is not None:
                    zygote.end()
            self._zygotes.clear()

    def _zygote(self, interpreter: str, env: Mapping[str, str]) -> Zygote | None:
        layers = env["_LAMBDA_LAYERS_DIRS"]
        with self._changing:
            zygote, modules = self._zygotes.get(layers), self._common(layers)
            if modules and (zygote is None or len(modules) > _GROWTH * len(zygote.modules)):
                zygote = self._zygotes[layers] = self._replaced(zygote, interpreter, layers, env)
            return zygote

    def _replaced(self, former: Zygote | None, interpreter: str, layers: str, env: Mapping[str, str]) -> Zygote | None:
        """Return one that has imported what is common now; the former one if there cannot be."""
        for _ in range(_TOO_MANY):
            zygote = Zygote(interpreter, _paths(layers), self._common(layers), env)
            if not zygote.unfit:
                if former is not None:
                    former.end()
                return zygote
            zygote.end()
            self._unfit |= zygote.unfit
        return former

    def _forget(self, zygote: Zygote) -> None:
        with self._changing:
            for layers, each in list(self._zygotes.items()):
                if each is zygote:
                    del self._zygotes[layers]
                    zygote.end()

    def _common(self, layers: str) -> list[str]:
        return [
            name
            for name, functions in self._learned(layers).items()
            if len(functions) >= FEWEST_FUNCTIONS and name not in self._unfit
        ]

    def _learned(self, layers: str) -> dict[str, list[str]]:
        """Return the first functions that have a module, by module, in the order of the imports."""
        if layers not in self._modules:
            file = self._file(layers)
            self._modules[layers] = json.loads(file.read_text(encoding="utf-8")) if file and file.exists() else {}
        return self._modules[layers]

    def _file(self, layers: str) -> Path | None:
        """Where is kept what is learned of layers: of the same packages, whatever their content is by now."""
        if self._folder is None:
            return None
        packages = [sorted(_packages(folder)) for folder in layers.split(os.pathsep)]
        name = hashlib.sha256(json.dumps(packages).encode()).hexdigest()[:32]
        return self._folder / f"{name}.json"


def _packages(folder: str) -> list[str]:
    python = Path(folder) / "python"
    names = [each.name for each in python.iterdir()] if python.is_dir() else []
    return [name for name in names if not name.endswith(".dist-info") and name != "__pycache__"]


def _paths(layers: str) -> list[str]:
    """The places that the emulator's script searches in the folders of layers, the last one first."""
    paths: list[str] = []
    for folder in filter(None, layers.split(os.pathsep)):
        python = Path(folder) / "python"
        paths[:0] = [folder, str(python)] if python.is_dir() else [folder]
    return paths
