"""A new company is welcomed, and asked after three working days unless it is active by then."""

import pytest

from tests.api import ORGANISATION, call
from tests.workflows.stream import Stream, instances

COMPANY = {"type": "company", "name": "Ferreteria Puig", "email": "puig@example.com"}


@pytest.mark.parametrize(("tags", "mails"), [([], 2), (["actiu"], 1)])
def test_the_follow_up_is_on_a_working_day_and_only_where_it_is_needed(shop, table, tags, mails):
    stream = Stream()
    identifier = shop.create("onboarding")
    call("contacts.create", {**COMPANY, "tags": tags})
    stream.publish()
    shop.states.run()
    (run,) = instances(identifier)
    assert (run["status"], run["output"]) == ("completed", {"asked": mails == 2})
    (item,) = table.query(f"{ORGANISATION}#live#WFI")
    waited = table.query(f"{ORGANISATION}#live#WFS#{item['SK']}", prefix="wait#")[0]
    assert waited["until"] == "2026-03-05T08:00:00.000Z"
    assert [to for to, _, _ in shop.sent()] == [COMPANY["email"]] * mails


def test_a_person_is_not_onboarded(shop):
    stream = Stream()
    identifier = shop.create("onboarding")
    call("contacts.create", {"type": "person", "name": "Maria", "email": "maria@example.com"})
    stream.publish()
    assert instances(identifier) == []
