"""The `filter` of contacts.list and contacts.export: what its conditions mean, and what is refused."""

from datetime import datetime

import pytest
from bivelio_core import clock
from bivelio_core.contacts import filters

from tests.api import call
from tests.functions.contacts.test_export import content

pytestmark = pytest.mark.usefixtures("table")


def at(time):
    return clock.frozen(datetime.fromisoformat(time))


def make(name, **more):
    return call("contacts.create", {"type": "person", "name": name, **more}).data["id"]


def listed(wanted, **query):
    data = call("contacts.list", {"filter": wanted, **query}).data
    return [contact["name"] for contact in data["contacts"]], data["pagination"]["total"]


def field(name, **operator):
    return {"field": name, **operator}


@pytest.fixture
def people(table):
    with at("2026-03-31T23:30:00Z"):
        company = make("Fusta Nord", type="company", tags=["client"])
        make("Anna", company_id=company, email="anna@nord.cat", tags=["vip", "client"])
    with at("2026-04-01T00:10:00Z"):
        make("Biel", addresses=[{"city": "Sant Cugat del Vallès"}], phone="600111222")
        make("Carla", addresses=[{"city": "Girona"}, {"city": "SANT CUGAT"}], tags=["lead"])
    with at("2026-06-01T00:10:00Z"):
        call("contacts.update", {"id": company, "custom_fields": {"sector": "fusta"}})
    return company


