"""Passages are found by what they mean where a collection has vectors: made once, charged once, and gone with the text.

The vectors are those of the simulated Gemini, which know that two words mean the same only where a test tells them to
(tests/providers/gemini_vectors.py).
"""

import json
from datetime import timedelta

import boto3
import pytest
from bivelio_core import clock
from bivelio_core.knowledge import asking, packing
from bivelio_core.knowledge.merging import merged
from bivelio_core.knowledge.packed import BrokenPack, Hit, Pack
from bivelio_core.knowledge.packing import Origin, Vectors
from bivelio_core.knowledge.vectors import in_bytes
from bivelio_core.providers.language_model import gemini_errors
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.credits.spending import reserved
from tests.erasure.killed import fused
from tests.functions.documents.world import objects
from tests.knowledge.test_again import erase
from tests.knowledge.test_killed import died
from tests.knowledge.world import add, define, forget, order, search, serve, texts, work
from tests.providers.gemini_refusals import KEY, Fail
from tests.providers.gemini_simulator import GeminiSimulator
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
DOGS, POOL = "S'admeten gossos petits, amb corretja.", "La piscina obre de juny a setembre."
ABOUT = {"mascotes": "gossos", "banyar": "piscina"}


@pytest.fixture
def gemini(table, monkeypatch):
    """A deployment that asks the simulated Gemini."""
    boto3.client("secretsmanager").create_secret(Name="a-secret", SecretString=KEY)
    monkeypatch.setattr(gemini_errors, "FIRST_PAUSE_SECONDS", 0.001)
    with GeminiSimulator() as simulator:
        simulator.same = ABOUT
        monkeypatch.setenv("AI_SETTINGS", json.dumps(simulator.settings._asdict()))
        yield simulator


@pytest.fixture
def house(gemini):
    """A collection with vectors of two answers."""
    define(vectors=True)
    add(question="Gossos?", answer=DOGS)
    add(question="Piscina?", answer=POOL)
    work()
    return gemini


def collection():
    (item,) = call("knowledge.collections_list").data["collections"]
    return item


def vector_files():
    return {name: content for name, content in objects().items() if "/vectors/" in name}


def spent():
    """The credits that were charged, when none are set aside."""
    balance = call("credits.balance").data
    assert balance["reserved"] == 0
    return balance["granted"] - balance["balance"]


def test_a_question_without_a_word_of_its_answer_finds_it(house):
    data = search("mascotes", limit=1).data
    assert [each["text"] for each in data["passages"]] == [DOGS]
    assert (data["searched_by"], "vectors_failure" in data) == ("words_and_vectors", False)
    assert (collection()["vectors"], collection()["passages_with_vectors"]) == (True, 2)


def test_what_is_far_from_every_passage_is_not_answered(house):
    assert texts("submarins nuclears") == []


def test_a_collection_without_vectors_asks_nobody_and_says_so(gemini):
    define()
    add(question="Gossos?", answer=DOGS)
    work()
    data = search("gossos").data
    assert (data["searched_by"], "vectors_failure" in data, gemini.embedded) == ("words", False, [])
    assert (collection()["vectors"], collection()["passages_with_vectors"], vector_files()) == (False, 0, {})


def test_without_a_model_words_are_searched_and_the_answer_says_why():
    define(vectors=True)
    add(question="Gossos?", answer=DOGS)
    work()
    data = search("gossos").data
    assert (data["searched_by"], data["vectors_failure"]) == ("words", "no_model")
    assert collection()["vectors_failure"] == "no_model"
    assert [each["text"] for each in data["passages"]] == [DOGS]


def test_a_text_is_embedded_once_and_one_that_is_new_alone(house):
    assert [sorted(each) for each in house.embedded] == [[f"Gossos?\n{DOGS}", f"Piscina?\n{POOL}"]]
    order()
    add(question="Aparcament?", answer="Davant mateix.")
    work()
    assert house.embedded[1:] == [["Aparcament?\nDavant mateix."]]
    assert spent() == 2


def test_a_question_is_embedded_once_for_a_while(house):
    del house.embedded[:]
    texts("mascotes")
    texts("mascotes")
    assert house.embedded == [["mascotes"]]
    assert spent() == 1


def test_a_changed_answer_is_gone_from_what_vectors_find_and_from_the_files(house):
    add(question="Gossos?", answer="Només gats.")
    assert DOGS not in texts("mascotes")
    work()
    forget()
    assert texts("mascotes")[0] == "Només gats."
    assert not any(DOGS.encode() in content for content in objects().values())
    assert collection()["passages_with_vectors"] == 2


def test_a_provider_that_fails_is_no_failure_of_the_search_and_is_left_alone_for_a_while(house):
    house.next.extend([Fail(500, "INTERNAL")] * 3)
    data = search("gossos").data
    assert (data["searched_by"], data["vectors_failure"]) == ("words", "unavailable")
    assert data["passages"][0]["text"] == DOGS
    asked = len(house.embedded)
    assert search("piscina").data["vectors_failure"] == "unavailable"
    assert len(house.embedded) == asked
    with clock.frozen(clock.real_now() + timedelta(seconds=asking.REST_SECONDS + 1)):
        assert search("piscina").data["searched_by"] == "words_and_vectors"


