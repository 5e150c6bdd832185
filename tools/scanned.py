"""``make scan-templates``: checkov's rules on every template, beside the reasons of `tools/scanned.yaml`.

`python -m tools.scanned --checkov PATH`. A finding without a reason fails, and so does a reason without a finding, so
the list says what holds today. Checkov gets the templates as JSON, with YAML's merge keys resolved, which its own
parser refuses, and asks nobody (`--skip-download`).
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tools.template import ROOT, parse_file, stacks

BOOTSTRAP = ROOT / "bootstrap" / "template.yaml"
REASONS = ROOT / "tools" / "scanned.yaml"


class Finding(NamedTuple):
    """A rule that a resource does not follow, and what the rule asks for."""

    rule: str
    resource: str
    asks: str


class Reason(NamedTuple):
    """Why a rule is not followed; by some resources, or, without any, by all that it is about."""

    text: str
    resources: frozenset[str]


def write_templates(folder: Path) -> list[str]:
    """Write each template that a deployment uses as plain JSON, and return their names."""
    bodies = {stack.file: stack.body for stack in stacks()} | {BOOTSTRAP: parse_file(BOOTSTRAP)}
    names = []
    for file, body in bodies.items():
        name = file.relative_to(ROOT).with_suffix(".json").as_posix().replace("/", "-")
        (folder / name).write_text(json.dumps(body, default=str), encoding="utf-8")
        names.append(name)
    return names


def scan(checkov: str, folder: Path) -> dict[str, Any]:
    """Return checkov's report on a folder of templates."""
    command = [checkov, "--directory", str(folder), "--framework", "cloudformation", "--output", "json"]
    options = ["--skip-download", "--quiet", "--compact", "--soft-fail"]
    answer = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
    report = json.loads(answer.stdout)
    return report if isinstance(report, dict) else report[0]


def findings(report: Mapping[str, Any]) -> list[Finding]:
    """Return what a report says that fails; raise ValueError for a template that checkov could not read."""
    if errors := report["results"].get("parsing_errors"):
        raise ValueError(f"checkov cannot read {', '.join(errors)}")
    return [
        Finding(each["check_id"], each["resource"].rpartition(".")[2], each["check_name"])
        for each in report["results"]["failed_checks"]
    ]


def reasons(text: str) -> dict[str, Reason]:
    """Return the reasons of a list, by rule."""
    return {
        rule: Reason(entry["reason"], frozenset(entry.get("resources", ())))
        for rule, entry in yaml.safe_load(text).items()
    }


def faults(unmet: Iterable[Finding], reasons_by_rule: Mapping[str, Reason]) -> Iterator[str]:
    """Return each finding without a reason, and each reason without a finding, as a sentence."""
    by_rule: dict[str, set[str]] = {}
    for each in unmet:
        by_rule.setdefault(each.rule, set()).add(each.resource)
        reason = reasons_by_rule.get(each.rule)
        if reason is None or (reason.resources and each.resource not in reason.resources):
            yield f"{each.resource} does not follow {each.rule} ({each.asks}): mend it, or say why in {REASONS.name}."
    for rule, reason in reasons_by_rule.items():
        if rule not in by_rule:
            yield f"Nothing fails {rule} any more: remove it from {REASONS.name}."
        elif gone := sorted(reason.resources - by_rule[rule]):
            yield f"{', '.join(gone)} follow {rule} now: remove them from {REASONS.name}."


def main(arguments: list[str] | None = None) -> int:
    """Scan all templates and tell what has no reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkov", required=True, help="the program")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        names = write_templates(Path(folder))
        report = scan(options.checkov, Path(folder))
    unmet = findings(report)
    if faulty := sorted(set(faults(unmet, reasons(REASONS.read_text(encoding="utf-8"))))):
        sys.stderr.write("\n".join(faulty) + "\n")
        return 1
    passed = report["summary"]["passed"]
    sys.stdout.write(f"{len(names)} templates: {passed} checks passed, {len(unmet)} have a reason\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
