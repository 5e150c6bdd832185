"""docs/licences.md from the packages our layers ship: `python -m tools.licences_page [--check]`.

Versions are those of the locked requirements, licences those the packages' own metadata names: an SPDX expression
(core metadata 2.4), else the classifiers, else the free text. A package whose licence is not among `ALLOWED` stops the
tool: what we ship must be compatible with Apache-2.0 and ask nothing of our own code.
"""

import re
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

from tools.generated import write_or_check
from tools.template import ROOT

FILE = ROOT / "docs" / "licences.md"
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "LGPL-2.1-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "PSF-2.0",
    "Unlicense",
}
NAMES = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
"""SPDX identifiers of what metadata older than 2.4 calls a licence."""

TEXT = """# Licences of what we ship

Made by `make licences` from the locked requirements of the layers and the packages' own metadata; do not edit. Our code
is Apache-2.0. Each layer holds the packages as they were published, compiled, with their sources and licence files;
parts that nothing reads are left out (`tools/build_layer.py`). `cffi`, `pycparser` and `dnspython` are left out whole,
but for the compiled half of `cffi`.

The allowed licences stand in `tools/licences_page.py`; a test refuses any other, GPL and AGPL among them. LGPL is
allowed because such a package is imported as it is, and can be replaced in its layer.

| package | version | licence | layer |
|---|---|---|---|
{rows}
"""

LOCKED = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)


def locked(requirements: Path) -> list[tuple[str, str]]:
    """Name and version of each package a layer installs."""
    return LOCKED.findall(requirements.read_text(encoding="utf-8"))


def licence(about: PackageMetadata) -> str:
    """A package's licence in SPDX terms. Raises ValueError when it names none."""
    if "License-Expression" in about:
        return about["License-Expression"]
    classifiers = [text for text in about.get_all("Classifier") or [] if text.startswith("License ::")]
    named = [text.rpartition(" :: ")[2] for text in classifiers]
    if not named and "License" in about:
        named = [about["License"].strip()]
    if not named:
        raise ValueError(f"{about['Name']} names no licence")
    return " OR ".join(sorted(NAMES.get(name, name) for name in named))


def is_allowed(expression: str) -> bool:
    """Whether we may ship it: one of the licences to choose from is allowed, or all that hold together are."""
    return any(
        all(part.strip("() ") in ALLOWED for part in choice.split(" AND ")) for choice in expression.split(" OR ")
    )


def shipped() -> dict[str, tuple[str, str, str]]:
    """By package: its version, licence and layers. Raises ValueError for a licence that is not allowed."""
    found: dict[str, tuple[str, str, str]] = {}
    for requirements in sorted(ROOT.glob("layers/*/requirements.txt")):
        layer = requirements.parent.name
        for name, version in locked(requirements):
            expression = licence(metadata(name))
            if not is_allowed(expression):
                raise ValueError(f"{name} {version} is under {expression}: it may not be shipped")
            layers = f"{found[name][2]}, {layer}" if name in found else layer
            found[name] = (version, expression, layers)
    return dict(sorted(found.items()))


def page() -> str:
    """The whole page."""
    return TEXT.format(rows="\n".join(f"| {name} | {' | '.join(cells)} |" for name, cells in shipped().items()))


if __name__ == "__main__":
    write_or_check(FILE, page, "licences")