def test_passages_without_vectors_are_embedded_when_somebody_asks_once_the_provider_answers(gemini):
    define(vectors=True)
    add(question="Gossos?", answer=DOGS)
    gemini.next.extend([Fail(500, "INTERNAL")] * 3)
    work()
    assert (collection()["passages_with_vectors"], collection()["vectors_failure"]) == (0, "unavailable")
    assert spent() == 0
    received("knowledge")
    assert search("gossos").data["vectors_failure"] == "unavailable"
    (message,) = received("knowledge")
    assert message["kind"] == "embed"
    assert serve(message)
    assert gemini.embedded == []
    with clock.frozen(clock.real_now() + timedelta(minutes=31)):
        assert serve(message)
        assert serve(message)
    assert len(gemini.embedded) == 1
    assert (collection()["passages_with_vectors"], "vectors_failure" in collection()) == (1, False)
    assert search("mascotes").data["searched_by"] == "words_and_vectors"


def test_another_model_embeds_again_at_no_cost_and_what_the_former_made_is_deleted(house, monkeypatch):
    settings = house.settings._replace(embedding_model="gemini-embedding-001")
    monkeypatch.setenv("AI_SETTINGS", json.dumps(settings._asdict()))
    received("knowledge")
    data = search("gossos").data
    assert (data["searched_by"], data["vectors_failure"]) == ("words", "not_ready")
    (message,) = received("knowledge")
    assert serve(message)
    assert search("mascotes").data["searched_by"] == "words_and_vectors"
    assert {name.split("/vectors/")[1].split("/")[0] for name in vector_files()} == {"gemini-embedding-001"}
    assert spent() == 1


def test_without_credits_the_rest_is_found_by_words_and_is_said(gemini, table):
    reserved(TenantStore(table, Tenant.at(ORGANISATION, "live")), 500)
    define(vectors=True)
    add(question="Gossos?", answer=DOGS)
    work()
    assert collection()["vectors_failure"] == "credits_exhausted"
    assert gemini.embedded == []
    assert texts("gossos") == [DOGS]


def test_vectors_that_are_not_wanted_any_more_are_deleted(house):
    define(vectors=False)
    assert search("gossos").data["searched_by"] == "words"
    order()
    assert vector_files() == {}
    assert collection()["passages_with_vectors"] == 0


def test_defining_a_collection_again_leaves_its_vectors_as_they_are(house):
    define()
    assert collection()["vectors"] is True


def test_vectors_go_with_a_person_whom_their_text_names(house):
    contact = call("contacts.create", {"name": "Maria Garcia", "type": "person", "email": "maria@exemple.com"}).data
    add(question="Qui neteja?", answer="La Maria, maria@exemple.com.")
    work()
    assert any(b"maria@exemple.com" in content for content in vector_files().values())
    erase(contact["id"])
    assert not any(b"maria@exemple.com" in content.lower() for content in objects().values())
    work()
    assert collection()["passages_with_vectors"] == 2
    assert texts("mascotes") == [DOGS]


@pytest.mark.parametrize("carries_out", [False, True])
def test_passages_are_charged_once_wherever_the_worker_dies(gemini, carries_out):
    define(vectors=True)
    with fused() as fuse:
        for calls in range(1, 60):
            add(question="Preu?", answer=f"Costa {calls} euros.")
            is_dead = died(fuse, order, calls, carries_out=carries_out)
            assert order()
            assert collection()["passages_with_vectors"] == 1
            assert spent() == calls, calls
            assert sum(content.count(b"Costa") for content in vector_files().values()) == 1
            if not is_dead:
                break
        assert 5 < calls < 59
    answered = [text for batch in gemini.embedded for text in batch]
    assert len(answered) <= len(set(answered)) + 2  # whose answer was lost before it was kept


def test_many_small_files_become_one_and_no_text_is_embedded_again(gemini):
    define(vectors=True)
    for number in range(10):
        add(question=f"Pregunta {number}?", answer=f"Resposta {number}.")
        order()
    assert len(gemini.embedded) == 10
    assert len(vector_files()) <= 2
    assert collection()["passages_with_vectors"] == 10


def passage(text, title="t"):
    return packing.Passage(title, text, [], None, {"cgos": 1})


def unit(*places):
    return in_bytes([1.0 if place in places else 0.0 for place in range(768)])


def test_a_pack_without_vectors_is_what_the_release_before_reads():
    content = packing.packed([(Origin("a", 1), [passage("gos")])])
    assert content[:4] == b"BVK1"
    assert (Pack(content).model, Pack(content).embedded) == (None, frozenset())
    with pytest.raises(BrokenPack):
        Pack(b"BVK3" + content[4:])


def test_the_nearest_passages_come_first_by_their_cosine():
    vectors = {0: unit(1), 2: unit(1, 2), 3: unit(2, 3)}
    pack = Pack(packing.packed([(Origin("a", 1), [passage(str(n)) for n in range(4)])], lambda: Vectors("m", vectors)))
    hits = pack.near(unit(1), 2)
    assert [hit.number for hit in hits] == [0, 2]
    assert [round(hit.score, 2) for hit in hits] == [1.0, 0.71]
    assert pack.embedded == {0, 2, 3}


def test_the_merged_order_is_that_of_reciprocal_ranks():
    words, vectors = [Hit(1, 9.0), Hit(2, 8.0), Hit(3, 1.0)], [Hit(4, 0.9), Hit(2, 0.8)]
    order_of_both = merged(words, vectors, frozenset({1, 2, 4}), 10)
    assert [hit.number for hit in order_of_both] == [2, 3, 1, 4]
    assert merged([Hit(1, 3.0)], [Hit(1, 0.4)], frozenset({1}), 10) == [Hit(1, 1.0)]
    assert len(merged(words, vectors, frozenset(), 2)) == 2
