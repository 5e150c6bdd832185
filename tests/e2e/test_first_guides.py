"""The guides of a first hour, as a reader follows them: the programs as they stand, and what they print."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.running import Runtime, free_ports, until
from tests.sdk.javascript import folder_with_the_package, node
from tools.template import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.fix("docs/first-*.md: the page says what its program does not do.")]

LONGEST_SECONDS = 180
PRINTING = ("first-invoice", "first-import", "first-assistant")
WRITTEN = "3000"
"""The port of the receiver in the guide."""


SHELL = re.compile(r"^```sh\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
OTHER_SECRET = "whsec_b2Ygc29tZWJvZHkgZWxzZSBlbnRpcmVseQ=="


def text_of(page: str) -> str:
    """A guide."""
    return (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")


def block(page: str, language: str) -> str:
    """The one block of a language in a guide."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", text_of(page), re.DOTALL | re.MULTILINE)
    return str(found)


def command(folder: Path, page: str, language: str, port: str = WRITTEN) -> list[str]:
    """What runs the program of a guide in a language, saved in a folder."""
    text = block(page, language).replace(WRITTEN, port)
    if language == "python":
        (folder / "program.py").write_text(text, encoding="utf-8")
        return [sys.executable, "program.py"]
    folder_with_the_package(folder)
    (folder / "program.mjs").write_text(text, encoding="utf-8")
    return [node(), "program.mjs"]


@pytest.fixture
def environment(platform: Runtime, organisation: Callable[[str], dict[str, Any]]) -> dict[str, str]:
    """The variables of the guide, with a key of an organisation whose day has just begun."""
    (secret,) = re.findall(r"^export (BIVELIO_WEBHOOK_SECRET)=(\S+)$", text_of("first-webhook"), re.MULTILINE)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BIVELIO_")}
    key = organisation("pro")["keys"]["test_secret"]
    kept["PYTHONPATH"] = str(ROOT / "sdks" / "python")
    (address,) = re.findall(r"^export BIVELIO_BASE_URL=(\S+)$", text_of("first-webhook"), re.MULTILINE)
    url = address.replace("http://localhost:8080", platform.settings.url)
    return kept | {"BIVELIO_BASE_URL": url, "BIVELIO_API_KEY": key, **dict([secret])}


@pytest.mark.parametrize("language", ["python", "js"])
@pytest.mark.parametrize("page", PRINTING)
def test_a_program_prints_what_the_guide_says(environment, tmp_path, page, language):
    if page == "first-import":
        (tmp_path / "contactes.csv").write_text(block(page, "csv"), encoding="utf-8")
    ended = subprocess.run(
        command(tmp_path, page, language),
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert ended.stdout == block(page, "text"), ended.stderr
    if page == "first-invoice":
        assert next(tmp_path.glob("FAC-*.pdf")).read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("language", ["python", "js", "sh"])
def test_a_corrected_file_makes_nobody_twice(environment, tmp_path, language):
    file, text = tmp_path / "contactes.csv", block("first-import", "csv")
    if language == "sh":
        (line,) = [one for one in SHELL.findall(text_of("first-import")) if one.startswith("bivelio ")]
        words = [sys.executable, "-m", "bivelio.cli", *shlex.split(line)[1:], "--json"]
    else:
        words = command(tmp_path, "first-import", language)
    for written in (text, text.replace("joan@fusteriapuig,", "joan@fusteriapuig.cat,")):
        file.write_text(written, encoding="utf-8")
        ended = subprocess.run(
            words,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=True,
        )
        created = json.loads(ended.stdout)["created"] if language == "sh" else ended.stdout.partition(" of 2")[0][-1]
        assert int(created) == 1, ended.stdout  # Maria at first; Joan when his address is one


@pytest.mark.parametrize("language", ["python", "js"])
def test_the_receiver_takes_an_event_and_refuses_one_of_another_secret(environment, tmp_path, language):
    (port,) = free_ports(1)
    with subprocess.Popen(
        command(tmp_path, "first-webhook", language, str(port)),
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as receiver:
        try:
            until(lambda: is_open(port))
            sent = [line for line in SHELL.findall(text_of("first-webhook")) if line.startswith("bivelio ")]
            listen, trigger = (shlex.split(line.replace(WRITTEN, str(port))) for line in sent)
            at_the_end = ["--since", "1h", "--count", "1"]
            for words in (trigger, [*listen, *at_the_end], [*listen, *at_the_end, "--secret", OTHER_SECRET]):
                given = [environment[word.removeprefix("$")] if word.startswith("$") else word for word in words[1:]]
                program = [sys.executable, "-m", "bivelio.cli", *given]
                subprocess.run(program, env=environment, check=False, capture_output=True, timeout=LONGEST_SECONDS)
        finally:
            receiver.terminate()
        assert receiver.stdout is not None
        taken, refused = receiver.stdout.read().splitlines()
    assert taken.split()[:-1] == block("first-webhook", "text").split()[:-1]  # the name ends with one of many
    assert "signature" in refused


def is_open(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
