"""Values that a workflow puts into the HTML of a mail are text there, whatever somebody wrote into them."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.api import call
from tests.functions.integrations.connected import SMTP
from tests.mail_server import MailServer
from tests.workflows.saved import write_into

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</p><script>alert(1)</script><p>",
    '"><a href="https://evil.example/">Puig</a>',
    "' onclick='alert(1)",
    "<!-- x",
    "]]><b>",
    "&lt;b&gt;",
    "{{ secrets.key }}",
    "<b/onclick=alert(1)>",
    "Puig & Fills, S.L. «l'Ŀ» <3",
)


class Read(HTMLParser):
    """What a mail program reads: the tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.text += data


@pytest.fixture
def server(states, tmp_path) -> Iterator[MailServer]:
    """A mail server that the organisation sends by."""
    with MailServer(tmp_path, tls="none") as one:
        about = {**SMTP, "host": "127.0.0.1", "port": one.port, "username": None, "password": None}
        call("integrations.connect", {"provider": "smtp", "smtp": about})
        yield one


def defined(html: str) -> dict[str, Any]:
    """A workflow that sends a mail with such HTML to its owner."""
    said = {"type": "text", "subject": "Formulari", "body": "{{ input.name }}", "html": html}
    step = {
        "id": "tell",
        "type": "messages.send",
        "input": {"channel": "email", "to": "info@exemple.com", "message": said},
    }
    return {"name": "Formulari", "trigger_type": "manual", "steps": [step]}


def sent(states: Any, server: MailServer, workflow: str, given: dict[str, Any]) -> tuple[str, str]:
    """The text and the HTML of the mail that a run with such an input sends."""
    started = call("workflows.execute", {"workflow_id": workflow, "input": given}).data["instance_id"]
    states.run()
    run = call("workflows.instances_get", {"instance_id": started}).data
    assert run["status"] == "completed", run
    mail = message_from_bytes(server.mails[-1].content, policy=policy.default)
    plain, shown = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert shown is not None
    return plain.get_content().rstrip("\r\n"), shown.get_content().rstrip("\r\n")


def saved(html: str) -> str:
    """The id of a new workflow that sends such a mail."""
    return str(call("workflows.create", defined(html)).data["id"])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_value_is_text_in_the_mail_that_a_run_sends(states, server, name):
    html = '<p title="{{ input.name }}">Ha escrit {{ input.name }}, <b>{{ input.amount }}</b>.</p>'
    plain, shown = sent(states, server, saved(html), {"name": name, "amount": 12.5})
    read = Read(shown)
    assert plain == name
    assert read.tags == [("p", {"title": name}), ("b", {})]
    assert read.text == f"Ha escrit {name}, 12.5."


def test_what_is_said_to_be_html_goes_as_it_is(states, server):
    items = "`[\"Puig\", \"<Roca>\"]`[*].join('', ['<li>', escape_html(@), '</li>'])"
    html = f"<ul>{{{{ raw_html(join('', {items})) }}}}</ul>{{{{ input.foot | raw_html(@) }}}}{{{{ input.foot }}}}"
    _, shown = sent(states, server, saved(html), {"name": "Puig", "foot": "<hr>"})
    assert shown == "<ul><li>Puig</li><li>&lt;Roca&gt;</li></ul><hr>&lt;hr&gt;"


def test_what_is_escaped_by_hand_is_not_escaped_again(states, server):
    html = "<p>{{ escape_html(input.name) }} {{ upper(escape_html(input.name)) }}</p>"
    _, shown = sent(states, server, saved(html), {"name": "a & b"})
    assert shown == "<p>a &amp; b A &amp;AMP; B</p>"


def test_html_made_elsewhere_is_sent_whole_by_a_run_that_says_so(states, server):
    _, shown = sent(states, server, saved("{{ raw_html(input.page) }}"), {"name": "Puig", "page": "<h1>Bon dia</h1>"})
    assert shown == "<h1>Bon dia</h1>"


@pytest.mark.parametrize(("language", "word"), [("ca", "escriu"), ("es", "escribe"), ("en", "write")])
def test_html_that_is_nothing_but_a_value_is_refused_with_what_to_write(states, language, word):
    answer = call("workflows.create", defined("{{ input.page }}"), headers={"Accept-Language": language})
    details = answer.error["details"]
    assert (answer.status, details["field"], details["step"]) == (422, "steps[0].input.message.html", "tell")
    assert f"{word} raw_html(input.page)" in details["reason"]


def test_a_definition_of_before_sends_its_whole_html_as_it_did(states, server, table):
    workflow = saved("<p>{{ input.page }}</p>")
    write_into(table, workflow, "<p>{{ input.page }}</p>", "{{ input.page }}")
    _, shown = sent(states, server, workflow, {"name": "Puig", "page": "<h1>Bon dia</h1>"})
    assert shown == "<h1>Bon dia</h1>"


def test_a_trial_shows_the_html_as_it_would_be_sent(states):
    about = {"definition": defined("<p>{{ input.name }}</p>"), "input": {"name": HOSTILE[0]}}
    (step,) = call("workflows.validate", about).data["steps"]
    assert step["input"]["message"]["html"] == "<p>&lt;img src=x onerror=alert(1)&gt;</p>"
