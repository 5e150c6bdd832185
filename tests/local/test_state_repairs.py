"""Persistence and the clock: each repair, and the unrepaired behaviour that makes it needed."""

import calendar
import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ministack.core import persistence
from ministack.core.responses import AccountRegionScopedDict

from local.emulator.state_json import pieces
from local.settings import Settings
from tests.local.conftest import MINIATURE
from tests.local.test_stream_repairs import outputs, put, seen
from tests.running import Emulated, emulated, printed, settings_for, stop, until

SNAPSHOTS = {"SNAPSHOT_SECONDS": "0.3"}
SLOW_START = """
import os, pathlib, time
os.environ.update(PERSIST_STATE="1", STATE_DIR={folder!r}, SNAPSHOT_SECONDS="0.01")
from ministack import app
from ministack.core import persistence
from ministack.services import dynamodb
from local.emulator import state_repairs

file = pathlib.Path({folder!r}) / "dynamodb.json"
state_repairs.save_quickly()
dynamodb._tables["before"] = {{"items": {{}}}}
persistence.save_state("dynamodb", dynamodb.get_state())
dynamodb._tables.clear()
saved = file.read_text()
state_repairs.snapshot_while_running()
time.sleep(0.5)
print(file.read_text() == saved)
app._load_persisted_state()
dynamodb._tables["after"] = {{"items": {{}}}}
while "after" not in file.read_text():
    time.sleep(0.01)
print("before" in file.read_text())
"""
DEPLOYING = """
import os, pathlib
os.environ.update(PERSIST_STATE="1", STATE_DIR={folder!r})
from ministack.core import persistence
from ministack.services import cloudformation
from local.emulator import state_repairs

state_repairs.save_quickly()
for status in ("CREATE_COMPLETE", "UPDATE_IN_PROGRESS"):
    cloudformation._stacks["bivelio"] = {{"StackStatus": status}}
    state_repairs.save()
    print(status in (pathlib.Path({folder!r}) / "cloudformation.json").read_text())
"""
UNCHANGED = """
import os, pathlib
os.environ.update(PERSIST_STATE="1", STATE_DIR={folder!r})
from ministack.core import persistence
from local.emulator import state_repairs

file = pathlib.Path({folder!r}) / "dynamodb.json"

def save_twice():
    persistence.save_state("dynamodb", {{"tables": {{}}}})
    os.utime(file, (1, 1))
    persistence.save_state("dynamodb", {{"tables": {{}}}})
    print("kept" if file.stat().st_mtime == 1 else "written again")

save_twice()
state_repairs.save_quickly()
save_twice()
"""
names = st.text(max_size=3) | st.integers(0, 9)
states = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=40,
)


@pytest.mark.parametrize("repaired", [False, True], ids=["stock", "repaired"])
def test_a_killed_process_loses_only_the_last_seconds(tmp_path: Path, repaired: bool):
    settings = settings_for(tmp_path, MINIATURE)
    with emulated(settings, repaired=repaired, knobs=SNAPSHOTS) as running:
        put(running, "kept")
        until(lambda: seen(running, "kept"))
        if repaired:
            until(lambda: "kept" in saved_tables(settings))
        else:
            time.sleep(1)
        stop(running.process, signal.SIGKILL)
    assert item_names(settings, repaired=repaired) == (["kept"] if repaired else None)


def test_a_start_that_takes_long_saves_nothing_over_what_it_has_not_loaded(tmp_path: Path):
    assert printed(SLOW_START.format(folder=str(tmp_path))) == ["True", "True"]


def test_what_did_not_change_is_not_saved_again(tmp_path: Path):
    assert printed(UNCHANGED.format(folder=str(tmp_path))) == ["written again", "kept"]


@given(states)
def test_what_is_saved_is_the_state(state: Any):
    saved = "".join(pieces(state))
    assert json.loads(saved) == json.loads(json.dumps(state, default=persistence._json_default))


def test_a_large_table_is_saved_in_pieces_so_that_requests_go_on():
    rows = {f"{number:05d}": {"SK": {"S": f"{number:05d}"}, "name": {"S": "Núria"}} for number in range(20_000)}
    tables = AccountRegionScopedDict()
    tables["t"] = {"items": {"p": rows, "q": {}}}
    state = {"__ministack_format__": 1, "payload": {"tables": tables, "stream_records": list(rows.values())}}
    saved = list(pieces(state))
    assert json.loads("".join(saved)) == json.loads(json.dumps(state, default=persistence._json_default))
    assert max(map(len, saved)) < 20_000
    restored = json.loads("".join(saved), object_hook=persistence._json_object_hook)
    assert restored["payload"]["tables"]["t"]["items"]["p"] == rows


