"""What an organisation knows: texts that are cut into passages, and the search that answers with them."""
