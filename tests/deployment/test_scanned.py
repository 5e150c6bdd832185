"""What scanners of others say of the templates and of the packages is mended, or has a reason that still holds."""

import json
from datetime import date
from pathlib import Path

import pytest

from tools import audit, scanned
from tools.scanned import Finding, Reason
from tools.template import stacks

REPORT = {
    "results": {
        "failed_checks": [
            {"check_id": "CKV_AWS_21", "resource": "AWS::S3::Bucket.Files", "check_name": "Ensure versioning"},
            {"check_id": "CKV_AWS_21", "resource": "AWS::S3::Bucket.Mails", "check_name": "Ensure versioning"},
        ]
    },
    "summary": {"passed": 1},
}
"""The parts of checkov's report (`--output json`, 3.3.30) that are read."""


def test_checkov_gets_every_template_without_short_forms_and_merge_keys(tmp_path: Path) -> None:
    """Its own parser refuses `<<` before the same key again, which YAML allows."""
    names = scanned.write_templates(tmp_path)
    assert len(names) == len({*names}) == len(stacks()) + 1  # and what the account needs before
    bodies = [json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in names]
    assert all("<<" not in resource["Properties"] for body in bodies for resource in body["Resources"].values())


def test_a_finding_without_a_reason_fails_and_so_does_a_reason_without_a_finding() -> None:
    unmet = scanned.findings(REPORT)
    assert unmet == [Finding("CKV_AWS_21", name, "Ensure versioning") for name in ("Files", "Mails")]
    for_both, for_one = Reason("made again", frozenset()), Reason("made again", frozenset({"Mails"}))
    for_more = Reason("made again", frozenset({"Files", "Mails", "Sites"}))
    expected = {
        "no reason": (
            {},
            [f"{name} does not follow CKV_AWS_21 (Ensure versioning): mend it, or say why in scanned.yaml."
             for name in ("Files", "Mails")],
        ),
        "one for all": ({"CKV_AWS_21": for_both}, []),
        "one for some": (
            {"CKV_AWS_21": for_one},
            ["Files does not follow CKV_AWS_21 (Ensure versioning): mend it, or say why in scanned.yaml."],
        ),
        "one for more": (
            {"CKV_AWS_21": for_more}, ["Sites follow CKV_AWS_21 now: remove them from scanned.yaml."]
        ),
        "a stale one": (
            {"CKV_AWS_21": for_both, "CKV_AWS_18": for_both},
            ["Nothing fails CKV_AWS_18 any more: remove it from scanned.yaml."],
        ),
    }  # fmt: skip
    assert {case: list(scanned.faults(unmet, known)) for case, (known, _) in expected.items()} == {
        case: sentences for case, (_, sentences) in expected.items()
    }


def test_a_template_that_checkov_cannot_read_is_no_clean_template() -> None:
    with pytest.raises(ValueError, match="cannot read"):
        scanned.findings({"results": {"failed_checks": [], "parsing_errors": ["/watch.json"]}})


def test_each_reason_of_the_lists_is_written() -> None:
    rules = scanned.reasons(scanned.REASONS.read_text(encoding="utf-8"))
    assert rules
    assert all(len(reason.text) > 10 for reason in rules.values())


def test_every_locked_list_of_packages_is_audited() -> None:
    locks = {*audit.requirements(), *audit.package_locks()}
    folders = {Path(lock).parent.as_posix() for lock in locks}
    assert {"requirements", "layers/dependencies", "layers/ai", "dashboard", "site", "sdks/javascript"} <= folders


def test_an_advisory_fails_the_audit_unless_it_is_accepted_until_a_later_day() -> None:
    python = {
        "dependencies": [{"name": "a", "vulns": [{"id": "PYSEC-1", "fix_versions": []}]}, {"name": "b", "vulns": []}]
    }
    npm = {
        "vulnerabilities": {
            "c": {"via": [{"url": "https://github.com/advisories/GHSA-1", "severity": "high"}]},
            "d": {"via": ["c"]},
            "e": {"via": [{"url": "https://github.com/advisories/GHSA-2", "severity": "low"}]},
        }
    }
    advisories = [*audit.of_python("layers/x/requirements.txt", python), *audit.of_npm("site/package-lock.json", npm)]
    assert [each.advisory for each in advisories] == ["PYSEC-1", "GHSA-1"]
    accepted = {
        "PYSEC-1": {"reason": "the function is not called", "until": date(2027, 1, 31)},
        "GHSA-1": {"reason": "only at build time", "until": date(2026, 11, 1)},
        "GHSA-9": {"reason": "gone", "until": date(2027, 1, 31)},
    }
    assert list(audit.faults(advisories, accepted, date(2026, 11, 30))) == [
        "GHSA-1 of c was accepted until 2026-11-01: look again.",
        "Nothing has GHSA-9 any more: remove it from audit.yaml.",
    ]
    assert list(audit.faults(advisories[:1], {}, date(2026, 11, 30))) == [
        "a of layers/x/requirements.txt has PYSEC-1: update it, or accept it in audit.yaml."
    ]


def test_an_index_that_does_not_answer_is_no_clean_audit() -> None:
    skipped = {"dependencies": [{"name": "a", "skip_reason": "Dependency not found on PyPI"}]}
    with pytest.raises(audit.AuditError, match="not found"):
        list(audit.of_python("layers/x/requirements.txt", skipped))
    with pytest.raises(audit.AuditError, match="Method Not Allowed"):
        list(audit.of_npm("site/package-lock.json", {"message": "405 Method Not Allowed"}))
