"""The public data to judge by: files that nobody here wrote, in a folder outside the repository.

The folder is that of the variable BIVELIO_SAMPLES, else `../shared/samples` beside the checkout; what needs it is
skipped where it is absent.
"""

import os
from pathlib import Path

import pytest

from tools.template import ROOT

FOLDER = Path(os.environ.get("BIVELIO_SAMPLES") or ROOT.parent / "shared" / "samples")
needs_samples = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"there are no samples in {FOLDER}")


def samples(*patterns: str) -> list[Path]:
    """The sample files of some patterns, such as `xrechnung/*`, in their order; none without the folder."""
    return sorted(path for pattern in patterns for path in FOLDER.glob(pattern) if path.is_file())


def name_of(path: Path) -> str:
    """`xrechnung/name.xml`."""
    return str(path.relative_to(FOLDER))
