"""How work enters: HTTP requests, queues, streams, schedules. Each step of a request is one file.

Here, above the domains, is where their list is known; what lies below asks for what they declare (`domain.py`).
"""

from bivelio_core import config

config.hand_over_domains("bivelio_core.domains")
