"""WhatsApp by the Cloud API. Source: Meta, "WhatsApp Business Platform", Cloud API reference, Graph v26.0.

A message carries our id as `biz_opaque_callback_data`, which each of its statuses repeats: so what became of a call
without an answer is found out later. A 200 means accepted, not delivered.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bivelio_core import provider_urls
from bivelio_core.providers.messaging import http
from bivelio_core.providers.messaging.failures import OutcomeUnknown, Reason, Refused, TooLarge, Unavailable
from bivelio_core.providers.messaging.port import Accepted, Account, Draft

from . import parts

VERSION = "v26.0"
CHECK_SECONDS = 8.0
MOST_PAGES = 60
"""Of templates, of which an account has 6,000 at most."""
MEDIA_TYPES = ("image", "document", "audio", "video")

REASONS: dict[int, Reason] = {
    0: "credentials_rejected",
    190: "credentials_rejected",
    10: "permission_missing",
    100: "content_rejected",
    131008: "content_rejected",
    131009: "content_rejected",
    131021: "recipient_invalid",
    131026: "recipient_unreachable",
    131031: "permission_missing",
    131030: "recipient_invalid",
    131042: "payment_required",
    131047: "whatsapp_window_closed",
    131048: "spam_limited",
    131049: "marketing_capped",
    131050: "recipient_stopped",
    131051: "content_rejected",
    131052: "media_rejected",
    131053: "media_rejected",
    131037: "permission_missing",
    131062: "phone_required",
    131063: "permission_missing",
    131064: "messaging_limited",
    132000: "template_parameters",
    132001: "template_unknown",
    132005: "template_parameters",
    132007: "template_unknown",
    132012: "template_parameters",
    132015: "template_unknown",
    132016: "template_unknown",
}
"""What Meta's codes mean to a caller. Titles and messages change, so nothing else is read."""

PERMISSIONS = range(200, 300)
THROTTLED = frozenset({4, 80007, 130429, 131056})
DOWN = frozenset({1, 2, 131000, 131016})


class CloudApi:
    """The adapter."""

    def check(self, account: Account) -> Mapping[str, Any]:
        """See Sender.check: the display name and number of the account's phone number."""
        url = f"{_base(account)}?fields=display_phone_number,verified_name"
        document = _document_of(_request("GET", url, account, CHECK_SECONDS))
        return {"name": document.get("verified_name"), "address": document.get("display_phone_number")}

    def send(self, account: Account, draft: Draft, *, timeout_seconds: float) -> Accepted:
        """See Sender.send."""
        media_id = None if draft.media is None else self._upload(account, draft, timeout_seconds)
        answer = http.send_json(
            f"{_base(account)}/messages",
            payload(draft, media_id),
            headers=_headers(account),
            timeout_seconds=timeout_seconds,
        )
        document = _document_of(answer)
        try:
            return Accepted(str(document["messages"][0]["id"]))
        except (KeyError, IndexError, TypeError) as error:  # accepted, but under which id?
            raise OutcomeUnknown("an answer without an id") from error

    def templates(self, account: Account) -> list[dict[str, Any]]:
        """The message templates of the account, as Meta lists them."""
        business = account.settings.get("business_account_id")
        if not business:
            return []
        url = f"{provider_urls.whatsapp_url()}/{VERSION}/{business}/message_templates?limit=100"
        url += "&fields=name,language,status,category,parameter_format,components"
        templates: list[dict[str, Any]] = []
        after: Any = ""
        for _ in range(MOST_PAGES):
            page = f"{url}&after={quote(after, safe='')}" if after else url
            document = _document_of(_request("GET", page, account, CHECK_SECONDS))
            templates += [each for each in document.get("data", []) if isinstance(each, dict)]
            paging = document.get("paging")
            cursors = paging.get("cursors") if isinstance(paging, dict) and "next" in paging else None
            after = cursors.get("after") if isinstance(cursors, dict) else None
            if not isinstance(after, str) or not after:
                break
        return templates

    def show_writing(self, account: Account, provider_id: str, *, timeout_seconds: float) -> None:
        """See Presence.show_writing: the mark holds for earlier messages too; the typing ends with the answer."""
        about = {"status": "read", "message_id": provider_id, "typing_indicator": {"type": "text"}}
        url, headers = f"{_base(account)}/messages", _headers(account)
        document = {"messaging_product": "whatsapp", **about}
        _document_of(http.send_json(url, document, headers=headers, timeout_seconds=timeout_seconds))

    def listen(self, account: Account, url: str) -> None:
        """Have Meta report to a URL: of the whole account, and of this number, whose own URL counts before that one.

        Meta calls the URL before it answers. May be repeated. Raises Refused and Unavailable.
        """
        about = {"override_callback_uri": url, "verify_token": account.secrets["verify_token"]}
        _change(_subscriptions(account), about, account)
        _change(_base(account), {"webhook_configuration": about}, account)

    def is_on_phone(self, account: Account) -> bool:
        """Whether the number is still used in the WhatsApp Business app on its phone. Raises Refused, Unavailable."""
        document = _document_of(_request("GET", f"{_base(account)}?fields=is_on_biz_app", account, CHECK_SECONDS))
        return document.get("is_on_biz_app") is True

    def ask_for_past(self, account: Account) -> None:
        """Have Meta send what the phone calls people, and then what was written before, to where it reports.

        It does so for 24 hours after the number was taken over, and once. Raises Refused and Unavailable.
        """
        for kind in ("smb_app_state_sync", "history"):
            about = {"messaging_product": "whatsapp", "sync_type": kind}
            try:
                answer = http.send_json(
                    f"{_base(account)}/smb_app_data", about, headers=_headers(account), timeout_seconds=CHECK_SECONDS
                )
                _document_of(answer)
            except OutcomeUnknown as unknown:
                raise Unavailable("provider_unavailable", unknown.text) from unknown

    def stop_listening(self, account: Account, *, is_number: bool, is_account: bool) -> None:
        """Have Meta report of the number, of the account or of both where the app says. Raises as `listen` does."""
        if is_number:
            _change(_base(account), {"webhook_configuration": {"override_callback_uri": ""}}, account)
        if is_account:
            _change(_subscriptions(account), {}, account)

    def fetch(self, account: Account, reference: Mapping[str, Any], *, maximum_bytes: int) -> bytes:
        """See FileSource.fetch: the id leads to a URL that is valid for five minutes and wants the token."""
        number = account.settings["phone_number_id"]
        file_id = quote(str(reference.get("id")), safe="")
        place = f"{provider_urls.whatsapp_url()}/{VERSION}/{file_id}?phone_number_id={number}"
        document = _document_of(_request("GET", place, account, CHECK_SECONDS))
        size, url = document.get("file_size"), document.get("url")
        if isinstance(size, int) and size > maximum_bytes:
            raise TooLarge
        if not isinstance(url, str):
            raise Unavailable("provider_unavailable", "an answer without a URL")
        return http.download(url, headers=_headers(account), maximum_bytes=maximum_bytes)

    def _upload(self, account: Account, draft: Draft, timeout_seconds: float) -> str:
        media = draft.media
        assert media is not None  # noqa: S101 - the caller has looked
        try:
            answer = http.send_form(
                f"{_base(account)}/media",
                {"messaging_product": "whatsapp", "type": media.content_type},
                ("file", media.file_name, media.content_type, media.content),
                headers=_headers(account),
                timeout_seconds=timeout_seconds,
            )
        except OutcomeUnknown as unknown:  # of the upload: no message was sent
            raise Unavailable("provider_unavailable", unknown.text) from unknown
        return str(_document_of(answer).get("id", ""))


