"""What who was invited does, without being a member yet."""
