"""The local platform keeps the mail that goes out, shows it at /mail, and passes it on to nobody."""

import asyncio
import smtplib
import threading

from local.mailbox import Mailbox

MAIL = b"""From: info@demo.example.com\r
To: maria@exemple.com\r
Subject: =?utf-8?q?Comanda_N=C3=BAria?=\r
\r
<b>Bon dia</b>\r
"""


def test_a_mail_is_kept_and_shown_as_text():
    mails = Mailbox()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(mails.listen(0), loop).result(10)
    assert server is not None
    host, port = server.sockets[0].getsockname()
    with smtplib.SMTP(host, port, local_hostname="localhost") as client:
        client.sendmail("info@demo.example.com", ["maria@exemple.com"], MAIL)
    page = mails.page()
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()
    assert "Comanda Núria" in page
    assert "&lt;b&gt;Bon dia&lt;/b&gt;" in page


def test_a_port_that_is_taken_is_no_failure():
    async def twice() -> None:
        mails = Mailbox()
        first = await mails.listen(0)
        assert first is not None
        assert await mails.listen(first.sockets[0].getsockname()[1]) is None
        first.close()

    asyncio.run(twice())
