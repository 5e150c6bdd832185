"""Merges, their undoing, archiving and restoring: random histories answer as a model does, whoever dies meanwhile."""

import os

import pytest

from tests.functions.contacts.merge_histories import World

HISTORIES = int(os.environ.get("MERGE_HISTORIES", "4"))
KILLS = int(os.environ.get("MERGE_KILLS", "40"))
STEPS, KILLS_EACH, MOST_PEOPLE = 30, 40, 60
"""A history with deaths ends after so many of them: it is compared with its model after every ten steps."""


@pytest.mark.usefixtures("table", "deployment")
@pytest.mark.parametrize("seed", range(HISTORIES))
def test_a_history_answers_as_its_model(seed):
    world = World(seed, kills=0)
    for number in range(STEPS):
        world.step()
        if number % 10 == 9:
            world.check()


@pytest.mark.usefixtures("table", "deployment")
@pytest.mark.parametrize("seed", range(-(-KILLS // KILLS_EACH)))
def test_nothing_dangles_after_any_death(seed):
    world = World(4711 + seed, KILLS_EACH)
    with world.mortal():
        while world.kills and len(world.people) < MOST_PEOPLE:
            for _ in range(10):
                world.step()
            kills, world.kills = world.kills, 0
            world.check()
            world.kills = kills
    assert world.kills == 0
