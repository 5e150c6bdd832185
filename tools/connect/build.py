"""Builds the packages of integrations/, each into one archive whose bytes are the same for the same sources."""

import gzip
import io
import json
import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path

from tools.connect import make as make_package
from tools.connect import n8n as n8n_package
from tools.connect import zapier as zapier_package
from tools.connect.model import Catalogue
from tools.node import install, node, run
from tools.template import ROOT

DIST = ROOT / "dist"
CACHE = ROOT / ".local"


def n8n() -> Path:
    """Compile the package for n8n and pack it as npm would. Raises BuildError when it cannot be compiled."""
    folder, program = n8n_package.PACKAGE, node(CACHE)
    install(program, folder)
    write_table()
    shutil.rmtree(folder / "dist", ignore_errors=True)
    run([str(program), "node_modules/typescript/bin/tsc"], "The package for n8n does not compile", folder, program)
    about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    compiled = (folder / "dist").rglob("*.js")
    packed = {file.relative_to(folder).as_posix(): file.read_bytes() for file in compiled}
    packed[f"dist/{n8n_package.TABLE.relative_to(folder).as_posix()}"] = n8n_package.TABLE.read_bytes()
    packed |= {f"dist/icons/{file.name}": file.read_bytes() for file in (folder / "icons").iterdir()}
    packed |= {name: (folder / name).read_bytes() for name in ("package.json", "README.md", "LICENSE")}
    return archive(f"{about['name']}-{about['version']}.tgz", packed)


def zapier() -> Path:
    """Pack the app for Zapier, which is plain JavaScript."""
    folder = zapier_package.PACKAGE
    write_table()
    about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    names = ("index.js", "operations.json", "package.json", "README.md", "LICENSE")
    return archive(f"{about['name']}-{about['version']}.tgz", {name: (folder / name).read_bytes() for name in names})


def make() -> Path:
    """Pack the custom app for Make, as the folder that its editor opens."""
    DIST.mkdir(exist_ok=True)
    file = DIST / f"bivelio-make-{make_package.VERSION}.zip"
    file.write_bytes(make_package.archive(Catalogue()))
    return file


def write_table() -> None:
    """Write the tables of operations beside the sources that read them."""
    catalogue = Catalogue()
    for package in (n8n_package, zapier_package):
        package.TABLE.write_text(package.text(catalogue), encoding="utf-8")


def archive(name: str, files: Mapping[str, bytes]) -> Path:
    """Write files into an archive of npm in dist/: in the order of their names, of no time and nobody."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(files):
            member = tarfile.TarInfo(f"package/{path}")
            member.size, member.mode = len(files[path]), 0o644
            tar.addfile(member, io.BytesIO(files[path]))
    DIST.mkdir(exist_ok=True)
    (DIST / name).write_bytes(gzip.compress(written.getvalue(), mtime=0))
    return DIST / name
