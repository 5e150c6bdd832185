"""layers/sizes.json, how large each layer is on each processor: `python -m tools.layer_sizes` (asks the package index).

A layer's size is that of its unpacked files, trimmed and compiled, in bytes. Beside it is the hash of what it was built
from, so that a test can say that a layer has changed since. Lambda allows 250 MB for a function and its layers.
"""

import hashlib
import json
import tempfile
from pathlib import Path

from tools.build_layer import LAMBDA_MACHINES, build, size_of
from tools.template import ROOT

FILE = ROOT / "layers" / "sizes.json"


def built_from(name: str) -> str:
    """Return the hash of the requirements that a layer is built from."""
    return hashlib.sha256((ROOT / "layers" / name / "requirements.txt").read_bytes()).hexdigest()


def locked_layers() -> list[str]:
    """Return the layers that are made of locked packages."""
    return sorted(path.parent.name for path in ROOT.glob("layers/*/requirements.txt"))


def measured(name: str) -> dict[str, str | int]:
    """Build a layer for each processor and return its sizes."""
    with tempfile.TemporaryDirectory() as folder:
        sizes = {target: size_of(build(name, Path(folder) / target, target)) for target in LAMBDA_MACHINES}
    return {"built_from": built_from(name), **sizes}


if __name__ == "__main__":
    FILE.write_text(json.dumps({name: measured(name) for name in locked_layers()}, indent=2) + "\n")
