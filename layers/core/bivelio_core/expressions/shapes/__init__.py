"""What an expression may name and compare, told by the shapes of its data before there are any."""
