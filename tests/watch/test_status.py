"""The status page's document: incidents in three languages, states by what alarms show and people say, feeds."""

import importlib.util
import json
import xml.etree.ElementTree as ET
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.pages import STATUS_TYPES, page_for
from tests.declared import RESOURCES
from tests.there import there
from tests.watch.evaluation import ALARM, COMPOSITE, alarms
from tools.site import publish
from tools.template import ROOT, parse_file
from tools.watch import incident, status
from tools.watch.status import News

AT, LATER = "2026-11-30T03:00:00Z", "2026-11-30T03:30:00Z"
BUCKET = "site"
OURS = {"ca": "La causa és un cable.", "es": "La causa es un cable.", "en": "A cable is the cause."}


def state_of(document, component):
    return next(each["state"] for each in document["components"] if each["id"] == component)


def test_an_incident_shows_until_it_is_resolved():
    document = status.opened(status.fresh(AT), "api", "degraded", News("investigating", AT))
    (about,) = document["incidents"]
    assert (about["id"], state_of(document, "api"), state_of(document, "webhooks")) == (
        "2026-11-30-1",
        "degraded",
        "operational",
    )
    document = status.updated(document, about["id"], News("identified", LATER, OURS), "down")
    assert state_of(document, "api") == "down"
    assert document["incidents"][0]["title"]["ca"] == "API: fora de servei"
    document = status.updated(document, about["id"], News("resolved", LATER))
    assert state_of(document, "api") == "operational"
    assert [each["text"] for each in document["incidents"][0]["updates"]][1] == OURS
    assert document["incidents"][0]["resolved_at"] == document["updated_at"] == LATER


def test_a_component_has_the_worse_of_two_incidents_and_of_what_alarms_show():
    document = status.fresh(AT)
    for state in ("down", "degraded"):
        document = status.opened(document, "api", state, News("investigating", AT))
    assert [each["id"] for each in document["incidents"]] == ["2026-11-30-2", "2026-11-30-1"]
    assert state_of(document, "api") == "down"
    document = status.updated(document, "2026-11-30-1", News("resolved", LATER))
    assert state_of(document, "api") == "degraded"
    document["components"][0]["seen"] = "down"
    assert state_of(status.updated(document, "2026-11-30-2", News("resolved", LATER)), "api") == "down"


@pytest.mark.parametrize("wrong", ["2026-11-30-9", "2026-11-30-1"])
def test_only_an_open_incident_can_be_updated(wrong):
    document = status.opened(status.fresh(AT), "api", "down", News("investigating", AT))
    document = status.updated(document, "2026-11-30-1", News("resolved", LATER))
    with pytest.raises(status.UnknownIncidentError, match=wrong):
        status.updated(document, wrong, News("identified", LATER))


def test_every_text_is_there_in_three_languages():
    texts = [*status.COMPONENTS.values(), *status.TEXTS.values(), *status.TITLES.values(), OURS]
    for text in texts:
        assert text.keys() == set(status.LANGUAGES)
        assert all(text.values())


@pytest.mark.parametrize("language", status.LANGUAGES)
def test_a_feed_has_each_update_as_an_entry(language):
    document = status.opened(status.fresh(AT), "api", "down", News("investigating", AT))
    document = status.updated(document, "2026-11-30-1", News("resolved", LATER, {**OURS, language: "a < b & c"}))
    atom = {"a": "http://www.w3.org/2005/Atom"}
    root = ET.fromstring(status.feed(document, language, "https://docs.example.com/docs/status/"))  # noqa: S314 - ours
    entries = root.findall("a:entry", atom)
    assert [entry.findtext("a:updated", namespaces=atom) for entry in entries] == [LATER, AT]
    assert entries[0].findtext("a:summary", namespaces=atom) == "a < b & c"
    assert len({entry.findtext("a:id", namespaces=atom) for entry in entries}) == 2


# ------------------------------------------------------------------------------------------------------ make incident
def command(folder, *arguments, at=AT):
    return incident.carry_out(incident.Folder(folder), incident.parsed(arguments), at)


def test_the_command_writes_the_document_and_its_feeds(tmp_path):
    command(tmp_path, "open", "--component", "webhooks", "--state", "degraded")
    command(tmp_path, "update", "--id", "2026-11-30-1", "--step", "identified", "--text", json.dumps(OURS))
    command(tmp_path, "resolve", "--id", "2026-11-30-1", at=LATER)
    stored = json.loads((tmp_path / "status.json").read_text("utf-8"))
    steps = [each["step"] for each in stored["incidents"][0]["updates"]]
    assert steps == ["investigating", "identified", "resolved"]
    assert {file.name for file in tmp_path.iterdir()} == {"status.json", *status.FEEDS.values()}
    assert {f"/docs/{file.name}" for file in tmp_path.iterdir()} == STATUS_TYPES.keys()
    assert command(tmp_path, "list") == stored


def test_the_local_runtime_shows_it(tmp_path):
    site: Any = SimpleNamespace(settings=SimpleNamespace(state=tmp_path, url="http://localhost:8080"))
    page = page_for("/docs/status.json", site)
    assert (page.status, page.content_type) == (200, "application/json")
    assert json.loads(page.body)["incidents"] == []
    command(tmp_path, "open", "--component", "api", "--state", "down")
    assert len(json.loads(page_for("/docs/status.json", site).body)["incidents"]) == 1
    assert b"API: fora de servei" in page_for("/docs/status.ca.atom", site).body


