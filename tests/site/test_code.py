"""The code of what a person sends is what the SDKs' generator writes of the same request."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tools.builds import CACHE
from tools.node import NodeAbsentError, install, node
from tools.sdk.document import Document
from tools.sdk.samples import BASE_URL, Call, code_of, example
from tools.site.inputs import SITE
from tools.site.reference import shape

DOCUMENT = Document()
METHODS = {method.operation: method for method in DOCUMENT.methods}
ASK = """
import { readFileSync } from 'node:fs';
import { codeOf } from './code.js';
const asked = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(asked.map(([shape, request]) => codeOf(shape, request))));
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Node, and the script that writes code; skips where there is no Node."""
    folder = tmp_path_factory.mktemp("code")
    try:
        runs = node(CACHE)
        install(runs, SITE)
    except NodeAbsentError as reason:
        pytest.skip(str(reason))
    esbuild = SITE / "node_modules" / "esbuild" / "bin" / "esbuild"
    bundle = ["--bundle", "--format=esm", f"--outfile={folder / 'code.js'}"]
    subprocess.run([runs, esbuild, SITE / "src" / "scripts" / "code.ts", *bundle], check=True, capture_output=True)
    (folder / "ask.mjs").write_text(ASK)
    (folder / "package.json").write_text('{"type": "module"}')
    return runs, folder / "ask.mjs"


def written(program: tuple[Path, Path], requests: list[tuple[str, Any]]) -> list[dict[str, str]]:
    """The code of requests, each an operation and a body."""
    asked = [
        [
            shape(METHODS[operation]),
            {
                "url": f"{BASE_URL}{METHODS[operation].path}",
                "query": {one["name"]: one["example"] for one in METHODS[operation].query},
                "body": body,
            },
        ]
        for operation, body in requests
    ]
    ran = subprocess.run(program, input=json.dumps(asked), capture_output=True, text=True, check=True)
    answer: list[dict[str, str]] = json.loads(ran.stdout)
    return answer


def as_a_browser_has_it(value: Any) -> Any:
    """A value without the difference of 1200 and 1200.0, which a browser does not know."""
    return json.loads(
        json.dumps(value), parse_float=lambda text: int(float(text)) if float(text) % 1 == 0 else float(text)
    )


def test_each_operation_has_the_code_of_its_page_in_all_languages(program):
    wanted, requests = [], []
    for method in METHODS.values():
        fields = as_a_browser_has_it(example(method))
        wanted.append(code_of(Call(method, fields, {one["name"]: one["example"] for one in method.query})))
        requests.append((method.operation, fields if method.is_bare else {"data": fields}))
    differing = {
        operation: (got, want)
        for (operation, _), got, want in zip(requests, written(program, requests), wanted, strict=True)
        if got != want
    }
    assert differing == {}
    assert len(wanted) > 250


HOSTILE = {
    "name": 'L\'Escala "$(id)" \\ `x`\n— fi',
    "tags": ["a b", "l'any", ""],
    "company_id": None,
    "custom_fields": {"una clau": [1, 2.5, True, None, {"è": "'"}], "buit": {}},
}


@pytest.mark.parametrize("without", ["", "company_id"])
def test_what_people_type_is_written_as_it_is_from_an_example(program, without):
    method = METHODS["contacts.create"]
    fields = {name: value for name, value in HOSTILE.items() if name != without}
    assert written(program, [("contacts.create", {"data": fields})]) == [code_of(Call(method, fields, {}))]


@pytest.mark.parametrize(
    "body",
    [{"data": {"nombre": "Maria"}}, {"data": ["Maria"]}, {"data": {}, "more": 1}, [1], "x", None],
)
def test_a_body_that_no_client_can_send_is_shown_as_curl(program, body):
    for code in written(program, [("contacts.create", body), ("credits.balance", body)]):
        assert list(code) == ["curl"]
        assert json.loads(code["curl"].partition("-d '")[2].removesuffix("'")) == body
