"""What a cold start of a function costs, beside what others build functions with."""
