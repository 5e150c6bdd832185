"""The built dashboard and site as a release brings them: `make dist` writes dist/pages.tar.gz and dist/SHA256SUMS.

The archive has a folder for each, named by a hash of what it was built from. A checkout that has both files in dist/
takes the folder of its own hash and builds nothing. That of other files is taken only where Node cannot be had, and
only to be looked at on this machine: it is never deployed.
"""

import gzip
import hashlib
import shutil
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

from tools.builds import CACHE, Make, Say, build_once
from tools.node import BuildError, NodeAbsentError
from tools.template import ROOT

DIST = ROOT / "dist"
ARCHIVE, SUMS = "pages.tar.gz", "SHA256SUMS"
PACKAGES_ABSENT = (
    "Its packages come from the registries of Python and Node. Once they can be reached (behind a proxy by "
    "HTTPS_PROXY, with a certificate of its own by NODE_EXTRA_CA_CERTS or SSL_CERT_FILE), or once a release's "
    f"{ARCHIVE} and {SUMS} are in dist/, reload the page."
)
DOES_NOT_BUILD = "Correct that, then reload the page."


def shipped_or(make: Make, part: str, name: str, say: Say) -> Make:
    """Return what makes a build of a name: the archive, when that has it, else `make`."""

    def make_or_take(folder: Path) -> None:
        if name in names(part):
            take(part, name, folder)
            say(f"taken from dist/{ARCHIVE}")
        else:
            make(folder)

    return make_or_take


def print_folder(part: str, build: Callable[[Say], Path]) -> None:
    """Build, and print the folder; or exit with one line that has the remedy. Progress goes to the error output.

    Where Node cannot be had, the folder of the archive is taken, whatever it was built from.
    """

    def say(step: str) -> None:
        print(step, file=sys.stderr, flush=True)

    try:
        folder = build(say)
    except NodeAbsentError as absent:
        folder = _other(part, absent)
        say(f"taken from dist/{ARCHIVE}, which was built from other files, since {absent}")
    except BuildError as error:
        sys.exit(f"{_sentence(error)} {DOES_NOT_BUILD}")
    print(folder)


def _other(part: str, absent: NodeAbsentError) -> Path:
    """Return the folder of the archive, in the cache; or exit."""
    name = next(iter(names(part)), None)
    if name is None:
        sys.exit(f"{_sentence(absent)} {PACKAGES_ABSENT}")
    return build_once(CACHE / part, name, lambda folder: take(part, name, folder))


def _sentence(error: BuildError) -> str:
    return f"{str(error).rstrip('.')}."


def names(part: str, dist: Path = DIST) -> list[str]:
    """Return the names of a part's folders in the archive. Raises BuildError when it is not the one of the checksum."""
    archive = dist / ARCHIVE
    if not archive.exists():
        return []
    _check(archive, dist / SUMS)
    with tarfile.open(archive) as opened:
        places = (Path(each.name).parts for each in opened)
        return sorted({place[1] for place in places if len(place) > 1 and place[0] == part})


def take(part: str, name: str, folder: Path, dist: Path = DIST) -> None:
    """Unpack one folder of the archive to another place."""
    unpacked = folder.with_name("unpacked")
    shutil.rmtree(unpacked, ignore_errors=True)
    with tarfile.open(dist / ARCHIVE) as opened:
        within = [each for each in opened if each.name.startswith(f"{part}/{name}/")]
        opened.extractall(unpacked, within, filter="data")
    shutil.move(unpacked / part / name, folder)
    shutil.rmtree(unpacked)


def write(folders: dict[str, Path], dist: Path = DIST) -> None:
    """Write the archive of folders, by their parts, and its checksum. The same folders have the same bytes."""
    dist.mkdir(parents=True, exist_ok=True)
    with (
        (dist / ARCHIVE).open("wb") as target,
        gzip.GzipFile("", "wb", fileobj=target, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for part, folder in folders.items():
            for file in sorted(each for each in folder.rglob("*") if each.is_file()):
                member = tarfile.TarInfo(f"{part}/{folder.name}/{file.relative_to(folder).as_posix()}")
                member.size = file.stat().st_size
                with file.open("rb") as content:
                    archive.addfile(member, content)
    (dist / SUMS).write_text(f"{_checksum(dist / ARCHIVE)}  {ARCHIVE}\n", encoding="utf-8")


def _check(archive: Path, sums: Path) -> None:
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.exists() else []
    if f"{_checksum(archive)}  {ARCHIVE}" not in lines:
        raise BuildError(f"dist/{ARCHIVE} is not the archive whose checksum is in dist/{SUMS}: fetch both again")


def _checksum(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def main() -> None:
    """Build both, and write the archive; or exit with a sentence."""
    from tools.dashboard.build import build as dashboard  # noqa: PLC0415 - both take their builds from here
    from tools.site.build import build as site  # noqa: PLC0415

    try:
        write({"dashboard": dashboard(), "site": site()})
    except BuildError as error:
        sys.exit(str(error))
    print(f"dist/{ARCHIVE} has {(DIST / ARCHIVE).stat().st_size:,} bytes; its checksum is in dist/{SUMS}")


if __name__ == "__main__":
    main()