def payload(draft: Draft, media_id: str | None = None) -> dict[str, Any]:
    """The body of `POST /<phone number id>/messages`."""
    content, kind = draft.content, draft.content["type"]
    answered = {"context": {"message_id": draft.reply_to}} if draft.reply_to and kind != "reaction" else {}
    kind, part = parts.part_of(content, media_id, draft.reply_to)
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **addressed(draft.to),
        "type": kind,
        kind: part,
        "biz_opaque_callback_data": draft.id,
        **answered,
    }


def addressed(to: str) -> dict[str, str]:
    """How a recipient is named: a phone by `to`, which would win over it, a user without one by `recipient`."""
    digits = to.lstrip("+")
    return {"to": digits} if digits.isdecimal() else {"recipient": to}


def _change(url: str, about: Mapping[str, Any], account: Account) -> None:
    """Set what may be set again. Raises Refused and Unavailable."""
    try:
        answer = http.send_json(url, about, headers=_headers(account), timeout_seconds=CHECK_SECONDS)
        document = _document_of(answer)
    except OutcomeUnknown as unknown:
        raise Unavailable("provider_unavailable", unknown.text) from unknown
    if document.get("success") is not True:
        raise Refused("content_rejected", "an answer that does not say that it was done")


def _subscriptions(account: Account) -> str:
    """Where the apps are that Meta tells of an account."""
    return f"{provider_urls.whatsapp_url()}/{VERSION}/{account.settings['business_account_id']}/subscribed_apps"


def _base(account: Account) -> str:
    return f"{provider_urls.whatsapp_url()}/{VERSION}/{account.settings['phone_number_id']}"


def _headers(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.secrets['access_token']}"}


def _request(method: str, url: str, account: Account, seconds: float) -> http.Answer:
    try:
        return http.request(method, url, headers=_headers(account), timeout_seconds=seconds)
    except OutcomeUnknown as unknown:  # a question may be asked again
        raise Unavailable("provider_unavailable", unknown.text) from unknown


def _document_of(answer: http.Answer) -> dict[str, Any]:
    """The document of a success. Raises by the code of an error."""
    if answer.status < 300:  # noqa: PLR2004 - a success
        return answer.document
    error = answer.document.get("error")
    about = error if isinstance(error, dict) else {}
    code, text = about.get("code"), str(about.get("message", ""))
    if code in THROTTLED or answer.status == http.TOO_MANY_REQUESTS:
        raise Unavailable("rate_limited", text, retry_after=answer.retry_after)
    if code in DOWN:
        raise Unavailable("provider_unavailable", text, retry_after=answer.retry_after)
    if isinstance(code, int) and (code in REASONS or code in PERMISSIONS):
        raise Refused(REASONS.get(code, "permission_missing"), text)
    http.failed(answer)
    raise Refused("credentials_rejected" if answer.status == 401 else "content_rejected", text)  # noqa: PLR2004
