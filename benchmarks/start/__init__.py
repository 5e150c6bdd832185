"""The first start of the local platform in a clean clone, beside that of an older version."""
