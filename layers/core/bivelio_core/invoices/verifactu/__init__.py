"""Records of issued invoices as the Spanish tax agency defines them: fields, hash, chain, XML and QR.

Real Decreto 1007/2023 and Orden HAC/1177/2024. Nothing here submits a record.
"""
