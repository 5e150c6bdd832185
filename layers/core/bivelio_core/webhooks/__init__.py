"""Webhooks: events sent to customers' servers, signed, and retried by a schedule until they are accepted."""
