"""One evening of the front desk on the whole platform: people write on four channels in three languages, and speak.

A sample of the dialogues is in the suite; `EVENING=all pytest -s tests/e2e/test_evening.py` has all, and prints what
they took.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

import pytest
from bivelio_core.agents.desk import phrases

from local.messengers import Messengers
from tests.agents.evening import ANSWERED, DIALOGUES, Dialogue, Spoken
from tests.e2e.front_desk import CHANNELS, HEARING, WAIT_SECONDS, Desk, Receptionist, Visitor
from tests.local.test_incoming_mail import form
from tests.providers.gemini_simulator import GeminiSimulator
from tests.running import Runtime, configured, until, variables_of

pytestmark = pytest.mark.e2e
IS_WHOLE = os.environ.get("EVENING") == "all"
AT_ONCE = 4
EVERY = 1 if IS_WHOLE else 5
"""The sample has another language and channel each time, and each kind of end once."""

SLOTS = ("07:00", "08:00", "09:00")
"""The times of the day that are offered, in UTC: the first is booked, the last moved to."""

HANDED_OVER = ("asked_for", "complaint", "money", "unsure", "failed_turns")


def expected(dialogue: Dialogue) -> dict[str, Any]:
    """How a dialogue with a model is to end."""
    end = dialogue.end
    booked = {"booked": [SLOTS[0]], "moved": [SLOTS[-1]]}
    return {
        "why": end if end in HANDED_OVER else ANSWERED,
        "cases": int(end == "case"),
        "bookings": booked.get(end, []),
        "stopped": end == "stopped",
    }


@pytest.fixture(scope="module")
def receptionist() -> Receptionist:
    """What the model knows."""
    return Receptionist()


@pytest.fixture(scope="module")
def desk(
    platform: Runtime, messengers: Messengers, organisation: Callable[[str], dict[str, Any]], receptionist: Receptionist
) -> Desk:
    """The organisation of these tests, whose desk is open; without a model."""
    made = Desk(platform, messengers, organisation("enterprise")["keys"]["live_secret"])
    made.open(receptionist)
    return made


@pytest.fixture
def gemini(platform: Runtime, receptionist: Receptionist) -> Iterator[GeminiSimulator]:
    """The desk asks a Gemini on this machine."""
    with GeminiSimulator(receptionist) as simulator:
        settings = json.loads(variables_of(platform, "AnswerTurn")["AI_SETTINGS"])
        settings |= {"provider": "gemini", "url": simulator.settings.url}
        with configured(platform, "AnswerTurn", AI_SETTINGS=json.dumps(settings)):
            yield simulator


def notes_in(dialogue: Dialogue) -> int:
    """How many voice notes somebody sends."""
    return sum(isinstance(text, Spoken) for texts in dialogue.turns for text in texts)


def channel_of(number: int, dialogue: Dialogue) -> str:
    """On which channel a dialogue is had: those of an end on different ones."""
    if dialogue.end == "stopped":  # nobody advertises in the chat of a site, so nobody stops it there
        return CHANNELS[number % 3]
    channels = HEARING if notes_in(dialogue) else CHANNELS
    return channels[(number + number // len(channels)) % len(channels)]


def visitors(desk: Desk, first: int) -> list[tuple[Visitor, Dialogue]]:
    """The people of an evening, each with the dialogue that they have."""
    chosen = list(enumerate(DIALOGUES))[::EVERY]
    channels = {number: channel_of(number, dialogue) for number, dialogue in chosen}
    return [(Visitor.number(desk, first + number, channels[number]), dialogue) for number, dialogue in chosen]


def all_at_once(people: list[tuple[Visitor, Dialogue]]) -> list[float]:
    """Have all write, some at a time; how long each answer took, beside the wait for the rest of quick messages."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        taken = list(pool.map(lambda each: each[0].says(each[1]), people))
    return [seconds - WAIT_SECONDS for each in taken for seconds in each]


def told(capsys: pytest.CaptureFixture[str], what: str, **figures: Any) -> None:
    """Print what an evening took, when all of it was."""
    if IS_WHOLE:
        with capsys.disabled():
            sys.stdout.write(f"\n{what}: " + ", ".join(f"{name} {value}" for name, value in figures.items()) + "\n")


def plain_replies(desk: Desk, contact: str, channel: str) -> float:
    """How long a message takes that somebody writes by hand, in the middle."""
    taken = []
    for number in range(5):
        began = time.monotonic()
        desk.ask("messages/send", {"channel": channel, "contact_id": contact, "body": f"Resposta {number}"})
        taken.append(time.monotonic() - began)
    return median(taken)


