"""Secrets: credentials of other services, for `http_request` steps, each for the hosts that it may be sent to."""
