"""A client for DynamoDB of our own: the few operations of the store, without botocore.

docs/adr/0049-own-table-client.md has the reason, and what would end it.
"""
