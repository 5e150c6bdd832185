"""A release becomes live at once, whatever changed, or gradually where that is configured."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.declared import FUNCTIONS, RESOURCES, TEMPLATE, references, translate, translated, translated_stacks
from tools import stamp
from tools.template import ROOT

GRADUAL = ["AllAtOnce", "Canary10Percent5Minutes", "Canary10Percent15Minutes", "Linear10PercentEvery1Minute"]
CALLERS = ["AWS::Lambda::EventSourceMapping", "AWS::Events::Rule", "AWS::Lambda::EventInvokeConfig"]
BUILT = """
Globals:
  Function:
    Environment:
      Variables:
        RELEASE: unstamped
Resources:
  Layer:
    Properties:
      ContentUri: Layer
"""


def built(folder: Path, layer: str = "A = 1") -> Path:
    """A build with one layer and a nested template."""
    for name in ("Layer/python", "Nested"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "Layer" / "python" / "module.py").write_text(layer)
    (folder / "template.yaml").write_text(BUILT)
    (folder / "Nested" / "template.yaml").write_text(BUILT.replace("      ContentUri: Layer\n", ""))
    return folder


def test_every_function_has_the_alias_that_moves_with_any_change_of_it():
    aliases = {
        resource["Properties"]["FunctionName"]["Ref"]: resource["Properties"]["Name"]
        for resource in translated()["Resources"].values()
        if resource["Type"] == "AWS::Lambda::Alias"
    }
    assert aliases == dict.fromkeys(FUNCTIONS, "live")
    assert TEMPLATE["Globals"]["Function"]["AutoPublishAliasAllProperties"] is True


def version_of(name: str, template: dict[str, Any]) -> str:
    """The logical id of a function's version: CloudFormation publishes one when it is new."""
    made = translate(template)["Resources"]
    (version,) = (
        part
        for part, resource in made.items()
        if resource["Type"] == "AWS::Lambda::Version" and resource["Properties"]["FunctionName"] == {"Ref": name}
    )
    return str(version)


def with_release(release: str) -> dict[str, Any]:
    """All templates, stamped."""
    function = TEMPLATE["Globals"]["Function"]
    variables = {**function["Environment"]["Variables"], "RELEASE": release}
    return {**TEMPLATE, "Globals": {"Function": {**function, "Environment": {"Variables": variables}}}}


def test_a_new_stamp_publishes_every_function():
    assert version_of("ContactsGet", with_release("a")) == version_of("ContactsGet", with_release("a"))
    assert version_of("ContactsGet", with_release("a")) != version_of("ContactsGet", with_release("b"))


INLINE = "ComponentStates"
"""The function whose code is in its template: it has no versions, and CloudFormation changes it whole."""


@pytest.mark.parametrize("kind", CALLERS)
def test_what_calls_a_function_calls_its_alias(kind):
    found = {name: each["Properties"] for name, each in translated()["Resources"].items() if each["Type"] == kind}
    assert found
    for name, properties in found.items():
        if references(properties.get("Targets")) == {INLINE}:
            continue
        called = properties.get("Targets") or properties["FunctionName"]
        names_alias = any("Aliaslive" in each for each in references(called))
        assert names_alias or properties.get("Qualifier") == "live", name


def test_the_state_machine_and_the_schedules_call_aliases():
    machine = RESOURCES["WorkflowRunner"]["Properties"]
    called = list(machine["DefinitionSubstitutions"].values())
    assert all(arn["Ref"].endswith(".Alias") for arn in called)
    (invoking,) = (each for each in machine["Policies"][0]["Statement"] if each["Action"] == "lambda:InvokeFunction")
    assert invoking["Resource"] == called
    variables = [function.get("Environment", {}).get("Variables", {}) for function in FUNCTIONS.values()]
    told = [each["START_WORKFLOW_ARN"] for each in variables if "START_WORKFLOW_ARN" in each]
    assert told
    assert all(each == {"Ref": "StartWorkflow.Alias"} for each in told)


