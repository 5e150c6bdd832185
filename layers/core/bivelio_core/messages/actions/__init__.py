"""Operations on messages other than reading and changing them, one module each."""
