"""The dashboard and the site of a release: taken where they are of the same files, or where Node cannot be had."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.green import files_of
from tools import shipped
from tools.template import ROOT

NEEDED = (
    "*.md",
    "*.json",
    "benchmarks",
    "dashboard",
    "docs",
    "layers",
    "local",
    "requirements",
    "sdks",
    "site",
    "tools",
)
WITHOUT_A_REGISTRY = {"UV_OFFLINE": "1", "npm_config_offline": "true"}


@pytest.fixture(scope="module")
def release(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A checkout without Node and without a registry, with the release's archive in dist/."""
    folder = tmp_path_factory.mktemp("checkout")
    for file in files_of(NEEDED):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, folder / file)
    dashboard = tmp_path_factory.mktemp("built") / fingerprint_of("dashboard", folder)
    dashboard.mkdir()
    (dashboard / "index.html").write_text("the dashboard", encoding="utf-8")
    shipped.write({"site": site, "dashboard": dashboard}, folder / "dist")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def tree(release: Path, tmp_path: Path) -> Path:
    """A checkout of one test: its files are those of the other until they are replaced."""
    return Path(shutil.copytree(release, tmp_path / "checkout", copy_function=os.link))


def replace(file: Path, content: bytes) -> None:
    """Give a file of a checkout other content, and the other checkouts none."""
    file.unlink()
    file.write_bytes(content)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a checkout, on a machine that has neither Node nor a package in a cache."""
    kept = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder), "HOME": os.devnull, "UV_CACHE_DIR": f"{folder}/uv"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**kept, **WITHOUT_A_REGISTRY},
        capture_output=True,
        text=True,
        check=False,
    )


def fingerprint_of(part: str, folder: Path) -> str:
    """The hash of what a part is built from in a checkout."""
    asked = f"from tools.{part} import build; print(build._fingerprint())"
    return run(folder, "-c", asked).stdout.strip()


@pytest.mark.parametrize(("part", "module"), [("site", "tools.site.inputs"), ("dashboard", "tools.dashboard.build")])
def test_the_same_files_are_taken_from_the_release_and_nothing_is_built(tree, part, module):
    done = run(tree, "-m", f"tools.{part}")
    assert (done.returncode, done.stderr) == (0, "taken from dist/pages.tar.gz\n")
    assert (Path(done.stdout.strip()) / "index.html").is_file()
    assert run(tree, "-c", f"from {module} import built; print(built())").stdout == done.stdout


def test_other_files_are_taken_only_without_node_and_said_to_be_others(tree):
    replace(tree / "docs" / "concepts.md", b"# Concepts\n\nOther words.\n")
    done = run(tree, "-m", "tools.site")
    assert (Path(done.stdout.strip()) / "index.html").is_file()
    last_line = done.stderr.splitlines()[-1]
    assert last_line.startswith("taken from dist/pages.tar.gz, which was built from other files, since Node's wheel")
    assert run(tree, "-c", "from tools.site.inputs import built; print(built())").stdout == "None\n"


def test_an_archive_that_was_changed_is_refused_in_one_line(tree):
    archive = tree / "dist" / shipped.ARCHIVE
    replace(archive, archive.read_bytes() + b"\0")
    done = run(tree, "-m", "tools.dashboard")
    assert done.returncode == 1
    (said,) = done.stderr.splitlines()
    assert said.startswith(
        "dist/pages.tar.gz is not the archive whose checksum is in dist/SHA256SUMS: fetch both again."
    )


def test_without_the_archive_a_line_says_why_and_what_to_do(tree):
    (tree / "dist" / shipped.ARCHIVE).unlink()
    done = run(tree, "-m", "tools.dashboard")
    assert done.returncode == 1
    said = done.stderr.splitlines()[-1]
    assert said.startswith("Node's wheel could not be installed: ")
    assert said.endswith(f". {shipped.PACKAGES_ABSENT}")


def test_the_same_folders_make_the_same_archive(tmp_path):
    folder = tmp_path / "abc"
    (folder / "assets").mkdir(parents=True)
    (folder / "assets" / "a.js").write_text("1", encoding="utf-8")
    for dist in (tmp_path / "first", tmp_path / "second"):
        shipped.write({"site": folder}, dist)
        os.utime(folder / "assets" / "a.js", (1, 1))
    assert (tmp_path / "first" / shipped.ARCHIVE).read_bytes() == (tmp_path / "second" / shipped.ARCHIVE).read_bytes()
    shipped.take("site", "abc", tmp_path / "taken", tmp_path / "second")
    assert (tmp_path / "taken" / "assets" / "a.js").read_text(encoding="utf-8") == "1"
