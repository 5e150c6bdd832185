"""``make audit``: known vulnerabilities of everything that is locked: Python's packages and npm's.

`python -m tools.audit`. It asks the Python Package Index about every requirements file with hashes, and npm's registry
about every package-lock.json. What is known and harmless to us stands in `tools/audit.yaml` with a reason and a last
day; after that day, or when nobody reports it any more, the audit fails until somebody has looked again.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tools.template import ROOT

ACCEPTED = ROOT / "tools" / "audit.yaml"
SEVERE = frozenset({"moderate", "high", "critical"})
"""The severities of npm that fail; `low` and `info` do not."""


class Vulnerability(NamedTuple):
    """An advisory about a package, and the lock file that pins it."""

    advisory: str
    package: str
    lock: str


class AuditError(Exception):
    """A program could not ask its index: nothing is known, so nothing may be called safe."""


def requirements() -> list[str]:
    """Return every file of locked Python packages, relative to the repository."""
    return [name for name in _tracked("*.txt") if "--hash=sha256:" in (ROOT / name).read_text(encoding="utf-8")]


def package_locks() -> list[str]:
    """Return every file of locked packages of npm, relative to the repository."""
    return _tracked("*package-lock.json")


def of_python(lock: str, report: Mapping[str, Any]) -> Iterator[Vulnerability]:
    """Read pip-audit's report (`--format json`); raise AuditError where it left out a package."""
    for package in report["dependencies"]:
        if reason := package.get("skip_reason"):
            raise AuditError(f"{lock}: {reason}")
        for each in package["vulns"]:
            yield Vulnerability(each["id"], package["name"], lock)


def of_npm(lock: str, report: Mapping[str, Any]) -> Iterator[Vulnerability]:
    """Read the report of `npm audit --json`; raise AuditError for an answer that is none."""
    if "vulnerabilities" not in report:
        raise AuditError(f"{lock}: {report.get('message') or report.get('error') or 'no answer'}")
    for package, entry in report["vulnerabilities"].items():
        for cause in entry["via"]:
            if isinstance(cause, dict) and cause["severity"] in SEVERE:  # a text names another package of the report
                yield Vulnerability(cause["url"].rpartition("/")[2], package, lock)


def faults(
    advisories: Iterable[Vulnerability], accepted: Mapping[str, Mapping[str, Any]], today: date
) -> Iterator[str]:
    """Return what fails the audit, as sentences. `accepted` has for each advisory a `reason` and `until`, a day."""
    reported: dict[str, Vulnerability] = {}
    for each in advisories:
        reported.setdefault(each.advisory, each)
    for advisory, each in sorted(reported.items()):
        if advisory not in accepted:
            yield f"{each.package} of {each.lock} has {advisory}: update it, or accept it in {ACCEPTED.name}."
        elif accepted[advisory]["until"] < today:
            yield f"{advisory} of {each.package} was accepted until {accepted[advisory]['until']}: look again."
    for advisory in sorted(accepted.keys() - reported.keys()):
        yield f"Nothing has {advisory} any more: remove it from {ACCEPTED.name}."


def main() -> int:
    """Ask about every lock file."""
    advisories: list[Vulnerability] = []
    try:
        for lock in requirements():
            command = [str(Path(sys.executable).parent / "pip-audit"), "--disable-pip", "--require-hashes", "--strict"]
            advisories += of_python(lock, _report([*command, "--format", "json", "-r", lock], lock))
        for lock in package_locks():
            command = ["npm", "audit", "--package-lock-only", "--json", "--prefix", str(Path(lock).parent)]
            advisories += of_npm(lock, _report(command, lock))
    except AuditError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    accepted = yaml.safe_load(ACCEPTED.read_text(encoding="utf-8")) or {}
    if faulty := list(faults(advisories, accepted, datetime.now(UTC).date())):
        sys.stderr.write("\n".join(faulty) + "\n")
        return 1
    sys.stdout.write(
        f"{len(requirements())} lists of Python's packages and {len(package_locks())} of npm's: nothing known\n"
    )
    return 0


def _report(command: list[str], lock: str, run: Callable[..., Any] = subprocess.run) -> dict[str, Any]:
    answer = run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # both exit by 1 for findings
    try:
        report: dict[str, Any] = json.loads(answer.stdout)
    except ValueError:
        raise AuditError(f"{lock}: {answer.stderr.strip() or 'no answer'}") from None
    return report


def _tracked(pattern: str) -> list[str]:
    command = ["git", "ls-files", "-z", "--", pattern]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in names.stdout.split("\0") if name]


if __name__ == "__main__":
    sys.exit(main())
