"""The wheel, installed into an empty environment of the oldest and the newest Python, and used there.

An interpreter, the judges or the package index that is absent is a skip, with the reason.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.judges.programs import HERE as JUDGES
from tests.judges.programs import present, pyright
from tests.sdk.server import faulty
from tools.template import ROOT

SDK = ROOT / "sdks" / "python"
UV = Path(sys.executable).parent / "uv"
PYTHONS = ("3.9", "3.13")
UNREACHABLE = ("Failed to fetch", "error sending request", "dns error", "Connection refused")

PROGRAM = """
import asyncio, importlib, pkgutil, sys
import bivelio
from bivelio import AsyncBiVelio, BiVelio, SignIn, errors

for module in pkgutil.walk_packages(bivelio.__path__, "bivelio."):
    if not module.name.startswith("bivelio.cli."):  # needs the packages of the extra
        importlib.import_module(module.name)
assert bivelio.__file__.startswith(sys.prefix), bivelio.__file__
url = sys.argv[1]
with BiVelio("bv_live_sk_1", base_url=url, retry_delay=0) as client:
    assert client.contacts.create(type="person", name="A").id == "ct_1"
    for name in bivelio.__all__:
        getattr(bivelio, name)

async def main():
    async with AsyncBiVelio("bv_live_sk_1", base_url=url, retry_delay=0) as client:
        assert (await client.contacts.get("ct_1")).id == "ct_1"

asyncio.run(main())
try:
    BiVelio("bv_live_sk_1", base_url="http://127.0.0.1:9/v1", max_retries=0).contacts.get("ct_1")
except errors.APIConnectionError as error:
    print(error)
"""


def interpreter(version: str) -> str:
    """A Python of a version, of the system or of pyenv. Skips the test without one."""
    roots = [os.environ.get("PYENV_ROOT", ""), str(Path.home() / ".pyenv")]
    found = [path for root in roots if root for path in Path(root).glob(f"versions/{version}.*/bin/python")]
    if named := shutil.which(f"python{version}"):
        found.append(Path(named))
    for path in found:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
        if told.returncode == 0 and told.stdout.startswith(f"Python {version}."):
            return str(path)
    pytest.skip(f"Python {version} is absent")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of its sources."""
    builder, folder = present(JUDGES / ".venv" / "bin" / "hatchling"), tmp_path_factory.mktemp("sdk")
    shutil.copytree(SDK, folder / "python", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([builder, "build", "-t", "wheel", "-d", folder], cwd=folder / "python", check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_has_the_package_and_nothing_else(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    assert {"bivelio/py.typed", "bivelio/_sync/client.py", "bivelio/_async/resources/contacts.py"} <= set(names)
    sources = {str(path.relative_to(SDK)) for path in (SDK / "bivelio").rglob("*") if path.suffix in {".py", ".typed"}}
    assert {name for name in names if ".dist-info/" not in name} == sources


def installed(wheel: Path, folder: Path, version: str, extra: str = "") -> Path:
    """The interpreter of an environment that has the wheel and what it needs, and nothing else."""
    subprocess.run([interpreter(version), "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    done = subprocess.run(
        [UV, "pip", "install", "--python", python, f"bivelio{extra} @ {wheel.as_uri()}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and any(words in done.stderr for words in UNREACHABLE):
        pytest.skip("the package index does not answer")
    assert done.returncode == 0, done.stderr
    return python


@pytest.mark.parametrize("version", PYTHONS)
def test_the_wheel_installs_into_an_empty_environment_and_works(wheel: Path, tmp_path: Path, version: str):
    python = installed(wheel, tmp_path, version)
    with faulty("dropped_after", "throttled") as server:
        ran = subprocess.run(
            [python, "-c", PROGRAM, server.url], cwd=tmp_path, capture_output=True, text=True, check=False
        )
    assert ran.returncode == 0, ran.stderr
    assert "Check the network and base_url" in ran.stdout


@pytest.mark.parametrize("version", PYTHONS)
def test_the_command_line_installs_into_an_empty_environment_and_works(wheel: Path, tmp_path: Path, version: str):
    command = installed(wheel, tmp_path, version, "[cli]").parent / "bivelio"

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PATH": "/usr/bin:/bin", **more}
        return subprocess.run([command, *words], env=environment, capture_output=True, text=True, check=False)

    with faulty() as server:
        reached = {"BIVELIO_API_KEY": "bv_live_sk_1", "BIVELIO_BASE_URL": server.url}
        made = run("contacts", "create", "--type", "person", "--name", "A", "--tags", "a", **reached)
        assert (made.returncode, made.stdout.split()[:2]) == (0, ["id", "ct_1"]), made.stderr
    gone = run("contacts", "get", "ct_1", BIVELIO_API_KEY="bv_live_sk_1", BIVELIO_BASE_URL="http://127.0.0.1:9/v1")
    assert (gone.returncode, gone.stdout) == (1, "")
    assert "Check the network and base_url" in gone.stderr
    wrong = run("contacts", "create", "--type", "dog", **reached)
    assert wrong.returncode == 2
    assert "Traceback" not in gone.stderr + wrong.stderr
    assert "contacts" in run("--help").stdout
    signed = run("webhooks", "sign", "{}", "--id", "evn_1", "--secret", "whsec_a2V5")
    assert signed.stdout.splitlines()[1] == "webhook-id: evn_1", signed.stderr
    assert "The secret; by default" in run("webhooks", "sign", "--help").stdout
    assert json.loads(run("profiles", "--json").stdout) == []
    for shell in ("bash", "zsh", "fish"):
        assert "_BIVELIO_COMPLETE" in run(_BIVELIO_COMPLETE=f"source_{shell}").stdout
    completed = run(_BIVELIO_COMPLETE="complete_bash", COMP_WORDS="bivelio contacts im", COMP_CWORD="2")
    assert completed.stdout.split() == ["import", "import-status", "import-undo"]


def test_without_its_packages_the_command_line_says_what_to_install(wheel: Path, tmp_path: Path):
    command = installed(wheel, tmp_path, PYTHONS[-1]).parent / "bivelio"
    told = subprocess.run([command, "--help"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "Error: The command line needs more packages: pip install 'bivelio[cli]'\n"


def test_all_that_the_package_exports_has_a_type(wheel: Path, tmp_path: Path):
    python = installed(wheel, tmp_path, PYTHONS[-1])
    command = [*pyright(), "--pythonpath", str(python), "--verifytypes", "bivelio", "--ignoreexternal", "--outputjson"]
    path = {**os.environ, "PATH": f"{python.parent}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=path)
    completeness = json.loads(done.stdout)["typeCompleteness"]
    unclear = [one for one in completeness["symbols"] if one["isExported"] and not one["isTypeKnown"]]
    unclear = [one for one in unclear if not one["name"].startswith("bivelio.cli")]  # a program, not an interface
    assert completeness["exportedSymbolCounts"]["withKnownType"] > 2000
    assert [(one["name"], one["diagnostics"]) for one in unclear] == []
