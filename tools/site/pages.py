"""The Markdown of the repository as pages of the site: their addresses, their links, and what stands above them."""

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path  # noqa: TC003 - the annotation of a variable

from tools.site import changelog
from tools.template import ROOT

LANGUAGES = ("en", "ca", "es")
"""English pages have no prefix; the others have their language as first folder, in docs/ and on the site."""

TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
BASE = "/docs"
_CODE = re.compile(r"(^```.*?^```$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(!?\[[^\]]*\]\()([^)\s#]*)(#[^)\s]*)?(\))")
_LONGEST_DESCRIPTION = 160


@dataclass(frozen=True)
class Page:
    """A Markdown file of the repository.

    Attributes:
        file: where it is, from the root of the repository.
        slug: its address on the site without language, `adr/0001-store-port-and-expressions`.
        language: what it is written in.
    """

    file: str
    slug: str
    language: str = "en"

    @property
    def address(self) -> str:
        """Where it is below `/docs/`, without slashes at its ends."""
        return self.slug if self.language == "en" else f"{self.language}/{self.slug}"

    @cached_property
    def text(self) -> str:
        """What it says."""
        text = (ROOT / self.file).read_text(encoding="utf-8")
        return changelog.page_text(text, self.language) if self.file == changelog.FILE else text

    def saying(self, body: str) -> "Page":
        """Return this page with another body."""
        page = replace(self)
        page.__dict__["text"] = f"# {self.title}\n\n{body}"
        return page

    @property
    def title(self) -> str:
        """Its heading."""
        return self.text.partition("\n")[0].lstrip("# ")

    @property
    def body(self) -> str:
        """What stands below its heading."""
        return self.text.partition("\n")[2].strip() + "\n"

    @property
    def description(self) -> str:
        """Its first sentences, as plain text."""
        first = next((part for part in self.body.split("\n\n") if part[:1] not in "#|`-*!"), self.title)
        plain = " ".join(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", first).replace("`", "").split())
        if len(plain) <= _LONGEST_DESCRIPTION:
            return plain
        return plain[:_LONGEST_DESCRIPTION].rpartition(" ")[0] + " …"


def pages() -> tuple[Page, ...]:
    """All Markdown files that are pages: guides in each language, decisions, measurements, and those of the root."""
    return tuple(_every_page())


def _every_page() -> Iterator[Page]:
    for file in sorted((ROOT / "docs").glob("*.md")):
        yield Page(f"docs/{file.name}", file.stem)
    for language in TRANSLATED:
        for file in sorted((ROOT / "docs" / language).glob("*.md")):
            yield Page(f"docs/{language}/{file.name}", file.stem, language)
    for file in sorted((ROOT / "docs" / "adr").glob("*.md")):
        yield Page(f"docs/adr/{file.name}", f"adr/{file.stem}")
    for file in sorted((ROOT / "benchmarks").glob("*/results/*.md")):
        yield Page(file.relative_to(ROOT).as_posix(), f"measurements/{file.parent.parent.name}-{file.stem}")
    for name in ("CONTRIBUTING", "SECURITY", "README"):
        yield Page(f"{name}.md", name.lower())
    for language in LANGUAGES:
        yield Page(changelog.FILE, "changelog", language)


class Links:
    """Rewrites links between files of the repository as links between pages of the site.

    Links are relative, so that they stay in the reader's language where a page is shown in place of a translation.
    Files that are no pages are copied; `files` collects them, as address on the site and file.
    """

    def __init__(self, all_pages: tuple[Page, ...]) -> None:
        self._slugs = {page.file: page.slug for page in all_pages}
        self.files: dict[str, Path] = {}

    def rewritten(self, page: Page) -> str:
        """Return the body of a page with the links of the site. What is code stays as it is."""
        code = _CODE.findall(page.body)
        text = _CODE.sub("\0", page.body)
        return re.sub("\0", lambda _: code.pop(0), self._links(text, page))

    def _links(self, text: str, page: Page) -> str:
        return _LINK.sub(lambda match: match[1] + self._target(match[2], match[3] or "", page) + match[4], text)

    def _target(self, target: str, anchor: str, page: Page) -> str:
        if not target or "://" in target or target.startswith(("mailto:", "/")):
            return target + anchor
        file = posixpath.normpath(posixpath.join(posixpath.dirname(page.file), target))
        if file == "openapi.json":
            return self._file(file, page)
        if file in self._slugs:
            return relative(page.slug, self._slugs[file]) + anchor
        if (ROOT / file).is_dir():
            return relative(page.slug, "adr") if file == "docs/adr" else self._nowhere(file, page)
        return self._file(file, page)

    def _file(self, file: str, page: Page) -> str:
        if not (ROOT / file).is_file():
            return self._nowhere(file, page)
        address = file if file == "openapi.json" else f"files/{file}"
        self.files[address] = ROOT / file
        return f"{BASE}/{address}"

    def _nowhere(self, file: str, page: Page) -> str:
        raise ValueError(f"{page.file} links to {file}, which is no page and no file")


def relative(source: str, target: str) -> str:
    """Return the link from a page to another, by their slugs: each page is a folder."""
    return posixpath.relpath(target, source) + "/"


def front_matter(**about: object) -> str:
    """Return the lines above a page: JSON is YAML."""
    return (
        "---\n"
        + "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in about.items())
        + "---\n"
    )
