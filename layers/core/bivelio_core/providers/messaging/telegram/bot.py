"""Telegram by the Bot API. Source: Telegram, "Telegram Bot API" 10.3, "Making requests".

The token is part of each URL, so no URL of this module is ever logged, stored or repeated in a failure. A message
has no id of ours: what became of a call without an answer cannot be found out.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bivelio_core import provider_urls
from bivelio_core.providers.messaging import http
from bivelio_core.providers.messaging.failures import OutcomeUnknown, Reason, Refused, TooLarge, Unavailable
from bivelio_core.providers.messaging.port import Accepted, Account, Draft

CHECK_SECONDS = 8.0
UPDATES = ("message", "edited_message", "callback_query", "message_reaction", "my_chat_member")
METHODS = {
    "text": "sendMessage",
    "image": "sendPhoto",
    "document": "sendDocument",
    "audio": "sendAudio",
    "video": "sendVideo",
    "location": "sendLocation",
    "reaction": "setMessageReaction",
}
FILE_FIELDS = {"image": "photo", "document": "document", "audio": "audio", "video": "video"}
BLOCKED, UNAUTHORISED, MALFORMED, NOT_FOUND = 403, 401, 400, 404


class BotApi:
    """The adapter."""

    def check(self, account: Account) -> Mapping[str, Any]:
        """See Sender.check: the name of the bot."""
        bot = self._call(account, "getMe", {})
        return {"name": bot.get("first_name"), "address": f"@{bot['username']}" if bot.get("username") else None}

    def listen(self, account: Account, url: str, secret: str) -> None:
        """Have updates sent to a URL, each with a secret in a header."""
        about = {"url": url, "secret_token": secret, "allowed_updates": UPDATES, "drop_pending_updates": False}
        self._call(account, "setWebhook", about)

    def stop_listening(self, account: Account) -> None:
        """Have no more updates sent."""
        self._call(account, "deleteWebhook", {})

    def send(self, account: Account, draft: Draft, *, timeout_seconds: float) -> Accepted:
        """See Sender.send."""
        if draft.content["type"] == "reaction":
            return self._react(account, draft, timeout_seconds)
        url, fields = _url(account, METHODS[draft.content["type"]]), payload(draft)
        if draft.media is None:
            answer = http.send_json(url, fields, headers={}, timeout_seconds=timeout_seconds)
        else:
            media, texts = draft.media, {name: _text(value) for name, value in fields.items()}
            file = (FILE_FIELDS[draft.content["type"]], media.file_name, media.content_type, media.content)
            answer = http.send_form(url, texts, file, headers={}, timeout_seconds=timeout_seconds)
        result = _result_of(answer)
        try:
            return Accepted(f"{result['chat']['id']}:{result['message_id']}")
        except (KeyError, TypeError) as error:
            raise OutcomeUnknown("an answer without an id") from error

    def show_writing(self, account: Account, provider_id: str, *, timeout_seconds: float) -> None:
        """See Presence.show_writing: it is seen for five seconds. Bots cannot mark messages as read."""
        fields = {"chat_id": int(provider_id.partition(":")[0]), "action": "typing"}
        url = _url(account, "sendChatAction")
        _result_of(http.send_json(url, fields, headers={}, timeout_seconds=timeout_seconds))

    def fetch(self, account: Account, reference: Mapping[str, Any], *, maximum_bytes: int) -> bytes:
        """See FileSource.fetch: `getFile` names a path, which is valid for an hour."""
        try:
            about = self._call(account, "getFile", {"file_id": str(reference.get("file_id"))})
        except Refused as refused:
            if "too big" in refused.text.lower():
                raise TooLarge from refused
            raise
        size, path = about.get("file_size"), about.get("file_path")
        if isinstance(size, int) and size > maximum_bytes:
            raise TooLarge
        if not isinstance(path, str) or ".." in path:
            raise Unavailable("provider_unavailable", "an answer without a path")
        url = f"{provider_urls.telegram_url()}/file/bot{account.secrets['bot_token']}/{quote(path)}"
        return http.download(url, headers={}, maximum_bytes=maximum_bytes)

    def _react(self, account: Account, draft: Draft, timeout_seconds: float) -> Accepted:
        """Set the bot's only reaction to a message; set again it is the same one, and it has no id of its own."""
        chat, message_id = str(draft.reply_to).split(":")[:2]
        reaction = [{"type": "emoji", "emoji": draft.content["body"]}]
        fields = {"chat_id": int(chat), "message_id": int(message_id), "reaction": reaction}
        try:
            url = _url(account, METHODS["reaction"])
            _result_of(http.send_json(url, fields, headers={}, timeout_seconds=timeout_seconds))
        except OutcomeUnknown as unknown:
            raise Unavailable("provider_unavailable", unknown.text) from unknown
        return Accepted(f"{chat}:{message_id}:{draft.id}")

    def _call(self, account: Account, method: str, about: Any) -> dict[str, Any]:
        try:
            answer = http.send_json(_url(account, method), about, headers={}, timeout_seconds=CHECK_SECONDS)
        except OutcomeUnknown as unknown:  # these may be repeated
            raise Unavailable("provider_unavailable", unknown.text) from unknown
        return _result_of(answer)


def payload(draft: Draft) -> dict[str, Any]:
    """The fields of a method that sends."""
    content = draft.content
    fields: dict[str, Any] = {"chat_id": int(draft.to)}
    match content["type"]:
        case "text":
            fields |= {"text": content["body"], "link_preview_options": {"is_disabled": True}}
        case "location":
            fields |= {"latitude": content["latitude"], "longitude": content["longitude"]}
        case _:
            fields |= {"caption": content["caption"]} if content.get("caption") else {}
    if draft.reply_to:  # the press of a button is named by its message too
        fields["reply_parameters"] = {"message_id": int(draft.reply_to.split(":")[1])}
    if buttons := content.get("buttons"):
        fields["reply_markup"] = {"inline_keyboard": [[_button(each)] for each in buttons]}
    return fields


def _button(button: Mapping[str, Any]) -> dict[str, str]:
    opened = {"url": button["url"]} if "url" in button else {"callback_data": button["id"]}
    return {"text": button["title"], **opened}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _url(account: Account, method: str) -> str:
    return f"{provider_urls.telegram_url()}/bot{account.secrets['bot_token']}/{method}"


def _result_of(answer: http.Answer) -> dict[str, Any]:
    """The result of a success. Raises by the code of an error."""
    document = answer.document
    if answer.status < 300 and document.get("ok") is True:  # noqa: PLR2004 - a success
        result = document.get("result")
        return result if isinstance(result, dict) else {}
    code = document.get("error_code", answer.status)
    text = str(document.get("description", ""))
    if code == http.TOO_MANY_REQUESTS:
        about = document.get("parameters")
        waits = about.get("retry_after") if isinstance(about, dict) else None
        raise Unavailable("rate_limited", text, retry_after=waits if isinstance(waits, int) else answer.retry_after)
    if code in (UNAUTHORISED, NOT_FOUND):  # a token of no bot is answered 404
        raise Refused("credentials_rejected", text)
    if code == BLOCKED:
        raise Refused("recipient_blocked", text)
    if code == MALFORMED:
        raise Refused(_why(text), text)
    http.failed(answer)
    raise OutcomeUnknown(f"status {answer.status}")  # a success that does not say so


def _why(text: str) -> Reason:
    lowered = text.lower()
    if "chat not found" in lowered or "upgraded to a supergroup" in lowered or "peer_id_invalid" in lowered:
        return "recipient_invalid"
    return "media_rejected" if "file" in lowered or "photo" in lowered else "content_rejected"
