"""What was tried to deliver: its own room, because few operations need its models."""
