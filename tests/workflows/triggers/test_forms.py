"""Web forms as the body of a call: their fields are the input, their files become documents where that is wanted."""

import hmac
import io
import json
import os
from typing import Any

import pytest
from bivelio_core import clients
from bivelio_core.entrypoints import multipart
from bivelio_core.errors import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.formparser import parse_form_data
from werkzeug.test import EnvironBuilder

from tests.api import call
from tests.examples import examples
from tests.services import waiting
from tests.workflows.calls import QUICK
from tests.workflows.inbound import FORM, inbound, send, work_off

pytestmark = pytest.mark.usefixtures("table")

SECRET = "a secret of both"
BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
KIND = f"multipart/form-data; boundary={BOUNDARY}"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ACCEPTED = 202


def part(name: str, content: bytes, filename: str | None = None, kind: str = "") -> bytes:
    """A part as browsers write it."""
    about = f'Content-Disposition: form-data; name="{name}"' + (
        f'; filename="{filename}"' if filename is not None else ""
    )
    head = f"--{BOUNDARY}\r\n{about}\r\n" + (f"Content-Type: {kind}\r\n" if kind else "") + "\r\n"
    return head.encode() + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def runs_of(identifier: str) -> Any:
    found = call("workflows.instances", {"workflow_id": identifier}).data["instances"]
    return [call("workflows.instances_get", {"instance_id": each["instance_id"]}).data for each in found]


EVERYTHING = form(
    part("name", "Núria".encode()),
    part("tag", b"a"),
    part("tag", b"b"),
    part("empty", b""),
    part("text", b"two\r\nlines\r\n"),
    part("cv", PDF, "C:\\fakepath\\Currículum \U0001f600.pdf", "application/pdf"),
    part("photos", b"\x89PNG\r\n\x1a\n\x00\xff", "a%22b.png", "image/png"),
    part("photos", b"", "", "application/octet-stream"),
)
FIELDS = {"name": "Núria", "tag": ["a", "b"], "empty": "", "text": "two\r\nlines\r\n"}
CV = {"filename": "Currículum \U0001f600.pdf", "content_type": "application/pdf", "size": len(PDF)}


def test_the_fields_of_a_form_are_the_input_and_of_its_files_name_type_and_size(states):
    identifier, token = inbound(QUICK)
    assert send(token, EVERYTHING, kind=KIND).status == ACCEPTED
    work_off()
    states.run()
    photo = {"filename": "ab.png", "content_type": "image/png", "size": 10}
    assert runs_of(identifier)[0]["input"] == {**FIELDS, "cv": CV, "photos": [photo, None]}
    assert _inbound_documents() == []


def _inbound_documents() -> list[Any]:
    documents = call("documents.list").data["documents"]
    return [each for each in documents if "inbound" in each["tags"]]


def test_files_are_kept_as_documents_once_where_the_trigger_says_so(states):
    identifier, token = inbound(QUICK, trigger={"keep_files": True})
    several = form(part("f", PDF, "one.pdf"), part("f", b"a,b\n1,2\n", "two.csv"), part("f", b"MZ\x00\x01", "x.exe"))
    assert send(token, several, kind=KIND).status == ACCEPTED
    work_off(again=3)
    states.run()
    (run,) = runs_of(identifier)
    one, two, program = run["input"]["f"]
    assert program == {"filename": "x.exe", "content_type": "", "size": 4, "document_id": None}
    assert {each["document_id"] for each in _inbound_documents()} == {one["document_id"], two["document_id"]}
    shown = call("documents.get", {"document_id": two["document_id"]}).data
    assert (shown["filename"], shown["mime_type"], shown["size_bytes"]) == ("two.csv", "text/csv", 8)


def test_a_large_form_with_files_is_kept_too(states):
    identifier, token = inbound(QUICK, trigger={"keep_files": True})
    large = form(part("text", b"x" * 300_000), part("f", PDF + b" " * 2_500_000, "large.pdf"))
    assert send(token, large, kind=KIND).status == ACCEPTED
    work_off()
    (run,) = runs_of(identifier)
    assert (len(run["input"]["text"]), run["input"]["f"]["size"]) == (300_000, len(PDF) + 2_500_000)
    assert run["input"]["f"]["document_id"]


