"""What both the models of contacts and modules that load no models have to know."""

MAXIMUM_CONSENTS = 100
"""How many consents of a contact are kept; a request may have all of them."""
