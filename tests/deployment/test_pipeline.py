"""One build goes from a pull request to production: the workflows, and the parts of them that are ours."""

import json
import re
import shutil
import subprocess
import tomllib
from typing import Any

import pytest
import yaml
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools import deployable, sbom, stamp
from tools.licences_page import shipped
from tools.template import ROOT

FOLDER = ROOT / ".github" / "workflows"
TEXTS = {file.stem: file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.yml"))}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
JOBS = {(name, job): about for name, each in WORKFLOWS.items() for job, about in each["jobs"].items()}
STEPS = [(name, step) for (name, _), job in JOBS.items() for step in job.get("steps", [])]
USED = re.compile(r"^ *(?:- )?uses: (\S+)(?: +# (\S+))?$", re.MULTILINE)


def test_every_action_is_pinned_by_its_commit_and_says_its_version():
    found = [(name, *pair) for name, text in TEXTS.items() for pair in USED.findall(text)]
    for name, action, version in found:
        if not action.startswith("./"):
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", action), (name, action)
            assert re.fullmatch(r"v\d+\.\d+\.\d+", version), (name, action)
    pins = {action.partition("@")[0]: action for _, action, _ in found}
    assert {action for _, action, _ in found} == {*pins.values()}, "one commit of each action"


def test_a_job_may_do_no_more_than_it_says():
    for name, workflow in WORKFLOWS.items():
        assert workflow["permissions"] == {}, name
    for place, job in JOBS.items():
        writing = {right for right, how in job["permissions"].items() if how == "write"}
        assert writing <= {"id-token", "attestations"}, place
        assert "steps" not in job or job["timeout-minutes"] <= 120, place


def test_nothing_that_others_write_and_no_secret_is_part_of_a_command():
    for name, step in STEPS:
        assert "${{" not in step.get("run", ""), (name, step)
        assert "secrets." not in json.dumps(step), (name, step)
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_a_pull_request_gets_no_credentials():
    for name, workflow in WORKFLOWS.items():
        triggers = workflow[True]  # YAML's `on`
        assert "pull_request_target" not in triggers
        if "pull_request" in triggers:
            assert all("id-token" not in job["permissions"] for job in workflow["jobs"].values()), name


def test_what_was_built_once_goes_to_staging_and_then_to_production():
    jobs = WORKFLOWS["deploy"]["jobs"]
    assert jobs["staging"]["needs"] == ["check", "build"]
    assert jobs["production"]["needs"] == "staging"
    environments = [jobs[name]["with"]["environment"] for name in ("staging", "production")]
    assert environments == ["staging", "production"]
    commands = [step.get("run", "") for step in WORKFLOWS["release"]["jobs"]["release"]["steps"]]
    assert not any("make build" in each or "make deploy" in each for each in commands)
    order = [next(n for n, each in enumerate(commands) if each.startswith(start)) for start in (
        "gh attestation verify", "make release", "make e2e", "make roll-back",
    )]  # fmt: skip
    assert order == sorted(order)


def test_no_environment_asks_at_a_keyboard_or_chooses_its_own_bucket():
    for environment, settings in samconfig().items():
        assert settings["deploy"]["parameters"]["confirm_changeset"] is False, environment
        assert "resolve_s3" not in settings["deploy"]["parameters"], "the Makefile says which"


def test_stacks_of_one_account_do_not_match_each_others_patterns():
    """Roles of the pipeline are for what begins with the name of their stack: bootstrap/template.yaml."""
    names = [samconfig()[each]["global"]["parameters"]["stack_name"] for each in ("staging", "production")]
    assert not any(one != other and other.startswith(f"{one}-") for one in names for other in names)


def samconfig() -> dict[str, Any]:
    """The environments."""
    settings = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    return {name: each for name, each in settings.items() if isinstance(each, dict)}


def test_staging_can_be_deployed_as_the_repository_has_it():
    assert deployable.faults("staging") == []


def test_production_needs_somebody_who_hears_its_alarms(monkeypatch):
    assert any("AlarmEmail" in each for each in deployable.faults("production"))
    monkeypatch.setenv("PARAMETERS", "AlarmEmail=ops@example.com HostedZoneId=Z1")
    assert not any("AlarmEmail" in each or "HostedZoneId" in each for each in deployable.faults("production"))


def test_parameters_of_the_environment_on_github_are_in_the_stamp(monkeypatch):
    written = stamp.parameters_of("staging")
    monkeypatch.setenv("PARAMETERS", 'AlarmEmail=ops@example.com ProducerName="Ab & C"')
    assert stamp.parameters_of("staging") == f'{written} AlarmEmail=ops@example.com ProducerName="Ab & C"'


def test_the_list_of_packages_is_valid_and_has_every_package_of_the_layers():
    document = JsonV1Dot6(sbom.document()).output_as_string()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(document) is None
    purls = {each["purl"] for each in json.loads(document)["components"]}
    assert {f"pkg:pypi/{name}@{version}" for name, (version, _, _) in shipped().items()} <= purls
    react = json.loads((ROOT / "dashboard" / "package-lock.json").read_text())["packages"]["node_modules/react"]
    assert f"pkg:npm/react@{react['version']}" in purls
    assert not any("/typescript@" in each for each in purls), "what only develops is not shipped"


def test_actionlint_has_nothing_to_say():
    program = shutil.which("actionlint")
    if program is None:
        pytest.skip("actionlint is absent: `make actions` runs Go's")
    outcome = subprocess.run(
        [program, "-no-color", *map(str, FOLDER.glob("*.yml"))], check=False, capture_output=True, text=True
    )
    assert outcome.returncode == 0, outcome.stdout
