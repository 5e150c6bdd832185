"""What type checkers see of the SDK: a consumer's program passes strictly, and mistakes are found."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.judges.programs import pyright
from tools.template import ROOT

SDK = ROOT / "sdks" / "python"
CONSUMER = Path(__file__).with_name("consumer.py")
MISTAKES = """
from bivelio import BiVelio


def wrong(client: BiVelio) -> None:
    BiVelio(apikey="bv_test_sk_1")  # mistake
    client.with_options(time_out=5)  # mistake
    client.contacts.list(serch="Empresa")  # mistake
    client.contacts.create(type="robot", name="A")  # mistake
    client.contacts.create(name="Maria")  # mistake
    client.contacts.get(5)  # mistake
    client.invoices.create(client_id="ct_1", line_items=[{"description": "A"}])  # mistake
    client.workflows.execute("wf_1", wait_seconds=5)  # mistake
    client.contacts.get("ct_1").nothing  # mistake
    client.contacts.get("ct_1").name.decode()  # mistake
    for contact in client.contacts.list():
        contact.name.decode()  # mistake
"""


def mypy(*arguments: str, folder: Path) -> str:
    """What mypy says of a program, strictly, with nothing but the package beside it."""
    options = [
        "--strict",
        "--python-version",
        "3.10",
        "--cache-dir",
        str(folder / "cache"),
        "--config-file",
        "/dev/null",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"MYPYPATH": str(SDK), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def pyright_of(program: Path, folder: Path) -> list[dict[str, object]]:
    """What pyright says of a program, strictly, on the oldest Python that the package is for."""
    settings = {
        "include": [str(program.relative_to(folder))],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.9",
        "extraPaths": [str(SDK)],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [*pyright(), "-p", str(folder), "--pythonpath", sys.executable, "--outputjson"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == 1
    found: list[dict[str, object]] = report["generalDiagnostics"]
    return found


def mistaken() -> set[int]:
    """The lines of `MISTAKES` that have one, from 1."""
    return {number for number, line in enumerate(MISTAKES.splitlines(), 1) if line.endswith("# mistake")}


def test_a_program_passes_mypy_strictly(tmp_path):
    assert "Success" in mypy(str(CONSUMER), folder=tmp_path)


def test_a_program_passes_pyright_strictly(tmp_path):
    program = tmp_path / "consumer.py"
    program.write_text(CONSUMER.read_text())
    assert pyright_of(program, tmp_path) == []


@pytest.fixture
def mistakes(tmp_path: Path) -> Path:
    program = tmp_path / "mistakes.py"
    program.write_text(MISTAKES)
    return program


def test_mypy_finds_each_mistake(mistakes):
    said = mypy(str(mistakes), folder=mistakes.parent)
    found = {int(number) for number in re.findall(r"mistakes\.py:(\d+): error", said)}
    assert found == mistaken(), said


def test_pyright_finds_each_mistake(mistakes):
    said = pyright_of(mistakes, mistakes.parent)
    found = {one["range"]["start"]["line"] + 1 for one in said}  # type: ignore[index]
    assert found == mistaken(), said
