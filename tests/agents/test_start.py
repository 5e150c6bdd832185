"""`/start`, with which a chat with a bot begins, is answered once: by the desk, or by who lifts a stop."""

from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.agents.desk.arrivals import TurnJob

from tests.agents.desk_world import World, says
from tests.agents.world import Scripted, made, speaking
from tests.api import ORGANISATION, call
from tests.functions.messages.world import comes_in, telegram, work_off

pytestmark = pytest.mark.usefixtures("table")
CHAT = {"id": 4242, "type": "private", "first_name": "Maria"}


class Bot(World):
    """An organisation whose desk answers on Telegram."""

    def starts(self, number: int) -> None:
        """Somebody presses Start, which is told three times; the desk and the queue do what follows."""
        message = {"message_id": number, "date": int(clock.epoch()), "chat": CHAT, "from": CHAT, "text": "/start"}
        for _ in range(3):
            comes_in(self.table, self.connection, "telegram", {"update_id": number, "message": message})
        newest = [each for each in call("messages.list").data["messages"] if each["direction"] == "inbound"][-1]
        with speaking(Scripted(says("Bon dia!"))):
            for _ in range(2):
                self.answers(TurnJob(ORGANISATION, "live", None, newest["contact_id"], newest["id"]))
        work_off()

    def blocks(self) -> None:
        """Somebody blocks the bot."""
        change = {"chat": CHAT, "date": int(clock.epoch()), "new_chat_member": {"status": "kicked"}}
        comes_in(self.table, self.connection, "telegram", {"update_id": 900, "my_chat_member": change})


def outgoing() -> list[str]:
    """What was written to the person."""
    messages = call("messages.list").data["messages"]
    return [each["message"]["body"] for each in messages if each["direction"] == "outbound"]


@pytest.fixture
def bot(table: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The organisation."""
    with telegram(monkeypatch) as (bots, connection):
        call("agents.desk_update", {"enabled": True, "agent_id": made(), "channels": ["telegram"]})
        yield Bot(table, connection, bots)


def test_who_begins_is_answered_once_by_the_desk(bot):
    bot.starts(101)
    assert outgoing() == ["Bon dia!"]


def test_who_had_blocked_the_bot_is_answered_once_by_who_lifts_the_stop(bot):
    bot.starts(101)
    bot.blocks()
    bot.starts(102)
    assert len(outgoing()) == 2
    assert "tornaràs a rebre" in outgoing()[1]
    bot.starts(103)
    assert outgoing()[2:] == ["Bon dia!"], "nothing was stopped any more"
