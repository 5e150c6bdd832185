"""A canned reply with a format is a mail of text and HTML, in which a value is text whatever it says."""

import time
from typing import Any

import pytest
from bivelio_core.messages.replies import markup
from hypothesis import given
from hypothesis import strategies as st

from tests.api import call
from tests.examples import examples
from tests.functions.messages.world import SANDBOX, get, send
from tests.workflows.test_mail_html import HOSTILE, Read

VALUES = {"a": "Puig", "web": "https://puig.example/?a=1&b=2"}


def written(text, **values):
    known = {**VALUES, **values}
    return markup.write(text, known, lambda name: known[name])


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        ("Hola", "<p>Hola</p>", "Hola"),
        ("Hola\nadeu\n\n\nBé", "<p>Hola<br>\nadeu</p>\n<p>Bé</p>", "Hola\nadeu\n\nBé"),
        ("**Molt** *bé*", "<p><strong>Molt</strong> <em>bé</em></p>", "Molt bé"),
        ("***tot***, **a *b* c**", "<p><strong><em>tot</em></strong>, <strong>a <em>b</em> c</strong></p>",
         "tot, a b c"),
        ("2 * 3 * 4, **obert, a*", "<p>2 * 3 * 4, **obert, a*</p>", "2 * 3 * 4, **obert, a*"),
        (r"\*no\* \[a](b) {x}", "<p>*no* [a](b) {x}</p>", "*no* [a](b) {x}"),
        ("- un\n- **dos**", "<ul><li>un</li><li><strong>dos</strong></li></ul>", "- un\n- dos"),
        ("Cal:\n3. un\n4. dos", '<p>Cal:</p>\n<ol start="3"><li>un</li><li>dos</li></ol>', "Cal:\n3. un\n4. dos"),
        (r"\- a", "<p>- a</p>", "- a"),
        ("[web](https://a.example/?x=1&y=2)", '<p><a href="https://a.example/?x=1&amp;y=2">web</a></p>',
         "web (https://a.example/?x=1&y=2)"),
        ("[a@b.cat](mailto:a@b.cat)", '<p><a href="mailto:a@b.cat">a@b.cat</a></p>', "a@b.cat"),
        ("[**{a}**](https://a.example/{a}/x)", '<p><a href="https://a.example/Puig/x"><strong>Puig</strong></a></p>',
         "Puig (https://a.example/Puig/x)"),
        ("[web]({web})", '<p><a href="https://puig.example/?a=1&amp;b=2">web</a></p>',
         "web (https://puig.example/?a=1&b=2)"),
        ('<b>{a}</b> & "x"', "<p>&lt;b&gt;Puig&lt;/b&gt; &amp; &quot;x&quot;</p>", '<b>Puig</b> & "x"'),
    ],
)  # fmt: skip
def test_the_marks_that_there_are(text, html, plain):
    assert written(text) == (html, plain)


@pytest.mark.parametrize(
    "value", [*HOSTILE, "**fort**", "[a](https://evil.example)", "- a\n\n- b", "\\*", "{web}", "a\nb"]
)
def test_a_value_is_text_wherever_it_stands(value):
    said = written("- {a}\n\n**{a}** [{a}](https://a.example/{a}?x={a})", a=value)
    read = Read(said.html)
    tags = [name for name, _ in read.tags if name != "br"]
    assert tags == ["ul", "li", "p", "strong", "a"]
    (address,) = [str(about["href"]) for name, about in read.tags if name == "a"]
    assert address.startswith("https://a.example/")
    assert not set(address.removeprefix("https://a.example/")) & set("/<>\"' &")
    flat = " ".join(value.split())
    assert " ".join(read.text.split()) == f"{flat} {flat} {flat}"


@pytest.mark.parametrize(
    "value",
    ["javascript:alert(1)", "data:text/html,x", " https://a.example", "https://", "//a.example", "JAVASCRIPT:x",
     "java\nscript:x", "https://a.example/\x00", "mailto:", "https://[", 'https://a.example/" onclick="x'],
)  # fmt: skip
def test_a_whole_address_that_is_no_page_makes_no_link(value):
    said = written("[web]({web})", web=value)
    assert Read(said.html).tags == [("p", {})]
    assert said.text == f"[web]({value})"


