"""The packages of npm that a site is built with: whole or not at all, from npm's cache where that has them."""

import base64
import hashlib
import http.server
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.builds import CACHE
from tools.node import NodeAbsentError, install, node

NAME = "@example/empty"


def packed() -> bytes:
    """A package without anything but its name, as npm's registry has it."""
    text, target = json.dumps({"name": NAME, "version": "1.0.0"}).encode(), io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        member = tarfile.TarInfo("package/package.json")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    return target.getvalue()


FILE = packed()


class Registry(http.server.ThreadingHTTPServer):
    """A registry of one package's file, which notes what it is asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[str] = []


class Answering(http.server.BaseHTTPRequestHandler):
    """One question."""

    server: Registry

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        is_there = self.path.endswith(".tgz")
        self.send_response(200 if is_there else 404)
        self.end_headers()
        self.wfile.write(FILE if is_there else b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """A registry that npm asks, with a cache of npm's that is empty."""
    with Registry() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{server.server_port}/")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
        monkeypatch.setenv("npm_config_fetch_retries", "0")
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def program() -> Path:
    """Node. Skips where it cannot be had."""
    try:
        return node(CACHE)
    except NodeAbsentError as reason:
        pytest.skip(str(reason))


def project(folder: Path, content: bytes = FILE) -> Path:
    """A project that needs the package, with a lock that names no registry."""
    folder.mkdir()
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    about = {"name": "project", "version": "1.0.0", "dependencies": {NAME: "1.0.0"}}
    package = {"version": "1.0.0", "integrity": f"sha512-{digest}"}
    lock = {**about, "lockfileVersion": 3, "requires": True, "packages": {"": about, f"node_modules/{NAME}": package}}
    (folder / "package.json").write_text(json.dumps(about), encoding="utf-8")
    (folder / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    return folder


def test_the_registry_is_asked_for_files_alone_and_for_none_that_npm_has(
    registry: Registry, program: Path, tmp_path: Path
):
    for folder in (project(tmp_path / "first"), project(tmp_path / "second")):
        install(program, folder, tmp_path / "cache")
        assert (folder / "node_modules" / NAME / "package.json").exists()
        assert "resolved" not in (folder / "package-lock.json").read_text(encoding="utf-8")
    assert registry.asked == [f"/{NAME}/-/empty-1.0.0.tgz"]


def test_a_failed_installation_leaves_the_packages_that_were_there(registry: Registry, program: Path, tmp_path: Path):
    folder = project(tmp_path / "changed", content=b"another file")
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "before.js").touch()
    with pytest.raises(NodeAbsentError, match="npm could not install the packages"):
        install(program, folder, tmp_path / "cache")
    assert registry.asked
    assert [file.name for file in (folder / "node_modules").iterdir()] == ["before.js"]
