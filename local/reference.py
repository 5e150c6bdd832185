"""The API reference as one page, from openapi.json: each operation with its fields, an example request and answer."""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from local.layout import anchored, document

Json = dict[str, Any]
_DEEPEST = 2
_LONGEST_LINE = 90
_LIMITS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "maxItems": "at most {} entries",
    "maxProperties": "at most {} keys",
    "default": "default {}",
}


def reference(openapi: Json, url: str) -> str:
    """Return the page; `url` is the front door's address."""
    operations = {
        path: item["post"]
        for path, item in openapi["paths"].items()
        if not item["post"]["operationId"].endswith("_short")
    }
    tags = [tag["name"] for tag in openapi["tags"]]
    entries = "\n".join(_menu(tag, operations) for tag in tags)
    menu = f"""<nav aria-label="Operations">
{entries}
<p><a href="#events-sent">Webhook events</a></p>
</nav>"""
    sections = "\n".join(_tag(tag, operations, openapi, url) for tag in tags)
    events = "\n".join(_event(name, item["post"]) for name, item in openapi["webhooks"].items())
    body = f"""<main id="content">
<h1>API reference</h1>
<p>{_prose(openapi["info"]["description"])}</p>
<p>On this machine live keys work at <code>{escape(url)}/v1</code> and test keys at
<code>{escape(url)}/sandbox/v1</code>. The examples read the key from <code>$KEY</code>; the
<a href="/">start page</a> shows how to set it.</p>
<p>A response is <code>{{"success": true, "data": …}}</code> or <code>{{"success": false, "error": …}}</code>, always
with an <code>X-Request-Id</code> header. Authentication, pagination, retries, idempotency and rate limits are in
<a href="/docs/getting-started.md">getting started</a>, the error codes in <a href="/docs/errors.md">errors</a>.</p>
{sections}
{anchored(2, "events-sent", "Webhook events")}
<p>Each event is sent as a signed POST to your <a href="/docs/webhooks.md">webhooks</a>.</p>
{events}
</main>"""
    return document(f"{openapi['info']['title']} reference", body, menu=menu)


def _menu(tag: str, operations: dict[str, Json]) -> str:
    links = "".join(
        f'<li><a href="#{each["operationId"]}">{escape(each["operationId"].removeprefix(tag + "."))}</a></li>'
        for each in operations.values()
        if tag in each["tags"]
    )
    return f"<details open><summary>{escape(tag)}</summary><ul>{links}</ul></details>"


def _tag(tag: str, operations: dict[str, Json], openapi: Json, url: str) -> str:
    own = "\n".join(_operation(path, each, openapi, url) for path, each in operations.items() if tag in each["tags"])
    return f"{anchored(2, f'tag-{tag}', escape(tag.capitalize()))}\n{own}"


def _operation(path: str, about: Json, openapi: Json, url: str) -> str:
    content = about["requestBody"]["content"]["application/json"]
    answer = about["responses"]["200"]["content"]["application/json"]
    query = "&".join(f"{each['name']}={each['example']}" for each in about["parameters"] if each["in"] == "query")
    target = f"{url}/v1{path}" + (f"?{query}" if query else "")
    remarks = [about["description"]]
    remarks += ["Takes an `Idempotency-Key`." for each in about["parameters"] if each["name"] == "Idempotency-Key"]
    return f"""<section aria-labelledby="{about["operationId"]}">
{anchored(3, about["operationId"], f'<span class="verb">POST</span> <code>{escape(path)}</code>')}
<p>{_prose(about["summary"])} <span class="quiet">{_prose(" ".join(remarks))}</span></p>
{_table(_data(content["schema"], openapi), openapi, "takes no data")}
<pre tabindex="0"><code>{escape(_curl(target, content["example"]))}</code></pre>
<details><summary>Response</summary>
<pre tabindex="0"><code>{escape(_shown(answer["example"]))}</code></pre>
{_table(_data(answer["schema"], openapi), openapi, "has no data", is_answer=True)}
</details>
</section>"""


