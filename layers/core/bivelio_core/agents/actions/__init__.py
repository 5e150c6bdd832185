"""Operations on agents other than reading and changing them, one module each."""
