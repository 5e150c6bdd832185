"""Check what a text offers on a channel, and what the parts of a template are filled with.

Sources: Meta, Cloud API, "Interactive reply buttons messages", "Interactive list messages", "Template messages";
Telegram, Bot API, "InlineKeyboardButton".
"""

from collections.abc import Iterator, Sequence

from bivelio_core.faults import Fault, register
from bivelio_core.providers.messaging.port import Channel

from .interactive import MOST_CHOICES, ChoiceList, MessageButton, TemplateButton, TemplateHeader
from .models import MessageContent

REPEATED = register("messages", "repeated_id")
MOST_OF_WHATSAPP, LONGEST_OF_WHATSAPP, LONGEST_BODY = 3, 20, 1_024
MOST_BYTES_OF_TELEGRAM = 64


def faults(content: MessageContent, channel: Channel) -> Iterator[Fault]:
    """What is wrong with what a message offers, whose fields its type and channel have."""
    if content.parameters is not None and content.variables is not None:
        yield Fault("message.variables", "one_of")
    if content.header is not None:
        yield from _of_header(content.header)
    for place, button in enumerate(content.template_buttons or ()):
        yield from _of_template_button(button, f"message.template_buttons[{place}]")
    yield from _repeated([str(each.index) for each in content.template_buttons or ()], "template_buttons", "index")
    if content.buttons is not None and content.choices is not None:
        yield Fault("message.choices", "one_of")
    if content.buttons is not None:
        yield from _of_buttons(content.buttons, channel)
    if content.choices is not None:
        yield from _of_choices(content.choices)
    for place, file in enumerate(content.files or ()):
        if (file.url is None) == (file.document_id is None):
            yield Fault(f"message.files[{place}].url", "one_of")
    has_offer = content.buttons is not None or content.choices is not None
    if channel == "whatsapp" and has_offer and utf16_length(content.body or "") > LONGEST_BODY:
        yield Fault("message.body", "max_length", {"limit": LONGEST_BODY})


def utf16_length(text: str) -> int:
    """The length as Meta and Telegram count it."""
    return len(text.encode("utf-16-le")) // 2


def _of_header(header: TemplateHeader) -> Iterator[Fault]:
    is_text = header.type == "text"
    if is_text and header.text is None:
        yield Fault("message.header.text", "required")
    if not is_text and (header.url is None) == (header.document_id is None):
        yield Fault("message.header.url", "one_of")
    unused = ("url", "document_id", "filename") if is_text else ("text", "name")
    for name in unused:
        if getattr(header, name) is not None:
            yield Fault(f"message.header.{name}", "one_of")


def _of_template_button(button: TemplateButton, field: str) -> Iterator[Fault]:
    if (button.url_suffix is None) == (button.payload is None):
        yield Fault(f"{field}.url_suffix", "one_of")


def _of_buttons(buttons: Sequence[MessageButton], channel: Channel) -> Iterator[Fault]:
    is_whatsapp = channel == "whatsapp"
    opens_page = is_whatsapp and buttons[0].url is not None
    if opens_page and len(buttons) > 1:  # Meta takes one that opens a page, and no other beside it
        yield Fault("message.buttons", "max_items", {"limit": 1})
    if is_whatsapp and len(buttons) > MOST_OF_WHATSAPP:
        yield Fault("message.buttons", "max_items", {"limit": MOST_OF_WHATSAPP})
    for place, button in enumerate(buttons):
        field = f"message.buttons[{place}]"
        is_later = is_whatsapp and place > 0 and button.url is not None
        if (button.id is None) == (button.url is None) or (is_later and not opens_page):
            yield Fault(f"{field}.url", "one_of")
        if is_whatsapp and utf16_length(button.title) > LONGEST_OF_WHATSAPP:
            yield Fault(f"{field}.title", "max_length", {"limit": LONGEST_OF_WHATSAPP})
        if not is_whatsapp and len((button.id or "").encode()) > MOST_BYTES_OF_TELEGRAM:
            yield Fault(f"{field}.id", "max_bytes", {"limit": MOST_BYTES_OF_TELEGRAM})
    yield from _repeated([each.id for each in buttons if each.id is not None], "buttons", "id")


def _of_choices(choices: ChoiceList) -> Iterator[Fault]:
    if (choices.rows is None) == (choices.sections is None):
        yield Fault("message.choices.rows", "one_of")
        return
    rows = choices.all_rows
    if len(rows) > MOST_CHOICES:
        yield Fault("message.choices.sections", "max_items", {"limit": MOST_CHOICES})
    yield from _repeated([row.id for row in rows], "choices.sections" if choices.rows is None else "choices.rows", "id")


def _repeated(values: Sequence[str], field: str, name: str) -> Iterator[Fault]:
    """A fault where two parts have the same name, so that an answer would not say which one it is."""
    if len(set(values)) < len(values):
        yield Fault(f"message.{field}", REPEATED, {"expected": name})
