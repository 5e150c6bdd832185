"""What name servers say of a domain that mails come from: the real ones, or simulated ones where nothing is sent."""
