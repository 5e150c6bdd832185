"""The receivers that docs/webhooks.md shows do what it says, run as they stand there."""

import base64
import json
import re
import shutil
import subprocess
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.webhooks import signature
from bivelio_core.webhooks.chosen_secret import choose

from tools.template import ROOT

PAGE, *TRANSLATIONS = (
    (ROOT / "docs" / folder / "webhooks.md").read_text(encoding="utf-8") for folder in ("", "ca", "es")
)
SECRET, OTHER = choose(None), choose(None)
BODY = '{"id":"evn_1","data":{"name":"Núria Ŀl €"}}'.encode()
HARNESS = """
let text = '';
process.stdin.on('data', (part) => { text += part; }).on('end', () => {
  const cases = JSON.parse(text);
  console.log(JSON.stringify(cases.map((c) => verify(c.secret, c.headers, Buffer.from(c.body, 'base64')))));
});
"""


@pytest.mark.parametrize("page", TRANSLATIONS, ids=["ca", "es"])
def test_the_translations_show_the_same_code_and_name_the_same_fields(page):
    def shown(text: str) -> tuple[list[str], list[str], set[str]]:
        code = re.findall(r"^```.*?^```$", text, re.DOTALL | re.MULTILINE)
        prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
        levels = re.findall(r"^#+", prose, re.MULTILINE)
        return code, levels, {name for name in re.findall(r"`([^`\n]+)`", prose) if "<" not in name}

    code, levels, names = shown(PAGE)
    assert shown(page)[:2] == (code, levels)
    assert names - shown(page)[2] == set()


def blocks(language: str) -> str:
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))


def delivery(
    signers: tuple[str, ...] = (SECRET,), age: int = 0, body: bytes = BODY, **changed: str
) -> tuple[dict[str, str], bytes]:
    """A delivery's headers, in lower case, and its body."""
    signed = signature.headers("evn_1", int(clock.epoch()) - age, BODY, signers)
    return {name.lower(): value for name, value in signed.items()} | changed, body


CASES: dict[str, tuple[dict[str, Any], bool]] = {
    "ours": ({}, True),
    "while two secrets sign, the new one": ({"signers": (SECRET, OTHER)}, True),
    "while two secrets sign, the old one": ({"signers": (OTHER, SECRET)}, True),
    "a minute old": ({"age": 60}, True),
    "six minutes old": ({"age": 360}, False),
    "of the future": ({"age": -3600}, False),
    "another body": ({"body": BODY.replace(b"evn_1", b"evn_2")}, False),
    "another id": ({"webhook-id": "evn_2"}, False),
    "another secret": ({"signers": (OTHER,)}, False),
    "no signature": ({"webhook-signature": ""}, False),
    "the signature of another version": ({"webhook-signature": "v2,AAAA"}, False),
}


@pytest.mark.parametrize(("case", "expected"), CASES.values(), ids=CASES.keys())
def test_the_python_of_the_page_tells_ours_from_others(case, expected):
    shown: dict[str, Any] = {}
    exec(blocks("python"), shown)  # noqa: S102 - our own page
    headers, body = delivery(**case)
    assert shown["verify"](SECRET, headers, body) is expected
    seen: set[str] = set()
    work: list[Any] = []
    answers = [shown["receive"](SECRET, headers, body, seen, work) for _ in range(2)]
    assert (answers, len(work)) == (([204, 204], 1) if expected else ([401, 401], 0))


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_node_of_the_page_tells_ours_from_others():
    asked = [
        {"secret": SECRET, "headers": headers, "body": base64.b64encode(body).decode()}
        for headers, body in (delivery(**case) for case, _ in CASES.values())
    ]
    run = subprocess.run(
        ["node", "-e", blocks("js") + HARNESS],  # noqa: S607 - whichever Node is there
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout) == [expected for _, expected in CASES.values()]