def test_the_texts_of_a_large_form_are_typed_too(states):
    schema = {"type": "object", "properties": {"n": {"type": "integer"}, "text": {"type": "string"}}}
    identifier, token = inbound(QUICK, input_schema=schema)
    assert send(token, {"n": "5", "text": "x" * 300_000}, kind=FORM).status == ACCEPTED
    work_off()
    assert runs_of(identifier)[0]["input"]["n"] == 5


def test_a_schema_sees_the_place_of_the_document_that_a_file_will_be(states):
    document = {"type": "object", "required": ["document_id"], "properties": {"size": {"type": "integer"}}}
    schema = {"type": "object", "required": ["f"], "properties": {"f": document, "n": {"type": "integer"}}}
    identifier, token = inbound(QUICK, trigger={"keep_files": True}, input_schema=schema)
    assert send(token, form(part("n", b"5"), part("f", PDF, "f.pdf")), kind=KIND).status == ACCEPTED
    refused = send(token, form(part("n", b"5")), kind=KIND)
    assert (refused.status, refused.error["details"]["field"]) == (422, "input.f")
    work_off()
    run_input = runs_of(identifier)[0]["input"]
    assert run_input["n"] == 5
    assert run_input["f"]["document_id"]


def test_who_keeps_files_may_write_documents():
    about = {"name": "x", "steps": [QUICK], "trigger_type": "inbound", "trigger": {"keep_files": True}}
    refused = call("workflows.create", about, caller={"scopes": "workflows:admin"})
    assert (refused.status, refused.error["details"]["field"]) == (403, "trigger.keep_files")
    assert refused.error["details"]["resource"] == "documents"


def test_the_signature_of_a_form_is_over_its_bytes():
    verify = {"preset": "github", "secret": SECRET}
    _, token = inbound(QUICK, verify=verify)
    for body, kind in ((EVERYTHING, KIND), (b"payload=%7B%7D&b=+", FORM)):
        signed = {"X-Hub-Signature-256": "sha256=" + hmac.digest(SECRET.encode(), body, "sha256").hex()}
        assert send(token, body, kind=kind, headers=signed).status == ACCEPTED
        assert send(token, body.replace(b"b", b"c", 1), kind=kind, headers=signed).status == 401


