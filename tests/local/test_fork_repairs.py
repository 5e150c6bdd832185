"""Processes of functions that are forked: the repair, the unrepaired behaviour, and what is shared and what is not."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local.emulator.zygotes import IS_POSSIBLE, Forked, Zygotes
from tests.local.test_lambda_repairs import create_function
from tests.running import Emulated, printed

pytestmark = pytest.mark.skipif(not IS_POSSIBLE, reason="processes cannot be watched here")

IMPORTING = """
import miniature_layer, os

def handler(event, context):
    miniature_layer.seen = getattr(miniature_layer, "seen", 0) + 1
    with open("/proc/self/environ", "rb") as file:
        name = file.read().partition(b"AWS_LAMBDA_FUNCTION_NAME=")[2].partition(b"\\0")[0].decode()
    return {"parent": os.getppid(), "seen": miniature_layer.seen, "name": context.function_name, "shown": name}
"""
SCRIPT = """
import json, os, sys
before = sorted({"plain", "named", "level", "listing", "broken"} & sys.modules.keys())
out, sys.stdout = sys.stdout, sys.stderr
import plain, named, level, logger
sys.stdout = out
json.dump([before, named.NAME, level.LEVEL, os.getcwd(), sys.argv[0], sys.path[0]], sys.stdout)
sys.stdout.flush()
print("by a logger", file=logger.STREAM, flush=True)
print("to the log", file=sys.stderr)
sys.stdin.readline()
"""
MODULES = {
    "plain": "",
    "logger": "import sys\nSTREAM = sys.stdout\n",
    "named": "import os\nNAME = os.environ['AWS_LAMBDA_FUNCTION_NAME']\n",
    "level": "import os\nLEVEL = os.environ.get('LEVEL')\n",
    "listing": "import os\nALL = dict(os.environ)\n",
    "broken": "raise RuntimeError\n",
}


def test_functions_with_the_same_layers_share_what_they_import(stock: Emulated, repaired: Emulated):
    for emulator, is_forked in ((stock, False), (repaired, True)):
        layers = emulator.client("lambda").get_function(FunctionName=emulator.deployment.functions["Hello"])
        arns = [layer["Arn"] for layer in layers["Configuration"]["Layers"]]
        names = [create_function(emulator, f"importing-{number}", IMPORTING, layers=arns) for number in range(4)]
        answers = [emulator.invoke(name) for name in names for _ in range(2)]
        assert [answer["seen"] for answer in answers] == [1, 2] * 4, "what one changes, no other sees"
        assert [answer["name"] for answer in answers] == [name for name in names for _ in range(2)]
        assert [answer["shown"] for answer in answers] == [answer["name"] for answer in answers]
        last = {answer["parent"] for answer in answers[-2:]}
        assert (last != {emulator.process.pid}) is is_forked


IDLE = """
import time
from types import SimpleNamespace
from ministack.core import lambda_runtime
from local.emulator import fork_repairs

def worker(**about):
    return SimpleNamespace(**{"in_use": False, "last_used": time.time() - 60, "config": {}, **about})

def pools():
    lambda_runtime._workers.clear()
    lambda_runtime._workers |= {"idle": [worker(), worker()], "used": [worker(last_used=time.time())],
                                "busy": [worker(in_use=True), worker()]}
    lambda_runtime.reap_idle_workers(30)
    print({key: len(workers) for key, workers in lambda_runtime._workers.items()}, len(killed))

killed = []
lambda_runtime.kill_workers = killed.extend
pools()
killed.clear()
fork_repairs.end_idle_environments()
pools()
"""


def test_an_environment_that_nobody_uses_ends():
    assert printed(IDLE) == ["{'idle': 1, 'used': 1, 'busy': 1} 2", "{'used': 1, 'busy': 1} 3"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A layer with modules that read more or less of the environment, and a script that imports them."""
    (tmp_path / "layer" / "python").mkdir(parents=True)
    for name, source in MODULES.items():
        (tmp_path / "layer" / "python" / f"{name}.py").write_text(source)
    (tmp_path / "script.py").write_text(
        f"import sys; sys.path.insert(0, {str(tmp_path / 'layer' / 'python')!r}){SCRIPT}"
    )
    return tmp_path


@pytest.fixture
def zygotes(place: Path):
    """Processes to fork from, which have learned of two functions."""
    known = Zygotes(place / "learned")
    for function in ("one", "other"):
        known.learn(str(place / "layer"), function, [*MODULES])
    known.learn(str(place / "layer"), "one", ["colorsys"])
    yield known
    known.end()


def start(
    zygotes: Zygotes, place: Path, name: str = "mine", level: str = "1", layer: str = "layer"
) -> tuple[Any, list[Any]]:
    environment = {"_LAMBDA_LAYERS_DIRS": str(place / layer), "AWS_LAMBDA_FUNCTION_NAME": name, "LEVEL": level}
    pipe = subprocess.PIPE
    process = zygotes.start(
        [sys.executable, str(place / "script.py")],
        cwd=str(place),
        env=environment,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
    )
    told = process.stdout.read(1)
    while told.count("[") != told.count("]"):
        told += process.stdout.read(1)
    return process, json.loads(told)


def test_what_reads_who_the_function_is_when_imported_is_not_shared(zygotes: Zygotes, place: Path):
    for name in ("mine", "yours"):
        process, (before, named, level, *_rest) = start(zygotes, place, name)
        assert isinstance(process, Forked)
        assert (before, named, level) == (["level", "plain"], name, "1")
        process.kill()


def test_a_function_with_other_values_is_started_by_itself(zygotes: Zygotes, place: Path):
    start(zygotes, place)[0].kill()
    process, (before, _name, level, *_rest) = start(zygotes, place, level="2")
    assert isinstance(process, subprocess.Popen)
    assert (before, level) == ([], "2")
    process.kill()
    process.communicate()


def test_a_forked_process_is_as_one_that_was_started(zygotes: Zygotes, place: Path):
    process, (*_rest, folder, argument, path) = start(zygotes, place)
    assert (folder, argument, path) == (str(place), str(place / "script.py"), str(place / "layer" / "python"))
    assert process.stderr.readline() == "by a logger\n"
    assert process.stderr.readline() == "to the log\n"
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.01)
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.wait(60) == process.poll() == 0
    process.kill()  # which it no longer hears
    killed = start(zygotes, place)[0]
    killed.terminate()
    assert killed.wait(60) is not None
    assert killed.stdout.read() == ""


def test_what_was_learned_outlives_a_restart_and_what_has_ended_is_replaced(zygotes: Zygotes, place: Path):
    first, _ = start(zygotes, place)
    shutil.copytree(place / "layer", place / "newer")
    (place / "newer" / "python" / "plain.py").write_text("NEW = True\n")
    again = Zygotes(place / "learned")
    second, (before, *_rest) = start(again, place, layer="newer")
    assert before == ["level", "plain"]
    again.end()
    assert first.poll() is None
    assert second.poll() is None, "who was forked goes on"
    for process in (first, second):
        process.kill()
        process.wait(60)
    parent = int(Path(f"/proc/{start(zygotes, place)[0].pid}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(parent, signal.SIGKILL)
    alone, (_before, named, *_rest) = start(zygotes, place)
    assert named == "mine", "one that is started by itself stands in"
    alone.kill()
    alone.communicate()
    assert isinstance(start(zygotes, place)[0], Forked)
