"""No value that a failure quotes is in a line: of tracebacks, of libraries, and of what leaves a handler."""

import json
import logging
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.entrypoints import failures
from bivelio_core.entrypoints.logs import begin_invocation, logger
from bivelio_core.entrypoints.plain_failures import UNSAID, fails_plainly, text_of, traceback_of
from botocore.exceptions import ClientError
from pydantic import BaseModel

from tests.api import load
from tests.for_each import for_each
from tools.template import ROOT, functions

PERSON = "Zoraida Quintanilla"
NOTHING: dict[str, str] = {}


class Person(BaseModel):
    """What a model refuses names what it was given."""

    age: int


def raised(act) -> Exception:
    try:
        act()
    except Exception as error:  # noqa: BLE001 - it is looked at
        return error
    raise AssertionError("nothing was raised")


def quoting_the_cause():
    try:
        int(PERSON)
    except ValueError as error:
        raise RuntimeError(f"no number: {error}") from error


def in_a_group():
    raise ExceptionGroup(PERSON, [raised(lambda: int(PERSON))])


def noted():
    try:
        int(PERSON)
    except ValueError as error:
        error.add_note(PERSON)
        raise


def of_boto3():
    raise ClientError({"Error": {"Code": "ValidationException", "Message": PERSON}}, "PutItem")


QUOTES: dict[str, Any] = {
    "a number": lambda: int(PERSON),
    "a key": lambda: NOTHING[PERSON],
    "a file": lambda: open(f"/tmp/{PERSON}"),  # noqa: S108, SIM115, PTH123
    "a model": lambda: Person(age=PERSON),
    "a cause": quoting_the_cause,
    "a group": in_a_group,
    "a note": noted,
    "JSON": lambda: json.loads(f"{{{PERSON}"),
    "an argument": lambda: Path(**{PERSON: "x"}),
    "a parameter": lambda: noted(**{PERSON: 1}),
    "AWS": of_boto3,
}


@pytest.mark.parametrize("name", QUOTES)
def test_no_traceback_quotes_a_value(logged, name):
    begin_invocation()
    logger.error("failed", exc_info=raised(QUOTES[name]))
    line = json.loads(logged.getvalue())
    assert PERSON not in logged.getvalue()
    assert line["exception"].startswith("Traceback (most recent call last):")
    assert line["exception_name"]


@pytest.mark.parametrize("name", QUOTES)
def test_what_leaves_a_handler_quotes_no_value_and_keeps_its_name_and_place(name):
    before = raised(QUOTES[name])
    after = raised(fails_plainly(QUOTES[name]))
    assert PERSON not in f"{after} {after!r} {after.__cause__}"
    assert type(after).__name__ == type(before).__name__
    assert traceback_of(after).count("test_plain_failures") >= 2


def no_such_method():
    None.no_such_method()  # type: ignore[attr-defined]


def by_a_library():
    raise TypeError(f"{PERSON} is no number")


def nothing_stored():
    raise LookupError("there is nothing stored")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (no_such_method, "'NoneType' object has no attribute 'no_such_method'"),
        (lambda: list(PERSON)[99], "list index out of range"),
        (lambda: NOTHING["organisation"], "'organisation'"),
        (nothing_stored, "there is nothing stored"),
        (lambda: (_ for _ in ()).throw(ServiceBusy("GetItem: no answer")), "GetItem: no answer"),
        (of_boto3, "PutItem: ValidationException"),
        (lambda: open("/no/such/file"), "[Errno 2] No such file or directory"),  # noqa: SIM115, PTH123
        (by_a_library, UNSAID),
    ],
)
def test_what_helps_and_names_nobody_is_said(act, said):
    assert text_of(raised(act)) == said


def test_the_cause_of_a_refusal_is_its_class_or_its_plain_text():
    assert failures._cause_text(raised(lambda: int(PERSON))) == "ValueError"
    assert failures._cause_text(raised(nothing_stored)) == "LookupError: there is nothing stored"


class Quoting(dict[str, Any]):
    """An event whose every look raises what quotes a person."""

    def __getitem__(self, _name: str) -> Any:
        raise ValueError(PERSON + str(len(self)))

    def get(self, _name: str, _default: Any = None) -> Any:
        raise ValueError(PERSON + str(len(self)))


@for_each("function", functions, ids=lambda function: function.logical_id)
def test_no_handler_lets_out_what_it_met(table, capsys, function):
    """Lambda writes the text of what leaves a handler to the log, and gives it to Step Functions and the queues."""
    if not function.folder.strip("/").startswith("functions/"):
        return
    handler = load(function.folder.strip("/").removeprefix("functions/")).handler
    context = SimpleNamespace(aws_request_id="r", get_remaining_time_in_millis=lambda: 10_000)
    text = ""
    try:
        handler(Quoting(), context)
    except Exception as error:  # noqa: BLE001 - it is looked at
        text = f"{error} {error!r}"
    written = capsys.readouterr()
    assert PERSON not in text + written.out + written.err


@for_each("function", functions, ids=lambda function: function.logical_id)
def test_every_handler_is_guarded(function):
    """Also one that reads nothing of its event: what it finds in the table is as personal."""
    if function.folder.strip("/").startswith("functions/"):
        handler = load(function.folder.strip("/").removeprefix("functions/")).handler
        assert getattr(handler, "is_plain", False), "decorate it with fails_plainly"


LIBRARY = """
import logging, os, sys
os.environ["AWS_LAMBDA_LOG_LEVEL"] = "INFO"
root = logging.getLogger()
root.addHandler(logging.StreamHandler(sys.stdout))  # as Lambda's runtime does
root.setLevel("INFO")
from bivelio_core.entrypoints import {module}
logging.getLogger("httpx").info("GET https://exemple.cat/?name=Zoraida")
logging.getLogger("urllib3.connectionpool").warning("Retrying %s", "https://exemple.cat/?name=Zoraida")
try:
    int("Zoraida")
except ValueError:
    logging.getLogger("asyncio").exception(f"Task of Zoraida")
"""


@pytest.mark.parametrize("module", ["logs", "lean_lines"])
def test_a_librarys_line_says_where_it_was_written_and_not_what(module):
    command = [sys.executable, "-c", LIBRARY.format(module=module)]
    environment = {"PYTHONPATH": str(ROOT / "layers" / "core")}
    ran = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert ran.stdout.splitlines() == [
        "a line of a library: urllib3.connectionpool",
        "a line of a library: asyncio",
    ]


def test_outside_lambda_a_librarys_line_is_as_plain():
    script = LIBRARY.replace("root.addHandler", "#").replace('os.environ["AWS_LAMBDA_LOG_LEVEL"] = "INFO"', "")
    command = [sys.executable, "-c", script.format(module="logs")]
    environment = {"PYTHONPATH": str(ROOT / "layers" / "core")}
    ran = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert "Zoraida" not in ran.stdout + ran.stderr
    assert "a line of a library: asyncio" in ran.stderr


def test_our_own_lines_of_modules_keep_their_text(logged):
    logging.getLogger("bivelio_core.identity.letters.work").warning("mail %s was refused", "m-1")
    assert json.loads(logged.getvalue())["message"] == "mail m-1 was refused"