def _event(name: str, about: Json) -> str:
    example = about["requestBody"]["content"]["application/json"]["example"]
    return f"""<section aria-labelledby="event-{name}">
{anchored(3, f"event-{name}", f"<code>{escape(name)}</code>")}
<p>{_prose(about["summary"])}</p>
<details><summary>Example</summary><pre tabindex="0"><code>{escape(_shown(example))}</code></pre></details></section>"""


def _curl(target: str, example: Json) -> str:
    body = json.dumps(example, ensure_ascii=False)
    body = (body if len(body) <= _LONGEST_LINE else _shown(example)).replace("'", "'\\''")
    return f"curl '{target}' \\\n  -H \"X-API-Key: $KEY\" -H 'Content-Type: application/json' \\\n  -d '{body}'"


def _shown(example: Json) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)


def _prose(text: str) -> str:
    """Return a text as HTML, with `code` in backquotes marked up."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _data(schema: Json, openapi: Json) -> Json:
    """Return the schema of the data inside the envelope, or of the whole body when it has no envelope."""
    found = _resolved(schema, openapi)
    return _resolved(found.get("properties", {}).get("data", found), openapi)


def _resolved(schema: Json, openapi: Json) -> Json:
    name = schema.get("$ref", "").rpartition("/")[2]
    return openapi["components"]["schemas"][name] if name else schema


def _table(schema: Json, openapi: Json, otherwise: str, *, is_answer: bool = False) -> str:
    rows = "\n".join(_rows(schema, openapi, is_answer=is_answer))
    if not rows:
        return f'<p class="quiet">It {otherwise}.</p>'
    return (
        '<div class="wide"><table><thead><tr><th scope="col">field</th><th scope="col">type</th>'
        f'<th scope="col">about</th></tr></thead><tbody>\n{rows}\n</tbody></table></div>'
    )


def _rows(schema: Json, openapi: Json, prefix: str = "", depth: int = 0, *, is_answer: bool) -> Iterator[str]:
    for name, value in schema.get("properties", {}).items():
        about = _present(value, openapi)
        words = [] if is_answer else ["required"] if name in schema.get("required", []) else []
        words += [about["description"]] if "description" in about else []
        words += [
            text.format(json.dumps(about[key], ensure_ascii=False))
            for key, text in _LIMITS.items()
            if about.get(key) is not None and not (key == "minLength" and about[key] == 1)
        ]
        remark = _prose(" ".join(word[:1].upper() + word[1:].rstrip(".") + "." for word in words))
        yield f"<tr><td><code>{escape(prefix + name)}</code></td><td>{_type(about, openapi)}</td><td>{remark}</td></tr>"
        inner, mark = (_present(about["items"], openapi), "[]") if about.get("type") == "array" else (about, "")
        if depth < _DEEPEST and "properties" in inner:
            yield from _rows(inner, openapi, f"{prefix}{name}{mark}.", depth + 1, is_answer=is_answer)


def _present(schema: Json, openapi: Json) -> Json:
    """Return a field's schema without null, with its description."""
    choices = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    around = {key: value for key, value in schema.items() if key != "anyOf"}
    found = (
        {**_resolved(choices[0], openapi), **around} if len(choices) == 1 else {**_resolved(schema, openapi), **around}
    )
    return {key: value for key, value in found.items() if key != "$ref"}


def _type(about: Json, openapi: Json) -> str:
    if "enum" in about:
        return " · ".join(f"<code>{escape(str(value))}</code>" for value in about["enum"])
    if "const" in about:
        return f"<code>{escape(str(about['const']))}</code>"
    if about.get("type") == "array":
        return f"array of {_type(_present(about['items'], openapi), openapi)}"
    if "oneOf" in about or "anyOf" in about:
        kinds = (_type(_present(each, openapi), openapi) for each in about.get("oneOf") or about["anyOf"])
        return " or ".join(dict.fromkeys(kinds))
    return escape(about.get("format") or about.get("type") or "any")
