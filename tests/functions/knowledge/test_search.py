"""POST /v1/knowledge/search keeps its promises."""

import pytest
from bivelio_core import clients, config

from tests.api import OTHER_ORGANISATION, call
from tests.knowledge.world import add, add_file, define, forget, order, search, texts, work

pytestmark = pytest.mark.usefixtures("table")
TEXT = """# Normes de la casa

## Mascotes

S'admeten gossos petits, amb corretja.

## Piscina

La piscina obre de juny a setembre, de deu a vuit.

## Facturación

Emitimos factura a quien la pida con su NIF, en un plazo de dos días.
"""


@pytest.fixture
def bucket_reads():
    """The keys of the files that are read, as they come."""
    keys = []
    s3 = clients.client("s3")
    s3.meta.events.register("before-parameter-build.s3.GetObject", lambda params, **_: keys.append(params["Key"]))
    return keys


@pytest.fixture
def _house(table):
    define()
    add_file(TEXT.encode(), "normes.md")
    work()


@pytest.mark.usefixtures("_house")
@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Puc portar el gos?", "corretja"),
        ("quan obrirà la PISCINA", "juny"),
        ("facturacion", "NIF"),
        ("¿Hacéis facturas?", "NIF"),
        ("l'horari de l'estiu de la piscina", "setembre"),
    ],
)
def test_words_are_found_by_their_stems_without_accents_and_articles(question, word):
    assert word in texts(question, limit=1)[0]


@pytest.mark.usefixtures("_house")
def test_an_answer_says_where_it_is_from_and_that_it_is_data():
    data = search("gossos petits").data
    assert (data["untrusted"], data["searched_by"], data["is_complete"]) == (True, "words", True)
    best = data["passages"][0]
    assert best["headings"] == ["Normes de la casa", "Mascotes"]
    assert best["source"]["title"] == "normes.md"
    assert best["score"] > 0


@pytest.mark.usefixtures("_house")
def test_what_nobody_said_is_not_answered():
    assert texts("submarins nuclears") == []


@pytest.mark.usefixtures("_house")
def test_a_deleted_document_is_no_answer_from_that_moment():
    document = search("piscina").data["passages"][0]["source"]["document_id"]
    call("documents.delete", {"document_id": document})
    assert texts("piscina") == []


@pytest.mark.usefixtures("_house")
def test_the_file_is_read_once_and_again_when_it_has_changed(bucket_reads):
    texts("piscina")
    del bucket_reads[:]
    texts("piscina")
    assert bucket_reads == []
    add(question="Teniu gronxadors?", answer="Dos, al jardí.")
    order()
    assert texts("gronxadors") == ["Dos, al jardí."]
    assert len(bucket_reads) > 0


@pytest.mark.usefixtures("_house")
def test_a_file_that_is_gone_is_made_again():
    s3, bucket = clients.client("s3"), config.documents_bucket()
    (key,) = [e["Key"] for e in s3.list_objects_v2(Bucket=bucket)["Contents"] if e["Key"].endswith("/pack")]
    s3.delete_object(Bucket=bucket, Key=key)
    forget()
    data = search("piscina").data
    assert (data["passages"], data["is_complete"]) == ([], False)
    work()
    assert len(texts("piscina")) == 1


def test_an_unknown_collection_names_its_field():
    answer = search("hola", "cap")
    assert (answer.status, answer.error["details"]["field"]) == (422, "collection")


@pytest.mark.usefixtures("_house")
def test_another_organisation_finds_nothing():
    other = call(
        "knowledge.search",
        {"collection": "botiga", "query": "piscina"},
        caller={"organisation": OTHER_ORGANISATION},
    )
    assert other.status == 422


def test_a_collection_of_answers_alone_is_searched_before_it_is_in_order():
    define()
    add(question="Teniu gos?", answer="Sí, la Lluna.")
    data = search("gos").data
    assert [each["text"] for each in data["passages"]] == ["Sí, la Lluna."]
