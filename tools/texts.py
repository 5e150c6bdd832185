"""The catalogues of what people read: `python -m tools.texts` puts them in order, `--check` says what they lack.

A new text is written into a domain's `ca.pot` by hand: its name, a note for the translator, and the Catalan. This tool
carries it over to `es.po` and `en.po`, without a translation yet, and takes away there what the source has no more. A
translation whose source has changed is marked `fuzzy` until somebody has looked at it.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bivelio_core.catalogue import CORE, LANGUAGES, SOURCE, Entry

from tools import po
from tools.template import ROOT

CONSTRAINT = "constraint."
CLASS_PARTS = ("text", "remedy")
GATEWAY = ROOT / "gateway" / "source.yaml"
"""The answers of API Gateway itself, which are in all languages at once."""


def constraints() -> list[tuple[str, Entry]]:
    """The constraints of VALIDATION_ERROR by name, with their sentences; two domains may say the same name."""
    sentences = [(name.removeprefix(CONSTRAINT), entry) for name, entry in entries(CONSTRAINT)]
    return sorted(sentences, key=lambda one: (one[0], one[1].domain))


def entries(prefix: str, domain: str | None = None) -> Iterator[tuple[str, Entry]]:
    """The name of each text that begins with a prefix, and the text; those of all domains come first."""
    for each in [domain] if domain is not None else sorted(po.domains()):
        for message in po.read(po.file_of(each, SOURCE)):
            if message.name.startswith(prefix):
                yield message.name, Entry(each, message.name)


def problems(root: Path = po.CORE_FOLDER) -> list[str]:
    """What the catalogues of a tree of code lack, a sentence each, with the file to change."""
    used, domains = uses(root), po.domains(root)
    sources = {domain: [message.name for message in po.read(po.file_of(domain, SOURCE, root))] for domain in domains}
    sentences = [*chain.from_iterable(_incomplete(domain, root) for domain in domains)]
    for domain, names in sources.items():
        unused = (name for name in names if not used.has(domain, name))
        sentences += [f"{_path_of(domain, SOURCE, root)}: no code says {name}: take it away" for name in unused]
    for domain, name, place in used.named:
        if name not in sources.get(domain, ()):
            sentences.append(f"{place} says {name}, which {_path_of(domain, SOURCE, root)} does not have")
    return sentences


def _path_of(domain: str, language: str, root: Path) -> str:
    return po.file_of(domain, language, root).relative_to(root.parent).as_posix()


def _incomplete(domain: str, root: Path) -> Iterator[str]:
    for language, messages in po.catalogue(domain, root).items():
        file = _path_of(domain, language, root)
        names = [message.name for message in messages]
        yield from (f"{file}: {name} is there twice" for name in sorted(set(names)) if names.count(name) > 1)
        for message in messages:
            if problem := _problem(message, language):
                yield f"{file}: {message.name} {problem}"


def _problem(message: po.Message, language: str) -> str | None:
    text = message.source if language == SOURCE else message.text
    if not text.strip():
        return "has no text" if language == SOURCE else f"is not translated: {message.source!r}"
    if not message.note:
        return "has no note for the translator (a line `#. ` above it)"
    if message.is_fuzzy:
        return f"may be out of date, because its source is now {message.source!r}: correct it and take `fuzzy` away"
    try:
        places, source_places = po.places(text), po.places(message.source)
    except ValueError as error:
        return f"has a brace that is not right ({error}): {text!r}"
    if places != source_places:
        source_names, names_here = (", ".join(sorted(names)) or "none" for names in (source_places, places))
        return f"has other placeholders than the source: {names_here} in place of {source_names}"
    return None


class Uses(ast.NodeVisitor):
    """The texts that the code names: by `Entry(domain, name)`, `register(domain, name)` and classes of errors."""

    def __init__(self) -> None:
        self.named: list[tuple[str, str, str]] = []
        self.made: list[tuple[str, str]] = []
        self.classes: set[tuple[str, str]] = set()
        self.literals: set[str] = set()
        self.composed: set[str] = set()
        self.file, self.domain = "", CORE

    def has(self, domain: str, name: str) -> bool:
        """Whether the code says a text; of those whose names it composes, if the part is written anywhere."""
        kind, _, part = name.partition(".")
        if part in CLASS_PARTS and (domain, kind) in self.classes:
            return True
        if any((of, each) == (domain, name) for of, each, _ in self.named):
            return True
        words = (part, part.removeprefix("form_"), part.partition(".")[0])
        is_written = any(word in self.literals or self.composed_as(word) for word in words)
        return is_written and any(of == domain and re.fullmatch(each, name) for of, each in self.made)

    def composed_as(self, word: str) -> bool:
        """Whether some code composes a name of this form."""
        return any(re.fullmatch(each, word) for each in self.composed)

    def visit_Call(self, node: ast.Call) -> None:
        """A text or a constraint that is named."""
        self.generic_visit(node)
        called = ast.unparse(node.func).rpartition(".")[2]
        if called not in ("Entry", "register") or len(node.args) < 2:  # noqa: PLR2004 - the domain and the name
            return
        domain = CORE if ast.unparse(node.args[0]) == "CORE" else getattr(node.args[0], "value", None)
        if not isinstance(domain, str):
            return
        prefix, name = CONSTRAINT if called == "register" else "", node.args[1]
        if isinstance(name, ast.Constant):
            self.named.append((domain, prefix + str(name.value), f"{self.file}:{node.lineno}"))
        else:
            parts = name.values if isinstance(name, ast.JoinedStr) else [name]
            texts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in parts)
            self.made.append((domain, re.escape(prefix) + "".join(texts)))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """A class, which may be an error."""
        self.classes.add((self.domain, node.name))
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """A name of which a part is composed, such as `f"law_{cause}"`."""
        self.generic_visit(node)
        parts = [str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values]
        if re.fullmatch(r"[a-z_]{3,}", "".join(parts)):
            self.composed.add("".join(part or "[A-Za-z0-9_]+" for part in parts))

    def visit_Constant(self, node: ast.Constant) -> None:
        """A name in quotation marks."""
        if isinstance(node.value, str):
            self.literals.add(node.value)


def uses(root: Path) -> Uses:
    """All uses in a tree of code."""
    visitor = Uses()
    for file in sorted(root.rglob("*.py")):
        folders = file.relative_to(root).parts[:-1]
        visitor.file, visitor.domain = file.relative_to(root.parent).as_posix(), folders[0] if folders else CORE
        visitor.visit(ast.parse(file.read_text(encoding="utf-8")))
    visitor.made.append((CORE, re.escape(CONSTRAINT) + ".+"))
    visitor.literals |= set(re.findall(r'"(\w+)"', GATEWAY.read_text(encoding="utf-8")))
    return visitor


def main() -> None:
    """Write the catalogues, or say what is wrong with them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only say what is wrong; exit 1 when something is")
    is_check = parser.parse_args().check
    stale = []
    for domain in po.domains():
        for language, messages in po.catalogue(domain).items():
            file, text = po.file_of(domain, language), po.written(messages, domain, language)
            if not file.exists() or file.read_text(encoding="utf-8") != text:
                stale.append(f"{file.relative_to(ROOT)} is not in order: run `make texts`")
                if not is_check:
                    file.write_text(text, encoding="utf-8")
    sentences = problems()
    print("\n".join([*stale, *sentences] if is_check else sentences))
    if sentences or (is_check and stale):
        sys.exit(1 if is_check else 0)


if __name__ == "__main__":
    main()
    print(f"{sum(len(po.catalogue(domain)[SOURCE]) for domain in po.domains())} texts in {', '.join(LANGUAGES)}")
