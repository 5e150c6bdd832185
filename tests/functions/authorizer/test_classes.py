"""Programs, people and what everybody can send are counted apart: none can use up what another one needs."""

from collections import Counter
from datetime import timedelta

import pytest
from bivelio_core import clients, clock
from bivelio_core.entrypoints.authorizer import KEYRING
from bivelio_core.identity import gateway_keys
from bivelio_core.store import keys

from tests import gateway
from tests.functions.authorizer.judged import NOW, effect, judge
from tests.operated import PASSWORD, access_token, new_key, new_organisation, new_user

pytestmark = pytest.mark.usefixtures("deployment")
SIGN_IN = {"email": "ana@exemple.cat", "password": PASSWORD}


class Callers:
    """An organisation's callers, one of each class."""

    def __init__(self, plan: str = "starter") -> None:
        self.organisation = new_organisation(plan=plan)
        self.secret = new_key(self.organisation)
        self.publishable = new_key(self.organisation, "read", type="publishable")
        self.token = access_token(self.organisation)

    def ask(self, caller_class, **more):
        """The authorizer's answer to a request of a class."""
        headers = {
            "programs": {"X_API_Key": self.secret},
            "people": {"Authorization": f"Bearer {self.token}"},
            "publishable": {"X_API_Key": self.publishable},
            "sign_in": {"X_API_Key": self.publishable, "path": "auth/token"},
        }
        return judge(**headers[caller_class], **more)

    def fill(self, caller_class, seconds=20):
        """Ask for more than any limit allows, from many networks; the first second that refused nothing."""
        for second in range(seconds):
            with clock.frozen(NOW + timedelta(seconds=second)):
                for number in range(25):
                    self.ask(caller_class, source_ip=f"192.0.2.{number}")


@pytest.mark.parametrize("full", list(KEYRING))
def test_a_class_that_is_full_takes_nothing_from_the_others(full):
    callers = Callers()
    callers.fill(full)
    with clock.frozen(NOW + timedelta(seconds=21)):
        answers = {each: callers.ask(each, source_ip="198.51.100.1") for each in KEYRING}
    assert {each: effect(answer) for each, answer in answers.items()} == {
        each: "Deny" if each == full else "Allow" for each in KEYRING
    }
    left = {each: answer["context"]["remaining"] for each, answer in answers.items()}
    whole = {"programs": "99", "people": "99", "publishable": "24", "sign_in": "49"}
    assert left == {**whole, full: "0"}, "of the network, where that is nearer"


def test_whoever_opens_a_page_leaves_the_secret_key_and_the_sign_in_unharmed():
    """26 calls with the key of a web page within a second, with a forged origin or without."""
    organisation = new_organisation()
    publishable, secret = new_key(organisation, "read", type="publishable"), new_key(organisation)
    new_user(organisation)
    with clock.frozen(NOW):
        page = {"X-API-Key": publishable}
        statuses = Counter(gateway.request("/workflows/list", headers=page).status for _ in range(26))
        assert statuses == {200: 10, 429: 16}
        assert gateway.request("/contacts/list", headers={"X-API-Key": secret}).status == 200
        for key in (publishable, secret):
            query = {"grant_type": "password"}
            signed_in = gateway.request("/auth/token", SIGN_IN, headers={"apikey": key}, query=query)
            assert signed_in.status == 200


@pytest.mark.parametrize(
    ("plan", "caller_class", "per_minute", "of_a_network"),
    [
        ("starter", "publishable", 50, 25),
        ("pro", "publishable", 250, 125),
        ("starter", "sign_in", 100, 50),
        ("pro", "sign_in", 500, 250),
    ],
)
def test_a_network_has_half_of_what_is_open_to_all(plan, caller_class, per_minute, of_a_network):
    callers, answers = Callers(plan), []
    for second in range(60 - NOW.second):
        with clock.frozen(NOW + timedelta(seconds=second)):
            answers += [callers.ask(caller_class, source_ip="2001:db8:1:2::5") for _ in range(10)]
    assert Counter(effect(answer) for answer in answers)["Allow"] == of_a_network
    refused = answers[-1]["context"]
    assert (refused["limit"], refused["exceeded"], refused["remaining"]) == (str(of_a_network), str(of_a_network), "0")
    with clock.frozen(NOW + timedelta(seconds=54)):
        assert effect(callers.ask(caller_class, source_ip="2001:db8:1:2:ffff::1")) == "Deny", "the same network"
        context = callers.ask(caller_class, source_ip="192.0.2.1")["context"]
    others = min(of_a_network, per_minute - of_a_network) - 1
    assert context["remaining"] == str(others)


