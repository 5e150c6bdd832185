"""Catalogues as files: read as gettext and its editors write them, written in one form."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from string import Formatter

from bivelio_core.catalogue import FILES, LANGUAGES, SOURCE

from tools.template import ROOT

CORE_FOLDER = ROOT / "layers" / "core" / "bivelio_core"
HEADER = """\
# {about}
# Generated parts: everything but {ours}. See docs/translate.md; `make texts` puts the file in order.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
_FIELD = re.compile(r'^(msgctxt|msgid|msgstr) ((?:".*"\n?)+)', re.MULTILINE)


@dataclass(frozen=True)
class Message:
    """An entry of a file: its name, the note for the translator, the Catalan source and the translation."""

    name: str
    note: str
    source: str
    text: str = ""
    is_fuzzy: bool = False


def read(file: Path) -> list[Message]:
    """The entries of a file, in its order. Raises ValueError for one without a name."""
    if not file.exists():
        return []
    blocks = re.split(r"\n\s*\n", file.read_text(encoding="utf-8").replace("\r\n", "\n"))
    return [_message(block, file) for block in blocks[1:] if block.strip() and not block.lstrip().startswith("#~")]


def fields_of(block: str) -> dict[str, str]:
    """The parts of an entry: `msgctxt`, `msgid`, `msgstr`."""
    return {name: "".join(map(json.loads, text.splitlines())) for name, text in _FIELD.findall(block)}


def _message(block: str, file: Path) -> Message:
    fields = fields_of(block)
    if "msgctxt" not in fields or "msgid" not in fields:
        raise ValueError(f"{file}: an entry has no msgctxt or no msgid:\n{block}")
    notes = " ".join(line[3:] for line in block.splitlines() if line.startswith("#. "))
    flags = "".join(line for line in block.splitlines() if line.startswith("#,"))
    return Message(fields["msgctxt"], notes, fields["msgid"], fields.get("msgstr", ""), "fuzzy" in flags)


def written(messages: list[Message], domain: str, language: str) -> str:
    """The text of a file."""
    of = f"the domain {domain}" if domain else "all domains"
    if language == SOURCE:
        head = {"about": f"The texts of {of} in Catalan, from which they are translated.", "ours": "the entries"}
    else:
        head = {"about": f"The texts of {of}, translated.", "ours": "msgstr"}
    blocks = (_block(message, has_flags=language != SOURCE) for message in messages)
    return "\n".join([HEADER.format(language=language, **head), *blocks])


def _block(message: Message, *, has_flags: bool) -> str:
    flags = [*(["fuzzy"] if message.is_fuzzy else []), *(["python-brace-format"] if places(message.source) else [])]
    lines = [
        f"#. {message.note}",
        *([f"#, {', '.join(flags)}"] if has_flags and flags else []),
        f'msgctxt "{message.name}"',
        f"msgid {literal(message.source)}",
        f"msgstr {literal(message.text)}",
    ]
    return "\n".join(lines) + "\n"


def literal(text: str) -> str:
    """A text as files of gettext write it."""
    lines = [json.dumps(line, ensure_ascii=False) for line in text.splitlines(keepends=True)]
    return "\n".join(['""', *lines]) if len(lines) > 1 else "".join(lines) or '""'


def places(template: str) -> set[str]:
    """The placeholders of a text. Raises ValueError for a brace that is not closed."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def merged(source: list[Message], translated: list[Message]) -> list[Message]:
    """The entries of the source with their translations; one whose source has changed since is fuzzy."""
    by_name = {message.name: message for message in translated}
    return [_translated(message, by_name[message.name]) if message.name in by_name else message for message in source]


def _translated(message: Message, translation: Message) -> Message:
    is_fuzzy = bool(translation.text) and (translation.is_fuzzy or translation.source != message.source)
    return replace(message, text=translation.text, is_fuzzy=is_fuzzy)


def domains(root: Path = CORE_FOLDER) -> list[str]:
    """The names of the catalogues: a domain's folder, and the empty name of the one of all."""
    sources = sorted(root.glob(f"**/texts/{FILES[SOURCE]}"))
    return [file.parent.parent.relative_to(root).as_posix().removeprefix(".") for file in sources]


def file_of(domain: str, language: str, root: Path = CORE_FOLDER) -> Path:
    """Where a catalogue is in a language."""
    return root / domain / "texts" / FILES[language]


def catalogue(domain: str, root: Path = CORE_FOLDER) -> dict[str, list[Message]]:
    """The entries of a catalogue by language, as their files should be."""
    source = read(file_of(domain, SOURCE, root))
    return {
        language: source if language == SOURCE else merged(source, read(file_of(domain, language, root)))
        for language in LANGUAGES
    }
