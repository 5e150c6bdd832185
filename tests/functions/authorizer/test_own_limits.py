"""A key with a limit of its own makes no more requests than that, and takes none from the others beyond it."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests.functions.authorizer.judged import NOW, effect, judge
from tests.operated import new_key, new_organisation, operate, operated

pytestmark = pytest.mark.usefixtures("deployment")


def effects(text, number):
    """What happens to so many requests of a key within a minute, seven a second."""
    found = []
    for position in range(number):
        with clock.frozen(NOW + timedelta(seconds=position // 7)):
            found.append(effect(judge(X_API_Key=text)))
    return found


def test_beyond_its_own_limit_a_key_is_refused_and_the_others_are_not():
    organisation = new_organisation()
    limited, free = new_key(organisation, rate_limit=20), new_key(organisation)
    assert effects(limited, 30) == ["Allow"] * 20 + ["Deny"] * 10
    with clock.frozen(NOW + timedelta(seconds=6)):
        refused = judge(X_API_Key=limited)["context"]
        assert (refused["limit"], refused["remaining"], refused["exceeded"]) == ("20", "0", "20")
        allowed = judge(X_API_Key=free)["context"]
        assert (allowed["limit"], allowed["remaining"]) == ("100", "79")  # 20 of the first key, one of this
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert effect(judge(X_API_Key=limited)) == "Allow"


def test_the_headers_are_those_of_the_limit_that_is_nearer():
    organisation = new_organisation()
    limited, free = new_key(organisation, rate_limit=95), new_key(organisation)
    with clock.frozen(NOW):
        assert judge(X_API_Key=limited)["context"]["remaining"] == "94"
    effects(free, 40)
    with clock.frozen(NOW + timedelta(seconds=7)):
        context = judge(X_API_Key=limited)["context"]
    assert (context["limit"], context["remaining"]) == ("100", "58")


def test_the_plans_limit_holds_for_a_key_with_its_own():
    organisation = new_organisation()
    limited, free = new_key(organisation, rate_limit=95), new_key(organisation)
    for second in range(10):
        with clock.frozen(NOW + timedelta(seconds=second)):
            assert {effect(judge(X_API_Key=free)) for _ in range(10)} == {"Allow"}
    with clock.frozen(NOW + timedelta(seconds=11)):
        answer = judge(X_API_Key=limited)
    assert (effect(answer), answer["context"]["exceeded"]) == ("Deny", "100")


def test_a_key_of_an_enterprise_organisation_can_have_a_limit():
    limited = new_key(new_organisation(plan="enterprise"), rate_limit=15)
    assert effects(limited, 17) == ["Allow"] * 15 + ["Deny"] * 2


def test_a_limit_above_the_plans_is_refused():
    organisation = new_organisation()
    asked = {"organisation": organisation, "name": "n", "environment": "live", "scopes": ["read"], "rate_limit": 101}
    answer = operate("create_api_key", **asked)
    assert (answer["error"]["details"]["field"], answer["error"]["details"]["constraint"]) == (
        "rate_limit",
        "above_plan",
    )
    operated("create_api_key", **{**asked, "rate_limit": 100})
