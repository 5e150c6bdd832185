"""The entry points of the functions: HTTP requests, queues, streams, schedules. Each step of a request is one file.

This package is above the domains and knows the list of them. The packages below read only what domains declare
(`domain.py`).
"""

from bivelio_core import config

config.hand_over_domains("bivelio_core.domains", "bivelio_core.operation_index")
