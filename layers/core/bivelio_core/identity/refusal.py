"""Why a credential is refused: for the log, never for the caller."""


class Refused(Exception):
    """The credential is absent, malformed, unknown, revoked, or not for this place."""
