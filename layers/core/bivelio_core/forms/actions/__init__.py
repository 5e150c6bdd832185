"""Operations on forms other than reading and changing them, one module each."""
