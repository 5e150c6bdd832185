"""Operations on connections other than reading and changing them, one module each."""
