"""What is done with chains of records besides reading them."""
