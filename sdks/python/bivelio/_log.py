"""One line for each attempt on the logger `bivelio`, without keys or bodies. `BIVELIO_LOG=debug` prints them."""

from __future__ import annotations

import logging
import os

logger = logging.getLogger("bivelio")


def set_up() -> None:
    """Print what the logger is told when BIVELIO_LOG asks for it; leave it alone when the program has set it up."""
    level = os.environ.get("BIVELIO_LOG", "").upper()
    if level not in {"DEBUG", "INFO"} or logger.handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(level)
