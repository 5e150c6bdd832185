"""A lead goes to the seller of its province, with its score, at once or on the next working day."""

import pytest

from tests.api import call

LEAD = {"company": "Puig", "email": "Info@Puig.example", "province": "Girona", "employees": 80,
        "message": "Voldríem un PRESSUPOST"}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "seller", "score", "waits"),
    [
        ({}, "pere@example.com", 90, "skipped"),
        ({"province": "Lleida"}, "vendes@example.com", 90, "skipped"),
        ({"employees": "80"}, "pere@example.com", 90, "skipped"),
        ({"employees": 5, "message": "Hola"}, "pere@example.com", 10, "completed"),
        ({"employees": "", "message": "Hola"}, "pere@example.com", 10, "completed"),
        ({"employees": None, "message": "Hola"}, "pere@example.com", 10, "completed"),
        ({"province": "Barcelona", "employees": 5}, "anna@example.com", 50, "completed"),
    ],
)
def test_a_lead_is_scored_and_given_to_somebody(shop, changed, seller, score, waits):
    shop.create("lead-routing")
    done = shop.run({**LEAD, **changed})
    assert (done["status"], done["output"]) == ("completed", {"seller": seller, "score": score}), done
    steps = {step["id"]: step for step in done["steps"]}
    assert steps["later"]["status"] == waits
    assert waits == "skipped" or steps["later"]["output"]["until"] == "2026-03-03T08:00:00.000Z"
    ((to, subject, text),) = shop.sent()
    assert (to, subject) == (seller, f"Lead {score}: Puig")
    assert done["instance_id"] in text
    (contact,) = [one for one in call("contacts.list").data["contacts"] if one["name"] == "Puig"]
    assert contact["tags"] == ["lead", seller]