CASES = {
    "a value": (field("type", equals="company"), ["Fusta Nord"]),
    "any of several": (field("tags", **{"in": ["vip", "lead"]}), ["Carla", "Anna"]),
    "a city, however it is written": (field("city", equals=" sant cugat "), ["Carla"]),
    "the beginning of a city": (field("city", begins="sant"), ["Carla", "Biel"]),
    "the beginning of an address": (field("email", begins="ANNA@"), ["Anna"]),
    "nobody's address": (field("email", equals="anna@nord"), []),
    "no phone": (field("phone", empty=True), ["Carla", "Anna", "Fusta Nord"]),
    "some city": (field("city", empty=False), ["Carla", "Biel"]),
    "up to a day": (field("created_at", range={"to": "2026-03-31"}), ["Anna", "Fusta Nord"]),
    "from a day": (field("created_at", range={"from": "2026-04-01", "to": "2026-12-31"}), ["Carla", "Biel"]),
    "changed on a day": (field("updated_at", range={"from": "2026-06-01"}), ["Fusta Nord"]),
    "not": ({"not": field("tags", equals="client")}, ["Carla", "Biel"]),
    "not any of several": ({"not": field("tags", **{"in": ["vip", "lead"]})}, ["Biel", "Fusta Nord"]),
    "not a range": ({"not": field("updated_at", range={"to": "2026-03-31"})}, ["Carla", "Biel", "Fusta Nord"]),
    "not not": ({"not": {"not": field("tags", equals="vip")}}, ["Anna"]),
    "and, or, not": (
        {
            "or": [
                {"and": [field("type", equals="person"), {"not": field("tags", empty=True)}]},
                {"not": {"or": [field("phone", empty=True), field("tags", empty=False)]}},
            ]
        },
        ["Carla", "Biel", "Anna"],
    ),
    "what cannot be": ({"and": [field("tags", empty=True), field("tags", equals="vip")]}, []),
    "what must be": ({"or": [field("tags", empty=True), field("tags", empty=False)]}, "all"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.usefixtures("people")
def test_a_filter_means_what_it_says(case):
    wanted, names = CASES[case]
    names = ["Carla", "Biel", "Anna", "Fusta Nord"] if names == "all" else names
    assert listed(wanted) == (names, len(names))


def test_a_filter_holds_beside_the_other_criteria(people):
    assert listed(field("tags", equals="client"), type="person") == (["Anna"], 1)
    assert listed(field("tags", equals="client"), search="nord") == (["Anna", "Fusta Nord"], 2)
    assert listed(field("company_id", equals=people), tags=["vip"], search="anna") == (["Anna"], 1)


def test_the_last_days_end_today(people):
    with at("2026-04-01T10:00:00Z"):
        assert listed(field("created_at", range={"last_days": 1}))[0] == ["Carla", "Biel"]
        assert listed(field("created_at", range={"last_days": 2}))[1] == len(["Carla", "Biel", "Anna", "Fusta Nord"])
    with at("2026-04-02T10:00:00Z"):
        assert listed(field("created_at", range={"last_days": 1})) == ([], 0)


@pytest.mark.usefixtures("people")
def test_an_export_has_what_the_filter_asks_for():
    export = call("contacts.export", {"filter": {"not": field("tags", empty=True)}}).data
    assert [row["name"] for row in content(export)] == ["Carla", "Anna", "Fusta Nord"]


def nested(depth):
    return field("type", equals="person") if depth == 1 else {"not": nested(depth - 1)}


MANY = [field("type", equals="person")] * (filters.MAXIMUM_CONDITIONS + 1)
REFUSED = {
    "no filter": ([], "filter", "type"),
    "an empty filter": ({}, "filter.and", "one_of"),
    "two combinations": ({"and": [nested(1)], "or": [nested(1)]}, "filter.and", "one_of"),
    "an unknown combination": ({"xor": [nested(1)]}, "filter.xor", "unknown_field"),
    "no list": ({"and": nested(1)}, "filter.and", "type"),
    "an empty list": ({"or": []}, "filter.or", "min_items"),
    "no condition": ({"and": [nested(1), 5]}, "filter.and[1]", "type"),
    "an unknown field": ({"and": [nested(1), nested(1), field("nom", equals="x")]}, "filter.and[2].field", "choice"),
    "no field name": (field(7, equals="x"), "filter.field", "choice"),
    "no operator": ({"not": field("type")}, "filter.not.equals", "one_of"),
    "two operators": (field("tags", equals="x", empty=True), "filter.equals", "one_of"),
    "another's operator": (field("type", begins="per"), "filter.begins", "choice"),
    "no value": (field("type", equals="dog"), "filter.equals", "choice"),
    "no text": (field("tags", equals=7), "filter.equals", "type"),
    "an empty text": (field("city", equals="  "), "filter.equals", "min_length"),
    "one letter": (field("city", begins="s"), "filter.begins", "min_length"),
    "a long text": (field("tags", equals="x" * 300), "filter.equals", "max_length"),
    "no list of values": (field("tags", **{"in": "x"}), "filter.in", "type"),
    "no values": (field("tags", **{"in": []}), "filter.in", "min_items"),
    "a value of another type": (field("tags", **{"in": ["x", None]}), "filter.in[1]", "type"),
    "many values": (field("tags", **{"in": [str(n) for n in range(61)]}), "filter.in", "max_items"),
    "no yes or no": (field("tags", empty="yes"), "filter.empty", "type"),
    "no range": (field("created_at", range="2026"), "filter.range", "type"),
    "an empty range": (field("created_at", range={}), "filter.range.from", "one_of"),
    "an unknown end": (field("created_at", range={"until": "2026-01-01"}), "filter.range.until", "unknown_field"),
    "no day": (field("created_at", range={"from": "2026-02-30"}), "filter.range.from", "format"),
    "a week": (field("created_at", range={"from": "2026-W01-1"}), "filter.range.from", "format"),
    "a number": (field("created_at", range={"to": 20260101}), "filter.range.to", "format"),
    "no days": (field("created_at", range={"last_days": 0}), "filter.range.last_days", "minimum"),
    "many days": (field("created_at", range={"last_days": 10**9}), "filter.range.last_days", "maximum"),
    "no count of days": (field("created_at", range={"last_days": True}), "filter.range.last_days", "type"),
    "deep": (nested(filters.MAXIMUM_DEPTH + 1), "filter.not.not.not.not.not", "max_depth"),
    "many conditions": ({"or": MANY}, f"filter.or[{filters.MAXIMUM_CONDITIONS}]", "max_items"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_in_a_filter_is_named_by_its_path(case):
    wanted, place, constraint = REFUSED[case]
    for operation in ("contacts.list", "contacts.export"):
        answer = call(operation, {"filter": wanted})
        assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
        assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (place, constraint)


def test_a_range_that_ends_before_it_begins_makes_no_sense():
    answer = call("contacts.list", {"filter": field("created_at", range={"from": "2026-02-01", "to": "2026-01-01"})})
    assert (answer.status, answer.error["details"]["field"]) == (422, "filter.range.to")
    assert answer.error["details"]["constraint"] == "range_order"


def test_the_deepest_and_longest_filter_is_answered(people):
    assert people
    assert listed(nested(filters.MAXIMUM_DEPTH))[1] == len(["Carla", "Biel", "Anna"])
    assert listed({"or": MANY[1:]})[1] == len(["Carla", "Biel", "Anna"])