@pytest.mark.parametrize("gradual", GRADUAL)
def test_a_gradual_release_is_tried_first_and_watched_by_its_own_failures_and_the_whole_api(gradual):
    assert gradual in TEMPLATE["Parameters"]["GradualDeployment"]["AllowedValues"]
    brake = ["LiveServerErrorsAlarm", "AuthorizerFailuresAlarm"]
    for alarm in brake:
        assert RESOURCES[alarm]["Properties"]["AlarmName"] == {"Fn::Sub": f"${{AWS::StackName}}_{alarm}"}
    for file, made in translated_stacks(gradual).items():
        stack = "AWS::StackName" if file == "template.yaml" else "Platform"
        resources = made["Resources"].values()
        groups = [each["Properties"] for each in resources if each["Type"] == "AWS::CodeDeploy::DeploymentGroup"]
        aliases = {name: each for name, each in made["Resources"].items() if each["Type"] == "AWS::Lambda::Alias"}
        hook = aliases.pop("CheckReleaseAliaslive", None)
        assert hook is None or "UpdatePolicy" not in hook, "nothing tries what tries"
        assert len(groups) == len(aliases), file
        for alias in aliases.values():
            update = alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
            assert update["BeforeAllowTrafficHook"] == {"Ref": "CheckRelease"}
        role = {"Fn::GetAtt": ["CodeDeployRole", "Arn"]} if file == "template.yaml" else {"Ref": "CodeDeployRoleArn"}
        for group in groups:
            names = [{"Name": {"Fn::Sub": f"${{{stack}}}_{alarm}"}} for alarm in brake]
            own = {"Name": {"Ref": "ReleaseFailuresAlarm"}}
            assert group["AlarmConfiguration"] == {"Enabled": True, "Alarms": [own, *names]}
            assert group["ServiceRoleArn"] == role
            assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
            assert gradual in str(group["DeploymentConfigName"])


def test_one_failure_of_the_release_stops_it_and_those_of_the_release_before_do_not():
    alarm, failures = (RESOURCES[name]["Properties"] for name in ("ReleaseFailuresAlarm", "ReleaseFailures"))
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
    (transformation,) = failures["MetricTransformations"]
    assert transformation["Dimensions"] == [{"Key": "Release", "Value": "$.release"}]
    ((name, value),) = ((each["Name"], each["Value"]["Fn::Sub"]) for each in alarm["Dimensions"])
    assert (name, value) == ("Release", ["${RELEASE}", {"RELEASE": "unstamped"}])


@pytest.mark.parametrize("indented", ["        RELEASE: unstamped", "      - RELEASE: unstamped"])
def test_the_stamp_is_in_the_alarm_as_in_the_functions(tmp_path, indented):
    """`sam build` writes the template anew: an item of a list begins with a dash."""
    text = f"Resources:\n  Alarm:\n{indented}\n"
    (tmp_path / "template.yaml").write_text(text)
    release = stamp.stamp(tmp_path, "")
    assert (tmp_path / "template.yaml").read_text() == text.replace("unstamped", f"'{release}'")


def test_without_the_parameter_a_release_takes_over_at_once():
    assert TEMPLATE["Parameters"]["GradualDeployment"]["Default"] == "false"
    assert not {each["Type"] for each in translated()["Resources"].values() if "CodeDeploy" in each["Type"]}


def test_the_same_build_has_the_same_stamp_in_every_template(tmp_path):
    release = stamp.stamp(built(tmp_path / "a"), "LogLevel=INFO")
    assert stamp.stamp(built(tmp_path / "b"), "LogLevel=INFO") == release
    assert stamp.stamp(tmp_path / "a", "LogLevel=INFO") == release, "stamped twice"
    for file in (tmp_path / "a").rglob("template.yaml"):
        assert re.findall(r"RELEASE: '?(\w+)", file.read_text()) == [release]


def test_a_changed_layer_template_or_parameter_has_another_stamp(tmp_path):
    first = stamp.stamp(built(tmp_path / "a"), "LogLevel=INFO")
    parameter = stamp.stamp(built(tmp_path / "b"), "LogLevel=DEBUG")
    layer = stamp.stamp(built(tmp_path / "c", "A = 2"), "LogLevel=INFO")
    nested = built(tmp_path / "d")
    (nested / "Nested" / "template.yaml").write_text(BUILT + "  More: {}\n")
    assert len({first, parameter, layer, stamp.stamp(nested, "LogLevel=INFO")}) == 4


def test_what_was_not_built_cannot_be_stamped(tmp_path):
    with pytest.raises(FileNotFoundError, match="run `make build` first"):
        stamp.stamp(tmp_path, "")


@pytest.mark.parametrize("environment", ["default", "staging", "production"])
def test_a_deployment_may_nest_stacks_and_its_parameters_are_in_the_stamp(environment):
    settings = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))[environment]["deploy"]["parameters"]
    assert settings["capabilities"].split() == ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    assert stamp.parameters_of(environment) == settings["parameter_overrides"].strip()
    deploy = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndeploy: ")[2]
    assert deploy.index("tools.stamp $(ENVIRONMENT)") < deploy.index("sam deploy --config-env $(ENVIRONMENT)")
