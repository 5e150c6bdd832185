"""Approvals of runs: links, mails, and the page on which a person decides."""
