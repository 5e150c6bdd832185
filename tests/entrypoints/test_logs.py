"""A line of the log is one JSON document that says what happened, where, and for which request."""

import json
import logging
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace

import pytest
from aws_lambda_powertools.metrics.provider import cold_start
from bivelio_core.correlation import attributes
from bivelio_core.entrypoints.lean_lines import write_line
from bivelio_core.entrypoints.logs import (
    begin_invocation,
    caused_by,
    logger,
    write_event_lines,
    write_metrics,
    write_request_line,
)
from bivelio_core.events.log import Event

from tools.template import ROOT

WRITTEN_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"


def only(logged):
    """The one line that was written."""
    (line,) = logged.getvalue().splitlines()
    return json.loads(line)


@pytest.fixture(autouse=True)
def nothing_bound():
    yield
    begin_invocation()


def test_a_line_has_the_fields_of_its_request_and_its_own(logged):
    begin_invocation(request_id="r-1", operation="contacts.get")
    logger.info("refused", extra={"code": "FORBIDDEN", "cause": None})
    line = only(logged)
    assert line.pop("location").startswith("test_logs.test_a_line_has_the_fields_of_its_request_and_its_own:")
    assert WRITTEN_AT.fullmatch(line.pop("timestamp")), "Lambda drops lines without a time of RFC 3339"
    assert line == {
        "level": "INFO",
        "message": "refused",
        "service": "bivelio-api",
        "request_id": "r-1",
        "operation": "contacts.get",
        "code": "FORBIDDEN",
    }, "a field without a value is left out"


def test_the_fields_of_the_request_before_are_gone(logged):
    begin_invocation(request_id="r-1", operation="contacts.get")
    begin_invocation(consumer="index_changes")
    logger.warning("busy")
    assert (only(logged)["consumer"], "request_id" in only(logged)) == ("index_changes", False)


def test_a_failure_has_its_traceback_in_one_line(logged):
    try:
        int("on\ntwo lines: ç")
    except ValueError as error:
        logger.error("failed", exc_info=error)
    line = only(logged)
    assert line["exception_name"] == "ValueError"
    assert "Traceback (most recent call last)" in line["exception"]
    assert "in test_a_failure_has_its_traceback_in_one_line" in line["exception"]
    assert "two lines: ç" in line["exception"]
    assert "stack_trace" not in line, "the traceback is there once"


def test_what_no_json_has_is_written_as_text(logged):
    logger.info("found", extra={"where": ROOT, "names": frozenset({"a"})})
    assert (only(logged)["where"], only(logged)["names"]) == (str(ROOT), "frozenset({'a'})")


def test_the_trace_of_the_invocation_is_named(logged, monkeypatch):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", TRACE)
    logger.info("found")
    assert only(logged)["xray_trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"


def test_what_our_modules_log_has_the_request_too(logged):
    begin_invocation(request_id="r-1")
    logging.getLogger("bivelio_core.identity.letters.work").warning("mail %s was refused", "m-1")
    assert (only(logged)["message"], only(logged)["request_id"]) == ("mail m-1 was refused", "r-1")


RUNTIME = """
import logging, sys
logging.getLogger().addHandler(logging.StreamHandler(sys.stdout))  # as Lambda's runtime does
from bivelio_core.entrypoints.logs import logger
logger.debug("one"); logger.info("two"); logger.warning("three")
"""


@pytest.mark.parametrize(
    ("level", "written"), [("DEBUG", ["one", "two", "three"]), ("INFO", ["two", "three"]), ("", ["two", "three"])]
)
def test_each_line_of_the_level_is_written_once_under_lambdas_runtime(level, written):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "layers" / "core"), "LOG_LEVEL": level}
    command = [sys.executable, "-c", RUNTIME]
    ran = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert [json.loads(line)["message"] for line in ran.stdout.splitlines()] == written


SAMPLED = """
import json, logging, os, sys
os.environ.update(AWS_LAMBDA_LOG_LEVEL="DEBUG", POWERTOOLS_LOGGER_SAMPLE_RATE=sys.argv[1])
root = logging.getLogger()
root.addHandler(logging.StreamHandler(sys.stderr))  # as Lambda's runtime does
root.setLevel("DEBUG")
from bivelio_core.entrypoints.logs import begin_invocation, logger
for number in range(200):
    begin_invocation()
    logging.getLogger("bivelio_core.aws.client").debug("called", extra={"number": number})
    logging.getLogger("botocore.endpoint").debug("a body")
"""


