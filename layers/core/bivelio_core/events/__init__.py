"""Events: what happened, derived from changes of items, kept for 30 days, and handed to webhooks and workflows.

No endpoint writes an event. The table's stream is the outbox: `publish_events` asks the domains what a change means
(`catalogue.derive`), records it (`log.record`) and passes it to their reactions (`publish.react`). All of this can be
repeated: an event's id comes from the stream record, so a replay finds the event recorded.
"""
