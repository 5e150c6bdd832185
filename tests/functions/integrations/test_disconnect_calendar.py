"""Google calls nobody about a calendar that is disconnected: its channels are stopped, then the consent is revoked."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bivelio_core import clock
from bivelio_core.calendar import tasks

from tests.api import ORGANISATION, call
from tests.functions.inbound.test_google_calendar import sweep
from tests.functions.integrations.connected import BODIES, address, provider
from tests.functions.integrations.test_complete import GIVEN, WITHDRAWN, consent, fields, state_of
from tests.google import SmallGoogle
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")
__all__ = ["consent"]


class Account:
    """A connected calendar, its Google, and Google's page of tokens."""

    def __init__(self, connection, calendar, tokens):
        self.connection, self.calendar, self.tokens = connection, calendar, tokens

    def revoked(self) -> list[str]:
        """The tokens that were revoked."""
        return [fields(each)["token"] for each in self.tokens.received if urlsplit(each.path).path.endswith("/revoke")]

    def disconnect(self):
        answer = call("integrations.disconnect", {"id": self.connection})
        assert answer.data["disconnected"]


@pytest.fixture
def account(consent, monkeypatch, table):
    monkeypatch.setenv("INBOUND_URL", "https://api.example.com/v1")
    with provider(lambda _: GIVEN) as tokens, SmallGoogle() as calendar:
        monkeypatch.setenv("GOOGLE_TOKEN_URL", f"{address(tokens)}/token")
        monkeypatch.setenv("GOOGLE_CALENDAR_URL", calendar.base)
        made = call("integrations.connect", BODIES["google_calendar"]).data
        call("integrations.complete", {"id": made["id"], "state": state_of(made), "code": "4/code"})
        sweep()
        yield Account(made["id"], calendar, tokens)


def left(table) -> str:
    """What is still kept of the calendar's tasks and connections."""
    return str(table.query(f"{ORGANISATION}#live#CALT")) + str(table.query(f"{ORGANISATION}#live#CN"))


def test_the_channel_is_stopped_and_then_the_consent_revoked(account, table):
    account.disconnect()
    assert account.revoked() == [], "the account's own token stops the channel"
    sweep()
    assert account.calendar.stopped == [account.calendar.channels[0]["id"]]
    assert account.revoked() == ["1//refresh"]
    assert left(table) == "[][]"
    assert sweep() == 0


def test_a_renewed_calendar_has_both_of_its_channels_stopped(account):
    with clock.frozen(clock.instant(4_000_000_000 - 23 * 3600)):
        sweep()
        account.disconnect()
        sweep()
    assert sorted(account.calendar.stopped) == sorted(each["id"] for each in account.calendar.channels)
    assert len(account.calendar.stopped) == 2


@pytest.mark.parametrize("status", [500, 503, 429])
def test_google_that_does_not_answer_is_asked_again(account, status, table):
    account.disconnect()
    account.calendar.failing = [status]
    sweep()
    assert (account.calendar.stopped, account.revoked()) == ([], [])
    with clock.frozen(clock.now() + timedelta(hours=1)):
        sweep()
    assert len(account.calendar.stopped) == 1
    assert account.revoked() == ["1//refresh"]
    assert left(table) == "[][]"


@pytest.mark.parametrize("status", [404, 410])
def test_a_channel_that_is_gone_is_stopped(account, status, table):
    account.disconnect()
    account.calendar.failing = [status]
    sweep()
    assert (account.revoked(), left(table)) == (["1//refresh"], "[][]")


def test_a_consent_that_was_withdrawn_leaves_nothing_to_do(account, table):
    account.disconnect()
    account.tokens.answer = lambda _: WITHDRAWN
    sweep()
    assert left(table) == "[][]"


def test_it_is_given_up_after_two_days_with_the_secrets(account, table):
    account.disconnect()
    account.tokens.answer = lambda _: Reply(503, {}, b"{}")
    with clock.frozen(clock.now() + tasks.GIVEN_UP_AFTER + timedelta(hours=1)):
        sweep()
    assert left(table) == "[][]"


def test_a_lost_answer_stops_it_once_more_and_ends(account, table):
    account.disconnect()
    account.calendar.lost_answers = 1
    sweep()
    with clock.frozen(clock.now() + timedelta(hours=1)):
        sweep()
    assert (len(account.calendar.stopped), left(table)) == (1, "[][]")


def test_a_channel_that_is_made_while_the_account_leaves_is_stopped_at_once(account):
    with clock.frozen(clock.instant(4_000_000_000 - 23 * 3600)):
        original = account.calendar.answer

        def leaves(request):
            if request.path.endswith("/events/watch"):
                account.calendar.answer = original
                account.disconnect()
            return original(request)

        account.calendar.answer = leaves
        sweep()
        sweep()
    assert len(account.calendar.channels) == 2
    assert sorted(account.calendar.stopped) == sorted(each["id"] for each in account.calendar.channels)


def test_without_a_channel_the_consent_is_revoked_at_once(account, monkeypatch, table):
    for item in table.query(f"{ORGANISATION}#live#CALT"):
        table.put({name: value for name, value in item.items() if name != "channels"})
    account.disconnect()
    assert account.revoked() == ["1//refresh"]
