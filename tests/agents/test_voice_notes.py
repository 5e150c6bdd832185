"""What is said in a voice note is written down once, paid by the started minute, and read where messages are read."""

import base64
import json
from collections import Counter
from dataclasses import asdict, replace
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.agents.desk import arrivals, phrases, turns
from bivelio_core.agents.voice import notes
from bivelio_core.messages.arrivals import Arrival
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model.gemini import GeminiModel
from bivelio_core.store import keys
from bivelio_core.tenancy import Tenant

from local import voice_notes
from tests.agents.desk_world import PHONE, World, says, status
from tests.agents.test_desk_killed import AGAIN, MOST_TRIES, once
from tests.agents.world import balance, live, made, speaking
from tests.api import ORGANISATION, call
from tests.functions.messages.world import comes_in, served, whatsapp, wrote
from tests.providers.gemini_simulator import KEY, GeminiSimulator
from tests.receiver import Reply
from tests.services import waiting
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

pytestmark = pytest.mark.usefixtures("table")
WORDS = "Bon dia, a quina hora obriu demà?"
USER = {"actor_kind": "user", "actor": "usr_a1b2c3d4e5f6g7h8"}


class Listener:
    """A model that hears the words of a simulated note, and answers what is written; or fails as a test says."""

    name = "listener"

    def __init__(self, *failures):
        self.failures, self.heard, self.asked = list(failures), [], []
        self.before_answer = lambda: None

    def answer(self, prompt, _deadline):
        blobs = [part for turn in prompt.turns for part in getattr(turn, "parts", ()) if isinstance(part, lm.Blob)]
        if not blobs:
            self.asked.append(prompt)
            self.before_answer()
            return said(says("A les nou."))
        if self.failures:
            raise self.failures.pop(0)
        self.heard.append(voice_notes.words_in(blobs[0].data))
        return said(self.heard[-1])


def said(text):
    return lm.Answer(text, "listener-1", lm.Usage(1, 1, 2), turn=lm.ModelTurn(text))


class Desk(World):
    """A desk to which people speak."""

    def __init__(self, table, connection, provider):
        super().__init__(table, connection, provider)
        self.files = {}
        self.accepts = provider.answer
        provider.answer = self.of_meta

    def of_meta(self, request):
        """Meta, which has the files of notes."""
        name = request.path.partition("?")[0].rpartition("/")[2]
        if request.method == "GET" and name in self.files:
            if request.path.startswith("/file/"):
                return Reply(200, {"Content-Type": "audio/ogg"}, self.files[name])
            url = f"http://127.0.0.1:{self.provider.port}/file/{name}"
            return Reply(200, {}, json.dumps({"url": url, "file_size": len(self.files[name])}).encode())
        return self.accepts(request)

    def says(self, words=WORDS, seconds=3, *, phone=PHONE, content=None, fetched=True):
        """Somebody sends a voice note; the message, and its job."""
        self.count += 1
        document = wrote(phone, wamid=f"wamid.in{self.count}")
        (message,) = document["entry"][0]["changes"][0]["value"]["messages"]
        del message["text"]
        name = f"media-{self.count}"
        message |= {"type": "audio", "audio": {"id": name, "mime_type": "audio/ogg; codecs=opus", "voice": True}}
        self.files[name] = voice_notes.note(words, seconds) if content is None else content
        comes_in(self.table, self.connection, "whatsapp", document)
        if fetched:
            served("fetch_message_file", waiting("message_files"))
        last = call("messages.list", {"per_page": 1}).data["pagination"]["total"]
        (message,) = call("messages.list", {"per_page": 1, "page": last}).data["messages"]
        return message, arrivals.TurnJob(ORGANISATION, "live", None, message["contact_id"], message["id"])

    def note(self, message):
        """The file of a message, as the API shows it now."""
        (file,) = call("messages.get", {"id": message["id"]}).data["attachments"]
        return file