@pytest.mark.parametrize(
    "arguments",
    [["open", "--component", "api"], ["resolve"], ["open", "--component", "oven", "--state", "down"], ["close"]],
)
def test_a_command_that_lacks_something_is_refused_with_a_sentence(arguments, capsys):
    with pytest.raises(SystemExit):
        incident.parsed(arguments)
    assert "error:" in capsys.readouterr().err


def test_a_text_in_two_languages_is_refused_and_nothing_written(tmp_path):
    with pytest.raises(SystemExit, match="ca, es, en"):
        command(tmp_path, "open", "--component", "api", "--state", "down", "--text", '{"ca": "a", "es": "b"}')
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------------------------- what alarms show
class Site:
    """A stack with the bucket of the documentation, in a mocked account."""

    def client(self, service):
        return boto3.client(service)

    def resource(self, logical_id):
        assert logical_id == "SiteBucket"
        return BUCKET

    def invoke(self, logical_id, event):
        raise AssertionError((logical_id, event))


@pytest.fixture
def site():
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        files = incident.Bucket(Site(), "https://docs.example.com/docs/status/")
        incident.save(files, status.fresh(AT))
        yield files


@pytest.fixture
def watcher(monkeypatch):
    """The function of the template, from its file."""
    properties = parse_file(ROOT / "hosting" / "template.yaml")["Resources"]["ComponentStates"]["Properties"]
    assert properties["Code"]["ZipFile"].strip() == status.CODE.read_text("utf-8").strip()
    monkeypatch.setenv("BUCKET", BUCKET)
    monkeypatch.setenv("PLATFORM", "bivelio-api")
    monkeypatch.setenv("COMPONENT_ALARMS", properties["Environment"]["Variables"]["COMPONENT_ALARMS"])
    spec = importlib.util.spec_from_file_location("component_states", status.CODE)
    module = importlib.util.module_from_spec(there(spec))
    there(there(spec).loader).exec_module(module)
    return module


def ring(name, state="ALARM"):
    cloudwatch = boto3.client("cloudwatch")
    about = {"Namespace": "x", "MetricName": "y", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1}
    cloudwatch.put_metric_alarm(AlarmName=name, Threshold=1, ComparisonOperator="GreaterThanThreshold", **about)
    cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="test")


def document(site):
    return json.loads(site.read(status.FILE))


def test_an_alarm_that_rings_shows_and_its_end_too(site, watcher):
    ring("bivelio-api_AuthorizerFailuresAlarm")
    ring("bivelio-api-WatchStack-1ABC-EventsBehindAlarm-9XYZ")
    ring("bivelio-api-WatchStack-1ABC-SweepWorkflowsFailingAlarm-9XYZ", "OK")
    ring("another-api_SandboxServerErrorsAlarm")
    watcher.handler({}, None)
    shown = document(site)
    assert {each["id"]: each["state"] for each in shown["components"] if each["state"] != "operational"} == {
        "api": "down",
        "webhooks": "degraded",
    }
    ring("bivelio-api_AuthorizerFailuresAlarm", "OK")
    watcher.handler({}, None)
    assert state_of(document(site), "api") == "operational"


def test_what_people_say_stays_when_alarms_end(site, watcher):
    incident.save(site, status.opened(document(site), "api", "degraded", News("investigating", AT)))
    ring("bivelio-api_AuthorizerFailuresAlarm")
    watcher.handler({}, None)
    assert state_of(document(site), "api") == "down"
    ring("bivelio-api_AuthorizerFailuresAlarm", "OK")
    watcher.handler({}, None)
    assert state_of(document(site), "api") == "degraded"
    assert len(document(site)["incidents"]) == 1


def test_nothing_is_written_while_nothing_changes(site, watcher):
    before = boto3.client("s3").head_object(Bucket=BUCKET, Key="docs/status.json")["LastModified"], document(site)
    watcher.handler({}, None)
    assert document(site) == before[1]


def test_the_alarms_of_components_exist_and_tell():
    telling = {name for kind in (ALARM, COMPOSITE) for name, each in alarms(kind).items() if "AlarmActions" in each}
    named = {alarm for rings in status.ALARMS.values() for alarm in rings}
    assert named <= telling
    assert status.ALARMS.keys() == status.COMPONENTS.keys()


def test_the_function_may_read_alarms_and_write_this_one_file():
    role = RESOURCES["ComponentStatesRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    actions = {str(each["Action"]): str(each["Resource"]) for each in role}
    assert actions["cloudwatch:DescribeAlarms"] == "*"
    assert "docs/status.json" in actions["['s3:GetObject', 's3:PutObject']"]


def test_a_deployment_of_the_documentation_leaves_the_document_alone(site):
    assert {f"docs/{name}" for name in (status.FILE, *status.FEEDS.values())} == publish.STATUS_KEYS
    kept = status.opened(status.fresh(AT), "api", "down", News("investigating", AT))
    incident.save(site, kept)
    publish._begin_status(Site())
    assert document(site) == kept
    boto3.client("s3").delete_object(Bucket=BUCKET, Key="docs/status.json")
    publish._begin_status(Site())
    assert document(site)["incidents"] == []
