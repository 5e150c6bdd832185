"""The service over HTTPS with mutual TLS: who is let in, and what each failure of the network means."""

from pathlib import Path

import pytest
from bivelio_core.invoices.submission.https import HttpsAeat
from bivelio_core.invoices.submission.ports import AnswerLost, NotDelivered
from bivelio_core.invoices.verifactu import answers, soap

from .aeat import Aeat
from .aeat_server import authority, certified, client, key_pem, pem, running
from .papers import invoice
from .test_verifactu import chained
from .test_verifactu_messages import HEADER


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("aeat")


@pytest.fixture
def server(folder):
    with running(Aeat(), folder) as server:
        yield server


def message():
    return soap.submission(HEADER, [chained([invoice()])[0].xml])


def asked(server, certificate=None, document=None):
    port = HttpsAeat("127.0.0.1", server.server_port, certificate or client(), pem(authority()))
    return port.send(document or message())


def test_a_message_is_answered_to_who_has_a_certificate(server):
    answer = answers.read(asked(server))
    assert isinstance(answer, answers.Answer)
    assert [line.outcome for line in answer.lines] == ["registered"]
    assert server.agency.broken == []


def test_a_fault_is_an_answer_too(server):
    server.agency.refusal = 4104
    fault = answers.read(asked(server))
    assert isinstance(fault, answers.Fault)
    assert fault.code == 4104


def test_a_certificate_of_another_authority_is_refused_and_nothing_arrives(server):
    """With TLS 1.3 the refusal comes while the message is written, and may be lost with the connection."""
    stranger = client(by="stranger")
    with pytest.raises((NotDelivered, AnswerLost)):
        asked(server, stranger)
    assert server.agency.messages == []


def test_a_key_of_another_certificate_is_told_before_anything_is_sent(server):
    other = client()._replace(key=key_pem("other"))
    with pytest.raises(NotDelivered) as refused:
        asked(server, other)
    assert refused.value.problem == "certificate"


def test_a_server_that_is_not_the_agency_gets_nothing(server):
    port = HttpsAeat("127.0.0.1", server.server_port, client(), pem(certified("stranger", "stranger")))
    with pytest.raises(NotDelivered) as refused:
        port.send(message())
    assert refused.value.problem == "unreachable"
    assert server.agency.messages == []


@pytest.mark.parametrize(("fate", "problem"), [("redirect", "certificate"), ("throttled", "unreachable")])
def test_a_redirect_refuses_the_certificate_and_429_takes_nothing(server, fate, problem):
    server.fate = fate
    with pytest.raises(NotDelivered) as refused:
        asked(server)
    assert refused.value.problem == problem


def test_a_dropped_answer_is_lost_and_a_page_of_an_error_is_no_answer(server):
    server.fate = "dropped"
    with pytest.raises(AnswerLost):
        asked(server)
    assert len(server.agency.messages) == 1
    server.fate = "broken"
    with pytest.raises(answers.NotAnAnswer):
        answers.read(asked(server))


def test_a_service_that_is_down_has_certainly_taken_nothing(folder):
    with running(Aeat(), folder) as server:
        number = server.server_port
    with pytest.raises(NotDelivered) as refused:
        HttpsAeat("127.0.0.1", number, client(), pem(authority())).send(message())
    assert refused.value.problem == "unreachable"


def test_the_private_key_is_in_no_file_and_in_no_descriptor_that_stays(server, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    asked(server)
    assert list(tmp_path.iterdir()) == []
    targets = [_target(each) for each in Path("/proc/self/fd").iterdir()]
    assert not [each for each in targets if "memfd:certificate" in each]


def _target(descriptor):
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""
