"""A line of the log is one JSON document that says what happened, where, and for which request."""

import json
import logging
import os
import subprocess
import sys

import pytest
from bivelio_core import clock
from bivelio_core.entrypoints.logs import bind, logger

from tools.template import ROOT

NOON = clock.parse("2026-04-07T12:00:00.250Z")


def only(logged):
    """The one line that was written."""
    (line,) = logged.getvalue().splitlines()
    return json.loads(line)


@pytest.fixture(autouse=True)
def nothing_bound():
    yield
    bind()


def test_a_line_has_the_fields_of_its_request_and_its_own(logged):
    bind(request_id="r-1", operation="contacts.get")
    with clock.frozen(NOON):
        logger.info("refused", extra={"code": "FORBIDDEN", "cause": None})
    line = only(logged)
    assert line.pop("location").startswith("test_logs.test_a_line_has_the_fields_of_its_request_and_its_own:")
    assert line == {
        "level": "INFO",
        "message": "refused",
        "timestamp": "2026-04-07T12:00:00.250Z",
        "service": "bivelio-api",
        "request_id": "r-1",
        "operation": "contacts.get",
        "code": "FORBIDDEN",
        "cause": None,
    }


def test_the_fields_of_the_request_before_are_gone(logged):
    bind(request_id="r-1", operation="contacts.get")
    bind(consumer="index_changes")
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


def test_what_no_json_has_is_written_as_text(logged):
    logger.info("found", extra={"where": ROOT, "names": frozenset({"a"})})
    assert (only(logged)["where"], only(logged)["names"]) == (str(ROOT), "frozenset({'a'})")


def test_the_trace_of_the_invocation_is_named(logged, monkeypatch):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
    logger.info("found")
    assert only(logged)["xray_trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"


def test_what_our_modules_log_has_the_request_too(logged):
    bind(request_id="r-1")
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
