"""POST /v1/knowledge/add keeps its promises."""

import pytest
from bivelio_core.documents import pdf

from tests.api import OTHER_ORGANISATION, call, lose_answers
from tests.documents.workbooks import workbook
from tests.knowledge.world import add, add_file, define, docx, orders_to_come, search, sources, texts, work
from tests.receiver import Receiver, Reply
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")

PAGE = b"""<!doctype html><html><head><title>La Botiga: enviaments</title><script>var noise = 1;</script></head><body>
<nav><a href="/">Inici</a> <a href="/cistella">Cistella</a></nav><h1>Enviaments</h1><h2>A les Balears</h2>
<p>Enviem a Mallorca, Menorca i Eivissa en tres dies feiners.</p>
<h2>A la pen&iacute;nsula</h2><ul><li>Un dia feiner.</li><li>Gratis a partir de 50 euros.</li></ul>
<table><tr><th>Pes</th><th>Preu</th></tr><tr><td>2 kg</td><td>4,90</td></tr></table>
<footer>Avis legal</footer></body></html>"""


@pytest.fixture(autouse=True)
def _collection(table):
    define()


def refused(**about):
    answer = call("knowledge.add", {"collection": "botiga", **about})
    return answer.status, answer.error["details"]["field"]


def test_an_answer_by_hand_is_found_by_the_words_of_its_question():
    source = add(question="Feu enviaments a les illes?", answer="Sí, en tres dies.")
    assert (source["kind"], source["status"], source["passages"]) == ("answer", "ready", 1)
    assert orders_to_come() == 1
    work()
    (passage,) = search("Enviaments a les illes").data["passages"]
    assert (passage["text"], passage["headings"]) == ("Sí, en tres dies.", ["Feu enviaments a les illes?"])
    assert passage["source"] == {
        "source_id": source["source_id"],
        "kind": "answer",
        "title": "Feu enviaments a les illes?",
    }


def test_another_answer_replaces_the_one_before_from_the_moment_on():
    first = add(question="Feu enviaments?", answer="Sí, en tres dies.")
    work()
    second = add(question="FEU ENVIAMENTS?", answer="No, ja no.")
    assert second["source_id"] == first["source_id"]
    assert texts("enviaments") == []
    work()
    assert texts("enviaments") == ["No, ja no."]
    assert len(sources()) == 1


def test_a_repeated_request_adds_one_source(table):
    headers, request = {"Idempotency-Key": "k-1"}, {"collection": "botiga", "question": "q?", "answer": "a"}
    first = call("knowledge.add", request, headers=headers).data
    lose_answers(table)
    assert call("knowledge.add", request, headers=headers).data == first
    assert call("knowledge.collections_list", {}).data["collections"][0]["sources"] == 1


def test_a_pdf_is_found_with_its_page():
    pages = [
        ["CONTRACTE DE MANTENIMENT", "El servei cobreix les calderes."],
        ["PREUS", "La quota anual es de 120 euros."],
    ]
    source = add_file(pdf.written(pages), "contracte.pdf")
    assert (source["status"], source["passages"]) == ("waiting", 0)
    work()
    (passage, *_) = search("quant és la quota anual?").data["passages"]
    assert (passage["page"], passage["source"]["title"]) == (2, "contracte.pdf")
    assert passage["source"]["document_id"] == source["document_id"]
    assert sources()[0]["status"] == "ready"


def test_a_word_document_is_cut_at_its_headings_whatever_the_language_of_its_styles():
    content = docx(
        *(
            (1, "Manual"),
            (2, "Garantia"),
            (0, "La garantia dura tres anys."),
            (2, "Baixes"),
            (0, "Es demana per carta."),
        ),
        rows=(("Pes", "Preu"), ("2 kg", "4,90 euros")),
    )
    add_file(content, "manual.docx")
    work()
    (passage, *_) = search("quant dura la garantia").data["passages"]
    assert (passage["text"], passage["headings"]) == ("La garantia dura tres anys.", ["Manual", "Garantia"])
    assert "2 kg | 4,90 euros" in texts("preu de 2 kg")[0]


def test_a_workbook_says_of_each_cell_its_column():
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    first = cell.format("A1", "Tractament") + cell.format("B1", "Preu")
    second = cell.format("A2", "Massatge") + cell.format("B2", "45 euros")
    rows = f'<row r="1">{first}</row><row r="2">{second}</row>'
    add_file(workbook({"Tarifes": rows}), "tarifes.xlsx")
    work()
    (passage,) = search("preu del massatge").data["passages"]
    assert passage["headings"] == ["Tarifes"]
    assert "Tractament: Massatge; Preu: 45 euros" in passage["text"]