def test_each_dialogue_ends_as_expected(desk: Desk, gemini: GeminiSimulator, capsys: pytest.CaptureFixture[str]):
    people, before = visitors(desk, 0), desk.ask("credits/balance")["balance"]
    taken = all_at_once(people)
    ends = {(dialogue.language, dialogue.turns): visitor.end() for visitor, dialogue in people}
    wanted = {(dialogue.language, dialogue.turns): expected(dialogue) for _, dialogue in people}
    assert ends == wanted
    for visitor, dialogue in people:
        if dialogue.end == "priced":
            assert "18,50 euros" in visitor.got()[-1]
        if dialogue.end in HANDED_OVER:
            assert phrases.HANDED_OVER[dialogue.language] in visitor.got()[-1]
        assert len(visitor.got()) == len(dialogue.turns), "one answer for each turn, however many messages it has"
    assert gemini.refused == []
    turns = sum(len(dialogue.turns) for _, dialogue in people if dialogue.end != "stopped")
    notes = sum(notes_in(dialogue) for _, dialogue in people)
    spent = before - desk.ask("credits/balance")["balance"]
    assert spent == turns + notes
    whatsapp = next(visitor for visitor, _ in people if visitor.channel == "whatsapp")
    told(
        capsys,
        "with a model",
        dialogues=len(people),
        turns=turns,
        voice_notes=notes,
        answers_s=[round(each, 1) for each in (min(taken), median(taken), max(taken))],
        plain_reply_s=round(plain_replies(desk, whatsapp.contact, "whatsapp"), 2),
        credits=spent,
        calls_of_the_model=len(gemini.requests),
    )


def test_without_a_model_each_is_cited_the_papers_or_told_honestly_and_handed_over(
    desk: Desk, capsys: pytest.CaptureFixture[str]
):
    people = [(visitor, Dialogue(language, turns[:1], end)) for visitor, (language, turns, end) in visitors(desk, 100)]
    before = desk.ask("credits/balance")["balance"]
    taken = all_at_once(people)
    for visitor, dialogue in people:
        (answer,) = visitor.got()
        is_heard = not all(isinstance(text, Spoken) for text in dialogue.turns[0])
        why = ANSWERED if dialogue.end == "stopped" else "unsure" if is_heard else "unavailable"
        assert visitor.end() == {"why": why, "cases": 0, "bookings": [], "stopped": dialogue.end == "stopped"}
        if dialogue.end == "priced" and not notes_in(dialogue):
            assert "18,50 euros" in answer
        if notes_in(dialogue):
            assert phrases.NOTE_NOT_HEARD[dialogue.language if is_heard else "ca"] in answer
        if dialogue.end != "stopped" and is_heard:
            assert phrases.HANDED_OVER[dialogue.language] in answer
    times = [round(each, 1) for each in (min(taken), median(taken), max(taken))]
    told(capsys, "without", answers_s=times, credits=before - desk.ask("credits/balance")["balance"])


CONSENTS = [{"channel": channel, "basis": "consent"} for channel in ("email", "whatsapp")]


def reader(desk: Desk, number: int) -> str:
    """A contact that agreed to advertising by mail and on WhatsApp."""
    addresses = {"email": f"reader{number}@exemple.com", "phone": f"+34 600 200 00{number}"}
    about = {"type": "person", "name": f"Lector {number}", "consents": CONSENTS, **addresses}
    return str(desk.ask("contacts/create", about)["id"])


def advertised(desk: Desk, contact: str, channel: str, purpose: str = "marketing") -> tuple[int, Any]:
    """What an advertisement is answered."""
    about = {"channel": channel, "contact_id": contact, "body": "Rebaixes!", "purpose": purpose}
    return desk.refusal("messages/send", about)


@pytest.mark.parametrize(("number", "channel", "word"), [(1, "whatsapp", "BAIXA"), (2, "email", "BAJA")])
def test_after_a_stop_no_advertising_goes_out_on_that_channel(desk: Desk, number: int, channel: str, word: str):
    contact = reader(desk, number)
    who = f"reader{number}@exemple.com" if channel == "email" else f"3460020000{number}"
    desk.write(channel, who, "Bon dia")
    until(lambda: desk.messages(contact))
    assert advertised(desk, contact, channel)[0] == 200
    desk.write(channel, who, word)
    until(lambda: advertised(desk, contact, channel)[0] == 422)
    assert advertised(desk, contact, channel, "service")[0] == 200, "what is no advertisement goes on"


REPORT = """From: mailer-daemon@exemple.com
To: {to}
Content-Type: multipart/report; report-type={kind}; boundary="part"

--part
Content-Type: message/{kind}

{report}
--part
Content-Type: text/rfc822-headers

Message-ID: {message}
--part--
"""


@pytest.mark.parametrize(
    ("number", "kind", "report"),
    [
        (3, "delivery-status", "Final-Recipient: rfc822; reader3@exemple.com\nAction: failed\nStatus: 5.1.1"),
        (4, "feedback-report", "Feedback-Type: abuse\nUser-Agent: Provider/1.0\nVersion: 1"),
    ],
)
def test_nothing_goes_to_an_address_that_bounced_or_complained(desk: Desk, number: int, kind: str, report: str):
    contact = reader(desk, number)
    about = {"channel": "email", "contact_id": contact, "body": "Rebaixes!", "purpose": "marketing"}
    sent = desk.ask("messages/send", about)
    mail = REPORT.format(to=desk.mailbox, kind=kind, report=report, message=sent["email_message_id"])
    file = ("eml", "report.eml", "message/rfc822", mail.replace("\n", "\r\n").encode())
    desk.bring(*form({"arrives_at": desk.mailbox}, file))
    until(lambda: advertised(desk, contact, "email")[0] == 422)
    assert advertised(desk, contact, "email", "service")[0] == 422
