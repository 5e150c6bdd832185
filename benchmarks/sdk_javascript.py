"""What the JavaScript client weighs beside stripe's and openai's: `python -m benchmarks.sdk_javascript [--write]`.

npm installs the three packages into a new folder, ours as it would be published. Sizes are of an application that
bundles a client by esbuild for browsers, minified. Times are processor time of fresh processes of Node, so that a busy
machine changes little; the packages take turns, and a figure is the median of its turns.
"""

import argparse
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.template import ROOT

PAGE = ROOT / "docs" / "sdks-javascript.md"
SDK = ROOT / "sdks" / "javascript"
RUNS = 15
LARGEST_GZIPPED_BYTES = 8000
BEGIN, END = "<!-- figures: make bench-sdk-javascript -->", "<!-- end of figures -->"


@dataclass(frozen=True)
class Package:
    """An npm package: its name, the class of its client, and what `npm install` takes."""

    name: str
    client: str
    source: str


PACKAGES = (
    Package("@bivelio/sdk", "BiVelio", str(SDK)),
    Package("stripe", "Stripe", "stripe@23.1.0"),
    Package("openai", "OpenAI", "openai@6.49.0"),
)
TIMED = """
const begun = process.cpuUsage();
const loaded = {load}('{name}');
const {{ user, system }} = process.cpuUsage(begun);
if (typeof (loaded.{client} ?? loaded) !== 'function') throw new Error('no {client}');
console.log((user + system) / 1000);
"""
WAYS = {"module": "await import", "commonjs": "require"}


@dataclass
class Measured:
    """What a package weighs.

    Attributes:
        version: its version.
        size: bytes in a bundle: `minified`, and those `gzipped`.
        milliseconds: of loading it, for each way, once for each turn.
    """

    version: str
    size: dict[str, int]
    milliseconds: dict[str, list[float]]

    def median(self, way: str) -> float:
        """Return the median of a way's milliseconds."""
        return statistics.median(self.milliseconds[way])


def output(*command: str, cwd: Path) -> str:
    """Run a program, and return what it printed."""
    return subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, text=True, check=True).stdout  # noqa: S603 - ours


def milliseconds(node: str, package: Package, way: str, folder: Path) -> float:
    """Load a package in a fresh process, and return the processor time that it took."""
    program = TIMED.format(client=package.client, name=package.name, load=WAYS[way])
    return float(output(node, f"--input-type={way}", "-e", program, cwd=folder))


def measure(runs: int, folder: Path) -> dict[str, Measured]:
    """Install the packages in a folder, and measure them."""
    node, npm = (shutil.which(name) or sys.exit(f"{name} is absent") for name in ("node", "npm"))
    output(npm, "run", "build", "--silent", cwd=SDK)
    (folder / "package.json").write_text('{"private": true}')
    quiet = ("--silent", "--no-audit", "--no-fund", "--install-links")
    output(npm, "install", *quiet, *(package.source for package in PACKAGES), cwd=folder)
    measurements = {}
    for package in PACKAGES:
        about: Any = json.loads((folder / "node_modules" / package.name / "package.json").read_text())
        size = output(node, str(SDK / "scripts" / "size.mjs"), package.name, package.client, str(folder), cwd=folder)
        measurements[package.name] = Measured(about["version"], json.loads(size), {way: [] for way in WAYS})
    for _ in range(runs):
        for package in PACKAGES:
            for way in WAYS:
                measurements[package.name].milliseconds[way].append(milliseconds(node, package, way, folder))
    return measurements


def table(measured: dict[str, Measured]) -> str:
    """Return the figures as a table."""
    lines = ["| | minified, bytes | and gzipped | `import`, ms | `require`, ms |", "|---|---:|---:|---:|---:|"]
    for name, one in measured.items():
        size = f"{one.size['minified']:,} | {one.size['gzipped']:,}"
        lines.append(f"| `{name}` {one.version} | {size} | {one.median('module'):.1f} | {one.median('commonjs'):.1f} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write the page when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--write", action="store_true", help="write the table into docs/sdks-javascript.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(options.runs, Path(folder))
        version = output("node", "--version", cwd=Path(folder)).strip()
    table_text = table(measured)
    print(table_text)
    if options.write:
        machine = f"Node {version}, {platform.machine()}; median of {options.runs} processes"
        text = PAGE.read_text(encoding="utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{machine}\n\n{table_text}\n{END}{after}", encoding="utf-8")
    if measured["@bivelio/sdk"].size["gzipped"] > LARGEST_GZIPPED_BYTES:
        sys.exit(f"@bivelio/sdk is larger than promised: {LARGEST_GZIPPED_BYTES:,} bytes")


if __name__ == "__main__":
    main()
