"""Mails that nobody here wrote, read as mailparser reads them (`make judges`): the parser of nodemailer, for Node."""

import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bivelio_core import file_names
from bivelio_core.messages.inbound.mail.heads import NoMail
from bivelio_core.messages.inbound.mail.reading import Bounce, File, IncomingMail, read

from tests.judges import programs
from tests.messages.world import samples

BETTER = {
    "attachment_emails__attachment_with_encoded_name.eml": "files",  # 0x8A is no letter in ISO-2022-JP: shown, not lost
    "error_emails__content_transfer_encoding_empty.eml": "text",  # it names no character set, and the judge guesses one
    "error_emails__multiple_invalid_content_dispositions.eml": "files text",  # the HTML is the text, not a file
}
"""What we read otherwise, by file, and why."""
REPLACED = "\ufffd"
LINK = re.compile(r"\[[^\]\s]*\]|https?://\S+|<\S+>")


def judged(file: Path) -> dict[str, Any]:
    """What the judge reads."""
    programs.present(Path(programs.__file__).parent / "node_modules" / "mailparser" / "package.json")
    script = Path(programs.__file__).with_name("read_mail.mjs")
    run = subprocess.run([programs.node(), str(script), str(file)], capture_output=True, text=True, check=True)
    document: dict[str, Any] = json.loads(run.stdout)
    return document


def words(text: str) -> list[str]:
    """A text without its white space."""
    return text.replace("\ufeff", "").split()


def same(ours: str, theirs: str) -> bool:
    """Whether two texts are the same but for white space, and for letters that the judge has replaced."""
    letters = ["".join(words(text)) for text in (ours, theirs)]
    return len(letters[0]) == len(letters[1]) and all(b in (a, REPLACED) for a, b in zip(*letters, strict=True))


def same_text(ours: str, theirs: str) -> bool:
    """The same of the texts of mails; of those that were HTML the words are, where the judge glues none together."""
    bare = [set(re.findall(r"\w{2,}", LINK.sub(" ", text))) for text in (ours, theirs)]
    return same(ours, theirs) or len(bare[1] - bare[0]) <= len(bare[1]) // 50


def same_files(ours: list[File], theirs: list[dict[str, str]]) -> bool:
    """The same of files; one without a name gets one from us."""
    found = [(each.file_name, hashlib.sha256(each.content or b"").hexdigest()) for each in ours]
    asked = [file_names.cleaned(each["name"]) or f"attachment-{number}" for number, each in enumerate(theirs, 1)]
    return found == [(name, each["sha256"]) for name, each in zip(asked, theirs, strict=True)]


@pytest.mark.parametrize("file", samples("emails", "*"))
def test_a_mail_is_read_as_the_judge_reads_it(file):
    theirs = judged(file)
    try:
        ours = read(file.read_bytes())
    except NoMail as reason:
        is_report = "delivery report" in str(reason)
        assert is_report or theirs["from"] == "", "what we refuse has no sender"
        return
    if isinstance(ours, Bounce):
        assert ours.provider_id
        return
    assert isinstance(ours, IncomingMail)
    known = BETTER.get(file.name, "")
    assert (ours.headers.get("from") or ours.sender) == theirs["from"]
    assert ours.headers or ours.name == (theirs["name"] or theirs["from"])
    assert same(ours.subject, theirs["subject"])
    assert "text" in known or same_text(ours.body, theirs["text"])
    assert "files" in known or same_files(list(ours.files), theirs["files"])