@given(
    st.text(alphabet="*_[](){}\\ab-1. \n<>&\"':/", max_size=80), st.text(alphabet="*[](){}\\a-<>&\"' \n", max_size=20)
)
@examples(200)
def test_no_text_and_no_value_makes_another_tag_than_there_are(text, value):
    read = Read(written(text, a=value).html)
    assert {name for name, _ in read.tags} <= {"p", "br", "ul", "ol", "li", "strong", "em", "a"}
    for name, about in read.tags:
        assert set(about) <= ({"href"} if name == "a" else {"start"} if name == "ol" else set())
        assert markup.is_good(about.get("href") or "https://a.example")


@pytest.mark.parametrize(
    "text",
    [
        "*a " * 600 + "a* " * 600,
        "**a *b " * 500,
        "[" * 4_000,
        "[a](" * 1_000,
        "***a" * 1_000,
        "- " * 2_000,
        "\\" * 4_000,
    ],
)
def test_no_text_is_slow_or_nested_too_deeply(text):
    begun = time.process_time()
    assert written(text).text
    assert time.process_time() - begun < 1


REPLY = {
    "name": "Comanda",
    "format": "markup",
    "texts": {
        "ca": "Hola **{contact.first_name}**,\n\n- la comanda *{comanda}*\n- [segueix-la](https://a.example/{comanda})"
    },
    "subjects": {"ca": "Comanda {comanda}"},
    "variables": ["comanda"],
}


def define(**changed):
    return call("messages.replies_define", {**REPLY, **changed}, caller=SANDBOX)


def contact(name):
    about = {"type": "person", "name": name, "first_name": name, "email": "nova@exemple.com"}
    return call("contacts.create", about, caller=SANDBOX).data["id"]


@pytest.mark.usefixtures("table")
def test_a_mail_has_the_format_and_other_channels_the_text():
    assert define().data["format"] == "markup"
    message: dict[str, Any] = {"type": "template", "name": "Comanda", "variables": {"comanda": "C 1/2"}}
    sent = send("email", contact_id=contact("<b>Maria</b>"), message=message).data
    assert get(sent["message_id"])["message"] == {
        "type": "text",
        "subject": "Comanda C 1/2",
        "body": "Hola <b>Maria</b>,\n\n- la comanda C 1/2\n- segueix-la (https://a.example/C%201%2F2)",
        "html": "<p>Hola <strong>&lt;b&gt;Maria&lt;/b&gt;</strong>,</p>\n<ul><li>la comanda <em>C 1/2</em></li>"
        '<li><a href="https://a.example/C%201%2F2">segueix-la</a></li></ul>',
    }
    message["variables"] |= {"contact.first_name": "Maria"}
    told = get(send("telegram", "4242", message=message).data["message_id"])["message"]
    assert told == {
        "type": "text",
        "body": "Hola Maria,\n\n- la comanda C 1/2\n- segueix-la (https://a.example/C%201%2F2)",
    }


@pytest.mark.usefixtures("table")
def test_the_list_shows_it_as_a_mail_would():
    define()
    about = {"contact_id": contact("Maria"), "name": "Comanda", "variables": {"comanda": "C-1"}}
    (reply,) = call("messages.replies_list", about, caller=SANDBOX).data["replies"]
    assert reply["html"].startswith("<p>Hola <strong>Maria</strong>,</p>")
    assert reply["text"].startswith("Hola Maria,")
    define(format="plain")
    (plain,) = call("messages.replies_list", about, caller=SANDBOX).data["replies"]
    assert ("format" in plain, "html" in plain) == (False, False)
    assert plain["text"].startswith("Hola **Maria**,")


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    "address", ["javascript:alert", "javascript:{comanda}", "/inici", "ftp://a.example/x", "mailto:puig"]
)
def test_a_link_elsewhere_is_refused_when_it_is_defined(address):
    answer = define(texts={"ca": "Hola", "es": f"**[web]({address})**"})
    details = answer.error["details"]
    assert (answer.status, details["field"], details["constraint"]) == (422, "texts.es", "link_address")
    assert address in answer.error["message"]
    assert define(texts={"es": "[web]({comanda})"}, subjects=None).status == 200
    assert define(format="plain", texts={"es": f"[web]({address})"}, subjects=None).status == 200


@pytest.mark.usefixtures("table")
def test_values_that_make_too_long_a_mail_are_refused():
    define(texts={"ca": "{comanda}" * 17}, subjects=None)
    message: dict[str, Any] = {"type": "template", "name": "Comanda", "variables": {"comanda": "<" * 1_024}}
    assert send("email", contact_id=contact("Maria"), message=message).status == 200
    define(texts={"ca": "{comanda}" * 30}, subjects=None)
    message["variables"]["comanda"] = '"' * 1_024
    answer = send("email", contact_id=contact("Maria"), message=message)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "max_length")
