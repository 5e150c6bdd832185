"""Webhooks: events sent to customers' servers, signed, and sent again by a schedule until they are taken."""
