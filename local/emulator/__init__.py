"""The AWS emulator as we run it: MiniStack with repairs where it differs from AWS in ways that matter here."""
