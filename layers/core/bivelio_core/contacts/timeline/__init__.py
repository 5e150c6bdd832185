"""What has happened with a contact: its notes, tasks, messages, invoices, cases and deals in order of time."""
