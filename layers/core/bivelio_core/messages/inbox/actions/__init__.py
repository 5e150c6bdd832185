"""Operations on conversations other than reading and changing them, one module each."""
