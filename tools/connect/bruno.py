"""The collection for Bruno: the same requests as Postman's, as the text files that Bruno keeps in a folder."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

_INDENT = "  "
_IS_ANSWERED = """test('is answered', () => {
  if (res.getStatus() >= 300) throw new Error(JSON.stringify(res.getBody()));
});"""
_AFTER_SIGN_IN = """const { access_token } = res.getBody();
if (access_token) bru.setVar('access_token', access_token);"""
_SECRETS = ("api_key", "password")
_ADDRESSES = {"Sandbox": "https://sandbox.api.bivelio.com/v1", "Live": "https://api.bivelio.com/v1"}
_MOMENT = (2026, 1, 1, 0, 0, 0)


def files(collection: Mapping[str, Any]) -> dict[str, str]:
    """Return the files of a folder, by their paths, for a collection as tools.site.machines.postman makes it."""
    name = collection["info"]["name"]
    texts = {
        "bruno.json": json.dumps({"version": "1", "name": name, "type": "collection"}, indent=2) + "\n",
        "collection.bru": _written(
            [
                ("auth", "mode: apikey"),
                ("auth:apikey", "key: X-API-Key\nvalue: {{api_key}}\nplacement: header"),
                ("tests", _IS_ANSWERED),
                ("docs", collection["info"]["description"]),
            ]
        ),
    }
    for environment, address in _ADDRESSES.items():
        secret = ",\n".join(f"{_INDENT}{each}" for each in _SECRETS)
        texts[f"environments/{environment}.bru"] = (
            _written([("vars", f"base_url: {address}\nemail: ")]) + f"vars:secret [\n{secret}\n]\n"
        )
    for place, folder in enumerate(collection["item"], 1):
        texts[f"{folder['name']}/folder.bru"] = _written(
            [("meta", f"name: {folder['name']}\nseq: {place}"), ("docs", folder["description"])]
        )
        texts |= {
            f"{folder['name']}/{_file_name(item)}.bru": _written(_request(item, number))
            for number, item in enumerate(folder["item"], 1)
        }
    return texts


def archive(collection: Mapping[str, Any]) -> bytes:
    """Return the folder as a ZIP archive, whose bytes are the same for the same requests."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as folder:
        for path, text in sorted(files(collection).items()):
            folder.writestr(zipfile.ZipInfo(f"bivelio/{path}", _MOMENT), text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _request(item: Mapping[str, Any], number: int) -> Iterator[tuple[str, str]]:
    request = item["request"]
    auth = "bearer" if "auth" in request else "inherit"
    yield "meta", f"name: {item['name']}\ntype: http\nseq: {number}"
    yield "post", f"url: {request['url']['raw']}\nbody: json\nauth: {auth}"
    if query := request["url"].get("query"):
        yield "params:query", "\n".join(f"{each['key']}: {each['value']}" for each in query)
    if auth == "bearer":
        yield "auth:bearer", "token: {{access_token}}"
    yield "body:json", request["body"]["raw"]
    if "event" in item:
        yield "script:post-response", _AFTER_SIGN_IN
    yield "docs", request["description"]


def _file_name(item: Mapping[str, Any]) -> str:
    """Return `tasks_create` of the request to `/contacts/tasks/create`."""
    return "_".join(item["request"]["url"]["path"][1:])


def _written(blocks: Any) -> str:
    """Return blocks as Bruno writes them: their lines indented, so that a brace at a line's begin ends one."""
    return "\n".join(f"{name} {{\n{re.sub(r'(?m)^(?=.)', _INDENT, text)}\n}}\n" for name, text in blocks)
