"""`task.due` and `task.reminder` are told at their times, each once, unless the task was done, moved or deleted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.contacts.tasks import due, writing
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, load
from tests.events.told import Told
from tests.functions.contacts.about import contact, task, titles
from tests.there import there
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

pytestmark = pytest.mark.usefixtures("table")
NOON = datetime(2026, 4, 7, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sweep(table):
    """Runs the sweeper at a time; answers the types of the events that follow."""
    told = Told()

    def run(at):
        with clock.frozen(at):
            assert "task.due" not in told.types(), "what people write tells nothing"
            assert load("workers/sweep_calendar").handler({})["failed"] == 0
            return [each for each in told.types() if each.startswith("task.")]

    return run


def at_noon(**about):
    with clock.frozen(NOON - timedelta(days=1)):
        return task(due_at=clock.timestamp(NOON), **about)


def at(point: tuple[int, str]) -> Callable[[int, str], bool]:
    """One point of a killer: a call of AWS, before it is sent or after it was answered."""
    return lambda number, when: (number, when) == point


def update(made, **fields):
    with clock.frozen(NOON - timedelta(hours=2)):
        assert call("contacts.tasks_update", {"id": made["id"], **fields}).status == 200


def test_a_task_is_due_at_its_time_once(sweep):
    at_noon()
    assert sweep(NOON - MINUTE) == []
    assert sweep(NOON) == ["task.due"]
    assert sweep(NOON + MINUTE) == []


def test_the_reminder_comes_before_it(sweep):
    at_noon(reminder_minutes=30)
    assert sweep(NOON - 31 * MINUTE) == []
    assert sweep(NOON - 30 * MINUTE) == ["task.reminder"]
    assert sweep(NOON - MINUTE) == []
    assert sweep(NOON) == ["task.due"]
    assert sweep(NOON + MINUTE) == []


def test_what_is_done_or_deleted_before_is_not_told(sweep):
    done, gone = at_noon(), at_noon()
    with clock.frozen(NOON - timedelta(hours=1)):
        call("contacts.tasks_complete", {"id": done["id"]})
        call("contacts.tasks_delete", {"id": gone["id"]})
    assert sweep(NOON) == []


def test_what_is_moved_is_told_at_its_new_time_alone(sweep):
    made = at_noon()
    update(made, due_at=clock.timestamp(NOON + timedelta(hours=1)))
    assert sweep(NOON) == []
    assert sweep(NOON + timedelta(hours=1)) == ["task.due"]


def test_a_task_that_is_moved_after_it_was_told_is_told_again_and_another_change_tells_nothing(sweep):
    made = at_noon()
    assert sweep(NOON) == ["task.due"]
    update(made, title="Un altre nom")
    assert sweep(NOON + MINUTE) == []
    update(made, due_at=clock.timestamp(NOON + timedelta(hours=1)))
    assert sweep(NOON + timedelta(hours=1)) == ["task.due"]


def test_one_that_comes_again_is_told_again(sweep):
    made = at_noon(repeat={"frequency": "daily"})
    with clock.frozen(NOON - timedelta(hours=1)):
        call("contacts.tasks_complete", {"id": made["id"]})
    assert sweep(NOON) == []
    assert sweep(NOON + timedelta(days=1)) == ["task.due"]


def test_two_sweepers_at_once_tell_it_once(table):
    store, made = TenantStore(table, Tenant.at(ORGANISATION, "live")), at_noon()
    task_item = there(store.get(keys.TASK, made["id"]))
    told = Told()
    with clock.frozen(NOON):
        assert [due.tell(store, task_item) for _ in range(3)] == [True, False, False]
        assert told.types() == ["task.due"]


def test_who_read_a_task_before_it_was_told_does_not_undo_that(sweep, monkeypatch):
    """A change that read the task, is overtaken by the sweeper and then writes would make the event come twice."""
    made = at_noon()
    overtaken: list[bool] = []
    load_before = writing.SOURCE.load

    def load_and_be_overtaken(store, public):
        item = load_before(store, public)
        if not overtaken:
            overtaken.append(due.tell(store, item))
        return item

    monkeypatch.setattr(writing, "SOURCE", writing.SOURCE._replace(load=load_and_be_overtaken))
    with clock.frozen(NOON):
        assert call("contacts.tasks_update", {"id": made["id"], "title": "Alhora"}).data["version"] == 2
    assert overtaken == [True]
    assert sweep(NOON + MINUTE) == []


def test_a_sweeper_may_die_at_any_call_and_each_task_is_told_once(table):
    killer, sweep_once = Killer(), lambda: load("workers/sweep_calendar").handler({})
    at_noon()
    with clock.frozen(NOON), killer.armed(lambda *_: False):
        sweep_once()
    points = [(number, when) for number, _ in enumerate(killer.calls) for when in ("before", "after")]
    for point in points:
        at_noon()
        with clock.frozen(NOON):
            told = Told()
            with killer.armed(at(point)), pytest.raises(Killed):
                sweep_once()
            types = told.types()
            sweep_once()
            assert [*types, *told.types()].count("task.due") == 1, point
    assert len(points) >= 4


def test_whoever_completes_a_task_that_repeats_may_die_at_any_call_and_one_follows(table):
    killer = Killer()
    with clock.frozen(NOON - timedelta(hours=1)):
        with killer.armed(lambda *_: False):
            call("contacts.tasks_complete", {"id": at_noon(repeat={"frequency": "daily"})["id"]})
        points = [(number, when) for number, _ in enumerate(killer.calls) for when in ("before", "after")]
        died = 0
        for point in points:
            company = contact()
            made = at_noon(repeat={"frequency": "daily"}, contact_id=company)
            with killer.armed(at(point)):
                try:
                    call("contacts.tasks_complete", {"id": made["id"]})
                except Killed:
                    died += 1
            done = call("contacts.tasks_complete", {"id": made["id"]}).data
            assert titles(contact_id=company, status="done") == ["Trucar"], point
            (following,) = call("contacts.tasks_list", {"contact_id": company, "status": "open"}).data["tasks"]
            assert following["id"] == done["next_task_id"]
    assert died >= 4
