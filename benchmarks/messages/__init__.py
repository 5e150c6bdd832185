"""Messages: what sending costs beside the provider, what comes in beside contacts.create, fairness, pages."""
