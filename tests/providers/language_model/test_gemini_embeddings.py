"""Vectors by Gemini's REST interface: in order, of length 1, and its failures are those of any model."""

import math

import pytest
from bivelio_core.language_models import DIMENSIONS, EMBEDDING_MODELS
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model import gemini_errors
from bivelio_core.providers.language_model.gemini_embeddings import MOST_TEXTS, GeminiEmbedder

from tests.providers.gemini_refusals import KEY, OVERLOADED, Fail, quota
from tests.receiver import Receiver, Reply


def soon():
    return lm.Deadline.after(10)


def cosine(one, other):
    return sum(a * b for a, b in zip(one, other, strict=True))


@pytest.fixture(params=EMBEDDING_MODELS)
def embedder(request, gemini):
    return GeminiEmbedder(gemini.settings._replace(embedding_model=request.param), lambda: KEY)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(gemini_errors, "FIRST_PAUSE_SECONDS", 0.001)


def test_each_text_has_its_vector_of_length_one_in_order(embedder, gemini):
    dog, invoice, again = embedder.vectors(["El gos de casa", "La factura", "El gos de casa"], "passage", soon())
    assert dog == again
    assert abs(cosine(dog, invoice)) < 0.5
    assert all(len(each) == DIMENSIONS and math.isclose(cosine(each, each), 1) for each in (dog, invoice))
    assert gemini.embedded == [["El gos de casa", "La factura", "El gos de casa"]]


def test_a_question_is_near_what_shares_its_words(embedder):
    passages = embedder.vectors(["La piscina obre al juny", "Els gossos van lligats"], "passage", soon())
    (question,) = embedder.vectors(["Quan obre la piscina?"], "question", soon())
    assert cosine(question, passages[0]) > cosine(question, passages[1]) + 0.3


def test_no_more_texts_are_sent_than_gemini_takes(embedder, gemini):
    with pytest.raises(ValueError, match="100"):
        embedder.vectors(["a"] * (MOST_TEXTS + 1), "passage", soon())
    assert gemini.embedded == []


def test_an_overloaded_model_is_asked_again(embedder, gemini):
    gemini.next.extend([OVERLOADED, OVERLOADED])
    assert len(embedder.vectors(["hola"], "passage", soon())) == 1


@pytest.mark.parametrize(
    ("fail", "reason"),
    [
        (Fail.later(429, "RESOURCE_EXHAUSTED", "60s"), "rate_limited"),
        (Fail(500, "INTERNAL"), "unavailable"),
        (quota("EmbedContentRequestsPerDayPerProject", "1000", "20s"), "quota_exhausted"),
        (Fail(404, "NOT_FOUND"), "model_not_found"),
    ],
)
def test_failures_are_those_of_any_model(embedder, gemini, fail, reason):
    gemini.next.extend([fail] * 3)
    with pytest.raises((lm.ModelRefused, lm.ModelUnavailable)) as failure:
        embedder.vectors(["hola"], "passage", soon())
    assert failure.value.details["reason"] == reason


def test_another_key_is_refused(gemini):
    with pytest.raises(lm.ModelRefused) as failure:
        GeminiEmbedder(gemini.settings, lambda: "another").vectors(["hola"], "passage", soon())
    assert failure.value.reason == "invalid_key"


@pytest.mark.parametrize(
    "body",
    [
        b"no JSON",
        b"[]",
        b"{}",
        b'{"embeddings": []}',
        b'{"embeddings": [{"values": [1, 2]}]}',
        b'{"embeddings": [{"values": ["a"' + b", 1" * (DIMENSIONS - 1) + b"]}]}",
        b'{"embeddings": [{"values": [0' + b", 0" * (DIMENSIONS - 1) + b"]}]}",
        b'{"embeddings": [{"values": [1e999' + b", 0" * (DIMENSIONS - 1) + b"]}]}",
    ],
)
def test_an_answer_that_is_no_vector_for_each_text_is_refused(gemini, body):
    with Receiver(lambda _: Reply(200, {}, body)) as receiver:
        embedder = GeminiEmbedder(gemini.settings._replace(url=receiver.url.rstrip("/")), lambda: KEY)
        with pytest.raises(lm.ModelRefused) as failure:
            embedder.vectors(["hola"], "passage", soon())
    assert failure.value.reason == "invalid_output"


def test_a_server_that_is_not_there_and_one_that_does_not_answer_are_failures(gemini):
    gone = GeminiEmbedder(gemini.settings._replace(url="http://127.0.0.1:9"), lambda: KEY)
    with pytest.raises(lm.ModelUnavailable) as failure:
        gone.vectors(["hola"], "passage", soon())
    assert failure.value.reason == "unavailable"
    with pytest.raises(lm.ModelUnavailable) as failure:
        GeminiEmbedder(gemini.settings, lambda: KEY).vectors(["hola"], "passage", lm.Deadline.after(0))
    assert failure.value.reason == "timeout"
