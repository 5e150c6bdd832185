"""Operations on contacts other than reading and changing them, one module each."""
