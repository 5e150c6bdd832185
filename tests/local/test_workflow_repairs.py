"""Features that workflows use: each repair, and the unrepaired behaviour that makes it needed."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.local.test_lambda_repairs import create_function
from tests.running import Emulated, printed, until

ROLE = "arn:aws:iam::000000000000:role/any"
ZONED = """
import time
from datetime import UTC, datetime
from types import SimpleNamespace
from ministack.services import eventbridge, scheduler
from local.emulator import workflow_repairs

clock = SimpleNamespace(now=0.0, time=lambda: clock.now)
told = []
eventbridge._invoke_target = lambda target, event, rule: told.append(f"{of(event['Time'])} {target['Input']}")

def of(seconds):
    return datetime.fromtimestamp(seconds, UTC).strftime("%H:%M")

def fire(name):
    scheduler._create_schedule(name, {
        "ScheduleExpression": "cron(10 * * * ? *)",
        "ScheduleExpressionTimezone": "Asia/Kolkata",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": "a", "RoleArn": "r", "Input": "<aws.scheduler.scheduled-time>"},
    })
    start = datetime(2026, 4, 1, 6, 0, 30, tzinfo=UTC).timestamp()
    for minute in range(120):
        clock.now = start + 60 * minute
        scheduler._tick_schedules()
    scheduler._delete_schedule(name, {})
    print(", ".join(told))
    told.clear()

scheduler.time = clock
fire("stock")
workflow_repairs.fire_schedules_in_their_zone()
workflow_repairs.tell_the_scheduled_time()
fire("repaired")
"""
SILENT = "def handler(e, c): return None\n"
BROKEN = "class Broken(Exception): pass\ndef handler(e, c): raise Broken('no')\n"
DYING = "import os\ndef handler(e, c): os.kill(os.getpid(), 9)\n"
ECHO = "import json\ndef handler(e, c): print('GOT', json.dumps(e))\n"


def machine(emulated: Emulated, name: str, state: dict[str, Any], given: Any = None) -> str:
    """Start the execution of a machine with one state; its ARN."""
    states = emulated.client("stepfunctions")
    definition = {"StartAt": "Only", "States": {"Only": {**state, "End": True}}}
    made = states.create_state_machine(name=name, definition=json.dumps(definition), roleArn=ROLE)
    started = states.start_execution(stateMachineArn=made["stateMachineArn"], input=json.dumps(given or {}))
    return str(started["executionArn"])


def ended(emulated: Emulated, execution: str) -> Any:
    """The execution, when it has ended; None while it runs."""
    described = emulated.client("stepfunctions").describe_execution(executionArn=execution)
    return described if described["status"] != "RUNNING" else None


def suspended(function: str, **about: Any) -> dict[str, Any]:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": {"FunctionName": function, "Payload": {"token.$": "$$.Task.Token"}},
        **about,
    }


def test_a_timeout_is_read_from_the_state(stock: Emulated, repaired: Emulated):
    runs = []
    for running in (stock, repaired):
        create_function(running, "silent", SILENT)
        runs.append(machine(running, "timed", suspended("silent", TimeoutSecondsPath="$.seconds"), {"seconds": 1}))
    assert until(lambda: ended(repaired, runs[1]))["error"] == "States.Timeout"
    assert ended(stock, runs[0]) is None


def test_a_map_runs_as_many_items_at_once_as_the_state_says(stock: Emulated, repaired: Emulated):
    took = []  # by the emulator's own clock, so that only the execution counts
    for running in (stock, repaired):
        inner = {"StartAt": "Pause", "States": {"Pause": {"Type": "Wait", "Seconds": 1, "End": True}}}
        each = {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrencyPath": "$.at_once", "ItemProcessor": inner}
        execution = machine(running, "each", each, {"items": [1, 2, 3], "at_once": 1})
        done = until(lambda running=running, execution=execution: ended(running, execution))
        took.append((done["stopDate"] - done["startDate"]).total_seconds())
    assert took[0] < 3 < took[1]


def arn(running: Emulated, function: str) -> str:
    found = running.client("lambda").get_function_configuration(FunctionName=function)
    return str(found["FunctionArn"])


def test_a_task_whose_function_fails_fails(stock: Emulated, repaired: Emulated):
    runs = []
    for running in (stock, repaired):
        create_function(running, "failing-task", BROKEN)
        runs.append(machine(running, "failing-task", suspended("failing-task")))
    assert until(lambda: ended(repaired, runs[1]))["error"] == "Broken"
    assert ended(stock, runs[0]) is None


FIRST_DIES = """
import os, time
try:
    os.close(os.open({mark!r}, os.O_CREAT | os.O_EXCL))
