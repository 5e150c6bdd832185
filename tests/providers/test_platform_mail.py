"""Mail of the platform to its users: by SES when deployed, by the local server, simulated in the sandbox."""

from email import message_from_bytes, policy

import pytest
from bivelio_core import clients
from bivelio_core.providers.mail.port import Mail, MailRefused, MailUnavailable
from bivelio_core.providers.mail.registry import mailer
from botocore.stub import Stubber

MAIL = Mail("approval-1", "ana@example.com", "Aprovació\r\nBcc: x@example.com", "Cal decidir.\n")


def send(mail: Mail, *, is_sandbox: bool = False) -> None:
    """Send a mail as a deployment with an address does."""
    by = mailer(is_sandbox=is_sandbox)
    assert by is not None
    by.send(mail)


@pytest.fixture
def ses(monkeypatch):
    """SES, which answers what a test says."""
    monkeypatch.setenv("MAIL_FROM", "bivelio@example.com")
    monkeypatch.delenv("MAIL_SERVER", raising=False)
    with Stubber(clients.client("sesv2")) as stub:
        yield stub


def test_ses_is_asked_with_the_whole_mail(ses):
    sent = []
    clients.client("sesv2").meta.events.register_first(
        "provide-client-params.sesv2.SendEmail", lambda params, **_: sent.append(params)
    )
    ses.add_response("send_email", {"MessageId": "1"})
    send(MAIL)
    (asked,) = sent
    assert (asked["FromEmailAddress"], asked["Destination"]) == ("bivelio@example.com", {"ToAddresses": [MAIL.to]})
    mail = message_from_bytes(asked["Content"]["Raw"]["Data"], policy=policy.default)
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == ("<approval-1@mail.bivelio.com>", "auto-generated")
    assert (mail["Subject"], mail["Bcc"]) == ("Aprovació Bcc: x@example.com", None)


def test_a_mail_goes_with_the_configuration_set_that_leaves_out_addresses_that_bounced(ses, monkeypatch):
    monkeypatch.setenv("MAIL_SET", "bivelio-api-mails")
    sent = []
    clients.client("sesv2").meta.events.register_first(
        "provide-client-params.sesv2.SendEmail", lambda params, **_: sent.append(params)
    )
    ses.add_response("send_email", {"MessageId": "1"})
    send(MAIL)
    assert sent[0]["ConfigurationSetName"] == "bivelio-api-mails"


@pytest.mark.parametrize(("code", "raised"), [("MessageRejected", MailRefused), ("AccountSuspended", MailUnavailable)])
def test_a_refusal_says_whether_to_try_again(ses, code, raised):
    ses.add_client_error("send_email", code, http_status_code=400)
    with pytest.raises(raised):
        send(MAIL)


def test_an_address_that_no_mail_can_have_is_refused():
    with pytest.raises(MailRefused):
        send(MAIL._replace(to="ana@example.com\r\nBcc: x@example.com"), is_sandbox=True)


def test_a_deployment_without_an_address_sends_no_mail(monkeypatch):
    monkeypatch.delenv("MAIL_FROM", raising=False)
    assert mailer(is_sandbox=False) is None
