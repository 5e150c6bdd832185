"""`/.well-known/security.txt` (RFC 9116): to whom somebody tells of a weakness, on every host of ours that has pages.

`Expires` is written when the file is: with each upload of the dashboard and of the documentation, and at each request
of the local runtime. Who has published nothing for LIFETIME has a file that says so itself, as the RFC means it.
"""

from datetime import UTC, datetime, timedelta

PATH = "/.well-known/security.txt"
CONTENT_TYPE = "text/plain; charset=utf-8"
LIFETIME = timedelta(days=364)
"""RFC 9116, section 2.5.5: less than a year is recommended."""

CONTACT = "security@bivelio.com"
LANGUAGES = ("ca", "es", "en")


def text(now: datetime) -> str:
    """Return the file as it is written at a time."""
    expires = (now.astimezone(UTC) + LIFETIME).replace(microsecond=0)
    fields = {
        "Contact": f"mailto:{CONTACT}",
        "Expires": expires.isoformat().replace("+00:00", "Z"),
        "Preferred-Languages": ", ".join(LANGUAGES),
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())
