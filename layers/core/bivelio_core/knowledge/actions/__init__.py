"""Operations on knowledge other than reading and changing it, one module each."""
