"""What a sign-in came from, in two words: the family of the browser and that of the system.

A User-Agent is free text by which people can be followed. Only names of these tables are kept of it, and no version.
"""

from typing import NamedTuple

from bivelio_core.store.codec import Item

LONGEST = 512
"""How many characters of a User-Agent are read."""

_BROWSERS = (
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edge/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("OPiOS/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("bivelio-", "BiVelio"),
    ("PostmanRuntime/", "Postman"),
    ("curl/", "curl"),
)
"""What names a browser or a program, the narrower first: Edge also says Chrome and Safari."""

_SYSTEMS = (
    ("iPhone", "iOS"),
    ("iPod", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


class Device(NamedTuple):
    """The family of a browser, or the name of a program, and that of the system; None where it is not known."""

    browser: str | None = None
    system: str | None = None

    @classmethod
    def of_item(cls, item: Item) -> "Device":
        """The device that an item names."""
        return cls(item.get("browser"), item.get("system"))

    def fields(self) -> Item:
        """What an item keeps of it: what is known."""
        return {name: value for name, value in self._asdict().items() if value is not None}


UNKNOWN = Device()


def device_of(user_agent: str) -> Device:
    """What a User-Agent says of itself, which nobody proves."""
    text = user_agent[:LONGEST]
    return Device(_first(_BROWSERS, text), _first(_SYSTEMS, text))


def _first(families: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((family for mark, family in families if mark in text), None)
