"""POST /v1/integrations/uses keeps its promises."""

from typing import Any

import pytest
from bivelio_core.calendar import connections_used as of_calendar
from bivelio_core.integrations.choice import UNKNOWN
from bivelio_core.workflows import connections_used

from tests.api import OTHER_ORGANISATION, call
from tests.functions.integrations.connected import SANDBOX, connect
from tests.functions.integrations.test_complete import state_of

pytestmark = pytest.mark.usefixtures("table")
WHATSAPP, TELEGRAM, MAIL = "cn_w1x2y3z4", "cn_t5u6v7w8", "cn_m9n0p1q2"
"""The connections of every sandbox."""


def send(step: str, **given: Any) -> dict[str, Any]:
    """A step that sends a message."""
    return {"id": step, "type": "message.send", "input": {"channel": "telegram", "to": "1", "body": "Hola"} | given}


def workflow(name: str, *steps: dict[str, Any], **more: Any) -> str:
    """The id of a workflow that was just made."""
    asked = {"name": name, "trigger_type": "manual", "steps": list(steps), **more}
    answer = call("workflows.create", asked, caller=SANDBOX)
    assert answer.status == 200, answer
    return str(answer.data["id"])


def uses(connection: str, **asked: Any) -> list[dict[str, Any]]:
    """What uses a connection, besides what every sandbox has."""
    answer = call("integrations.uses", {"id": connection, "per_page": 100, **asked}, caller=SANDBOX)
    return [use for use in answer.data["uses"] if use.get("id") != "wf_a1b2c3d4"]


def workflows(connection: str) -> dict[str, dict[str, str]]:
    """By the name of each workflow that uses a connection, how its steps do."""
    found = [use for use in uses(connection) if use["kind"] == "workflow"]
    return {use["name"]: {step["id"]: step["how"] for step in use["steps"]} for use in found}


def test_the_default_of_a_channel_is_used_by_what_names_none():
    made = workflow("Avisa", {**send("avisa"), "name": "Avisa el client"})
    assert uses(TELEGRAM) == [
        {"kind": "messages", "how": "default"},
        {
            "kind": "workflow",
            "how": "default",
            "id": made,
            "name": "Avisa",
            "status": "active",
            "steps": [{"id": "avisa", "name": "Avisa el client", "type": "message.send", "how": "default"}],
        },
    ]
    assert workflows(WHATSAPP) == workflows(MAIL) == {}


def test_a_second_connection_of_a_channel_is_used_by_what_names_it():
    second = connect("telegram").data["id"]
    workflow("Nomena", send("per_la_segona", connection_id=second), send("per_la_de_sempre"))
    assert uses(second)[0]["kind"] == "workflow", "it is no channel's default"
    assert workflows(second) == {"Nomena": {"per_la_segona": "named"}}
    assert workflows(TELEGRAM) == {"Nomena": {"per_la_de_sempre": "default"}}
    call("integrations.disconnect", {"id": TELEGRAM}, caller=SANDBOX)
    assert workflows(second) == {"Nomena": {"per_la_segona": "named", "per_la_de_sempre": "default"}}


def test_what_an_expression_chooses_is_possible():
    second = connect("telegram").data["id"]
    workflow(
        "Tria",
        send("connexio", connection_id="{{input.connexio}}"),
        send("canal", channel="{{input.canal}}"),
        send("nomenada", channel="{{input.canal}}", connection_id=second),
    )
    assert workflows(TELEGRAM) == {"Tria": {"connexio": "possible", "canal": "possible"}}
    assert workflows(second) == {"Tria": {"connexio": "possible", "nomenada": "named"}}
    assert workflows(MAIL) == {"Tria": {"canal": "possible"}}
    assert [use["how"] for use in uses(second)] == ["named"], "the surest of its steps"


def test_steps_inside_others_and_after_a_failure_count_too():
    workflow(
        "Niada",
        {"id": "cada", "type": "for_each", "input": {"items": "{{input.llista}}", "steps": [send("dins")]}},
        {
            "id": "alhora",
            "type": "parallel",
            "input": {"branches": [{"id": "a", "steps": [send("branca")]}, {"id": "b", "steps": [send("altra")]}]},
        },
        on_failure=[send("si_falla")],
    )
    assert workflows(TELEGRAM) == {"Niada": dict.fromkeys(("dins", "branca", "altra", "si_falla"), "default")}


