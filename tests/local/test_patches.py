"""The patches for the emulator's authors: each applies to the version that is installed, and its tests need it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import ministack
import pytest

from local.settings import ROOT

PATCHES = sorted((ROOT / "local" / "emulator" / "patches").glob("*.patch"))
INSTALLED = Path(ministack.__file__).parent


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the emulator as it comes."""
    folder = tmp_path_factory.mktemp("emulator")
    shutil.copytree(INSTALLED, folder / "ministack", ignore=shutil.ignore_patterns("__pycache__", "*.js", "*.wasm"))
    return folder


def applied(copied: Path, patch: Path, *options: str) -> None:
    command = ["git", "apply", *options, str(patch)]
    subprocess.run(command, cwd=copied, check=True, env={**os.environ, "GIT_CEILING_DIRECTORIES": str(copied.parent)})


def passes(copied: Path) -> bool:
    """Run the tests of a patch, alone, on the copy."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(copied),
        str(copied / "tests"),
    ]
    outcome = subprocess.run(
        command, cwd=copied, env={**os.environ, "PYTHONPATH": str(copied)}, check=False, capture_output=True
    )
    assert outcome.returncode in (0, 1), outcome.stdout + outcome.stderr  # it has run, and passed or failed
    return outcome.returncode == 0


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)
def test_a_patch_applies_and_its_tests_need_it(copied: Path, patch: Path):
    assert patch.read_text(encoding="utf-8").startswith("Subject: ")
    applied(copied, patch)
    assert passes(copied)
    applied(copied, patch, "--reverse", "--exclude=tests/*")
    assert not passes(copied)
    shutil.rmtree(copied / "tests")


def test_there_are_patches():
    assert PATCHES
