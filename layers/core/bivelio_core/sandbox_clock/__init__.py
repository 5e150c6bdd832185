"""The clock of an organisation's sandbox: it can be moved forward, stopped, and let run again."""
