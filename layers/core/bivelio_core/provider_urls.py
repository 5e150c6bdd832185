"""Where the services of others are that functions ask; tests of the local runtime have them elsewhere."""

from bivelio_core import config


def whatsapp_url() -> str:
    """Where the Cloud API of WhatsApp is."""
    return config.provider_url("WHATSAPP_URL", "https://graph.facebook.com")


def telegram_url() -> str:
    """Where the Bot API of Telegram is."""
    return config.provider_url("TELEGRAM_URL", "https://api.telegram.org")


def gmail_url() -> str:
    """Where the API of Gmail is."""
    return config.provider_url("GMAIL_URL", "https://gmail.googleapis.com")


def google_calendar_url() -> str:
    """Where the API of Google Calendar is."""
    return config.provider_url("GOOGLE_CALENDAR_URL", "https://www.googleapis.com")


def google_consent_url() -> str:
    """Where people consent to what we may do at Google."""
    return config.provider_url("GOOGLE_CONSENT_URL", "https://accounts.google.com/o/oauth2/v2/auth")


def google_token_url() -> str:
    """Where Google gives tokens."""
    return config.provider_url("GOOGLE_TOKEN_URL", "https://oauth2.googleapis.com/token")


def face_url(usual: str) -> str:
    """Where FACe is."""
    return config.provider_url("FACE_URL", usual)


def efact_url(usual: str) -> str:
    """Where e.FACT is."""
    return config.provider_url("EFACT_URL", usual)
