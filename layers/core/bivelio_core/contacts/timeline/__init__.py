"""What has happened with a contact: its notes, tasks, messages, invoices and cases in order of time."""
