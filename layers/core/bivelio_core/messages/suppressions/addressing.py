"""The address of a request as messages of its channel are sent to it."""

from bivelio_core.errors import ValidationError
from bivelio_core.messages import recipient
from bivelio_core.providers.messaging.port import Channel


def address_of(channel: Channel, written: str) -> str:
    """An address in its provider's form. Raises ValidationError, of `address`, for one of another form."""
    try:
        return recipient.recipient_of(channel, written).to
    except ValidationError as error:
        raise ValidationError.of("address", "format", expected=recipient.KIND[channel]) from error