def test_a_table_as_text_and_markdown_are_read():
    add_file(b"Producte;Preu\nCadira;30 euros\n", "llista.csv")
    add_file(b"# Normes\n\n## Piscina\n\nObre **de juny** a [setembre](https://example.com).\n", "normes.md")
    work()
    assert "Producte: Cadira; Preu: 30 euros" in texts("cadira")[0]
    (passage, *_) = search("quan obre la piscina").data["passages"]
    assert (passage["text"], passage["headings"]) == ("Obre de juny a setembre.", ["Normes", "Piscina"])


def test_a_page_is_read_without_its_menus_and_scripts():
    with Receiver(lambda _: Reply(200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)) as receiver:
        source = add(url=receiver.url)
        work()
    (passage, *_) = search("enviaments a Mallorca").data["passages"]
    assert passage["headings"] == ["Enviaments", "A les Balears"]
    assert passage["source"] == {
        "source_id": source["source_id"],
        "kind": "page",
        "title": "La Botiga: enviaments",
        "url": receiver.url,
    }
    everything = " ".join(texts("enviaments balears península preu pes cistella noise legal", limit=20))
    assert "2 kg | 4,90" in everything
    assert "noise" not in everything
    assert "Cistella" not in everything


def test_the_pages_of_a_sitemap_come_and_go_with_it():
    names = ["a", "b"]

    def reply(got):
        if not got.path.endswith("xml"):
            return Reply(
                200, {"Content-Type": "text/html"}, f"<html><p>La sala {got.path[1:]} és oberta.</p></html>".encode()
            )
        urls = "".join(f"<url><loc>http://127.0.0.1:{receiver.port}/{name}</loc></url>" for name in names)
        urls += "<url><loc>https://elsewhere.example.com/c</loc></url>"
        return Reply(200, {}, f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode())

    with Receiver(reply) as receiver:
        sitemap = add(url=f"http://127.0.0.1:{receiver.port}/sitemap.xml", sitemap=True)
        assert work() == 3
        assert sorted(texts("sala oberta")) == ["La sala a és oberta.", "La sala b és oberta."]
        assert {each["sitemap_id"] for each in sources() if each["kind"] == "page"} == {sitemap["source_id"]}
        names.remove("b")
        add(url=f"http://127.0.0.1:{receiver.port}/sitemap.xml", sitemap=True)
        work()
    assert texts("sala oberta") == ["La sala a és oberta."]
    call("knowledge.remove", {"collection": "botiga", "source_id": sitemap["source_id"]})
    assert texts("sala oberta") == []
    assert sources() == []


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"%PDF-1.4\n" + b"x" * 400, "trencat.pdf", "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "foto.png", "no_text"),
        (b"\n \n", "buit.txt", "no_text"),
    ],
)
def test_what_cannot_be_read_says_why(content, name, reason):
    add_file(content, name)
    work()
    assert [(each["status"], each.get("failure")) for each in sources()] == [("failed", reason)]


def test_a_page_that_is_not_there_says_so_and_may_come_back():
    replies = [Reply(404, {}, b"no"), Reply(200, {"Content-Type": "text/html"}, b"<p>El taller repara bicicletes.</p>")]
    with Receiver(lambda _: replies.pop(0)) as receiver:
        add(url=receiver.url)
        work()
        assert sources()[0]["failure"] == "status_404"
        add(url=receiver.url)
        work()
    assert (sources()[0]["status"], "failure" in sources()[0]) == ("ready", False)
    assert texts("bicicletes") == ["El taller repara bicicletes."]


def test_exactly_one_source_is_named():
    assert refused() == (400, "document_id")
    assert refused(url="https://example.com/", question="q", answer="a") == (400, "question")
    assert refused(question="q") == (400, "answer")
    assert refused(url="https://example.com/", answer="a") == (400, "question")


def test_what_is_not_ones_own_is_refused():
    assert refused(document_id="doc_0000000000000000") == (422, "document_id")
    assert refused(url="https://169.254.169.254/latest") == (422, "url")
    other = call(
        "knowledge.add",
        {"collection": "botiga", "question": "q", "answer": "a"},
        caller={"organisation": OTHER_ORGANISATION},
    )
    assert (other.status, other.error["details"]["field"]) == (422, "collection")
    assert received("knowledge") == []
