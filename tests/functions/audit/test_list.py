"""POST /v1/audit/list keeps its promises."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Actor

from tests.api import ORGANISATION, OTHER_ORGANISATION, call

NOW = datetime(2026, 4, 7, 12, 0, 0, tzinfo=UTC)
ANA = Origin(Actor("user", "usr_ana"), "request-1", "203.0.113.7")
SYSTEM = Origin(Actor("system", "operator"), "request-2")
SANDBOX = {"environment": "sandbox"}


def write(table, action, minute=0, organisation=ORGANISATION, origin=ANA, **details):
    with clock.frozen(NOW + timedelta(minutes=minute)):
        table.put(audit.entry(organisation, action, origin, **details).item)


def actions(answer):
    return [entry["action"] for entry in answer.data["entries"]]


def test_entries_come_newest_first_as_they_were_written(table):
    write(table, "plan.changed", 0, origin=SYSTEM, before="starter", after="pro")
    write(table, "key.created", 1, key="key_1", name="Botiga")
    first, second = call("audit.list").data["entries"]
    assert first == {
        "id": first["id"],
        "action": "key.created",
        "at": "2026-04-07T12:01:00Z",
        "actor_kind": "user",
        "actor": "usr_ana",
        "ip": "203.0.113.7",
        "request_id": "request-1",
        "details": {"key": "key_1", "name": "Botiga"},
    }
    assert first["id"].startswith("aud_")
    assert (second["actor_kind"], second["ip"]) == ("system", None)


def test_the_cursor_leads_through_all_entries_once(table):
    for minute in range(7):
        write(table, "key.created", minute, key=f"key_{minute}")
    seen, cursor = [], None
    while True:
        page = call("audit.list", {"limit": 3, **({"before": cursor} if cursor else {})}).data
        seen += [entry["details"]["key"] for entry in page["entries"]]
        if (cursor := page["next_before"]) is None:
            break
    assert seen == [f"key_{minute}" for minute in range(7)][::-1]


def test_filters_narrow_by_action_actor_and_time(table):
    write(table, "key.created", 0)
    write(table, "key.revoked", 1)
    write(table, "plan.changed", 2, origin=SYSTEM)
    assert actions(call("audit.list", {"actions": ["key.revoked", "plan.changed"]})) == ["plan.changed", "key.revoked"]
    assert actions(call("audit.list", {"actor": "usr_ana"})) == ["key.revoked", "key.created"]
    assert actions(call("audit.list", {"from": "2026-04-07T12:01:00Z"})) == ["plan.changed", "key.revoked"]
    assert actions(call("audit.list", {"to": "2026-04-07T12:01:00Z"})) == ["key.revoked", "key.created"]
    between = {"from": "2026-04-07T12:01:00Z", "to": "2026-04-07T12:01:30Z"}
    assert actions(call("audit.list", between)) == ["key.revoked"]
    assert actions(call("audit.list", {"from": "2026-04-08T12:00:00Z", "to": "2026-04-07T12:00:00Z"})) == []


def test_a_filter_reads_a_thousand_entries_at_most_and_says_where_to_continue(table):
    write(table, "plan.changed", 0)
    for minute in range(1, 1_002):
        write(table, "key.created", minute)
    page = call("audit.list", {"actions": ["plan.changed"]}).data
    assert page["entries"] == []
    rest = call("audit.list", {"actions": ["plan.changed"], "before": page["next_before"]})
    assert (actions(rest), rest.data["next_before"]) == (["plan.changed"], None)


def test_other_organisations_are_not_there(table):
    write(table, "key.created", organisation=OTHER_ORGANISATION)
    assert actions(call("audit.list")) == []


def test_the_sandbox_shows_what_was_done_in_it(table):
    write(table, "webhook.created", 0, environment="sandbox")
    write(table, "webhook.deleted", 1, environment="live")
    write(table, "key.created", 2)
    assert actions(call("audit.list", caller=SANDBOX)) == ["webhook.created"]


@pytest.mark.parametrize("cursor", ["x", "eA", "MjAyNi0wNC0wN1QxMjowMDowMC4wMDBaI2F1ZF8"])
def test_a_cursor_that_is_not_ours_is_refused(table, cursor):
    answer = call("audit.list", {"before": cursor})
    assert (answer.status, answer.error["details"]["field"]) == (400, "before")


@pytest.mark.parametrize("scopes", ["write", "read", "contacts:admin", "audit:write"])
def test_only_administrators_read_it(table, scopes):
    assert call("audit.list", caller={"scopes": scopes}).status == 403


def test_a_key_made_for_it_reads_it(table):
    assert call("audit.list", caller={"scopes": "audit:admin"}).status == 200
