"""The documentation for programs: llms.txt and llms-full.txt, and a collection for Postman."""

import json
from collections.abc import Iterable
from typing import Any

from local.layout import GUIDES
from tools.sdk.document import Document, Method
from tools.sdk.samples import BASE_URL, example, samples
from tools.site.pages import BASE, Page
from tools.site.reference import title

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_VARIABLES = {"base_url": BASE_URL, "api_key": "", "email": "", "password": "", "access_token": ""}
_SIGN_IN = "auth.token"
_IS_ANSWERED = """pm.test('is answered', () => {
  if (pm.response.code >= 300) throw new Error(pm.response.text());
});"""
_AFTER_SIGN_IN = """const { access_token } = pm.response.json();
if (access_token) pm.collectionVariables.set('access_token', access_token);"""


def index_text(pages: Iterable[Page], document: Document) -> str:
    """Return llms.txt (llmstxt.org): the guides and the operations, each with its address and a sentence."""
    lines = ["# BiVelio API", "", f"> {' '.join(document.content['info']['description'].split())}", ""]
    lines += [f"All of it in one file: {BASE}/llms-full.txt. The OpenAPI document: {BASE}/openapi.json.", ""]
    lines += ["## Guides", ""]
    lines += [f"- [{page.title}]({BASE}/{page.slug}.md): {GUIDES[page.slug]}" for page in _guides(pages)]
    lines += ["", "## Operations", ""]
    lines += [
        f"- [POST {each.path}]({BASE}/reference{each.path}/): {each.described['summary']}" for each in document.methods
    ]
    return "\n".join(lines) + "\n"


def full_text(pages: Iterable[Page], document: Document) -> str:
    """Return llms-full.txt: the guides in full, then each operation with its fields and its example in Python."""
    parts = [page.text.strip() for page in _guides(pages)]
    parts += [_operation(method) for method in document.methods]
    return "\n\n---\n\n".join(parts) + "\n"


def postman(document: Document) -> dict[str, Any]:
    """Return the operations as a Postman collection by resource, which Insomnia and Bruno import too.

    Its variables are where to send, the key, and with whose mail and password its request of a token signs in.
    """
    methods = sorted(document.methods, key=lambda method: method.operation != _SIGN_IN)
    folders = [
        {
            "name": name,
            "description": about,
            "item": [_item(each) for each in methods if each.resource == name],
        }
        for name, about in document.resources.items()
    ]
    key = [
        {"key": "key", "value": "X-API-Key"},
        {"key": "value", "value": "{{api_key}}"},
        {"key": "in", "value": "header"},
    ]
    return {
        "info": {"name": "BiVelio API", "schema": _SCHEMA, "description": document.content["info"]["description"]},
        "auth": {"type": "apikey", "apikey": [{**pair, "type": "string"} for pair in key]},
        "variable": [{"key": name, "value": value} for name, value in _VARIABLES.items()],
        "event": [_script(_IS_ANSWERED)],
        "item": folders,
    }


def _guides(pages: Iterable[Page]) -> list[Page]:
    by_slug = {page.slug: page for page in pages if page.language == "en"}
    return [by_slug[name] for name in GUIDES]


def _operation(method: Method) -> str:
    fields = [
        f"- `{name}`{' (required)' if name in method.required else ''}: {about.get('description', '')}"
        for name, about in method.fields.items()
    ]
    answer = method.described["responses"]["200"]["content"]["application/json"]["example"]
    lines = [
        f"# POST {method.path}",
        "",
        f"{method.described['summary']} {method.described['description']}",
        "",
        *fields,
    ]
    lines += ["", "```python", samples(method)["python"], "```", "", "Response", ""]
    return "\n".join([*lines, "```json", json.dumps(answer, ensure_ascii=False, indent=2), "```"])


def _item(method: Method) -> dict[str, Any]:
    query = [{"key": one["name"], "value": one["example"]} for one in method.query]
    address = "{{base_url}}" + method.path
    url: dict[str, Any] = {"raw": address, "host": ["{{base_url}}"], "path": method.path.strip("/").split("/")}
    if query:
        sent = "&".join(f"{each['key']}={each['value']}" for each in query)
        url |= {"raw": f"{address}?{sent}", "query": query}
    data = example(method) if method.is_bare else {"data": example(method)}
    is_sign_in = method.operation == _SIGN_IN
    if is_sign_in:
        data = {"email": "{{email}}", "password": "{{password}}"}
    of_a_user = [{"key": "token", "value": "{{access_token}}", "type": "string"}]
    is_of_a_user = method.described["x-credentials"] == ["AccessToken"]
    return {
        "name": title(method),
        **({"event": [_script(_AFTER_SIGN_IN)]} if is_sign_in else {}),
        "request": {
            **({"auth": {"type": "bearer", "bearer": of_a_user}} if is_of_a_user else {}),
            "method": "POST",
            "header": [{"key": "Content-Type", "value": "application/json"}],
            "url": url,
            "body": {"mode": "raw", "raw": json.dumps(data, ensure_ascii=False, indent=2)},
            "description": f"{method.described['summary']} {method.described['description']}",
        },
    }


def _script(text: str) -> dict[str, Any]:
    """Return what runs once a request was answered."""
    return {"listen": "test", "script": {"type": "text/javascript", "exec": text.splitlines()}}