HOSTILE = {
    "no boundary": (EVERYTHING, "multipart/form-data", 400),
    "an empty boundary": (EVERYTHING, 'multipart/form-data; boundary=""', 400),
    "a long boundary": (EVERYTHING, f"multipart/form-data; boundary={'a' * 71}", 400),
    "a boundary of signs": (EVERYTHING, 'multipart/form-data; boundary="a\\"b"', 400),
    "another boundary": (EVERYTHING, "multipart/form-data; boundary=other", 400),
    "no end": (EVERYTHING[:-6], KIND, 400),
    "nothing": (b"", KIND, 400),
    "no parts": (form(), KIND, 202),
    "no name": (form(f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n".encode()), KIND, 400),
    "no headers": (form(f"--{BOUNDARY}\r\n\r\nx\r\n".encode()), KIND, 400),
    "an attachment": (form(part("a", b"").replace(b"form-data", b"attachment")), KIND, 400),
    "one header twice": (
        form(part("a", b"").replace(b"\r\n\r\n", b"\r\ncontent-disposition: x\r\n\r\n", 1)),
        KIND,
        400,
    ),
    "base64": (form(part("a", b"", kind="a/b\r\nContent-Transfer-Encoding: base64")), KIND, 400),
    "no UTF-8": (form(part("a", b"\xff")), KIND, 400),
    "a name that is no UTF-8": (form(part("a", b"").replace(b'"a"', b'"\xff"')), KIND, 400),
    "the boundary with a tail": (form(part("a", f"x\r\n--{BOUNDARY}x".encode())), KIND, 400),
    "line ends of Unix": (EVERYTHING.replace(b"\r\n", b"\n"), KIND, 400),
    "headers without end": (form(f"--{BOUNDARY}\r\n".encode() + b"x: y\r\n" * 1_000), KIND, 400),
    "many parts": (form(*[part("a", b"")] * 1_001), KIND, 400),
    "as many parts as may be": (form(*[part("a", b"")] * 1_000), KIND, 202),
    "many boundaries": (f"--{BOUNDARY}\r\n".encode() * 90_000, KIND, 400),
    "many lines": (form(part("a", b"\r\n" * 200_000)), KIND, 202),
    "dashes": (b"\r\n--" * 250_000, "multipart/form-data; boundary=-", 400),
    "a name that does not end": (form(part("a" + "\\" * 3_001, b"")), KIND, 400),
    "many files": (form(*[part("f", b"x", "x.txt")] * 21), KIND, 400),
    "as many files as may be": (form(*[part("f", b"x", "x.txt")] * 20), KIND, 202),
    "text of more than a megabyte": (form(part("a", b"x" * 1_100_000)), KIND, 413),
    "more than four megabytes": (form(part("f", b"x" * 4_000_000, "x.txt")), KIND, 413),
    "nested": (form(part("a", b"--x\r\n\r\ny\r\n--x--", kind="multipart/mixed; boundary=x")), KIND, 202),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_a_stranger_sends_is_read_or_refused_and_never_fails(what):
    body, kind, status = HOSTILE[what]
    _, token = inbound(QUICK)
    answer = send(token, body, kind=kind, headers={"Accept-Language": "en"})
    assert answer.status == status, answer.body
    if status != ACCEPTED:
        assert answer.error["code"] == "VALIDATION_ERROR"
        assert waiting("inbound_starts") == []


def test_a_body_of_another_type_is_refused_with_the_types_that_are_read():
    _, token = inbound(QUICK)
    for kind in ("text/xml", "multipart/mixed; boundary=x", "application/octet-stream"):
        refused = send(token, b"x", kind=kind, headers={"Accept-Language": "en"})
        assert refused.status == 400
        assert "multipart/form-data" in refused.error["message"]


def test_files_that_are_not_kept_leave_nothing_behind():
    _, token = inbound(QUICK)
    send(token, EVERYTHING, kind=KIND)
    (message,) = waiting("inbound_starts")
    assert ("files" in message, message["file"]) == (False, "")
    assert "%PDF" not in json.dumps(message)
    assert clients.client("s3").list_objects_v2(Bucket=os.environ["DOCUMENTS_BUCKET"]).get("Contents", []) == []


NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters='"\\'), min_size=1, max_size=20)


@given(
    st.lists(st.tuples(NAMES, st.one_of(st.text(max_size=50), st.tuples(NAMES, st.binary(max_size=200)))), max_size=8)
)
@examples(60)
def test_what_werkzeug_writes_is_read_as_werkzeug_reads_it(fields):
    builder = EnvironBuilder(method="POST", content_type="multipart/form-data")
    for name, value in fields:
        if isinstance(value, tuple):
            builder.files.add_file(name, io.BytesIO(value[1]), value[0], "application/x-test")
        else:
            builder.form.add(name, value)
    environ = builder.get_environ()
    body = environ["wsgi.input"].read()
    environ["wsgi.input"].close()
    builder.close()
    environ["wsgi.input"] = io.BytesIO(body)
    _, form_read, files_read = parse_form_data(environ, stream_factory=lambda *_, **__: io.BytesIO())
    parts = multipart.parse(environ["CONTENT_TYPE"], body)
    assert [(each.name, multipart.text_of(each)) for each in parts if each.filename is None] == [
        *form_read.items(multi=True)
    ]
    assert [(each.name, each.filename, each.content) for each in parts if each.filename is not None] == [
        (name, file.filename, file.read()) for name, file in files_read.items(multi=True)
    ]


@given(st.binary(max_size=300), st.sampled_from(["x", "--", "a b", "'()+_,-./:=?"]))
@examples(100)
def test_no_bytes_do_anything_but_be_read_or_refused(body, boundary):
    for content in (body, f"--{boundary}\r\n".encode() + body + f"\r\n--{boundary}--".encode()):
        try:
            parts = multipart.parse(f'multipart/form-data; boundary="{boundary}"', content)
        except ValidationError:
            continue
        assert sum(len(each.content) for each in parts) <= len(content)
