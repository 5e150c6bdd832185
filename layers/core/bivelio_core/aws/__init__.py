"""A client of our own for the AWS services that most functions ask, without botocore: the few operations that we use.

docs/adr/0049-own-table-client.md and docs/adr/0053-own-clients-of-small-services.md have the reasons, and what would
end it.
"""