@pytest.mark.parametrize("caller_class", ["programs", "people"])
def test_who_has_a_credential_of_ones_own_has_the_whole_limit_from_one_network(caller_class):
    callers, answers = Callers(), []
    for second in range(10):
        with clock.frozen(NOW + timedelta(seconds=second)):
            answers += [effect(callers.ask(caller_class)) for _ in range(15)]
    assert answers == ["Allow"] * 100 + ["Deny"] * 50


@pytest.mark.parametrize(("plan", "of_each"), [("starter", 100), ("pro", 500)])
def test_a_person_who_has_used_a_minute_up_leaves_the_colleagues_theirs(plan, of_each):
    organisation = new_organisation(plan=plan)
    busy, colleague = access_token(organisation), access_token(organisation, "member")

    def ask(token):
        return judge(Authorization=f"Bearer {token}")

    for second in range(of_each // 10):
        with clock.frozen(NOW + timedelta(seconds=second)):
            assert {effect(ask(busy)) for _ in range(10)} == {"Allow"}
            left = int(ask(colleague)["context"]["remaining"])
            assert left == of_each - 1 - second
    with clock.frozen(NOW + timedelta(seconds=of_each // 10)):
        refused = ask(busy)
        assert (effect(refused), refused["context"]["exceeded"]) == ("Deny", str(of_each))
        assert effect(ask(colleague)) == "Allow"


def test_people_share_the_requests_of_a_second():
    organisation = new_organisation()
    tokens = [access_token(organisation), access_token(organisation, "member")]
    with clock.frozen(NOW):
        answers = [judge(Authorization=f"Bearer {tokens[number % 2]}") for number in range(22)]
    assert [effect(answer) for answer in answers] == ["Allow"] * 20 + ["Deny"] * 2
    assert (answers[-1]["context"]["exceeded"], answers[-1]["context"]["retry_after"]) == ("20", "1")


def test_a_secret_key_that_signs_people_in_is_a_program():
    """A server signs everybody in from one address."""
    callers = Callers()
    with clock.frozen(NOW):
        answers = [judge(X_API_Key=callers.secret, path="auth/token")["context"]["remaining"] for _ in range(2)]
    assert answers == ["99", "98"]


@pytest.mark.parametrize("caller_class", list(KEYRING))
def test_each_class_costs_one_call(caller_class):
    callers = Callers()
    with clock.frozen(NOW):
        callers.ask(caller_class)
        before = clients.calls_made()
        callers.ask(caller_class)
    assert clients.calls_made() - before == 1


@pytest.mark.parametrize("caller_class", list(KEYRING))
def test_an_enterprise_organisation_is_counted_in_no_class(caller_class):
    callers = Callers("enterprise")
    with clock.frozen(NOW):
        callers.ask(caller_class)
        before = clients.calls_made()
        assert {effect(callers.ask(caller_class)) for _ in range(80)} == {"Allow"}
    assert clients.calls_made() == before


@pytest.mark.parametrize("plan", ["starter", "pro", "enterprise"])
def test_each_class_is_throttled_by_a_gateway_key_of_its_own(table, plan):
    callers = Callers(plan)
    item = table.get(keys.organisation(callers.organisation))
    named = {gateway_keys.FIRST: item["gateway_key"], **item["gateway_keys"]}
    assert len(set(named.values())) == 3
    assert {each: callers.ask(each)["usageIdentifierKey"] for each in KEYRING} == {
        each: named[KEYRING[each]] for each in KEYRING
    }
