"""What is done with tests of agents, one operation a module."""
