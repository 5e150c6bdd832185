"""The page ``/mail``: a form for a mail that comes in, and the mails that came in and went out, with their sources."""

from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape

from local.layout import document

LONGEST_SOURCE = 200_000
"""How many characters of a source are shown."""

FORM = """<form class="mail" method="post" action="/mail" enctype="multipart/form-data">
<p><label for="arrives_at">Arrives at</label>
<input id="arrives_at" name="arrives_at" type="email" required value="{address}" size="60"></p>
<p><label for="from">From</label>
<input id="from" name="from" value="Maria Garcia &lt;maria@example.com&gt;" size="60"></p>
<p><label for="to">To, if another address forwards it</label>
<input id="to" name="to" value="info@demo.example.com" size="60"></p>
<p><label for="subject">Subject</label> <input id="subject" name="subject" size="60"></p>
<p><label for="text">Text</label> <textarea id="text" name="text" rows="6"></textarea></p>
<p><label for="attachments">Attachments</label>
<input id="attachments" name="attachments" type="file" multiple></p>
<details><summary>A whole mail instead (.eml)</summary>
<p><label for="eml">File</label> <input id="eml" name="eml" type="file" accept=".eml,message/rfc822"></p>
<p><label for="source">Or its source</label> <textarea id="source" name="source" rows="8"></textarea></p>
</details>
<p><button type="submit">Let it arrive</button></p>
</form>"""


def page(address: str, arrived: Iterable[bytes], sent: Iterable[bytes], notice: str = "") -> str:
    """Return the page; `address` is where mail for the demo organisation arrives, the lists have the newest first."""
    status = f'<p class="notice" role="status">{escape(notice)}</p>' if notice else ""
    body = (
        f"<h1>Mail</h1>{status}"
        '<p><a href="#in">Write a mail that comes in</a>, or read <a href="#out">what the platform has sent</a>.</p>'
        '<h2 id="in">A mail comes in</h2>'
        "<p>It arrives as Amazon SES would bring it: a message of the demo organisation, with files and events.</p>"
        f"{FORM.format(address=escape(address, quote=True))}"
        f"{_list(arrived, 'came in', 'No mail has come in since the platform was started.')}"
        '<h2 id="out">Outgoing mail</h2>'
        "<p>The mail that the platform has sent on this machine. It went to nobody.</p>"
        f"{_list(sent, 'went out', 'No mail has gone out since the platform was started.')}"
    )
    return document("Mail", body)


def _list(mails: Iterable[bytes], what: str, empty: str) -> str:
    articles = "\n".join(
        f'<article class="mail" aria-label="A mail that {what}">{_as_text(mail)}</article>' for mail in mails
    )
    return articles or f"<p>{empty}</p>"


def _as_text(content: bytes) -> str:
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - of that policy
    body = mail.get_body(("plain", "html"))
    text = "" if body is None else str(body.get_content())
    rows = "".join(
        f"<dt>{name}</dt><dd>{escape(str(mail[name] or ''))}</dd>" for name in ("From", "To", "Date", "Message-ID")
    )
    return (
        f'<h3>{escape(str(mail["Subject"] or "(no subject)"))}</h3><dl class="addresses">{rows}</dl>'
        f'<pre tabindex="0">{escape(text)}</pre>{_files(mail)}{"".join(_calendars(mail))}'
        f"{_folded('Source', content.decode('utf-8', 'replace'))}"
    )


def _files(mail: EmailMessage) -> str:
    names = "".join(f"<li>{escape(str(part.get_filename()))}</li>" for part in mail.iter_attachments())
    return f"<ul>{names}</ul>" if names else ""


def _calendars(mail: EmailMessage) -> Iterable[str]:
    """The invitations of a mail, once each: mail programs get them beside the text and as a file."""
    seen = set()
    for part in mail.walk():
        if part.get_content_type() in {"text/calendar", "application/ics"}:
            content = part.get_payload(decode=True)
            text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
            if text not in seen:
                seen.add(text)
                yield _folded(part.get_filename() or "invitation.ics", text)


def _folded(name: str, text: str) -> str:
    cut = "\n…" if len(text) > LONGEST_SOURCE else ""
    content = escape(text[:LONGEST_SOURCE]) + cut
    return f'<details><summary>{escape(name)}</summary><pre tabindex="0">{content}</pre></details>'
