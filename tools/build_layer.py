"""Build one Lambda layer: `python tools/build_layer.py dependencies --out DIR [--target arm64|x86_64|host]`.

DIR/python holds the layer as Lambda mounts it at /opt. A layer with a requirements.txt is installed from it, hashes
checked, as wheels of the target's own platform, never of this machine unless the target is `host` (which `--host` says
shorter); any other layer is a copy of our code. Then unused files are deleted and every module is compiled, unless
`--uncompiled` leaves that for later.

Why compiled: importing boto3 without .pyc files takes four times as long, and /opt is read-only. Why by unchecked hash:
an ordinary .pyc is valid while it names its source's time and size, and packing into a zip file and out of it
changes the time, so Python would discard every .pyc. It loads an unchecked one as it is; a layer is immutable, so
there is nothing to check. The sources stay, for tracebacks.
"""

import argparse
import gzip
import json
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

LAYERS = Path(__file__).resolve().parent.parent / "layers"
UV = Path(sys.executable).parent / "uv"
LAMBDA_PYTHON = "3.13"
LAMBDA_MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}
# Lambda's python3.13 runs on Amazon Linux 2023, glibc 2.34: the newest wheels it can load.
GLIBC_TAG = "manylinux_2_28"

# The AWS services that functions ask with boto3; the others have our own client (aws/services.py). botocore describes
# some 400; the rest of their descriptions is dropped.
AWS_SERVICES = frozenset({"apigateway", "s3", "sesv2"})
# Metadata is read by importlib.metadata (pydantic asks for the version of email-validator) and by scanners for known
# vulnerabilities; licences want to stay with the copies.
KEPT_RECORDS = ("METADATA", "licenses", "LICENSE", "LICENCE", "COPYING", "NOTICE")
# Patterns, relative to the layer's root, of what no import and no call of ours reads.
UNREAD = (
    "bin",
    "cffi",  # argon2's binding needs the compiled half only, _cffi_backend
    "pycparser",
    "dns",  # email-validator resolves domains with it; our validation is offline
    "**/*.pyi",
    "**/*.c",
    "**/*.h",
    "boto3/data/*",
    "boto3/examples",
    "botocore/data/**/examples-*.json*",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui/*.[jc]s*",
    "fontpkg_*/files/*-Italic*",
    # texts are compared in Catalan, Spanish and English (bivelio_core/knowledge/languages.py)
    "snowballstemmer/[abdfghijklmnoprtuvwxyz]*_stemmer.py",
    "snowballstemmer/cz*_stemmer.py",
    "snowballstemmer/es*_stemmer.py",
    "snowballstemmer/s[ew]*_stemmer.py",
)
# pydantic looks for plugins in the metadata of every package when it builds its first validator: 16 ms of a cold start,
# nine of them for importlib.metadata. It has a variable that skips the search, not the import.
REPLACED = {
    "pydantic/plugin/_loader.py": '''"""In place of pydantic's search for plugins: this layer has none."""


def get_plugins():
    """Return the plugins: none."""
    return ()
''',
}
# Classes of pydantic's are made without what nothing here reads of them: an eighth of an endpoint's cold start. It
# describes its schemas by 81 TypedDicts, whose annotations are compiled one by one; they are dictionaries all the same.
# A dataclass with slots is made twice, and each of its methods compiled: what describes a field is neither compared,
# shown nor changed. Powertools' logger imports a query language for an argument that nobody gives.
OF_FIELDS, WITH_ID = "**_internal_dataclass.slots_true", "            if correlation_id_path:\n"
JMESPATH = "from aws_lambda_powertools.utilities import jmespath_utils\n"
PATCHED = (
    (
        "pydantic_core/core_schema.py",
        "    from typing import TypedDict\n",
        "    class TypedDict(dict):\n        def __init_subclass__(cls, total=True): ...\n",
    ),
    ("pydantic/_internal/_internal_dataclass.py", "{'slots': True}", "{'repr': False, 'eq': False}"),
    ("pydantic/functional_validators.py", f"frozen=True, {OF_FIELDS}", OF_FIELDS),
    ("pydantic/functional_serializers.py", f"{OF_FIELDS}, frozen=True", OF_FIELDS),
    ("pydantic/types.py", f"{OF_FIELDS}, frozen=True", OF_FIELDS),
    ("annotated_types/__init__.py", "slots=True)", "repr=False, eq=False)"),
    ("annotated_types/__init__.py", "@dataclass(frozen=True, ", "@dataclass("),
    ("aws_lambda_powertools/logging/logger.py", f"\n{JMESPATH}", "\n# its queries: by who gives a path\n"),
    ("aws_lambda_powertools/logging/logger.py", WITH_ID, f"{WITH_ID}                {JMESPATH}"),
)
WITH_SYMBOLS = ("typst/*.so",)  # published with the names of all its functions, which only a debugger reads: 15 MB


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name", help="a folder of layers/")
    parser.add_argument("--layers", type=Path, default=LAYERS, help="another folder than layers/ that has it")
    parser.add_argument("--out", type=Path, required=True, help="the folder in which python/ is made")
    target = parser.add_mutually_exclusive_group()
    target.add_argument("--target", choices=[*LAMBDA_MACHINES, "host"], default="arm64", help="where it will run")
    target.add_argument("--host", dest="target", action="store_const", const="host", help="the same as --target host")
    parser.add_argument("--uncompiled", action="store_true", help="leave the modules to be compiled later")
    options = parser.parse_args(arguments)
    build(options.name, options.out, options.target, options.layers, compiled=not options.uncompiled)


def build(
    name: str,
    out: Path,
    target: str,
    layers: Path = LAYERS,
    *,
    services: frozenset[str] = AWS_SERVICES,
    compiled: bool = True,
) -> Path:
    """Build the layer `name` of `layers` for `target` into `out`/python, replacing that folder, and return it.

    Its boto3 has clients of `services`: benchmarks ask for more than functions have.
    """
    source, site = layers / name, out / "python"
    if not source.is_dir():
        sys.exit(f"there is no layer {name!r} in {layers}")
    interpreter = interpreter_for(target)
    shutil.rmtree(site, ignore_errors=True)
    requirements = source / "requirements.txt"
    if requirements.exists():
        install(requirements, site, target)
        installed = size_of(site)
        trim(site, services)
        print(f"{name}: {megabytes(installed)} installed, {megabytes(size_of(site))} trimmed", end=", ")
    else:
        copy_sources(source, site)
        print(f"{name}: {megabytes(size_of(site))} of sources", end=", ")
    if compiled:
        compile_sources(site, interpreter)
        print(f"{megabytes(size_of(site))} with .pyc", end=", ")
    print(f"for {target}")
    return site


def install(requirements: Path, site: Path, target: str) -> None:
    """Install exactly the locked requirements, as wheels for the target's platform.

    uv takes a tenth of the time of pip. It links files of its cache, so that they may be replaced, never written to.
    """
    platform: list[str] = []
    if target != "host":
        machine = LAMBDA_MACHINES[target]
        platform = ["--only-binary", ":all:", "--python-version", LAMBDA_PYTHON]
        platform += ["--python-platform", f"{machine}-{GLIBC_TAG}"]
    locked = ["--require-hashes", "--no-deps", "--requirement", str(requirements)]
    uv = [str(UV), "pip", "install", "--quiet", "--python", sys.executable, "--link-mode", "hardlink"]
    subprocess.run([*uv, *locked, "--target", str(site), *platform], check=True)
    (site / ".lock").unlink(missing_ok=True)  # uv's own, of this installation


def copy_sources(source: Path, site: Path) -> None:
    """Copy our own packages without their bytecode caches."""
    shutil.copytree(source, site, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "Makefile"))


def trim(site: Path, services: frozenset[str] = AWS_SERVICES) -> None:
    """Delete unused files and symbols: descriptions of other services, examples, stubs, installation records."""
    for path in [*unread_files(site), *other_services(site, services), *installation_records(site)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    trim_descriptions(site / "botocore" / "data")
    for path in (site / name for name in REPLACED):
        if path.exists():
            replace(path, REPLACED[path.relative_to(site).as_posix()].encode())
    for name, before, after in PATCHED:
        if (path := site / name).exists():
            replace(path, patched(path.read_text(encoding="utf-8"), before, after).encode())
    for path in (match for pattern in WITH_SYMBOLS for match in site.glob(pattern)):
        replace(path, loaded_part(path.read_bytes()))


def replace(file: Path, content: bytes) -> None:
    """Put another file in the place of one that is a link to a cache."""
    file.unlink(missing_ok=True)
    file.write_bytes(content)


def patched(text: str, before: str, after: str) -> str:
    """Return a source with a part replaced wherever it occurs. Raises ValueError when neither of both occurs."""
    if before not in text and after not in text:
        raise ValueError(f"{before!r} is not in the source any more: see PATCHED")
    return text.replace(before, after)


def loaded_part(library: bytes) -> bytes:
    """Return a shared library (ELF, 64 bits, little endian) up to the end of what the loader reads.

    The loader goes by the table of segments; the table of sections and the symbols for debuggers lie behind them.
    """
    if library[:6] != b"\x7fELF\x02\x01":
        raise ValueError("this is not a shared library of 64 bits, little endian")
    (first,) = struct.unpack_from("<Q", library, 0x20)
    size, count = struct.unpack_from("<HH", library, 0x36)
    ends = [first + size * count]
    for number in range(count):
        offset, _, _, length = struct.unpack_from("<QQQQ", library, first + number * size + 8)
        ends.append(offset + length)
    loaded = bytearray(library[: max(ends)])
    struct.pack_into("<Q", loaded, 0x28, 0)  # no table of sections: its offset, then its length and its names
    struct.pack_into("<HH", loaded, 0x3C, 0, 0)
    return bytes(loaded)


def unread_files(site: Path) -> Iterator[Path]:
    """Return the paths that match the UNREAD patterns."""
    for pattern in UNREAD:
        yield from site.glob(pattern)


def other_services(site: Path, services: frozenset[str]) -> Iterator[Path]:
    """Return botocore's folders of all other services. Its files beside them serve every service."""
    for path in (site / "botocore" / "data").glob("*/"):
        if path.name not in services:
            yield path


def trim_descriptions(data: Path) -> None:
    """Leave of botocore's descriptions of services what a client is made from, as plain JSON.

    Dropped are earlier versions of a service, the sentences of the reference, and the endpoints of other services.
    """
    prefixes = set()
    for packed in data.glob("*/*/service-2.json.gz"):
        versions = sorted(path.name for path in packed.parent.parent.iterdir())
        if packed.parent.name != versions[-1]:
            shutil.rmtree(packed.parent)
            continue
        whole = json.loads(gzip.decompress(packed.read_bytes()))
        description = without_sentences(whole)
        if "clientContextParams" in whole:  # botocore reads their sentences with each request
            description["clientContextParams"] = whole["clientContextParams"]
        prefixes.add(description["metadata"]["endpointPrefix"])
        replace(packed.with_suffix(""), json.dumps(description, separators=(",", ":")).encode())
        packed.unlink()
    if (file := data / "endpoints.json").exists():
        endpoints = json.loads(file.read_text(encoding="utf-8"))
        for partition in endpoints["partitions"]:
            partition["services"] = {name: of for name, of in partition["services"].items() if name in prefixes}
        replace(file, json.dumps(endpoints, separators=(",", ":")).encode())


def without_sentences(described: Any) -> Any:
    """Return a part of a description without the texts named `documentation`; a member of that name stays."""
    if isinstance(described, dict):
        return {
            name: without_sentences(part)
            for name, part in described.items()
            if not (name == "documentation" and isinstance(part, str))
        }
    return [without_sentences(part) for part in described] if isinstance(described, list) else described


def installation_records(site: Path) -> Iterator[Path]:
    """Return every file of the *.dist-info folders except the metadata and the licences."""
    for path in site.glob("*.dist-info/*"):
        if not path.name.startswith(KEPT_RECORDS):
            yield path


def compile_sources(site: Path, interpreter: str, *, processes: int = 0) -> None:
    """Compile every module to a .pyc that loads without a check of its source; tracebacks show Lambda's paths.

    `processes` is how many do it, 0 for as many as there are processors.
    """
    mode = ["--invalidation-mode", "unchecked-hash", "-s", str(site), "-p", "/opt/python"]
    subprocess.run([interpreter, "-m", "compileall", "-q", "-f", "-j", str(processes), *mode, str(site)], check=True)


def interpreter_for(target: str) -> str:
    """Return an interpreter that compiles for the target: this one for `host`, else one of Lambda's version."""
    if target == "host" or version_of(sys.executable) == LAMBDA_PYTHON:
        return sys.executable
    interpreter = shutil.which(f"python{LAMBDA_PYTHON}")
    if interpreter and version_of(interpreter) == LAMBDA_PYTHON:
        return interpreter
    sys.exit(f"python{LAMBDA_PYTHON} is needed to compile a layer for Lambda (this is {sys.version.split()[0]})")


def version_of(interpreter: str) -> str:
    """Return an interpreter's version, such as `3.13`, or an empty text if it does not run."""
    ask = [interpreter, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(ask, check=False, capture_output=True, text=True).stdout.strip()


def size_of(folder: Path) -> int:
    """Return the total size of all files below a folder, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def megabytes(size: int) -> str:
    """Format a number of bytes as megabytes."""
    return f"{size / 1e6:.1f} MB"


if __name__ == "__main__":
    main()
