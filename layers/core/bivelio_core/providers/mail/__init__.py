"""Mail of the platform itself to its users: SES when deployed, SMTP in the local runtime, simulated in the sandbox."""
