"""POST /v1/workflows/delete keeps its promises."""

from contextlib import suppress
from functools import partial
from itertools import count

import boto3
import pytest

from tests.api import ORGANISATION, call
from tests.workflows.calls import APPROVE, PLAIN, QUICK, execute, workflow
from tests.workflows.inbound import inbound, send, work_off
from tests.workflows.killer import Killer
from tests.workflows.states import Killed
from tests.workflows.stream import happen, instances


def archived(*steps: object, **about: object) -> str:
    """The id of an archived workflow."""
    name = workflow(*(steps or (PLAIN,)), **about)
    call("workflows.archive", {"id": name}).data  # noqa: B018
    return name


def test_a_deleted_workflow_is_gone_and_its_runs_can_be_read(states):
    name = workflow(QUICK)
    run = execute(name, {"name": "x"})["instance_id"]
    states.run()
    call("workflows.archive", {"id": name}).data  # noqa: B018
    assert call("workflows.delete", {"id": name}).data == {"id": name, "deleted": True}
    for operation, data in (
        ("workflows.get", {"id": name}),
        ("workflows.restore", {"id": name}),
        ("workflows.archive", {"id": name}),
        ("workflows.update", {"id": name, "name": "y"}),
        ("workflows.execute", {"workflow_id": name}),
    ):
        assert call(operation, data).status == 404, operation
    for status in (None, "active", "archived"):
        shown = call("workflows.list", {"status": status} if status else {}).data["workflows"]
        assert name not in [one["id"] for one in shown]
    assert [one["instance_id"] for one in instances(name)] == [run]
    done = call("workflows.instances_get", {"instance_id": run}).data
    assert (done["status"], done["steps"][0]["output"]["who"]) == ("completed", "x")


def test_one_that_is_in_use_or_has_runs_under_way_stays(states):
    name = workflow(APPROVE, concurrency="allow")
    runs = [execute(name, {"client_name": "x"})["instance_id"] for _ in range(2)]
    states.run()
    refused = call("workflows.delete", {"id": name})
    assert (refused.status, refused.error["details"]) == (409, {"reason": "not_archived", "status": "active"})
    call("workflows.archive", {"id": name}).data  # noqa: B018
    call("workflows.pause_run", {"instance_id": runs[0]}).data  # noqa: B018
    refused = call("workflows.delete", {"id": name})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "runs_under_way")
    assert set(refused.error["details"]["instances"]) == set(runs)
    for run in runs:
        call("workflows.cancel", {"instance_id": run}).data  # noqa: B018
    assert call("workflows.delete", {"id": name}).status == 200


def test_nothing_starts_it_any_more(states, table):
    name, token = inbound(QUICK)
    assert send(token, {"name": "accepted before"}).status == 202
    call("workflows.archive", {"id": name}).data  # noqa: B018
    call("workflows.delete", {"id": name}).data  # noqa: B018
    work_off()
    assert [run["status"] for run in instances(name)] == ["failed"]
    assert table.query(f"{ORGANISATION}#live#WFU") == []
    on_event = archived(trigger_type="event", trigger={"event": "invoice.paid"})
    on_time = archived(trigger_type="cron", trigger={"cron": "0 9 1 * *"})
    for each in (on_event, on_time):
        call("workflows.delete", {"id": each}).data  # noqa: B018
    happen("invoice.paid")
    states.run()
    assert instances(on_event) == []
    assert boto3.client("scheduler").list_schedules(GroupName="workflows")["Schedules"] == []
    caller = {"id": "r", "type": "run_workflow", "input": {"workflow_id": name}}
    assert call("workflows.create", {"name": "x", "steps": [caller]}).status == 422


def is_at(wanted: tuple[int, str], number: int, when: str) -> bool:
    """Whether a call is the one to die at."""
    return (number, when) == wanted


@pytest.mark.parametrize("when", ["before", "after"])
def test_whatever_call_it_dies_at_asking_again_deletes_it(states, table, when):
    killer = Killer()
    for number in count():
        name, _ = inbound(QUICK)
        call("workflows.archive", {"id": name}).data  # noqa: B018
        with killer.armed(partial(is_at, (number, when))):
            with suppress(Killed):
                call("workflows.delete", {"id": name})
            kills = killer.kills
        assert call("workflows.delete", {"id": name}).data == {"id": name, "deleted": True}
        assert table.query(f"{ORGANISATION}#live#WFU") == []
        entries = [one for one in table.query(f"ORG#{ORGANISATION}#AUDIT") if one["action"] == "workflow.deleted"]
        assert len(entries) == number + 1
        if not kills:
            assert number > 3
            return


def test_another_organisation_and_unknown_ids_are_refused(states):
    name = archived()
    assert call("workflows.delete", {"id": name}, caller={"organisation": "org_1111111111111111"}).status in {403, 404}
    assert call("workflows.delete", {"id": "wf_no"}).status == 404
    assert call("workflows.delete", {"id": name}, caller={"scopes": "write"}).status == 403
