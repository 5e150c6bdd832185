"""Operations on the representation that do more than read and write it."""
