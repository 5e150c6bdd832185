"""The submission of records to AEAT: each once, in the order of their making (docs/adr/0092).

`states` says what became of a record, `lanes` how far a tenant's records have come, `turns` sends what is due.
"""
