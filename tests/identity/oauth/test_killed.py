"""Codes and refresh tokens are good once although the function dies at any call, or two come together.

`KILLED_GRANTS=1000` is the large run: so many kills.
"""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api import Answer
from tests.functions.auth.signing_in import listed
from tests.identity.oauth.asked import CLAUDE, Person, call, good, refresh, refused, token
from tests.identity.oauth.attempts import opens
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

pytestmark = pytest.mark.usefixtures("deployment")
KILLS = int(os.environ.get("KILLED_GRANTS", "30"))
CALLS = 3
"""The calls of the table that an exchange and a refresh make; a test sees whether it is still so."""


class Apps:
    """What clients do with one person's grants, while the function dies."""

    def __init__(self, seed: int) -> None:
        self.person, self.killer, self.dice = Person(), Killer(), random.Random(seed)
        self.kills = 0

    def attempt(self, act: Any, at: tuple[int, str] | None = None) -> Answer | None:
        """The answer, None if the function died at that call."""
        try:
            with self.killer.armed(lambda *call: call == at):
                answer: Answer = act()
                return answer
        except Killed:
            self.kills += 1
            return None

    def place(self) -> tuple[int, str]:
        """A call, and whether it is carried out."""
        return self.dice.randrange(CALLS), self.dice.choice(["before", "after"])

    def grants(self) -> int:
        """How many grants are open."""
        return sum(bool(session["app"]) for session in listed(self.person.held))


def test_an_exchange_and_a_refresh_make_so_many_calls():
    apps = Apps(0)
    code = apps.person.allow()
    assert apps.attempt(lambda: token(code=code))
    assert len(apps.killer.calls) == CALLS
    held = apps.person.connect()
    assert apps.attempt(lambda: refresh(held["refresh_token"]))
    assert len(apps.killer.calls) == CALLS


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(CALLS))
def test_a_code_whose_exchange_died_is_good_or_has_begun_nothing_that_stays(number, when):
    apps = Apps(0)
    code = apps.person.allow()
    assert apps.attempt(lambda: token(code=code), (number, when)) is None
    again = token(code=code)
    if (number, when) == (CALLS - 1, "after"):  # it was carried out, and nobody has the answer
        assert refused(again) == "invalid_grant"
        assert apps.grants() == 0
    else:
        assert opens(good(again)["access_token"])
        assert apps.grants() == 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(CALLS))
def test_an_app_whose_refresh_died_goes_on_with_one_successor(number, when):
    apps = Apps(0)
    held = apps.person.connect()
    assert apps.attempt(lambda: refresh(held["refresh_token"]), (number, when)) is None
    successors = {good(refresh(held["refresh_token"]))["refresh_token"] for _ in range(2)}
    assert len(successors) == 1
    assert good(refresh(successors.pop()))
    assert apps.grants() == 1


def test_whoever_dies_or_comes_together_there_is_one_grant_for_a_code_and_one_successor_for_a_token():
    apps = Apps(1)
    while apps.kills < KILLS:
        code = apps.person.allow()
        apps.attempt(lambda code=code: token(code=code), apps.place())
        if apps.dice.random() < 0.5:
            with ThreadPoolExecutor(2) as together:
                answers = list(together.map(lambda _, code=code: token(code=code), range(2)))
        else:
            answers = [token(code=code)]
        successes = [answer for answer in answers if answer.status == 200]
        assert len(successes) <= 1
        assert {refused(answer) for answer in answers if answer.status != 200} <= {"invalid_grant"}
        assert apps.grants() == (len(answers) == len(successes)), "a copied code ends what it has begun"
        if len(answers) > len(successes):
            assert not any(opens(answer.body["access_token"]) for answer in successes)
            continue
        old = successes[0].body["refresh_token"]
        for _ in range(3):
            place = apps.place()
            apps.attempt(lambda old=old: refresh(old), place)
            with ThreadPoolExecutor(2) as together:
                found = {
                    good(answer)["refresh_token"] for answer in together.map(lambda _, old=old: refresh(old), range(2))
                }
            assert len(found) == 1
            old = found.pop()
        assert call("revoke", {"token": old, "client_id": CLAUDE}).status == 200
        assert apps.grants() == 0
    assert apps.kills >= KILLS
