"""Contacts as cards of RFC 6350 (version 4) or RFC 2426 (3), as phones and mail programs import them.

A card has what such programs know: names, organisation, addresses, phones, web sites, language, birthday, tags, and of
the custom fields `nickname`, `department` and `notes`. Labels that are no type of the RFC are written as Apple does,
`item1.X-ABLabel`; imports read them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from bivelio_core.contacts.reachability import EMAIL, PHONE, Reach, entries_of
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.tenant_store import TenantStore

from .models import CardVersion

LINE_OCTETS = 75
"""The longest line, without its end (RFC 6350, 3.2)."""
TYPES = {"mobile": "cell", "work": "work", "home": "home", "fax": "fax"}
"""The types of the RFC by our labels."""
ADDRESS = ("street", "city", "province", "postal_code", "country")
APPLE_YEAR = "1604"
"""Apple's year of a birthday without a year, for version 3, which knows none."""

_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": ""})


def write_cards(batches: Iterable[list[Item]], store: TenantStore, version: CardVersion, file: IO[bytes]) -> None:
    """Write a card for each contact; people have the names of their companies, which are read for each batch."""
    for batch in batches:
        companies = _company_names(batch, store)
        for item in batch:
            for line in _Card(item, store.tenant.organisation, version, companies).lines():
                file.write(folded(line))


def folded(line: str) -> bytes:
    """A line with its end, broken where it is too long, and never inside a character."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > LINE_OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece, b""])


def escaped(text: object) -> str:
    """A text as a value, or as a part of one."""
    return str(text).translate(_ESCAPES)


def _company_names(batch: Iterable[Item], store: TenantStore) -> dict[str, str]:
    ids = list(dict.fromkeys(item["company_id"] for item in batch if item.get("company_id")))
    return {public: item["name"] for public, item in resources.find_many(store, CONTACT, ids).items()} if ids else {}


class _Card:
    """The lines of one card; groups are counted, each has a label."""

    def __init__(self, item: Item, organisation: str, version: CardVersion, companies: Mapping[str, str]) -> None:
        self.item, self.organisation, self.version, self.companies = item, organisation, version, companies
        self.is_latest = version == "4.0"
        self.groups = 0

    def lines(self) -> Iterator[str]:
        """Yield the lines of the card."""
        item = self.item
        yield from ("BEGIN:VCARD", f"VERSION:{self.version}")
        yield f"UID:{escaped(resources.public_id(CONTACT, self.organisation, item))}"
        yield from self._names()
        if job_title := item.get("job_title"):
            yield f"TITLE:{escaped(job_title)}"
        yield from self._reached(EMAIL, "EMAIL")
        yield from self._reached(PHONE, "TEL")
        for address in item.get("addresses") or ():
            parts = ";".join(escaped(address.get(part, "")) for part in ADDRESS)
            yield from self._labelled(
                "ADR", f";;{parts}", address.get("label"), is_first=bool(address.get("is_primary"))
            )
        yield from (f"URL:{url}" for url in item.get("websites") or ())
        yield from self._rest()
        yield f"REV:{item['updated_at'].replace('-', '').replace(':', '')}"
        yield "END:VCARD"

    def _names(self) -> Iterator[str]:
        item, custom = self.item, self.item.get("custom_fields") or {}
        yield f"FN:{escaped(item['name'])}"
        is_company = item["type"] == "company"
        if not is_company or not self.is_latest:  # version 3 must have it
            yield f"N:{escaped(item.get('last_name', ''))};{escaped(item.get('first_name', ''))};;;"
        if is_company:
            yield "KIND:org" if self.is_latest else "X-ABShowAs:COMPANY"
        company = item["name"] if is_company else self.companies.get(item.get("company_id", ""), "")
        if parts := [escaped(part) for part in (company, custom.get("department")) if part]:
            yield f"ORG:{';'.join(parts) if company else ';' + parts[0]}"

    def _reached(self, reach: Reach, name: str) -> Iterator[str]:
        for entry in entries_of(self.item, reach):
            text = escaped(entry[reach.text])
            yield from self._labelled(name, text, entry.get("label"), is_first=bool(entry["is_primary"]))

    def _labelled(self, name: str, value: str, label: str | None, *, is_first: bool) -> Iterator[str]:
        """A property with its type, or with a group that has its label; the primary one is preferred."""
        types = [TYPES[label]] if label in TYPES else []
        if is_first and not self.is_latest:
            types.append("pref")
        parameters = [f"TYPE={each}" for each in types] + (["PREF=1"] if is_first and self.is_latest else [])
        group = ""
        if label and label not in TYPES:
            self.groups += 1
            group = f"item{self.groups}."
        yield group + ";".join([name, *parameters]) + f":{value}"
        if group:
            yield f"{group}X-ABLabel:{escaped(label)}"

    def _rest(self) -> Iterator[str]:
        item, custom = self.item, self.item.get("custom_fields") or {}
        if (language := item.get("language")) and self.is_latest:
            yield f"LANG:{language}"
        if birthday := item.get("birthday"):
            yield self._birthday(birthday)
        if tags := item.get("tags"):
            yield f"CATEGORIES:{','.join(map(escaped, tags))}"
        for name, field in (("NICKNAME", "nickname"), ("NOTE", "notes")):
            if isinstance(text := custom.get(field), str):
                yield f"{name}:{escaped(text)}"

    def _birthday(self, day: str) -> str:
        """`1985-03-15` or `--03-15`, as the version writes it."""
        if self.is_latest:
            year, rest = (day[:2], day[2:]) if day.startswith("--") else (day[:4], day[5:])
            return f"BDAY:{year}{rest.replace('-', '')}"
        if day.startswith("--"):
            return f"BDAY;X-APPLE-OMIT-YEAR={APPLE_YEAR}:{APPLE_YEAR}-{day[2:]}"
        return f"BDAY:{day}"
