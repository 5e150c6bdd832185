"""What the authorizer refuses is in the organisation's log of requests, when it is known whose it was."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests.api import call
from tests.functions.authorizer.judged import NOW, judge
from tests.operated import new_key, new_organisation, operated
from tests.requests.logs import bring, lines, requests

pytestmark = pytest.mark.usefixtures("deployment")


def shown(capsys, organisation):
    """The requests of an organisation, once the log was consumed."""
    bring(lines(capsys))
    return call("requests.list", caller={"organisation": organisation}).data["requests"]


def test_a_request_beyond_the_plans_limit_is_told_of(capsys):
    organisation = new_organisation()
    text = new_key(organisation)
    with clock.frozen(NOW):
        for second in range(100):
            with clock.frozen(NOW + timedelta(seconds=second // 19)):
                judge(X_API_Key=text)
        capsys.readouterr()
        judge(X_API_Key=text)
        (found,) = shown(capsys, organisation)
    assert (found["status"], found["code"], found["operation"]) == (429, "RATE_LIMIT_EXCEEDED", "contacts.create")
    assert (found["actor_kind"], found["actor"][:4]) == ("api_key", "key_")


def test_a_key_that_works_no_longer_is_told_of(capsys):
    organisation = new_organisation()
    text = new_key(organisation)
    operated("suspend_organisation", organisation=organisation)
    capsys.readouterr()
    judge(X_API_Key=text)
    (found,) = shown(capsys, organisation)
    assert (found["status"], found["code"]) == (401, "AUTH_INVALID_TOKEN")


def test_a_credential_of_nobody_is_no_organisations_request(capsys):
    judge(X_API_Key="bv_live_sk_nonsense")
    judge(Authorization="Bearer x.y.z")
    judge()
    assert requests(capsys) == []


def test_a_request_that_passes_is_told_of_by_its_endpoint_alone(capsys):
    judge(X_API_Key=new_key(new_organisation()))
    assert requests(capsys) == []
