"""The entry points of the functions: HTTP requests, queues, streams, schedules. Each step of a request is one file.

This package, above the domains, knows their list; the packages below read only what domains declare (`domain.py`).
"""

from bivelio_core import config

config.hand_over_domains("bivelio_core.domains")
