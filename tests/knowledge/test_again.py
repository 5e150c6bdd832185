"""Pages are read again each day by the sweeper, documents that are gone leave, and the erased are no answers."""

import json
from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.erasure import erasures
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, load
from tests.erasure.killed import erase_under_kills
from tests.functions.documents.world import objects
from tests.knowledge.world import add, add_file, define, forget, search, serve, sources, texts, work
from tests.receiver import Receiver, Reply
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
DAY = timedelta(days=1, minutes=1)


def sweep():
    """One run of the sweeper; how many sources it has read again."""
    load("workers/sweep_calendar").handler({})
    return [message for message in received("knowledge") if message["kind"] == "read"]


def test_a_page_is_read_again_each_day_and_says_what_it_says_then():
    define()
    bodies = [b"<p>Avui fem paella.</p>"]
    with Receiver(lambda _: Reply(200, {"Content-Type": "text/html"}, bodies[0])) as receiver:
        add(url=receiver.url)
        work()
        first = sources()[0]
        assert sweep() == []
        with clock.frozen(clock.real_now() + DAY):
            (message,) = sweep()
            assert sweep() == []
            assert serve(message)
            assert sources()[0]["passages"] == first["passages"]
            assert texts("avui") == ["Avui fem paella."]
        bodies[0] = b"<p>Avui fem fideus.</p>"
        with clock.frozen(clock.real_now() + 2 * DAY):
            (message,) = sweep()
            assert serve(message)
            assert texts("avui") == []
            work()
            assert texts("avui") == ["Avui fem fideus."]


def test_a_page_that_does_not_answer_stays_as_it_was_and_one_that_is_gone_leaves():
    define()
    replies = [Reply(200, {"Content-Type": "text/html"}, b"<p>Avui fem paella.</p>"), Reply(503), Reply(410)]
    with Receiver(lambda _: replies.pop(0)) as receiver:
        add(url=receiver.url)
        work()
        add(url=receiver.url)
        work()
        assert (sources()[0]["status"], sources()[0]["failure"]) == ("ready", "status_503")
        assert texts("paella") == ["Avui fem paella."]
        add(url=receiver.url)
        work()
    assert (sources()[0]["status"], sources()[0]["failure"]) == ("failed", "status_410")
    assert texts("paella") == []


def test_what_was_added_and_not_read_is_read_by_the_sweeper():
    define()
    add_file(b"La botiga obre a les nou.", "horari.txt")
    received("knowledge")
    with clock.frozen(clock.real_now() + timedelta(minutes=11)):
        (message,) = sweep()
        assert serve(message)
    work()
    assert texts("botiga") == ["La botiga obre a les nou."]


def test_the_source_of_a_deleted_document_leaves_with_its_text():
    define()
    source = add_file(b"La caixa forta es obre amb la clau vermella.", "clau.txt")
    work()
    call("documents.delete", {"document_id": source["document_id"]})
    with clock.frozen(clock.real_now() + DAY):
        (message,) = sweep()
        assert serve(message)
    work()
    assert sources() == []
    assert not any(b"vermella" in content for content in objects().values())


def erase(contact):
    """Erase a contact, and work that off."""
    assert call("contacts.erase", {"id": contact}).status == 202
    erase_under_kills(erasures.Subject(Tenant.at(ORGANISATION, "live"), contact).key, 0)
    forget()


def test_texts_that_name_an_erased_person_answer_nothing_and_say_why_until_they_say_something_else():
    define()
    contact = call("contacts.create", {"name": "Maria Garcia", "type": "person", "email": "maria@exemple.com"}).data[
        "id"
    ]
    named = b"<p>La formatgeria obre a les nou. Escriviu a Maria@exemple.com.</p>"
    replies = [named, named, None, named, b"<p>La formatgeria obre a les deu.</p>"]

    def page(_):
        body = replies.pop(0)
        return Reply(503) if body is None else Reply(200, {"Content-Type": "text/html"}, body)

    with Receiver(page) as receiver:
        add(url=receiver.url)
        add(question="Qui fa el formatge?", answer="La Maria, maria@exemple.com.")
        add(question="Teniu formatge de cabra?", answer="Sí, els dijous.")
        work()
        assert len(texts("formatge formatgeria")) == 3
        erase(contact)
        assert texts("formatge formatgeria") == []
        work()
        assert texts("formatge formatgeria") == ["Sí, els dijous."]
        assert call("knowledge.collections_list").data["collections"][0]["sources"] == 2
        for _ in range(3):
            (own,) = [each for each in sources() if each["kind"] == "page"]
            assert (own["status"], own["failure"], own["passages"]) == ("failed", "erased", 0)
            assert not any(b"maria@exemple.com" in content.lower() for content in objects().values())
            add(url=receiver.url)
            work()
        assert len(sources()) == 2
        assert replies == [b"<p>La formatgeria obre a les deu.</p>"]
        add(url=receiver.url)
        work()
        (own,) = [each for each in sources() if each["kind"] == "page"]
        assert (own["status"], "failure" in own) == ("ready", False)
        assert "La formatgeria obre a les deu." in texts("formatgeria")


def test_a_message_of_a_later_release_is_read():
    define()
    message = {"kind": "pack", "collection": "botiga", "source": "", "organisation": "org_0000000000000000"}
    event = json.loads(json.dumps({**message, "environment": "live", "day": None, "later": 1}))
    assert serve(event)
    forget()
    assert search("res").data["passages"] == []