@pytest.fixture
def desk(table, monkeypatch):
    with whatsapp(monkeypatch) as (provider, connection):
        call("agents.desk_update", {"enabled": True, "agent_id": made(), "channels": ["whatsapp"]})
        yield Desk(table, connection, provider)


def entries():
    return [
        (entry["kind"], entry["operation"])
        for entry in call("credits.ledger", {"per_page": 100}).data["entries"]
        if entry.get("operation") == notes.OPERATION
    ]


def test_a_voice_note_is_written_down_and_answered(desk):
    message, job = desk.says()
    with speaking(Listener()) as model:
        for _ in range(3):
            desk.answers(job)
    assert desk.sent() == ["A les nou."]
    assert (model.heard, len(model.asked)) == ([WORDS], 1)
    assert WORDS in str(model.asked[0].turns[0])
    file = desk.note(message)
    assert (file["transcript"], file["seconds"]) == (WORDS, 3)
    assert balance() == 500 - 1 - 1
    assert entries() == [("settle", notes.OPERATION), ("reserve", notes.OPERATION)]


@pytest.mark.parametrize(("seconds", "price"), [(1, 1), (60, 1), (60.1, 2), (600, 10)])
def test_each_started_minute_costs_a_credit(desk, seconds, price):
    _, job = desk.says(seconds=seconds)
    with speaking(Listener()):
        desk.answers(job)
    assert balance() == 500 - price - 1


def test_it_is_heard_by_gemini_as_a_file_within_the_request(desk):
    message, job = desk.says()

    def answer(asked):
        return voice_notes.words_in(asked.files[0].data) if asked.files else says("A les nou.")

    with GeminiSimulator(answer) as simulator, speaking(GeminiModel(simulator.settings, lambda: KEY)):
        desk.answers(job)
    assert simulator.refused == []
    heard, _ = simulator.requests
    assert [file.mime_type for file in heard.files] == ["audio/ogg"]
    assert desk.note(message)["transcript"] == WORDS


def test_it_waits_for_the_file(desk):
    _, job = desk.says(fetched=False)
    with speaking(Listener()) as model:
        desk.answers(job)
        assert (desk.sent(), model.heard) == ([], [])
        (again,) = waiting("turns")
        served("fetch_message_file", waiting("message_files"))
        desk.answers(again)
    assert desk.sent() == ["A les nou."]


def test_a_file_that_never_comes_is_a_persons(desk):
    message, job = desk.says(fetched=False)
    with speaking(Listener()) as model:
        desk.answers(replace(job, waits=turns.MOST_WAITS))
    assert desk.sent() == [f"{phrases.NOTE_NOT_HEARD['ca']}\n\n{phrases.HANDED_OVER['ca']}"]
    assert (model.asked, balance()) == ([], 500)
    assert status(message["contact_id"])["handed_over"]["why"] == "unavailable"


TOO_LARGE = voice_notes.note("Bon dia", 601)


@pytest.mark.parametrize(
    ("content", "reason", "sentence"),
    [
        (TOO_LARGE, "too_long", phrases.NOTE_TOO_LARGE),
        (b"OggS" + bytes(16 * 1_048_576), "max_bytes", phrases.NOTE_TOO_LARGE),
        (b"OggS" + bytes(21 * 1_048_576), None, phrases.NOTE_TOO_LARGE),
        (b"OggS" + bytes(100), "file_type", phrases.NOTE_NOT_UNDERSTOOD),
        (b"#!AMR\n" + bytes(100), "file_type", phrases.NOTE_NOT_UNDERSTOOD),
    ],
    ids=["too long", "too large", "larger than any file", "no sound", "another kind of sound"],
)
def test_what_is_too_much_is_said_in_words_and_costs_nothing(desk, content, reason, sentence):
    message, job = desk.says(content=content)
    with speaking(Listener()) as model:
        desk.answers(job)
        (text,) = desk.sent()
        assert text == sentence["ca"].format(minutes=10, megabytes=16)
        assert (model.heard, model.asked, balance()) == ([], [], 500)
        assert desk.note(message).get("not_transcribed") == reason
        assert "handed_over" not in status(message["contact_id"])
        for _ in range(2):
            _, job = desk.says(content=content)
            desk.answers(job)
    assert status(message["contact_id"])["handed_over"]["why"] == "failed_turns"


