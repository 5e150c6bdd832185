"""Events: derived from changes of items, kept for 30 days, and passed to webhooks and workflows.

No endpoint writes an event. The table's stream is the outbox: `publish_events` derives a change's events by the
domains' rules (`catalogue.derive`), records them (`log.record`) and passes them to the domains' reactions
(`publish.react`). Every step can be repeated: an event's id is derived from the stream record, so a replay finds the
event already recorded.
"""