@pytest.mark.parametrize(("share", "least", "most"), [("0", 0, 0), ("0.5", 50, 150), ("1", 200, 200)])
def test_a_share_of_the_invocations_writes_its_debug_lines_and_no_librarys(share, least, most):
    """Half of 200 is beyond these bounds once in 10^12 runs."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "layers" / "core"), "LOG_LEVEL": "INFO"}
    command = [sys.executable, "-c", SAMPLED, share]
    ran = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert least <= len(lines) <= most
    assert all((line["level"], line["sampling_rate"]) == ("DEBUG", share) for line in lines)
    assert "a body" not in ran.stderr


def test_the_authorizers_lines_have_the_fields_of_the_loggers(logged, capsys, monkeypatch):
    """It writes them without Powertools, which is too large an import for it."""
    monkeypatch.setenv("_X_AMZN_TRACE_ID", TRACE)
    begin_invocation(correlation_id="r-1", request_id="r-1", reason="unknown key", ip=None)
    logger.info("refused")
    write_line("INFO", "refused", reason="unknown key", ip=None, request_id="r-1", correlation_id="r-1")
    loggers, lean = only(logged), json.loads(capsys.readouterr().out)
    for line in (loggers, lean):
        assert WRITTEN_AT.fullmatch(line.pop("timestamp"))
        place, _, number = line.pop("location").rpartition(":")
        assert place == "test_logs.test_the_authorizers_lines_have_the_fields_of_the_loggers"
        assert number.isdigit()
    assert lean == loggers


def test_lines_of_events_are_the_loggers_and_only_of_those_that_followed_from_a_request(logged, capsys):
    begin_invocation(consumer="publish_events")
    about = {"event": "evn_1", "type": "contact.created", "correlation_id": "r-1"}
    logger.info("event", extra=about)
    asked = Event("evn_1", "contact.created", "2026-04-07T12:15:00Z", {}, "2026-04-07T12:15:00.000000Z", None, "r-1")
    write_event_lines([asked, replace(asked, id="evn_2", correlation_id=None)])
    loggers, lean = only(logged), json.loads(capsys.readouterr().out)
    for line in (loggers, lean):
        assert WRITTEN_AT.fullmatch(line.pop("timestamp"))
        line.pop("location")
    assert lean == loggers


@pytest.fixture
def warnings_alone():
    level = logger.log_level
    logger.setLevel("WARNING")
    yield
    logger.setLevel(level)


@pytest.mark.usefixtures("warnings_alone")
def test_no_line_of_an_event_is_written_above_the_level_of_such_lines(capsys):
    event = Event("evn_1", "contact.created", "2026-04-07T12:15:00Z", {}, "2026-04-07T12:15:00.000000Z", None, "r-1")
    write_event_lines([event])
    assert capsys.readouterr().out == ""


def test_fields_of_an_invocation_are_those_of_its_first_line_in_whichever_thread(logged):
    begin_invocation(request_id="r-0")
    begin_invocation(request_id="r-1")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: logger.info("found", extra={"number": number}), range(40)))
    assert {json.loads(line)["request_id"] for line in logged.getvalue().splitlines()} == {"r-1"}


def test_the_lines_of_a_message_have_the_request_that_caused_it_in_each_thread(logged):
    begin_invocation(correlation_id="r-0", consumer="documents")

    def serve(number):
        with caused_by(f"r-{number}"):
            logger.info("served", extra={"number": number, "sent_on": attributes()})

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(serve, range(1, 40)))
    logger.info("done")
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert lines[-1]["correlation_id"] == "r-0"
    assert sorted(line["number"] for line in lines[:-1]) == list(range(1, 40))
    for line in lines[:-1]:
        assert line["correlation_id"] == f"r-{line['number']}" == line["sent_on"]["correlation_id"]["StringValue"]


def test_lines_of_metrics_are_whole_whichever_thread_writes_them(monkeypatch):
    """What is written in two pieces, as `print` does, mixes with what other threads write."""
    pieces: list[str] = []
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(write=pieces.append))
    write_metrics({"Delivered": (1, "Count")}, 1_775_563_800_000, Environment="live")
    (line,) = pieces
    assert line.endswith("}\n")
    assert json.loads(line) == {
        "_aws": {
            "Timestamp": 1_775_563_800_000,
            "CloudWatchMetrics": [
                {
                    "Namespace": "bivelio-api",
                    "Dimensions": [["Environment"]],
                    "Metrics": [{"Name": "Delivered", "Unit": "Count"}],
                }
            ],
        },
        "Environment": "live",
        "Delivered": 1,
    }


@pytest.mark.parametrize(
    ("status", "class_"),
    [
        *((status, "") for status in (200, 202, 399)),
        *((status, "ClientErrors") for status in (400, 404, 429, 499)),
        *((status, "ServerErrors") for status in (500, 503)),
    ],
)
def test_a_request_is_counted_by_the_class_of_its_status(status, class_, capsys, monkeypatch):
    monkeypatch.setenv("OPERATION_METRICS", "true")
    write_request_line(
        operation="contacts.get", environment="live", status=status, latency_ms=1.5, aws_calls=2, timestamp_ms=1
    )
    line = json.loads(capsys.readouterr().out)
    counts = {name: line[name] for name in ("Requests", "ClientErrors", "ServerErrors")}
    assert counts == {"Requests": 1, "ClientErrors": 0, "ServerErrors": 0, **({class_: 1} if class_ else {})}
    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    assert counts.keys() <= {each["Name"] for each in metrics["Metrics"]}


@pytest.mark.parametrize(("paid", "counted"), [("true", 1), ("false", 0)])
def test_the_first_invocation_of_an_environment_is_counted_where_metrics_are_paid_for(
    paid, counted, capsys, monkeypatch
):
    monkeypatch.setattr(cold_start, "is_cold_start", True)
    monkeypatch.setenv("OPERATION_METRICS", paid)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "bivelio-api_ContactsGet")
    begin_invocation()
    begin_invocation()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["ColdStart"], line["function_name"]) for line in lines] == [(1, "bivelio-api_ContactsGet")] * counted
    assert all(line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["function_name"]] for line in lines)
