"""POST /v1/keys/list keeps its promises."""

from datetime import UTC, datetime, timedelta

from bivelio_core import clock
from bivelio_core.store.writes import Key

from tests.functions.keys.conftest import Administrator, works
from tests.operated import access_token, new_organisation

NOW = datetime(2026, 4, 7, 12, 0, 0, tzinfo=UTC)


def test_keys_come_newest_first_in_pages_with_an_exact_total(administrator):
    made = []
    for minute in range(5):
        with clock.frozen(NOW + timedelta(minutes=minute)):
            administrator.token = access_token(administrator.organisation)
            made.append(administrator.create(name=f"key {minute}")["id"])
    with clock.frozen(NOW + timedelta(minutes=5)):
        pages = [administrator.ask("list", page=page, per_page=2).data for page in (1, 2, 3, 4)]
    assert [key["id"] for page in pages for key in page["keys"]] == made[::-1]
    assert {tuple(page["pagination"].values())[1:] for page in pages} == {(2, 5, 3)}


def test_the_last_use_is_shown_to_the_hour(administrator):
    with clock.frozen(NOW):
        administrator.token = access_token(administrator.organisation)
        text = administrator.create()["key"]
        before = administrator.ask("list").data["keys"][0]
        works(text)
        after = administrator.ask("list").data["keys"][0]
    assert (before["last_used_at"], after["last_used_at"]) == (None, "2026-04-07T12:00:00Z")


def test_another_organisations_keys_are_not_there(administrator):
    administrator.create()
    other = new_organisation(plan="enterprise")
    assert Administrator(other, access_token(other)).ask("list").data["keys"] == []


def test_the_sandbox_shows_test_keys_alone(administrator, sandbox_administrator):
    administrator.create()
    test = administrator.create(environment="test")
    assert [key["id"] for key in sandbox_administrator.ask("list").data["keys"]] == [test["id"]]


def test_it_reads_no_more_than_the_pointers_and_the_page(administrator, table):
    administrator.create()
    pointers = table.query(f"ORG#{administrator.organisation}", prefix="KEY#")
    assert {"key", "text"} & pointers[0].keys() == set()
    assert table.get(Key(f"KEY#{pointers[0]['digest']}", "-"))["id"] == pointers[0]["id"]


def test_the_keys_of_one_environment_are_listed_alone(administrator):
    live = administrator.create(environment="live")["id"]
    test = administrator.create(environment="test")["id"]
    for environment, wanted in (("live", live), ("test", test)):
        page = administrator.ask("list", environment=environment).data
        assert [key["id"] for key in page["keys"]] == [wanted]
        assert page["pagination"]["total"] == 1