def test_only_the_latest_version_counts_and_archived_workflows_do_not():
    changed, archived = workflow("Canviat", send("avisa")), workflow("Arxivat", send("avisa"))
    inactive = workflow("Inactiu", send("avisa"))
    call("workflows.update", {"id": changed, "steps": [send("avisa", channel="whatsapp")]}, caller=SANDBOX)
    call("workflows.archive", {"id": archived}, caller=SANDBOX)
    call("workflows.update", {"id": inactive, "status": "inactive"}, caller=SANDBOX)
    assert workflows(TELEGRAM).keys() == {"Inactiu"}
    assert workflows(WHATSAPP).keys() == {"Canviat"}
    assert next(use["status"] for use in uses(TELEGRAM) if use["kind"] == "workflow") == "inactive"


def test_an_mcp_server_is_used_by_the_steps_that_name_it():
    server, other = (connect("mcp", name=name).data["id"] for name in ("google_sheets", "inventari"))
    steps = [
        {"id": step, "type": "mcp.execute", "input": {"provider": provider, "tool": "get", "parameters": {}}}
        for step, provider in (("full", "google_sheets"), ("tria", "{{input.servidor}}"))
    ]
    workflow("Fulls", *steps)
    assert workflows(server) == {"Fulls": {"full": "named", "tria": "possible"}}
    assert workflows(other) == {"Fulls": {"tria": "possible"}}
    assert workflows(MAIL) == {}


def test_mails_and_google_say_what_of_the_platform_goes_by_them():
    assert [use["kind"] for use in uses(MAIL)] == ["messages", "invoices", "calendar"]
    google = connect("google_calendar").data
    assert uses(google["id"]) == [], "its owner has not consented"
    about = {"id": google["id"], "state": state_of(google), "code": "4/code"}
    call("integrations.complete", about, caller=SANDBOX)
    assert uses(google["id"]) == [{"kind": "calendar", "how": "default"}]


CONNECTED: list[dict[str, Any]] = [
    {"SK": provider, "provider": provider, "status": "active", "settings": {}}
    for provider in ("google_calendar", "smtp")
]
GOOGLE, POST = CONNECTED


@pytest.mark.parametrize(
    ("given", "by_google", "by_mail"),
    [
        ({}, None, None),
        ({"sync_to_google": True}, "default", None),
        ({"sync_to_google": UNKNOWN}, "possible", None),
        ({"attendees": ["ana@exemple.cat"]}, None, "default"),
        ({"attendees": UNKNOWN}, None, "possible"),
        ({"attendees": ["ana@exemple.cat"], "sync_to_google": True}, "default", None),
        ({"attendees": ["ana@exemple.cat"], "sync_to_google": UNKNOWN}, "possible", "possible"),
        (
            {"attendees": ["ana@exemple.cat"], "sync_to_google": True, "reminders": [{"method": "email"}]},
            "default",
            "default",
        ),
        (
            {"attendees": ["ana@exemple.cat"], "sync_to_google": True, "reminders": [{"method": "popup"}]},
            "default",
            None,
        ),
        ({"attendees": ["ana@exemple.cat"], "sync_to_google": True, "reminders": UNKNOWN}, "default", "possible"),
    ],
)
def test_a_step_that_makes_an_event_goes_by_google_or_by_mail_as_the_calendar_does(given, by_google, by_mail):
    every = [POST, GOOGLE]
    assert of_calendar.of_step(given, GOOGLE, every) == by_google
    assert of_calendar.of_step(given, POST, every) == by_mail


def test_uses_come_in_pages_with_exact_totals_however_many_definitions_are_read_at_once(monkeypatch):
    monkeypatch.setattr(connections_used, "READ_AT_ONCE", 2)
    for number in range(5):
        workflow(f"Flux {number}", send("avisa"))
    first, second = (
        call("integrations.uses", {"id": TELEGRAM, "per_page": 4, "page": page}, caller=SANDBOX).data for page in (1, 2)
    )
    assert first["pagination"]["total"] == second["pagination"]["total"] == 6
    names = [use.get("name") for use in first["uses"] + second["uses"]]
    assert (names[0], sorted(names[1:])) == (None, [f"Flux {number}" for number in range(5)])


def test_what_a_caller_may_not_read_is_left_out_and_named():
    workflow("Secret", send("avisa"))
    caller = {**SANDBOX, "scopes": "integrations:admin messages:read"}
    answer = call("integrations.uses", {"id": TELEGRAM}, caller=caller).data
    assert answer["uses"] == [{"kind": "messages", "how": "default"}]
    assert answer["left_out"] == ["calendar", "invoices", "workflows"]


def test_an_unknown_connection_and_anothers_are_refused():
    made = connect("telegram").data["id"]
    assert call("integrations.uses", {"id": "cn_00000000"}, caller=SANDBOX).error["code"] == "RESOURCE_NOT_FOUND"
    other = {**SANDBOX, "organisation": OTHER_ORGANISATION}
    assert call("integrations.uses", {"id": made}, caller=other).error["code"] == "RESOURCE_FORBIDDEN"
