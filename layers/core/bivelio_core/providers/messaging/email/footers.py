"""The footer of an advertising mail, in its text and in its HTML."""

import re
from html import escape

from bivelio_core.providers.messaging.port import Footer

_END = re.compile(r"</body\s{0,10}>", re.IGNORECASE)


def of_text(body: str, footer: Footer) -> str:
    """A text with its footer."""
    link = f"\n{footer.url}" if footer.url else ""
    return f"{body.rstrip()}\n\n{footer.text}{link}\n"


def of_html(html: str, footer: Footer) -> str:
    """A document with its footer at the end of what is shown."""
    url = footer.url or footer.mail
    link = f' <a href="{escape(url)}">{escape(footer.label)}</a>' if url else ""
    paragraph = f'<p style="font-size:12px;color:#595959">{escape(footer.text)}{link}</p>'
    ends = [*_END.finditer(html)]
    end = ends[-1].start() if ends else len(html)
    return f"{html[:end]}{paragraph}{html[end:]}"
