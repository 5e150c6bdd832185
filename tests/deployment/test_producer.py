"""A stack that is kept names who answers for the program; nothing that stands for a producer can be deployed."""

import re

import pytest

from tests.invoices.producers import PRODUCER
from tools import deployable, template
from tools.deployable import holds
from tools.intrinsics import parse

ROOT = parse(template.TEMPLATE.read_text(encoding="utf-8"))
RULE = ROOT["Rules"]["ProducerIsNamed"]
DEFAULTS = {name: str(each.get("Default", "")) for name, each in ROOT["Parameters"].items()}
OWN = {f"Producer{name.capitalize()}": value for name, value in PRODUCER.items()}
KEPT = {"DeletionProtection": "true", "Deployment": "cloud"}


def refused(**parameters):
    values = {**DEFAULTS, **parameters}
    if not holds(RULE["RuleCondition"], values):
        return []
    return [each["AssertDescription"] for each in RULE["Assertions"] if not holds(each["Assert"], values)]


def test_what_is_kept_is_refused_without_a_producer():
    assert len(refused(**KEPT)) == len(RULE["Assertions"])
    assert refused(**KEPT, **OWN) == []


@pytest.mark.parametrize("name", ["Name", "Nif", "Address", "Town", "Declared"])
def test_each_part_is_needed(name):
    (sentence,) = refused(**KEPT, **{**OWN, f"Producer{name}": ""})
    assert f"Producer{name}" in sentence


@pytest.mark.parametrize("nif", ["B00000000", "A00000000", "00000000T"])
def test_a_placeholder_is_refused_where_the_stack_is_kept(nif):
    assert refused(**KEPT, **{**OWN, "ProducerNif": nif})


def test_what_is_thrown_away_and_the_local_runtime_need_none():
    assert refused(DeletionProtection="false") == []
    assert refused(Deployment="local") == []


def test_production_cannot_be_deployed_as_the_repository_has_it_and_development_can():
    assert any("ProducerNif" in sentence for sentence in deployable.faults("production"))
    assert deployable.faults("default") == []


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({}, None),
        ({"ProducerNif": "B65874210"}, "no valid tax number"),
        ({"ProducerNif": "B00000000"}, "none that stands for one"),
        ({"ProducerDeclared": "0.9=2026-01-01"}, "the version that would run"),
        ({"ProducerAddress": ""}, "ProducerAddress"),
        ({"HostedZoneId": ""}, "HostedZoneId"),
        ({"AlarmEmail": ""}, "AlarmEmail"),
    ],
)
def test_make_deploy_judges_the_parameters_before_anything_is_built(monkeypatch, about, sentence):
    parameters = {"DomainName": "example.com", "HostedZoneId": "Z1", "AlarmEmail": "ops@example.com", **OWN, **about}
    text = " ".join(f'{name}="{value}"' for name, value in parameters.items())
    monkeypatch.setattr(deployable, "parameters_of", lambda _environment: text)
    monkeypatch.setenv("PRODUCER", "")
    found = deployable.faults("production")
    assert (found == []) if sentence is None else any(sentence in each for each in found)


def test_the_patterns_of_the_parameters_take_a_producer_and_nothing_that_breaks_its_json():
    for name, value in OWN.items():
        pattern = ROOT["Parameters"][name]["AllowedPattern"]
        assert re.search(pattern, value), name
        if name not in ("ProducerNif", "ProducerDeclared"):
            assert not re.search(pattern, 'a "quoted" name')
            assert not re.search(pattern, "a\\b")
