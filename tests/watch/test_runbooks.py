"""Every alarm that tells somebody has a runbook of seven parts, its description leads there, and its commands exist."""

import re

import pytest
from bivelio_core.entrypoints.operator import OPERATIONS

from tests.declared import RESOURCES, TEMPLATE
from tests.watch.evaluation import ALARM, COMPOSITE, alarms
from tools.template import ROOT, parse_file
from tools.watch.objectives import link_of

PARTS = ("Customers", "Look first", "Likely causes", "Stop the harm", "Mend", "Over when", "Tell")
PAGES = ("runbooks", "runbooks-queues")
EDGE = parse_file(ROOT / "watch" / "edge.yaml")["Resources"]
LONGEST_DESCRIPTION = 1_024
"""CloudWatch API Reference, "PutMetricAlarm"."""
TARGETS = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
KEYWORDS = {
    *("filter", "stats", "count", "sum", "avg", "max", "min", "pct", "by", "bin", "sort", "desc", "asc", "limit"),
    *("fields", "like", "and", "or", "not", "ispresent", "as", "in"),
}
FIELDS = {
    *("level", "location", "message", "service", "correlation_id", "request_id", "operation", "exception"),
    *("exception_name", "Operation", "Environment", "status", "Latency", "AwsCalls", "organisation", "actor", "code"),
    *("consumer", "instance", "workflow", "message_id"),
    *("DeliveryAttempts", "Delivered", "DeliveryLatency", "DeliveryAge", "StartDelay"),
    *("stage", "path", "ip", "latency_ms", "integration_ms", "authorizer_ms", "integration_status", "error"),
}
"""Fields of log lines: docs/operations.md, "Following a request", metrics of ours, and the access log."""


def sections(page):
    """The text of each runbook of a page, by its alarm."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    return dict(re.findall(r"(?ms)^## (\w+)\n(.*?)(?=^## |\Z)", text))


RUNBOOKS = {name: text for page in PAGES for name, text in sections(page).items()}
TELLING = {
    **{name: each for kind in (ALARM, COMPOSITE) for name, each in alarms(kind).items() if "AlarmActions" in each},
    **{name: each["Properties"] for name, each in EDGE.items() if each["Type"] == ALARM},
}
COMMANDS = [
    (name, line.strip())
    for name, text in RUNBOOKS.items()
    for block in re.findall(r"(?s)```sh\n(.*?)```", text)
    for line in block.strip().splitlines()
]


def test_every_alarm_that_tells_has_a_runbook_and_no_runbook_is_of_another():
    assert RUNBOOKS.keys() == TELLING.keys() | {"Budget"}


@pytest.mark.parametrize("name", sorted(RUNBOOKS))
def test_a_runbook_has_its_seven_parts_in_their_order(name):
    assert tuple(re.findall(r"(?m)^\* \*\*([^*]+)\*\*", RUNBOOKS[name])) == PARTS
    for part in re.split(r"(?m)^\* \*\*[^*]+\*\*:?", RUNBOOKS[name])[1:]:
        assert len(part.strip()) > 6, "a part that says nothing"


@pytest.mark.parametrize("name", sorted(TELLING))
def test_the_mail_of_an_alarm_leads_to_its_runbook(name):
    about = TELLING[name]["AlarmDescription"]
    text = about["Fn::Sub"] if isinstance(about, dict) else about
    assert text.endswith(f" {link_of(name)}" if "${" in text else f" {link_of(name)}".replace("${DocsUrl}", "DocsUrl"))
    assert len(text) + 100 < LONGEST_DESCRIPTION
    (page,) = re.findall(r"/(runbooks[\w-]*)/#", text)
    assert name in sections(page), "it is on another page"


@pytest.mark.parametrize(("name", "line"), COMMANDS)
def test_the_commands_of_a_runbook_exist(name, line):
    for target in re.findall(r"make (?:-s )?([a-z-]+)", line):
        assert target in TARGETS, target
    for logical_id in re.findall(r"resource ID=(\w+)", line):
        assert logical_id in RESOURCES or logical_id in str(TEMPLATE["Outputs"]), logical_id
    for operation in re.findall(r"DO=(\w+)", line):
        assert operation in OPERATIONS or operation in {"open", "update", "resolve"}, operation
    for query in re.findall(r"QUERY='([^']*)'", line):
        bare = re.sub(r'"[^"]*"|/[^/]*/|@\w+', "", query)
        assert set(re.findall(r"[A-Za-z_]{2,}", bare)) <= KEYWORDS | FIELDS, query
    assert line.startswith(("make ", "aws ")), line


def test_operations_that_runbooks_name_exist():
    named = {each for text in RUNBOOKS.values() for each in re.findall(r"`make operate DO=(\w+)", text)}
    assert named <= OPERATIONS.keys()
    assert named


def test_consumers_that_runbooks_name_write_lines():
    source = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "functions" / "workers").glob("*/handler.py")
    )
    for name, line in COMMANDS:
        for consumer in re.findall(r'consumer = "(\w+)"', line):
            assert f'"{consumer}"' in source, (name, consumer)
