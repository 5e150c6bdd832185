"""The part of a message to WhatsApp that depends on its type. Source: Meta, Cloud API, "Messages", Graph v26.0."""

from collections.abc import Mapping, Sequence
from typing import Any


def part_of(content: Mapping[str, Any], media_id: str | None, reply_to: str | None) -> tuple[str, dict[str, Any]]:
    """The type of a message as Meta knows it, and what the message has under its name."""
    kind = content["type"]
    match kind:
        case "text" if "buttons" in content or "choices" in content:
            return "interactive", _interactive(content)
        case "text":
            return kind, {"preview_url": False, "body": content["body"]}
        case "reaction":
            return kind, {"message_id": reply_to, "emoji": content["body"]}
        case "template":
            components = _components(content, media_id)
            filled = {"components": components} if components else {}
            return kind, {"name": content["name"], "language": {"code": content["language"]}, **filled}
        case "location":
            named = {name: content[name] for name in ("name", "address") if content.get(name)}
            return kind, {"latitude": content["latitude"], "longitude": content["longitude"], **named}
        case _:
            caption = {"caption": content["caption"]} if content.get("caption") and kind != "audio" else {}
            return kind, {"id": media_id, **caption, **_file_name(content)}


def _file_name(content: Mapping[str, Any]) -> dict[str, str]:
    """The name of a file as its recipient sees it, which only documents have."""
    is_named = content["type"] == "document" and content.get("filename")
    return {"filename": content["filename"]} if is_named else {}


def _interactive(content: Mapping[str, Any]) -> dict[str, Any]:
    """A text with reply buttons, with one that opens a page, or with a list, of which one section needs no title."""
    body = {"text": content["body"]}
    if "choices" in content:
        choices = content["choices"]
        sections = [_section(each) for each in choices.get("sections", [choices])]
        return {"type": "list", "body": body, "action": {"button": choices["button"], "sections": sections}}
    if "url" in (only := content["buttons"][0]):
        parameters = {"display_text": only["title"], "url": only["url"]}
        return {"type": "cta_url", "body": body, "action": {"name": "cta_url", "parameters": parameters}}
    replies = [{"type": "reply", "reply": {"id": each["id"], "title": each["title"]}} for each in content["buttons"]]
    return {"type": "button", "body": body, "action": {"buttons": replies}}


def _section(section: Mapping[str, Any]) -> dict[str, Any]:
    title = {"title": section["title"]} if "title" in section else {}
    return {**title, "rows": [dict(row) for row in section["rows"]]}


def _components(content: Mapping[str, Any], media_id: str | None) -> Sequence[dict[str, Any]]:
    """What the parts of a template are filled with; a part without variables is left out."""
    header = [{"type": "header", "parameters": [_header(content["header"], media_id)]}] if "header" in content else []
    named = [_named(text, name) for name, text in content.get("variables", {}).items()]
    parameters = named or [_named(text) for text in content.get("parameters", [])]
    body = [{"type": "body", "parameters": parameters}] if parameters else []
    return [*header, *body, *(_button(each) for each in content.get("template_buttons", []))]


def _named(text: str, name: str | None = None) -> dict[str, str]:
    return {"type": "text", **({"parameter_name": name} if name else {}), "text": text}


def _header(header: Mapping[str, Any], media_id: str | None) -> dict[str, Any]:
    kind = header["type"]
    if kind == "text":
        return _named(header["text"], header.get("name"))
    return {"type": kind, kind: {"id": media_id, **_file_name(header)}}


def _button(button: Mapping[str, Any]) -> dict[str, Any]:
    if "payload" in button:
        sub_type, parameter = "quick_reply", {"type": "payload", "payload": button["payload"]}
    else:
        sub_type, parameter = "url", {"type": "text", "text": button["url_suffix"]}
    return {"type": "button", "sub_type": sub_type, "index": button["index"], "parameters": [parameter]}
