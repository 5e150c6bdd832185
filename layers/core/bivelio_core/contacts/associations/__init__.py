"""How contacts belong to each other: who works where, whose accountant somebody is, and what else is named."""
