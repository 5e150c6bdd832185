"""Operations on events other than reading and changing them, one module each."""
