"""Operations that neither list, read, create nor update: a module for each, by its verb."""
