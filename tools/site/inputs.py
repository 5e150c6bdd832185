"""What the site is made from, and whether it has been built from that."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from tools.template import ROOT

CACHE = ROOT / ".local"
_MADE = {"node_modules", "generated", ".astro"}
_INPUTS = (
    "docs",
    "tools/site",
    "tools/sdk",
    "layers/core/bivelio_core/errors.py",
    "layers/core/bivelio_core/faults.py",
)
_INPUT_FILES = ("openapi.json", "requirements/node.txt", "local/layout.py")


def fingerprint(environments: tuple[str, str] | None = None) -> str:
    """Return the hash of everything that the site is made from, and of the addresses that the form sends to."""
    digest = hashlib.sha256(repr(environments).encode() if environments else b"")
    for file in sorted(_inputs()):
        digest.update(f"{file.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:20]


def built(cache: Path = CACHE, environments: tuple[str, str] | None = None) -> Path | None:
    """Return the folder of the site for the files as they are now, or None when it has not been built."""
    folder = cache / "site" / fingerprint(environments)
    return folder if folder.exists() else None


def _inputs() -> Iterator[Path]:
    yield from (ROOT / name for name in _INPUT_FILES)
    yield from ROOT.glob("*.md")
    yield from ROOT.glob("benchmarks/*/results/*.md")
    for name in _INPUTS:
        at = ROOT / name
        yield from (
            (at,)
            if at.is_file()
            else (file for file in at.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        )
    yield from (file for top in (ROOT / "site").iterdir() if top.name not in _MADE for file in _files(top))


def _files(top: Path) -> Iterator[Path]:
    yield from (top,) if top.is_file() else (file for file in top.rglob("*") if file.is_file())
