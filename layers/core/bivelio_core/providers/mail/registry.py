"""The adapter by which the platform sends mail."""

from bivelio_core import config

from .port import Mailer


def mailer(*, is_sandbox: bool) -> Mailer | None:
    """The adapter of an environment; None where the deployment sends no mail."""
    if is_sandbox:
        from .simulated import SimulatedMail  # noqa: PLC0415

        return SimulatedMail()
    if not config.mail_from():
        return None
    if (server := config.mail_server()) is not None:
        from .smtp import LocalServer  # noqa: PLC0415

        return LocalServer(*server)
    from .ses import Ses  # noqa: PLC0415

    return Ses()