except FileExistsError:
    pass
else:
    while not os.path.exists({mark!r} + ".other"): time.sleep(0.01)
    os.kill(os.getpid(), 9)
def handler(e, c):
    open({mark!r} + ".other", "w").close()
    time.sleep(2)
    return "well"
"""


def test_a_worker_that_dies_while_it_starts_takes_no_other_along(stock: Emulated, repaired: Emulated, tmp_path: Path):
    answers = []
    for running in (stock, repaired):
        mark = tmp_path / str(running.settings.emulator_port)
        name = create_function(running, "first-dies", FIRST_DIES.format(mark=str(mark)))
        with ThreadPoolExecutor(2) as pool:
            dying = pool.submit(payload, running, name)
            until(mark.exists)
            other = payload(running, name)
            assert "errorMessage" in dying.result()
        answers.append(other)
    assert answers[1] == "well"
    assert answers[0] != "well"


def payload(running: Emulated, function: str) -> Any:
    """What a function answers, or its error."""
    return json.loads(running.client("lambda").invoke(FunctionName=function)["Payload"].read())


def test_a_function_whose_process_died_is_named_as_on_aws(stock: Emulated, repaired: Emulated):
    errors = []
    for running in (stock, repaired):
        create_function(running, "dying", DYING)
        execution = machine(running, "dying", {"Type": "Task", "Resource": arn(running, "dying")})
        errors.append(until(lambda running=running, execution=execution: ended(running, execution))["error"])
    assert errors[1] == "Runtime.ExitError"
    assert errors[0] != "Runtime.ExitError"


def test_a_schedule_fires_by_the_clock_of_its_zone_and_tells_the_time():
    """India is half an hour off: a schedule of each hour's minute fires at another minute than UTC's."""
    assert printed(ZONED) == [
        "06:10 <aws.scheduler.scheduled-time>, 07:10 <aws.scheduler.scheduled-time>",
        "06:40 2026-04-01T06:40:00Z, 07:40 2026-04-01T07:40:00Z",
    ]


CHANGES_OF_THE_CLOCK = """
from datetime import UTC, datetime, timedelta
from local.emulator.workflow_repairs import next_fire_in_zone

def half_past_two(fields, after):
    today = after.replace(hour=2, minute=30)
    return today if today > after else today + timedelta(days=1)

for month, day in ((3, 27), (10, 23)):
    at, fired = datetime(2026, month, day, 12, tzinfo=UTC), []
    for _ in range(3):
        at = next_fire_in_zone(half_past_two, None, at, {"ScheduleExpressionTimezone": "Europe/Madrid"})
        fired.append(at.strftime("%d %H:%M"))
    print(", ".join(fired))
"""


def test_a_time_that_summer_time_skips_does_not_come_and_one_that_it_repeats_comes_once():
    assert printed(CHANGES_OF_THE_CLOCK) == ["28 01:30, 30 00:30, 31 00:30", "24 00:30, 25 00:30, 26 01:30"]


PERMISSIONS = """
from ministack.core import iam_actions
from local.emulator.workflow_repairs import authorize_a_schedule_in_its_group

def ask(service, method, path, body, query):
    print(iam_actions.extract_resource_arn(service, method, path, {}, body, query, "r", "a"))

def ask_all():
    ask("scheduler", "PUT", "/schedules/daily", b'{"GroupName": "ours"}', {})
    ask("scheduler", "DELETE", "/schedules/daily", b"", {"groupName": ["ours"]})

ask_all()
authorize_a_schedule_in_its_group()
ask_all()
ask("scheduler", "POST", "/schedules/daily", b"{}", {})
ask("s3", "PUT", "/schedules/daily", bytes([0xc8, 0xff]), {})
"""


def test_a_policy_on_a_group_covers_its_schedules():
    in_default, in_ours = (f"arn:aws:scheduler:r:a:schedule/{group}/daily" for group in ("default", "ours"))
    file = "arn:aws:s3:::schedules/daily"
    assert printed(PERMISSIONS) == [in_default, in_default, in_ours, in_ours, in_default, file]
