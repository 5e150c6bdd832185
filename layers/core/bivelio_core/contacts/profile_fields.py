"""The field types of what is known of a person besides how to reach them: names, language, birthday, websites."""

import re
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from bivelio_core import clock
from bivelio_core.faults import broken
from bivelio_core.models import DISTINCT, FIRST_YEAR, LINE, NAME

MAXIMUM_WEBSITES = 20
LONGEST_NAME = 200

_LANGUAGE_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(?:-(?P<script>[A-Za-z]{4}))?(?:-(?P<region>[A-Za-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*)"
)
"""The tags of BCP 47 (RFC 5646, 2.1) that people speak: a language, perhaps its script, region and variants."""

_WITHOUT_YEAR = re.compile(r"--([0-9]{2})-([0-9]{2})")
_WITH_YEAR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LEAP_YEAR = 2000


def joined_name(first_name: str | None, last_name: str | None) -> str | None:
    """The name of who has these, None when there is neither."""
    return " ".join(part for part in (first_name, last_name) if part)[:LONGEST_NAME].rstrip() or None


def _language_tag(text: str) -> str:
    """The tag as RFC 5646 (2.1.1) writes it: `ca-ES`, `zh-Hant-HK`."""
    tag = _LANGUAGE_TAG.fullmatch(text)
    if tag is None:
        raise broken("format", expected="language_tag")
    language, script, region = tag["language"].lower(), tag["script"], tag["region"]
    parts = [language, *([script.title()] if script else []), *([region.upper()] if region else [])]
    return "-".join(parts) + tag["variants"].lower()


def _birthday(text: str) -> str:
    try:
        if day := _WITHOUT_YEAR.fullmatch(text):
            date(_LEAP_YEAR, int(day[1]), int(day[2]))
            return text
        birthday = date.fromisoformat(text) if _WITH_YEAR.fullmatch(text) else None
    except ValueError:
        birthday = None
    if birthday is None:
        raise broken("format", expected="birthday")
    if birthday.year < FIRST_YEAR:
        raise broken("minimum", limit=f"{FIRST_YEAR}-01-01")
    if birthday > (today := clock.now().date()):
        raise broken("maximum", limit=today.isoformat())
    return text


def _website(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_website = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_website = False
    if not is_website or any(map(str.isspace, text)):
        raise broken("format", expected="url")
    return text


PartOfName = Annotated[str, Field(min_length=1, max_length=100), NAME]
JobTitle = Annotated[str, Field(min_length=1, max_length=200), LINE]
OwnerId = Annotated[str, Field(min_length=1, max_length=100, examples=["usr_0123456789abcdef"])]
LanguageTag = Annotated[str, Field(min_length=2, max_length=35, examples=["ca-ES"]), AfterValidator(_language_tag)]
Birthday = Annotated[str, Field(min_length=7, max_length=10, examples=["1985-03-15"]), AfterValidator(_birthday)]
Website = Annotated[
    str, Field(min_length=1, max_length=2_048, examples=["https://www.exemple.com"]), LINE, AfterValidator(_website)
]
Websites = Annotated[list[Website], Field(max_length=MAXIMUM_WEBSITES), DISTINCT]
