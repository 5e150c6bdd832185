"""The calendar on the running platform: the sweeper sends invitations and tells Google, whose calls come in."""

import pytest
from bivelio_core.calendar import google_channel

from local.invoke import invoke
from tests.running import Runtime, until

pytestmark = pytest.mark.e2e

DEMO = {"start": "2031-04-10T15:00:00Z", "end": "2031-04-10T16:00:00Z", "attendees": ["client@xyz.com"]}
CONNECTION, TOKEN = "cn_0000calendar0000", "a-token-of-the-channel"


def sweep(platform: Runtime) -> None:
    """Run the sweeper now, which also runs each minute."""
    answer, raised = invoke(platform.settings, "SweepCalendar", {})
    assert not raised, answer
    assert answer["failed"] == 0


def test_the_sweeper_runs_each_minute(platform: Runtime):
    events = platform.client("events")
    every_minute = [rule["Name"] for rule in events.list_rules()["Rules"] if rule.get("ScheduleExpression")]
    targets = [each["Arn"] for name in every_minute for each in events.list_targets_by_rule(Rule=name)["Targets"]]
    assert any("SweepCalendar" in target for target in targets), targets


def test_an_invitation_goes_out_and_is_shown(platform: Runtime):
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
    event = {"data": {**DEMO, "title": "Visita de les deu"}}
    made = platform.call("/v1/calendar/create", event, X_API_Key=key)
    assert made.json()["data"]["attendees_notified"] is True, made.body

    def shown() -> bool:
        sweep(platform)
        return "Visita de les deu" in platform.call("/mail", method="GET").body.decode()

    assert until(shown)


def test_the_sandbox_has_its_events_at_google(platform: Runtime):
    key = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    asked = {"data": {**DEMO, "title": "Amb Google", "sync_to_google": True}}
    event = platform.call("/sandbox/v1/calendar/create", asked, X_API_Key=key).json()["data"]
    assert event["google_status"] == "pending"

    def synced() -> bool:
        sweep(platform)
        about = {"data": {"id": event["id"]}}
        found = platform.call("/sandbox/v1/calendar/get", about, X_API_Key=key).json()["data"]
        return bool(found["google_status"] == "synced")

    assert until(synced)
    busy = {"data": {"from": DEMO["start"], "to": DEMO["end"], "include_google": True}}
    answer = platform.call("/sandbox/v1/calendar/free_busy", busy, X_API_Key=key).json()["data"]
    assert (answer["google"], len(answer["calendars"][0]["busy"])) == ("included", 1)


def test_a_call_of_google_has_the_changes_read(platform: Runtime):
    """The channel of a connection that is gone since: its task is due at once, and the sweeper ends it."""
    organisation = platform.demo()["organisations"]["demo"]["id"]
    table = platform.client("dynamodb").list_tables()["TableNames"][0]
    key = {"PK": {"S": f"{organisation}#live#CALT"}, "SK": {"S": f"{CONNECTION}#pull"}}
    later = {"GSI1PK": {"S": "CAL#DUE#0"}, "GSI1SK": {"S": "2099-01-01T00:00:00.000000Z"}}
    about = {"kind": {"S": "pull"}, "tries": {"N": "0"}, "due": {"S": "2026-11-26T00:00:00.000000Z"}}
    secret = {"channel_token": {"S": google_channel.digest(TOKEN)}}
    platform.client("dynamodb").put_item(TableName=table, Item={**key, **later, **about, **secret})

    def called(token: str) -> int:
        path = f"/v1/inbound/google_calendar?organisation={organisation}&connection={CONNECTION}"
        return platform.call(path, b"", X_Goog_Channel_Token=token, X_Goog_Resource_State="exists").status

    def is_done() -> bool:
        sweep(platform)
        return "Item" not in platform.client("dynamodb").get_item(TableName=table, Key=key)

    assert called("forged") == 403
    assert not is_done()
    assert called(TOKEN) == 200
    assert until(is_done)