def test_silence_is_asked_for_again(desk):
    message, job = desk.says(notes.NOTHING_SAID)
    with speaking(Listener()):
        desk.answers(job)
    assert desk.sent() == [phrases.NOTE_NOT_UNDERSTOOD["ca"]]
    assert desk.note(message)["not_transcribed"] == "no_speech"
    assert balance() == 499, "it was listened to"


def test_without_a_key_it_says_so_and_a_person_goes_on(desk):
    message, job = desk.says()
    desk.answers(job)
    assert desk.sent() == [f"{phrases.NOTE_NOT_HEARD['ca']}\n\n{phrases.HANDED_OVER['ca']}"]
    assert (desk.note(message)["not_transcribed"], balance()) == ("no_model", 500)
    assert status(message["contact_id"])["handled_by"] == "person"


def test_what_is_written_beside_an_unheard_note_is_answered(desk):
    desk.says(content=TOO_LARGE)
    _, job = desk.writes("A quina hora obriu?")
    with speaking(Listener()):
        desk.answers(job)
    assert desk.sent() == [f"A les nou.\n\n{phrases.NOTE_TOO_LARGE['ca'].format(minutes=10, megabytes=16)}"]


def test_a_model_that_is_away_is_asked_again_and_paid_once(desk):
    message, job = desk.says()
    with speaking(Listener(lm.ModelUnavailable("unavailable"), lm.ModelUnavailable("rate_limited"))):
        desk.answers(job)
        assert (desk.sent(), balance()) == ([], 500)
        for _ in range(2):
            (again,) = waiting("turns")
            desk.answers(again)
    assert desk.sent() == ["A les nou."]
    assert (desk.note(message)["transcript"], balance()) == (WORDS, 498)
    assert sorted(kind for kind, _ in entries()) == ["refund", "refund", "reserve", "reserve", "reserve", "settle"]


def test_a_model_that_refuses_costs_nothing_and_a_person_goes_on(desk):
    message, job = desk.says()
    with speaking(Listener(lm.ModelRefused("blocked"))):
        desk.answers(job)
    assert desk.sent() == [f"{phrases.NOTE_NOT_HEARD['ca']}\n\n{phrases.HANDED_OVER['ca']}"]
    assert (desk.note(message)["not_transcribed"], balance()) == ("blocked", 500)


def test_the_credits_are_the_agents_of_its_day(desk):
    agent = call("agents.desk_get").data["agent_id"]
    call("agents.update", {"agent_id": agent, "daily_credits": 5, "maximum_credits": 5})
    message, job = desk.says(seconds=350)
    with speaking(Listener()) as model:
        desk.answers(job)
    assert (model.heard, balance()) == ([], 500)
    assert status(message["contact_id"])["handed_over"]["why"] == "unavailable"


def test_who_has_the_conversation_reads_what_was_said(desk):
    message, job = desk.writes("Bon dia")
    with speaking(Listener()):
        desk.answers(job)
        call(
            "messages.send", {"channel": "whatsapp", "contact_id": message["contact_id"], "body": "Soc jo"}, caller=USER
        )
        note, job = desk.says("Gràcies Anna")
        desk.answers(job)
    assert len(desk.sent()) == 2, "a person answers"
    assert desk.note(note)["transcript"] == "Gràcies Anna"
    (found,) = call("messages.search", {"search": "gracies"}).data["messages"]
    assert found["id"] == note["id"]


def test_a_later_turn_remembers_what_was_said(desk):
    _, job = desk.says()
    with speaking(Listener()) as model:
        desk.answers(job)
        _, job = desk.writes("I dissabte?")
        desk.answers(job)
    assert WORDS in str(model.asked[1].before)


