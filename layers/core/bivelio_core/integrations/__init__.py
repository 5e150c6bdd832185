"""The connections of organisations to services of others: their accounts, with the secrets sealed."""
