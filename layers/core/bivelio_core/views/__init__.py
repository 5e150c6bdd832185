"""Views of any list that a program shows: its filters, order and columns under a name, of a person or of all."""
