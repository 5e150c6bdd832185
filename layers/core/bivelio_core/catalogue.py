"""What people read, in each of our languages: the catalogues of domains, `<domain>/texts/{ca.pot,es.po,en.po}`.

    SUBJECT = Entry("invoices", "mail.subject")       # costs nothing until it is said
    SUBJECT["ca"].format(number="F-12", seller="...")

Catalan is the source: `ca.pot` has each text under its name, and the others have its translation (docs/translate.md).
A file is read when its first text is said, and of it no more than the entry, so nothing has to be compiled. `CORE` is
the catalogue of what belongs to no domain. Source of the format: GNU gettext's manual, "The Format of PO Files".
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import takewhile

LANGUAGES = ("ca", "es", "en")
SOURCE = "ca"
FILES = {"ca": "ca.pot", "es": "es.po", "en": "en.po"}
CORE = ""
_ROOT = __file__.rpartition("/")[0]


class Entry(Mapping[str, str]):
    """A text of a catalogue by language; templates are filled with `str.format`. Raises KeyError for an unknown one."""

    __slots__ = ("domain", "filling", "name")

    def __init__(self, domain: str, name: str, values: Mapping[str, object] | None = None) -> None:
        self.domain = domain
        self.name = name
        self.filling = values

    def __getitem__(self, language: str) -> str:
        if (text := _text(self.domain, self.name, language)) is None:
            raise KeyError(f"{self.name} in {language} of the catalogue {self.domain or 'of all domains'}")
        if self.filling is None:
            return text
        values = self.filling.items()
        return text.format_map({name: each[language] if isinstance(each, Entry) else each for name, each in values})

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)

    def __repr__(self) -> str:
        return f"Entry({self.domain!r}, {self.name!r})"

    def filled(self, **values: object) -> "Entry":
        """The same with the values of its placeholders, in each language; texts among them are said in the same one."""
        return Entry(self.domain, self.name, values)

    @property
    def exists(self) -> bool:
        """Whether the catalogue has it."""
        return _text(self.domain, self.name, SOURCE) is not None


@cache
def _file(domain: str, language: str) -> str:
    try:
        with open(f"{_ROOT}/{domain}/texts/{FILES[language]}", encoding="utf-8") as file:  # noqa: PTH123 - no pathlib
            return file.read()
    except FileNotFoundError:
        return ""


@cache
def _text(domain: str, name: str, language: str) -> str | None:
    _, _, rest = _file(domain, language).partition(f'\nmsgctxt "{name}"\n')
    if not rest:
        return None
    _, _, value = rest.partition("msgid " if language == SOURCE else "\nmsgstr ")
    literals = takewhile(lambda line: line.startswith('"'), value.splitlines())
    return "".join(map(json.loads, literals))
