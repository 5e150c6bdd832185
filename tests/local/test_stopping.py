"""Ctrl-C at any moment of a first start leaves no process and no taken port, and the next start works."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.settings import DEPLOYED, HOST, ROOT
from tests.local.conftest import MINIATURE
from tests.running import LONGEST_START_SECONDS, free_ports, request, runtime, settings_for, until

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked up in /proc")

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if sys.argv[1:]:
    subprocess.Popen([sys.executable, __file__])
print("runs", flush=True)
time.sleep(600)
"""
OUTLIVED = """
import sys
from local import programs
process = programs.start([sys.executable, sys.argv[1], "with a child"], stdout=programs.PIPE)
print(process.stdout.readline(), process.stdout.readline())
programs.end()
try:
    programs.start([sys.executable, "-c", ""])
except programs.EndedError:
    print("no other starts")
"""


ALONE = ("ready, as the builds begin", "npm")
"""When the runtime alone gets the signal, as from an editor; at other moments its group does, as in a terminal."""

IN_THE_BACKGROUND = "its first second, in the background of a script"
"""A shell without job control has what it does not wait for ignore Ctrl-C, until the program says otherwise itself."""

STARTED = """
import os, signal, sys
for each in (signal.SIGINT, signal.SIGHUP):
    signal.signal(each, signal.SIG_IGN if each.name in sys.argv[1:] else signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, "-m", "local.run"])
"""
"""The runtime, started with the named signals ignored, however those are for the tests themselves."""


def processes_of(folder: Path) -> list[str]:
    """The processes that were started from a folder, or work in it: their command lines."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if str(folder) in command or (process / "cwd").readlink().is_relative_to(folder):
                    found.append(command or process.name)
            except OSError:
                continue  # it has ended, or is somebody else's
    return found


def test_a_program_ends_with_all_that_it_has_started_even_what_ignores_the_signal(tmp_path: Path):
    file = tmp_path / "stubborn.py"
    file.write_text(STUBBORN, encoding="utf-8")
    command = [sys.executable, "-c", OUTLIVED, str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split()[:2] == ["runs", "runs"]
    assert "no other starts" in done.stdout, done.stderr
    assert processes_of(tmp_path) == []


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """A copy of the repository without anything that was built in it."""
    built = shutil.ignore_patterns(".*", "node_modules", "dist", "generated", "__pycache__")
    shutil.copytree(ROOT, tmp_path / "clean", ignore=built, symlinks=True)
    return tmp_path / "clean"


@contextmanager
def started(folder: Path, ports: list[int], *ignored: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The runtime of a copy, in a group of its own like what a terminal starts, with the named signals ignored."""
    names = {"PORT": str(ports[0]), "EMULATOR_PORT": str(ports[1]), "LOCAL_TEMPLATE": str(MINIATURE)}
    environment = {name: text for name, text in os.environ.items() if name != "LOCAL_STATE"} | names
    with (folder / "terminal.log").open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-c", STARTED, *ignored],
            cwd=folder,
            env=environment,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_half_a_first_deployment_is_forgotten_and_data_of_a_whole_one_stays(tmp_path: Path):
    with runtime(settings_for(tmp_path, MINIATURE)) as running:
        settings = running.settings
    kept = settings.state / "services" / "kept.json"
    kept.write_text("{}", encoding="utf-8")
    with runtime(settings):
        assert kept.exists()
    (settings.state / DEPLOYED).unlink()  # it is written when the first deployment is whole
    with runtime(settings) as running:
        assert not kept.exists()
        assert running.call("/v1/hello", {}, X_API_Key="good").status == 200


def test_a_second_ctrl_c_loses_nothing_either(tmp_path: Path):
    settings = settings_for(tmp_path, MINIATURE)
    seldom = {"SNAPSHOT_SECONDS": "600"}
    with runtime(settings, seldom) as running, socket.create_connection((HOST, settings.port)) as unfinished:
        running.client("sqs").create_queue(QueueName="made-last")
        unfinished.sendall(b"POST /mail HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")  # what is waited for
        running.process.send_signal(signal.SIGINT)
        until(lambda: "Shutting down" in (settings.state / "runtime.log").read_text(encoding="utf-8"))
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(60) == 0
    with runtime(settings, seldom) as running:
        assert running.client("sqs").get_queue_url(QueueName="made-last")["QueueUrl"]


def said(folder: Path, step: str) -> Callable[[], bool]:
    return lambda: step in (folder / "terminal.log").read_text(encoding="utf-8", errors="replace")


def test_ctrl_c_at_any_moment_of_a_first_start_leaves_nothing_and_the_next_start_works(clean: Path):
    ports = free_ports(2)
    moments: dict[str, Callable[[], bool]] = {
        IN_THE_BACKGROUND: (clean / ".local").exists,
        "its first imports": lambda: any("local.server" in each for each in processes_of(clean)),
        "packing": said(clean, "packing functions"),
        "deploying": said(clean, "deploying the stacks"),
        "ready, as the builds begin": lambda: any("tools.site" in each for each in processes_of(clean)),
        "npm": lambda: any(each.startswith("npm ") for each in processes_of(clean)),
    }
    for moment, has_come in moments.items():
        with started(clean, ports, *(["SIGINT"] if moment == IN_THE_BACKGROUND else [])) as process:
            until(has_come, LONGEST_START_SECONDS)
            (os.kill if moment in ALONE else os.killpg)(process.pid, signal.SIGINT)
            process.wait(60)
        until(lambda: processes_of(clean) == [], 30)
        for port in ports:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((HOST, port))
        assert "could not be deployed" not in (clean / "terminal.log").read_text(encoding="utf-8"), moment
    with started(clean, ports) as process:
        until(said(clean, "ready"), LONGEST_START_SECONDS)
        assert request(ports[0], "/v1/hello", {}, X_API_Key="good").status == 200
        os.killpg(process.pid, signal.SIGHUP)  # its terminal is closed
        assert process.wait(60) == 0
    assert processes_of(clean) == []
