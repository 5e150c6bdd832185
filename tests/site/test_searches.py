"""What newcomers type into the search, and the page that they want first or second: forty queries."""

import json
import subprocess
from pathlib import Path

import pytest

from tools.builds import CACHE
from tools.node import node
from tools.template import ROOT

pytestmark = pytest.mark.fix(
    "Add a word to SYNONYMS of tools/site/words.py, or change the weights of site/src/scripts/search.ts."
)

WANTED = {
    "en": {
        "delete contact": "reference/contacts/delete",
        "archive contact": "reference/contacts/archive",
        "wrong invoice": "reference/invoices/rectify",
        "refund": "reference/invoices/rectify",
        "credit note": "invoices",
        "404": "errors/resource-not-found",
        "429": "errors/rate-limit-exceeded",
        "401": "errors/auth-invalid-token",
        "rate limit": "getting-started",
        "idempotency": "getting-started",
        "pagination": "getting-started",
        "verify webhook signature": "webhooks",
        "webhook": "webhooks",
        "api key": "reference/keys/create",
        "create invoice": "reference/invoices/create",
        "invoice pdf": "invoice-formats",
        "verifactu": "invoices",
        "whatsapp": "messages",
        "send message": "reference/messages/send",
        "import csv": "contacts-csv",
        "python": "sdks-python",
        "typescript": "sdks-javascript",
        "terminal": "cli",
        "sandbox": "sandbox-clock",
        "chatgpt": "mcp-server",
        "book appointment": "booking",
        "upload file": "reference/documents/upload",
        "402": "errors/credits-exhausted",
        "revoked key": "errors",
        "requested resource does not exist": "errors/resource-not-found",
        "record payment": "reference/invoices/mark_paid",
        "merge contacts": "reference/contacts/merge",
    },
    "ca": {
        "factura": "first-invoice",
        "esborrar contacte": "reference/contacts/delete",
        "abonament": "reference/invoices/rectify",
        "clau": "reference/keys/create",
        "signatura webhook": "webhooks",
        "error 404": "errors/resource-not-found",
        "reserves": "booking",
        "assistent": "assistant",
        "crear factura": "reference/invoices/create",
        "enviar missatge": "reference/messages/send",
        "el recurs sol·licitat no existeix": "errors/resource-not-found",
        "pagament": "reference/invoices/mark_paid",
        "crear webhook": "reference/webhooks/create",
        "sandbox": "sandbox-clock",
        "llibres": "books",
        "servidor mcp": "mcp-server",
        "peppol": "peppol",
    },
    "es": {
        "factura": "invoices",
        "borrar contacto": "reference/contacts/delete",
        "devolucion": "reference/invoices/rectify",
        "importar contactos": "contacts-csv",
        "firma webhook": "webhooks",
        "límite de peticiones": "getting-started",
        "citas": "booking",
        "crear factura": "reference/invoices/create",
        "crear contacto": "reference/contacts/create",
        "sandbox": "sandbox-clock",
        "libros": "books",
        "secretos": "secrets",
        "enviar mensaje": "reference/messages/send",
        "429": "errors/rate-limit-exceeded",
        "anular factura": "reference/invoices/void",
        "demasiadas peticiones": "errors/rate-limit-exceeded",
    },
}
ASK = """
import { readFileSync } from 'node:fs';
import { searcher } from './search.js';
const [folder, asked] = JSON.parse(readFileSync(0, 'utf8'));
const found = {};
for (const [language, queries] of Object.entries(asked)) {
  const find = searcher(JSON.parse(readFileSync(`${folder}/search-${language}.json`, 'utf8')));
  found[language] = Object.fromEntries(queries.map((query) => [query, find(query).slice(0, 6).map((one) => one.url)]));
}
console.log(JSON.stringify(found));
"""


def test_the_wanted_page_is_first_or_second(site: Path, tmp_path: Path):
    program = node(CACHE)
    esbuild = ROOT / "site" / "node_modules" / "esbuild" / "bin" / "esbuild"
    script = ROOT / "site" / "src" / "scripts" / "search.ts"
    bundle = ["--bundle", "--format=esm", "--platform=node", f"--outfile={tmp_path / 'search.js'}"]
    subprocess.run([program, esbuild, script, *bundle], check=True, capture_output=True)
    (tmp_path / "ask.mjs").write_text(ASK)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    asked = json.dumps([str(site), {language: list(queries) for language, queries in WANTED.items()}])
    ran = subprocess.run([program, tmp_path / "ask.mjs"], input=asked, capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout)
    missed = {
        f"{language}: {query}": (page, found[language][query])
        for language, queries in WANTED.items()
        for query, page in queries.items()
        if page not in [url.split("#")[0].rstrip("/") for url in found[language][query]][:2]
    }
    assert sum(map(len, WANTED.values())) >= 40
    assert missed == {}, json.dumps(missed, indent=1, ensure_ascii=False)