def test_a_snapshot_does_not_mind_what_is_written_meanwhile():
    program = (
        "import sys, threading\n"
        "from ministack.services import dynamodb\n"
        "from local.emulator.state_repairs import keep_streams_over_a_restart\n"
        "keep_streams_over_a_restart()\n"
        "sys.setswitchinterval(0.00001)\n"
        "items = {str(number): {} for number in range(500)}\n"
        "dynamodb._tables['table'] = {'items': items}\n"
        "written = threading.Event()\n"
        "def write():\n"
        "    for number in range(500, 60_000):\n"
        "        items[str(number)] = {}\n"
        "        items.pop(str(number - 500))\n"
        "    written.set()\n"
        "threading.Thread(target=write).start()\n"
        "while not written.is_set():\n"
        "    dynamodb.get_state()\n"
        "print('saved')\n"
    )
    assert printed(program) == ["saved"]


@pytest.mark.parametrize("repaired", [False, True], ids=["stock", "repaired"])
def test_stream_consumers_go_on_after_a_restart(tmp_path: Path, repaired: bool):
    settings = settings_for(tmp_path, MINIATURE)
    with emulated(settings, repaired=repaired) as running:
        put(running, "one", "two", "three")
        until(lambda: seen(running, "three"))
    with emulated(settings, repaired=repaired) as running:
        put(running, "four")
        if repaired:
            until(lambda: seen(running, "four"))
            assert len(seen(running, "three")) == 1  # in the log of the first run, and not given again
        else:
            time.sleep(2)
            assert not seen(running, "four")


def test_changes_not_yet_consumed_are_consumed_after_a_restart(tmp_path: Path):
    settings = settings_for(tmp_path, MINIATURE)
    with emulated(settings, repaired=True) as running:
        set_mapping(running, enabled=False)
        put(running, "unread-1", "unread-2")
        time.sleep(0.5)
        assert not seen(running, "unread-1")
    with emulated(settings, repaired=True) as running:
        set_mapping(running, enabled=True)
        until(lambda: seen(running, "unread-1") and seen(running, "unread-2"))


def test_schedules_are_looked_at_every_second():
    program = (
        "from ministack.services import eventbridge, scheduler\n"
        "def ticks(): print(scheduler._SCHEDULE_TICK_INTERVAL, eventbridge._SCHEDULER_TICK_INTERVAL)\n"
        "ticks()\n"
        "from local.emulator.time_repairs import tick_every_second\n"
        "tick_every_second()\n"
        "ticks()\n"
    )
    assert printed(program) == ["10 10", "1 1"]


def test_a_schedule_fires_and_tells_its_time(repaired: Emulated):
    queue, url = repaired.client("sqs"), outputs(repaired)["Inbox"]
    arn = queue.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    due = time.time() + 1
    repaired.client("scheduler").create_schedule(
        Name="soon",
        ScheduleExpression=f"at({time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(due))})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": arn, "RoleArn": "arn:aws:iam::000000000000:role/any", "Input": "<aws.scheduler.scheduled-time>"},
    )
    (message,) = until(lambda: queue.receive_message(QueueUrl=url).get("Messages"))
    told = calendar.timegm(time.strptime(message["Body"], "%Y-%m-%dT%H:%M:%SZ"))
    assert due - 60 < told <= time.time()
    assert told % 60 == 0


def saved_tables(settings: Settings) -> str:
    file = settings.state / "services" / "dynamodb.json"
    return file.read_text() if file.exists() else ""


def item_names(settings: Settings, *, repaired: bool) -> list[str] | None:
    """Return the items after a start of the emulator alone; None when the table itself is lost."""
    with emulated(settings, repaired=repaired, deployed=False) as running:
        dynamodb = running.client("dynamodb")
        tables = dynamodb.list_tables()["TableNames"]
        if not tables:
            return None
        return [item["SK"]["S"] for item in dynamodb.scan(TableName=tables[0])["Items"]]


def set_mapping(emulated: Emulated, *, enabled: bool) -> None:
    lambdas = emulated.client("lambda")
    for mapping in lambdas.list_event_source_mappings()["EventSourceMappings"]:
        lambdas.update_event_source_mapping(UUID=mapping["UUID"], Enabled=enabled)


def test_a_stack_that_is_being_changed_is_kept_as_it_was(tmp_path: Path):
    """What a stop in the middle of a deployment saves is deployed again: CloudFormation changes no unfinished stack."""
    assert printed(DEPLOYING.format(folder=str(tmp_path))) == ["True", "False"]