def test_a_note_that_is_deleted_meanwhile_leaves_no_text_and_costs_nothing(desk):
    message, job = desk.says()

    class Deleted(Listener):
        def answer(self, prompt, deadline):
            document = wrote(PHONE, wamid="wamid.gone")
            (revoke,) = document["entry"][0]["changes"][0]["value"]["messages"]
            del revoke["text"]
            revoke |= {"type": "revoke", "revoke": {"original_message_id": message["provider_message_id"]}}
            comes_in(desk.table, desk.connection, "whatsapp", document)
            return super().answer(prompt, deadline)

    with speaking(Deleted()):
        desk.answers(job)
    shown = call("messages.get", {"id": message["id"]}).data
    assert ("deleted_at" in shown, "attachments" in shown) == (True, False)
    assert not [entry for entry in entries() if entry[0] == "settle"]


def test_a_note_of_the_sandbox_says_the_same_each_time(table):
    caller = {"environment": "sandbox"}
    agent = call("agents.create", {"name": "R", "instructions": "R", "category": "front_desk"}, caller=caller).data[
        "id"
    ]
    call("agents.desk_update", {"enabled": True, "agent_id": agent, "channels": ["whatsapp"]}, caller=caller)
    document = wrote(PHONE, wamid="wamid.sandbox")
    (message,) = document["entry"][0]["changes"][0]["value"]["messages"]
    del message["text"]
    message |= {"type": "audio", "audio": {"id": "m", "mime_type": "audio/ogg; codecs=opus"}}
    body = base64.b64encode(json.dumps(document).encode()).decode()
    served(
        "receive_message", [asdict(Arrival("whatsapp", ORGANISATION, "sandbox", "cn_w1x2y3z4", clock.stamp(), body))]
    )
    served("fetch_message_file", waiting("message_files"))
    message = call("messages.list", {"per_page": 100}, caller=caller).data["messages"][-1]
    day = Tenant.at(ORGANISATION, "sandbox").day
    job = arrivals.TurnJob(ORGANISATION, "sandbox", day, message["contact_id"], message["id"])
    served("answer_turn", [asdict(job)])
    (file,) = call("messages.get", {"id": message["id"]}, caller=caller).data["attachments"]
    assert file["transcript"] == notes.SAMPLE


def test_a_function_that_dies_at_any_call_writes_it_down_and_pays_once(desk):
    killer, notes_said, heard_by = Killer(), list[tuple[Any, str]](), list[int]()

    def told(wants=lambda _number, _when: False):
        words = f"Nota {len(notes_said)}"
        message, job = desk.says(words, phone=f"346{len(notes_said):08d}")
        notes_said.append((message, words))
        for tries in range(MOST_TRIES):
            died = list[int]()

            def dies(number, when, died=died):
                died += [number] if not died and wants(number, when) else []
                return bool(died)

            listener = Listener()
            listener.before_answer = lambda: heard_by.append(len(killer.calls))
            with clock.frozen(clock.now() + tries * AGAIN), speaking(listener):
                try:
                    with killer.armed(dies):
                        desk.answers(job)
                except Killed:
                    continue
                if not died:
                    return tries
        raise AssertionError("nobody lived to the end")

    for _ in range(2):
        told()
    points = [(number, when) for number in range(heard_by[-1]) for when in ("before", "after")]
    assert len(points) > 20
    for point in points:
        assert told(once(point)) == 1, point
    assert [desk.note(message)["transcript"] for message, _ in notes_said] == [words for _, words in notes_said]
    reservations = [
        item for item in live(desk.table).query(keys.CREDIT_RESERVATION) if item["operation"] == notes.OPERATION
    ]
    assert Counter(item["status"] for item in reservations) == {"settled": len(notes_said)}
    assert sum(item["charged"] for item in reservations) == len(notes_said)
