"""Webhooks: telling customers' servers what happened, signed, in time, again until they have heard."""
